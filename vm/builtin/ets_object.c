/* SPDX-License-Identifier: Apache-2.0 */
/* ets_object.c: builtins of the module ets that put objects into tables, look them up and take them
 * out, by their key. Objects are copied before a lock is taken, and freed after it. */
#include "vm/builtin/ets_large.h"

#include "vm/ets/owner.h"
#include "vm/memory/copy.h"

/* A list of at most so many objects goes in as one change; of longer ones each part of this length
 * does. A bag compares each with all that have its key, and the change ends when so much has been
 * compared. */
#define AT_ONCE  8192
#define COMPARED 40000 /* reductions */

/* ---- looking up ---- */

/* Is the only object of a key held, to be copied by a dirty scheduler? */
ALWAYS_INLINE bool is_left(const struct process *p, const struct ets_table *table,
                           struct ets_object *object)
{
    return UNLIKELY(object->words > ETS_LARGE_WORDS) && !ets_is_bag(table) &&
           ets_hold_large(p, object);
}

static Term lookup_2(struct process *p, const Term *args)
{
    const struct ets_table *table = ets_get(p, args[0], ETS_READ);
    if (UNLIKELY(table == NULL))
        return NON_VALUE;
    struct ets_place place = ets_place_of(table, args[1]);
    Term list = NIL;
    int64_t found = 0;
    ets_lock_read(&place.stripe->lock);
    struct ets_object *object = ets_store_find(table, &place);
    bool held = object != NULL && is_left(p, table, object);
    for (const struct ets_object *same = held ? NULL : object; same != NULL; found++) {
        list = heap_cons(&p->heap, ets_object_copy(&p->heap, same), list);
        same = ets_store_same(table, same);
    }
    ets_unlock_read(&place.stripe->lock);
    if (UNLIKELY(held))
        return ets_copy_held(p, object, 0);
    builtin_charge(p, found * ETS_REDUCTIONS_PER_COPY);
    return list;
}

static Term member_2(struct process *p, const Term *args)
{
    const struct ets_table *table = ets_get(p, args[0], ETS_READ);
    if (UNLIKELY(table == NULL))
        return NON_VALUE;
    struct ets_place place = ets_place_of(table, args[1]);
    ets_lock_read(&place.stripe->lock);
    bool found = ets_store_find(table, &place) != NULL;
    ets_unlock_read(&place.stripe->lock);
    return truth(found);
}

/* The elements at POSITION (from 1) of OBJECT (or NULL) and all with the same key; in *FOUND how
 * many, -1 when one has no such element. */
static Term elements_of(struct process *p, const struct ets_table *table,
                        const struct ets_object *object, int64_t position, int64_t *found)
{
    Term list = NIL, element = NIL;
    *found = 0;
    for (; object != NULL; object = ets_store_same(table, object), ++*found) {
        if ((uint64_t)position > tuple_arity(ets_object_term(object))) {
            *found = -1;
            return NON_VALUE;
        }
        element = copy_to_heap(&p->heap, object->data[position]);
        if (ets_is_bag(table))
            list = heap_cons(&p->heap, element, list);
    }
    return ets_is_bag(table) ? list : element;
}

static Term look_up_element(struct process *p, const Term *args, Term missing)
{
    const struct ets_table *table = ets_get(p, args[0], ETS_READ);
    int64_t position, found;
    if (UNLIKELY(table == NULL))
        return NON_VALUE;
    if (!small_within(args[2], 1, SMALL_MAX, &position))
        return builtin_badarg(p);
    struct ets_place place = ets_place_of(table, args[1]);
    ets_lock_read(&place.stripe->lock);
    struct ets_object *object = ets_store_find(table, &place);
    bool held = object != NULL && (uint64_t)position <= tuple_arity(ets_object_term(object)) &&
                is_left(p, table, object);
    Term result = held ? NON_VALUE : elements_of(p, table, object, position, &found);
    ets_unlock_read(&place.stripe->lock);
    if (UNLIKELY(held))
        return ets_copy_held(p, object, (size_t)position);
    builtin_charge(p, found * ETS_REDUCTIONS_PER_COPY);
    if (found > 0)
        return result;
    if (found < 0)
        return builtin_badarg(p);
    return missing != NON_VALUE ? missing : ets_badarg(p, ATOM_(badkey));
}

