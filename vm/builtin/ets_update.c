/* SPDX-License-Identifier: Apache-2.0 */
/* ets_update.c: update_counter and update_element: changing elements of one object as one change.
 *
 * The new elements are put together in a tuple on the caller's heap, which refers to the object
 * where nothing changes and is garbage afterwards; a copy of it takes the place of the object. When
 * all that changes is immediate before and after, the object itself is changed instead. */
#include "vm/builtin/ets.h"

#include "vm/memory/copy.h"
#include "vm/term/arith.h"

/* An object that is being changed. Under the write lock of the place. */
struct change {
    struct process *p;
    struct ets_table *table;
    struct ets_place place;
    struct ets_object *object; /* NULL: a default, which is not in the table yet */
    Term elements;             /* the tuple on the heap, or NON_VALUE: nothing has changed yet */
};

static Term current_tuple(const struct change *c)
{
    return c->elements != NON_VALUE ? c->elements : ets_object_term(c->object);
}

/* POSITION from 1, within the tuple. */
static void set_element(struct change *c, size_t position, Term value)
{
    if (c->elements == NON_VALUE) {
        Term tuple = ets_object_term(c->object);
        c->elements = heap_tuple(&c->p->heap, tuple_arity(tuple), tuple_elements(tuple));
    }
    tuple_elements(c->elements)[position - 1] = value;
}

static bool changes_in_place(const struct change *c)
{
    if (c->object == NULL || ets_object_is_held(c->object))
        return false;
    const Term *old = c->object->data + 1, *new = tuple_elements(c->elements);
    for (size_t i = 0, n = tuple_arity(c->elements); i < n; i++)
        if (old[i] != new[i] && !(term_is_immediate(old[i]) && term_is_immediate(new[i])))
            return false;
    return true;
}

static void change_in_place(const struct change *c)
{
    const Term *new = tuple_elements(c->elements);
    for (size_t i = 0, n = tuple_arity(c->elements); i < n; i++)
        c->object->data[1 + i] = new[i];
}

/* Makes the change. What is to be freed is in *OUT. False: memory is exhausted. */
static bool commit(struct change *c, struct ets_object **out)
{
    *out = NULL;
    if (c->elements == NON_VALUE)
        return true;
    if (changes_in_place(c)) {
        change_in_place(c);
        return true;
    }
    struct ets_object *object = ets_object_new(c->elements);
    if (object == NULL)
        return false;
    *out = c->object != NULL ? ets_store_replace(c->table, &c->place, c->object, object)
                             : ets_store_put(c->table, &c->place, object);
    return true;
}

/* Lets go of the lock, and returns RESULT if the change could be made. */
static Term finish(struct change *c, Term result, Term cause)
{
    struct ets_object *out = NULL;
    bool made = result == NON_VALUE || commit(c, &out);
    ets_unlock_write(&c->place.stripe->lock);
    ets_object_free_list(out);
    if (result == NON_VALUE)
        return cause == NON_VALUE ? builtin_badarg(c->p) : ets_badarg(c->p, cause);
    if (!made)
        return builtin_system_limit(c->p);
    ets_settle(c->table, c->place.stripe, 1);
    return result;
}

static void begin(struct change *c, struct process *p, struct ets_table *table, Term key)
{
    *c = (struct change){.p = p, .table = table, .place = ets_place_of(table, key)};
    ets_lock_write(&c->place.stripe->lock);
    c->object = ets_store_find(table, &c->place);
}

/* ---- counters ---- */

/* One operation: add INCREMENT to the element at POSITION; beyond THRESHOLD it becomes RESET. */
struct count_operation {
    Term position, increment, threshold, reset;
};

static bool read_count(Term term, struct count_operation *operation)
{
    bool limited = term_is_tuple_of(term, 4);
    if (!limited && !term_is_tuple_of(term, 2))
        return false;
    const Term *elements = tuple_elements(term);
    *operation = (struct count_operation){.position = elements[0], .increment = elements[1]};
    if (limited) {
        operation->threshold = elements[2];
        operation->reset = elements[3];
    }
    return term_is_small(operation->position) && term_is_integer(operation->increment) &&
           (!limited ||
            (term_is_integer(operation->threshold) && term_is_integer(operation->reset)));
}

static Term limited(const struct count_operation *operation, Term value)
{
    if (operation->threshold == NON_VALUE)
        return value;
    int order = term_compare(value, operation->threshold);
    bool beyond = term_compare(operation->increment, SMALL(0)) < 0 ? order < 0 : order > 0;
    return beyond ? operation->reset : value;
}

/* The new value, or NON_VALUE with a cause (or NON_VALUE) in *CAUSE. */
static Term count(struct change *c, Term term, Term *cause)
{
    struct count_operation operation;
    Term reason;
    *cause = NON_VALUE;
    if (!read_count(term, &operation))
        return NON_VALUE;
    int64_t position = small_value(operation.position);
    Term tuple = current_tuple(c);
    if (position == (int64_t)c->table->keypos) {
        *cause = ATOM_(keypos);
        return NON_VALUE;
    }
    if (position < 1 || (uint64_t)position > tuple_arity(tuple)) {
        *cause = ATOM_(position);
        return NON_VALUE;
    }
    Term old = tuple_get(tuple, (size_t)position - 1);
    if (!term_is_integer(old))
        return NON_VALUE;
    Term value = arith_add(&c->p->heap, old, operation.increment, &reason);
    if (value == NON_VALUE)
        return NON_VALUE;
    if (value == old) /* a big integer plus 0 is itself, and that lies in the table */
        value = copy_to_heap(&c->p->heap, value);
    value = limited(&operation, value);
    set_element(c, (size_t)position, value);
    return value;
}