static Term lookup_element_3(struct process *p, const Term *args)
{
    return look_up_element(p, args, NON_VALUE);
}

static Term lookup_element_4(struct process *p, const Term *args)
{
    return look_up_element(p, args, args[3]);
}

/* ---- putting in ---- */

static bool is_object(const struct ets_table *table, Term term)
{
    return term_is_tuple(term) && tuple_arity(term) >= table->keypos;
}

static Term key_of_tuple(const struct ets_table *table, Term tuple)
{
    return tuple_get(tuple, table->keypos - 1);
}

bool ets_put_object(struct ets_table *table, struct ets_object *object, bool only_new)
{
    struct ets_place place = ets_place_of(table, ets_key(table, object));
    ets_lock_write(&place.stripe->lock);
    bool refused = only_new && ets_store_find(table, &place) != NULL;
    struct ets_object *out = refused ? object : ets_store_put(table, &place, object);
    ets_unlock_write(&place.stripe->lock);
    if (out != NULL)
        ets_object_free(out);
    else
        ets_settle(table, place.stripe, 1);
    return !refused;
}

static Term insert_one(struct process *p, struct ets_table *table, const Term *args, bool only_new)
{
    if (UNLIKELY(!is_object(table, args[1])))
        return builtin_badarg(p);
    size_t words = ets_object_measure(args[1], ETS_LARGE_WORDS);
    if (ets_is_large(p, words))
        return ets_insert_large(p, args, only_new);
    struct ets_object *object =
        words > ETS_LARGE_WORDS ? ets_object_new(args[1]) : ets_object_make(args[1], words);
    if (UNLIKELY(object == NULL))
        return builtin_system_limit(p);
    return truth(ets_put_object(table, object, only_new));
}

/* Objects for the first MOST elements of *LIST, which moves on, the last one first; *COUNT: how
 * many. NULL, when there are some: memory is exhausted. */
static struct ets_object *make_objects(Term *list, size_t most, size_t *count)
{
    struct ets_object *objects = NULL;
    for (*count = 0; *count < most && term_is_cons(*list); *list = list_tail(*list), ++*count) {
        struct ets_object *object = ets_object_new(list_head(*list));
        if (object == NULL) {
            ets_object_free_list(objects);
            return NULL;
        }
        object->next = objects;
        objects = object;
    }
    return objects;
}

static struct ets_object *reverse(struct ets_object *list)
{
    struct ets_object *reversed = NULL;
    while (list != NULL) {
        struct ets_object *next = list->next;
        list->next = reversed;
        reversed = list;
        list = next;
    }
    return reversed;
}

static bool any_known(const struct ets_table *table, const struct ets_object *objects)
{
    for (; objects != NULL; objects = objects->next) {
        struct ets_place place = ets_place_of(table, ets_key(table, objects));
        if (ets_store_find(table, &place) != NULL)
            return true;
    }
    return false;
}

/* All locks are held. Puts in the first of *OBJECTS, which moves on: all of them unless the table
 * is a bag. Returns what is to be freed. */
static struct ets_object *put_all(struct process *p, struct ets_table *table,
                                  struct ets_object **objects)
{
    struct ets_object *garbage = NULL, *object;
    int64_t least = p->regs->reductions - COMPARED;
    while ((object = *objects) != NULL) {
        if (table->type == ETS_BAG && UNLIKELY(p->regs->reductions < least))
            break;
        *objects = object->next;
        struct ets_place place = ets_place_of(table, ets_key(table, object));
        struct ets_object *out = ets_store_put(table, &place, object);
        if (out != NULL) {
            out->next = garbage;
            garbage = out;
        }
    }
    return garbage;
}

static size_t free_counted(struct ets_object *objects)
{
    size_t count = 0;
    for (const struct ets_object *object = objects; object != NULL; object = object->next)
        count++;
    ets_object_free_list(objects);
    return count;
}

/* Puts COUNT objects in as one change; in *LEFT how many of them it has not, of a bag the first
 * ones. False: they were to be new, and one is not. */
static bool insert_objects(struct process *p, struct ets_table *table, struct ets_object *objects,
                           size_t count, bool only_new, size_t *left)
{
    struct ets_object *garbage = NULL;
    if (table->type != ETS_BAG) /* in OTP, too, a bag gets the last one of a list first */
        objects = reverse(objects);
    ets_lock_all(table);
    bool refused = only_new && any_known(table, objects);
    if (!refused)
        garbage = put_all(p, table, &objects);
    ets_unlock_all(table);
    ets_object_free_list(garbage);
    *left = free_counted(objects);
    for (size_t i = 0; !refused && i <= table->stripe_mask; i++)
        ets_settle(table, table->stripes + i, count);
    return !refused;
}

/* The first COUNT elements of LIST in front of REST. */
static Term list_of_first(struct heap *heap, Term list, size_t count, Term rest)
{
    if (count == 0)
        return rest;
    Term *cells = heap_alloc(heap, 2 * count);
    for (size_t i = 0; i < count; i++, list = list_tail(list)) {
        cells[2 * i] = list_head(list);
        cells[2 * i + 1] = i + 1 < count ? cons_make(cells + 2 * i + 2) : rest;
    }
    return cons_make(cells);
}

/* tick:ets_insert(Rest, Table, OnlyNew, Origin): the elements have been checked, and, for
 * insert_new of a list longer than AT_ONCE, found to be new. */
static Term insert_slice(struct process *p, const Term *args)
{
    Term list = args[0], rest = list, origin = args[3];
    bool only_new = args[2] == ATOM_(true);
    struct ets_table *table = ets_get_again(p, args[1], ETS_WRITE, origin);
    size_t count, left;
    if (table == NULL)
        return NON_VALUE;
    struct ets_object *objects = make_objects(&rest, AT_ONCE, &count);
    if (objects == NULL && count > 0)
        return builtin_system_limit(p);
    builtin_charge(p, (int64_t)count * ETS_REDUCTIONS_PER_PUT);
    if (!insert_objects(p, table, objects, count, only_new, &left))
        return ATOM_(false);
    rest = list_of_first(&p->heap, list, left, rest);
    if (term_is_nil(rest))
        return ATOM_(true);
    /* What is left now was found to be new together with the rest. */
    return builtin_continue(p, ATOM_(ets_insert), 4, (Term[]){rest, args[1], ATOM_(false), origin});
}

static bool is_known(const struct ets_table *table, Term tuple)
{
    struct ets_place place = ets_place_of(table, key_of_tuple(table, tuple));
    ets_lock_read(&place.stripe->lock);
    bool known = ets_store_find(table, &place) != NULL;
    ets_unlock_read(&place.stripe->lock);
    return known;
}

/* tick:ets_unknown(Rest, Table, Origin): are the keys of a long list all new? */
static Term unknown_slice(struct process *p, const Term *args)
{
    Term rest = args[0], origin = args[2];
    const struct ets_table *table = ets_get_again(p, args[1], ETS_WRITE, origin);
    size_t budget = builtin_budget(p, 1), left = budget;
    if (table == NULL)
        return NON_VALUE;
    for (; left > 0 && term_is_cons(rest); left--, rest = list_tail(rest))
        if (is_known(table, list_head(rest)))
            return ATOM_(false);
    builtin_charge(p, (int64_t)(budget - left));
    if (term_is_cons(rest))
        return builtin_continue(p, ATOM_(ets_unknown), 3, (Term[]){rest, args[1], origin});
    Term list = list_head(list_tail(list_tail(origin)));
    return builtin_continue(p, ATOM_(ets_insert), 4, (Term[]){list, args[1], ATOM_(false), origin});
}

/* tick:ets_check(Rest, Table, OnlyNew, Origin): is it a list of tuples that are long enough? */
static Term check_slice(struct process *p, const Term *args)
{
    Term rest = args[0], origin = args[3];
    const struct ets_table *table = ets_get_again(p, args[1], ETS_WRITE, origin);
    size_t budget = builtin_budget(p, CELLS_PER_REDUCTION), left = budget;
    if (table == NULL)
        return NON_VALUE;
    Term list = list_head(list_tail(list_tail(origin)));
    for (; left > 0 && term_is_cons(rest); left--, rest = list_tail(rest))
        if (!is_object(table, list_head(rest)))
            return ets_badarg_as(p, NON_VALUE, origin);
    builtin_charge(p, (int64_t)((budget - left) / CELLS_PER_REDUCTION));
    if (term_is_cons(rest))
        return builtin_continue(p, ATOM_(ets_check), 4, (Term[]){rest, args[1], args[2], origin});
    if (!term_is_nil(rest))
        return ets_badarg_as(p, NON_VALUE, origin);
    if (args[2] == ATOM_(true) && list_length_up_to(list, AT_ONCE) < 0)
        return unknown_slice(p, (Term[]){list, args[1], origin});
    return insert_slice(p, (Term[]){list, args[1], args[2], origin});
}