/* Performs a list of operations, and returns the list of values. */
static Term count_all(struct change *c, Term operations, Term *cause)
{
    struct heap *heap = &c->p->heap;
    Term values = NIL, in_order = NIL;
    for (; term_is_cons(operations); operations = list_tail(operations)) {
        Term value = count(c, list_head(operations), cause);
        if (value == NON_VALUE)
            return NON_VALUE;
        values = heap_cons(heap, value, values);
        builtin_charge(c->p, 1);
    }
    *cause = NON_VALUE;
    if (!term_is_nil(operations))
        return NON_VALUE;
    for (; term_is_cons(values); values = list_tail(values))
        in_order = heap_cons(heap, list_head(values), in_order);
    return in_order;
}

/* A plain increment of a small counter: the usual case, without any garbage. */
ALWAYS_INLINE bool count_quickly(const struct change *c, Term increment, Term *value)
{
    size_t position = c->table->keypos + 1;
    if (c->object == NULL || !term_is_small(increment) ||
        position > tuple_arity(ets_object_term(c->object)))
        return false;
    Term *element = c->object->data + position;
    if (!term_is_small(*element))
        return false;
    int64_t sum = small_value(*element) + small_value(increment);
    *value = *element = small_fits(sum) ? small_make(sum) : *element;
    return small_fits(sum);
}

static Term count_in(struct change *c, Term operations, Term *cause)
{
    if (term_is_integer(operations)) {
        Term position = small_make((int64_t)c->table->keypos + 1);
        return count(c, heap_tuple2(&c->p->heap, position, operations), cause);
    }
    if (term_is_tuple(operations))
        return count(c, operations, cause);
    return count_all(c, operations, cause);
}

static Term update_counter(struct process *p, const Term *args, Term otherwise)
{
    struct ets_table *table = ets_get(p, args[0], ETS_WRITE);
    Term value, cause = NON_VALUE;
    struct change c;
    if (UNLIKELY(table == NULL))
        return NON_VALUE;
    if (otherwise != NON_VALUE && !term_is_tuple(otherwise))
        return builtin_badarg(p);
    if (UNLIKELY(ets_is_bag(table)))
        return ets_badarg(p, ATOM_(table_type));
    if (otherwise != NON_VALUE && tuple_arity(otherwise) < table->keypos)
        return builtin_badarg(p);
    begin(&c, p, table, args[1]);
    if (LIKELY(count_quickly(&c, args[2], &value))) {
        ets_unlock_write(&c.place.stripe->lock);
        return value;
    }
    if (c.object == NULL) {
        if (otherwise == NON_VALUE)
            return finish(&c, NON_VALUE, ATOM_(badkey));
        c.elements = heap_tuple(&p->heap, tuple_arity(otherwise), tuple_elements(otherwise));
        tuple_elements(c.elements)[table->keypos - 1] = args[1];
    }
    value = count_in(&c, args[2], &cause);
    return finish(&c, value, cause);
}

static Term update_counter_3(struct process *p, const Term *args)
{
    return update_counter(p, args, NON_VALUE);
}

static Term update_counter_4(struct process *p, const Term *args)
{
    return update_counter(p, args, args[3]);
}

/* ---- elements ---- */

/* {Position, Value}; false, with a cause (or NON_VALUE) in *CAUSE. */
static bool update(struct change *c, Term term, Term *cause)
{
    *cause = NON_VALUE;
    if (!term_is_tuple_of(term, 2) || !term_is_small(tuple_get(term, 0)))
        return false;
    int64_t position = small_value(tuple_get(term, 0));
    if (position < 1 || (uint64_t)position > tuple_arity(current_tuple(c)))
        return false;
    if (position == (int64_t)c->table->keypos) {
        *cause = ATOM_(keypos);
        return false;
    }
    set_element(c, (size_t)position, tuple_get(term, 1));
    return true;
}

static bool update_all(struct change *c, Term updates, Term *cause)
{
    *cause = NON_VALUE;
    if (term_is_tuple(updates))
        return update(c, updates, cause);
    for (; term_is_cons(updates); updates = list_tail(updates)) {
        if (!update(c, list_head(updates), cause))
            return false;
        builtin_charge(c->p, 1);
    }
    return term_is_nil(updates);
}

static Term update_element_3(struct process *p, const Term *args)
{
    struct ets_table *table = ets_get(p, args[0], ETS_WRITE);
    Term cause;
    struct change c;
    if (table == NULL)
        return NON_VALUE;
    if (ets_is_bag(table))
        return builtin_badarg(p);
    begin(&c, p, table, args[1]);
    if (c.object == NULL)
        return finish(&c, ATOM_(false), NON_VALUE);
    bool updated = update_all(&c, args[2], &cause);
    return finish(&c, updated ? ATOM_(true) : NON_VALUE, cause);
}

const struct builtin_row builtins_ets_update[] = {
    {"ets", "update_counter", 3, update_counter_3},
    {"ets", "update_counter", 4, update_counter_4},
    {"ets", "update_element", 3, update_element_3},
    {0},
};