static Term insert(struct process *p, const Term *args, Term name)
{
    bool only_new = name == ATOM_(insert_new);
    struct ets_table *table = ets_get(p, args[0], ETS_WRITE);
    if (UNLIKELY(table == NULL))
        return NON_VALUE;
    if (LIKELY(!term_is_list(args[1])))
        return insert_one(p, table, args, only_new);
    Term origin = heap_cons(&p->heap, name, heap_list(&p->heap, 2, args, NIL));
    return check_slice(p, (Term[]){args[1], args[0], truth(only_new), origin});
}

static Term insert_2(struct process *p, const Term *args)
{
    return insert(p, args, ATOM_(insert));
}

static Term insert_new_2(struct process *p, const Term *args)
{
    return insert(p, args, ATOM_(insert_new));
}

/* ---- taking out ---- */

/* Frees what was taken out of the place, and counts it. */
static void finish_removal(struct process *p, struct ets_table *table,
                           const struct ets_place *place, struct ets_object *removed)
{
    size_t count = free_counted(removed);
    builtin_charge(p, (int64_t)count * ETS_REDUCTIONS_PER_FREE);
    ets_settle(table, place->stripe, count);
}

static void remove_objects(struct process *p, struct ets_table *table, Term key, Term tuple)
{
    struct ets_place place = ets_place_of(table, key);
    ets_lock_write(&place.stripe->lock);
    struct ets_object *removed = ets_store_remove(table, &place, tuple);
    ets_unlock_write(&place.stripe->lock);
    finish_removal(p, table, &place, removed);
}

static Term delete_2(struct process *p, const Term *args)
{
    struct ets_table *table = ets_get(p, args[0], ETS_WRITE);
    if (table == NULL)
        return NON_VALUE;
    remove_objects(p, table, args[1], NON_VALUE);
    return ATOM_(true);
}

static Term delete_object_2(struct process *p, const Term *args)
{
    struct ets_table *table = ets_get(p, args[0], ETS_WRITE);
    if (table == NULL)
        return NON_VALUE;
    if (!is_object(table, args[1]))
        return builtin_badarg(p);
    remove_objects(p, table, key_of_tuple(table, args[1]), args[1]);
    return ATOM_(true);
}

static Term take_2(struct process *p, const Term *args)
{
    struct ets_table *table = ets_get(p, args[0], ETS_WRITE);
    if (table == NULL)
        return NON_VALUE;
    struct ets_place place = ets_place_of(table, args[1]);
    Term list = NIL;
    int64_t found = 0;
    ets_lock_write(&place.stripe->lock);
    struct ets_object *object = ets_store_find(table, &place);
    bool held = object != NULL && is_left(p, table, object);
    for (const struct ets_object *same = held ? NULL : object; same != NULL; found++) {
        list = heap_cons(&p->heap, ets_object_copy(&p->heap, same), list);
        same = ets_store_same(table, same);
    }
    struct ets_object *removed = ets_store_remove(table, &place, NON_VALUE);
    ets_unlock_write(&place.stripe->lock);
    builtin_charge(p, found * ETS_REDUCTIONS_PER_COPY);
    finish_removal(p, table, &place, removed);
    return held ? ets_copy_held(p, object, 0) : list;
}

const struct builtin_row builtins_ets_object[] = {
    {"ets", "lookup", 2, lookup_2},
    {"ets", "member", 2, member_2},
    {"ets", "lookup_element", 3, lookup_element_3},
    {"ets", "lookup_element", 4, lookup_element_4},
    {"ets", "insert", 2, insert_2},
    {"ets", "insert_new", 2, insert_new_2},
    {"ets", "delete", 2, delete_2},
    {"ets", "delete_object", 2, delete_object_2},
    {"ets", "take", 2, take_2},
    {"tick", "ets_check", 4, check_slice},
    {"tick", "ets_unknown", 3, unknown_slice},
    {"tick", "ets_insert", 4, insert_slice},
    {0},
};
