/* SPDX-License-Identifier: Apache-2.0 */
/* ets_select.c: builtins of the module ets that find objects by a match specification: select and
 * match in all their forms, select_count, select_delete, select_replace.
 *
 * All are one walk through the table in slices. Where a slice ended is a term: the order reached in
 * a hash table, the last key in a tree (no memory, no lock, and no fixing of the table goes from
 * one slice to the next). When the specification tells the keys, only those are looked at; in a
 * tree, only the range of keys that begin as it says. */
#include "vm/builtin/ets.h"

#include "vm/ets/match.h"
#include "vm/memory/copy.h"

/* What looking at an object costs, and how many buckets may be empty for one reduction. */
#define REDUCTIONS_PER_OBJECT 8

/* With more clauses than this, comparing their keys with each other is not worth it. */
#define KEYED_CLAUSES 64

/* A cursor behind the last object of a hash table, in a term. */
#define CURSOR_END (-1)

enum select_kind { SELECT_LIST, SELECT_COUNT, SELECT_DELETE, SELECT_REPLACE };

/* What is asked for. */
struct wish {
    enum select_kind kind;
    bool reverse;  /* the list begins with the greatest key */
    size_t wanted; /* objects at a time; 0: all */
};

struct selection {
    struct process *p;
    struct ets_table *table;
    struct match_program *program;
    struct match_runner runner;
    struct wish wish;
    Term position; /* where to go on: cursor, number of a clause; [] or [Key] in a tree */
    bool at_end;
    Term list;
    size_t found;
    size_t budget;              /* objects and buckets that the turn allows */
    struct ets_object *garbage; /* to be freed after the slice */
    bool out_of_memory;
    Term handle;    /* of the table */
    Term reference; /* to the program; NON_VALUE: none yet, and a count of it is ours */
    Term origin;    /* [Function | Arguments]: what the program called */
};

/* Writing? */
static bool changes(const struct wish *wish)
{
    return wish->kind == SELECT_DELETE || wish->kind == SELECT_REPLACE;
}

static bool is_enough(const struct selection *s)
{
    return s->budget == 0 || (s->wish.wanted != 0 && s->found >= s->wish.wanted);
}

static void spend(struct selection *s)
{
    if (s->budget > 0)
        s->budget--;
}

static void throw_away(struct selection *s, struct ets_object *object)
{
    if (object == NULL)
        return;
    object->next = s->garbage;
    s->garbage = object;
}

static void lock(const struct selection *s, struct ets_stripe *stripe)
{
    if (changes(&s->wish))
        ets_lock_write(&stripe->lock);
    else
        ets_lock_read(&stripe->lock);
}

static void unlock(const struct selection *s, struct ets_stripe *stripe)
{
    if (changes(&s->wish))
        ets_unlock_write(&stripe->lock);
    else
        ets_unlock_read(&stripe->lock);
}

/* Does OBJECT concern the walk? If it is to be listed, it is. *REPLACEMENT: what takes its place,
 * for SELECT_REPLACE. */
static bool look_at(struct selection *s, const struct ets_object *object,
                    struct ets_object **replacement)
{
    spend(s);
    Term result = match_run(&s->runner, object);
    if (result == NON_VALUE)
        return false;
    switch (s->wish.kind) {
    case SELECT_LIST:
        s->list = heap_cons(&s->p->heap, result, s->list);
        break;
    case SELECT_COUNT:
    case SELECT_DELETE:
        if (result != ATOM_(true))
            return false;
        break;
    case SELECT_REPLACE:
        *replacement = ets_object_new(result);
        if (*replacement == NULL) {
            s->out_of_memory = true;
            return false;
        }
        break;
    }
    s->found++;
    return true;
}

/* ---- hash tables ---- */

/* Looks at the object that *LINK leads to. Returns the link to the next one. */
static struct ets_object **visit(struct selection *s, struct ets_stripe *stripe,
                                 struct ets_object **link)
{
    struct ets_object *object = *link, *replacement = NULL;
    if (ets_object_is_dead(object) || !look_at(s, object, &replacement))
        return &object->next;
    if (s->wish.kind == SELECT_DELETE) {
        struct ets_object *out = ets_store_unlink(s->table, stripe, link);
        throw_away(s, out);
        return out != NULL ? link : &object->next;
    }
    if (s->wish.kind == SELECT_REPLACE) {
        throw_away(s, ets_store_swap(stripe, link, replacement));
        return &(*link)->next;
    }
    return &object->next;
}

/* Looks at all objects from CURSOR on that belong to the same stripe; returns the new cursor. */
static uint64_t walk_stripe(struct selection *s, uint64_t cursor)
{
    const struct ets_table *table = s->table;
    struct ets_stripe *stripe = ets_stripe(table, ets_hash_of_order(cursor));
    lock(s, stripe);
    do {
        struct ets_object **link = ets_hash_range(&table->storage.hash, cursor, &cursor);
        spend(s);
        while (*link != NULL)
            link = visit(s, stripe, link);
    } while (!is_enough(s) && cursor < ETS_ORDER_END &&
             ets_stripe(table, ets_hash_of_order(cursor)) == stripe);
    unlock(s, stripe);
    return cursor;
}

static void walk_hash(struct selection *s)
{
    int64_t start = small_value(s->position);
    uint64_t cursor = start == CURSOR_END ? ETS_ORDER_END : (uint64_t)start;
    while (cursor < ETS_ORDER_END && !is_enough(s))
        cursor = walk_stripe(s, cursor);
    s->at_end = cursor == ETS_ORDER_END;
    s->position = small_make(s->at_end ? CURSOR_END : (int64_t)cursor);
}

static void visit_key(struct selection *s, Term key)
{
    struct ets_place place = ets_place_of(s->table, key);
    bool found;
    lock(s, place.stripe);
    struct ets_object **link = ets_chain_find(ets_bucket(&s->table->storage.hash, place.hash),
                                              place.order, key, s->table->keypos, &found);
    while (found) {
        link = visit(s, place.stripe, link);
        found = s->table->type != ETS_SET && *link != NULL && (*link)->order == place.order &&
                term_equal_exact(ets_key(s->table, *link), key);
    }
    unlock(s, place.stripe);
}

/* Has a clause before INDEX the same key? */
static bool is_repeated(const struct match_program *program, size_t index, size_t keypos)
{
    Term key = match_key_pattern(program, index, keypos);
    for (size_t i = 0; i < index; i++)
        if (term_equal_exact(match_key_pattern(program, i, keypos), key))
            return true;
    return false;
}

/* The keys are few, and the objects of a key are looked at in one go: so this is done at once. */
static void walk_keys(struct selection *s)
{
    size_t keypos = s->table->keypos;
    bool begun = s->position != SMALL(0);
    for (size_t i = 0; !begun && i < s->program->clause_count; i++)
        if (!is_repeated(s->program, i, keypos))
            visit_key(s, match_key_pattern(s->program, i, keypos));
    s->at_end = true;
    s->position = small_make(CURSOR_END);
}

/* ---- trees ---- */

struct tree_place {
    Term pattern; /* for the key, or NON_VALUE */
    Term last;    /* the key looked at last, or NON_VALUE */
    bool down;
};

/* Where KEY stands to what is still to be looked at (ets_tree_compare). */
static int compare_place(Term key, const void *context)
{
    const struct tree_place *place = context;
    int order = place->pattern == NON_VALUE ? 0 : match_compare_key(key, place->pattern);
    if (order != 0 || place->last == NON_VALUE)
        return order;
    order = term_compare(key, place->last);
    if (place->down)
        return order >= 0 ? 1 : 0;
    return order <= 0 ? -1 : 0;
}

static bool is_behind(const struct tree_place *place, Term key)
{
    if (place->pattern == NON_VALUE)
        return false;
    int order = match_compare_key(key, place->pattern);
    return place->down ? order < 0 : order > 0;
}

/* Does what OBJECT's clause says to it. True: the tree has changed. */
static bool visit_node(struct selection *s, struct ets_object *object)
{
    struct ets_object *replacement = NULL;
    if (!look_at(s, object, &replacement) || !changes(&s->wish))
        return false;
    struct ets_place place = ets_place_of(s->table, ets_key(s->table, object));
    if (s->wish.kind == SELECT_DELETE) {
        throw_away(s, ets_store_remove(s->table, &place, NON_VALUE));
    } else {
        throw_away(s, ets_store_replace(s->table, &place, object, replacement));
    }
    return true;
}

/* Lists are built from their end, so a list of all that begins with the least key comes of going
 * down. */
static bool goes_down(const struct wish *wish)
{
    bool lists_all = wish->kind == SELECT_LIST && wish->wanted == 0;
    return lists_all ? !wish->reverse : wish->reverse;
}

/* The only clause gives the key in full: so there is one object to be looked at, at most. */
static void visit_key_in_tree(struct selection *s, Term key)
{
    struct ets_stripe *stripe = s->table->stripes;
    lock(s, stripe);
    struct ets_object *object = ets_tree_find(&s->table->storage.tree, key);
    if (object != NULL && !term_is_cons(s->position))
        (void)visit_node(s, object);
    s->at_end = true;
    unlock(s, stripe);
}

static void walk_tree(struct selection *s)
{
    const struct ets_tree *tree = &s->table->storage.tree;
    struct ets_stripe *stripe = s->table->stripes;
    struct tree_place place = {.pattern = NON_VALUE, .down = goes_down(&s->wish)};
    struct ets_tree_walk walk;
    struct ets_object *object;
    bool changed = true;
    if (s->program->clause_count == 1)
        place.pattern = match_key_pattern(s->program, 0, s->table->keypos);
    place.last = term_is_cons(s->position) ? list_head(s->position) : NON_VALUE;
    lock(s, stripe);
    do {
        if (changed)
            ets_tree_walk_from(&walk, tree, place.down, compare_place, &place);
        object = ets_tree_walk_next(&walk);
        if (object == NULL || is_behind(&place, ets_key(s->table, object))) {
            s->at_end = true;
            break;
        }
        place.last = ets_key(s->table, object);
        changed = visit_node(s, object);
    } while (!is_enough(s));
    if (!s->at_end)
        s->position = heap_cons(&s->p->heap, copy_to_heap(&s->p->heap, place.last), NIL);
    unlock(s, stripe);
}

/* ---- results ---- */

/* The elements of LIST, the last one first, in front of TAIL; at most MOST. *REST: what follows. */
static Term turn(struct process *p, Term list, size_t most, Term tail, Term *rest)
{
    size_t count = 0;
    for (; count < most && term_is_cons(list); list = list_tail(list), count++)
        tail = heap_cons(&p->heap, list_head(list), tail);
    builtin_charge(p, (int64_t)(count / CELLS_PER_REDUCTION));
    *rest = list;
    return tail;
}

/* From now on the program belongs to a term. */
static Term reference_of(struct selection *s)
{
    if (s->reference == NON_VALUE)
        s->reference = match_reference(&s->p->heap, s->program);
    return s->reference;
}

/* {Table, LastKey, [], Wanted, Program, [], Reverse, 0} */
static Term tree_continuation(struct selection *s)
{
    const Term elements[] = {s->handle,
                             list_head(s->position),
                             NIL,
                             small_make((int64_t)s->wish.wanted),
                             reference_of(s),
                             NIL,
                             SMALL(s->wish.reverse),
                             SMALL(0)};
    return heap_tuple(&s->p->heap, COUNT_OF(elements), elements);
}

/* {Table, Cursor, Wanted, Program, Left, Count}: objects left over from the last bucket. */
static Term hash_continuation(struct selection *s, Term left, size_t count)
{
    const Term elements[] = {s->handle,       s->position, small_make((int64_t)s->wish.wanted),
                             reference_of(s), left,        small_make((int64_t)count)};
    return heap_tuple(&s->p->heap, COUNT_OF(elements), elements);
}

/* The objects found are as many as were wanted, or all there are. */
static Term chunk(struct selection *s)
{
    struct process *p = s->p;
    Term list = s->list, left = NIL, none;
    if (s->at_end && s->found == 0)
        return ATOM_(end_of_table);
    if (ets_is_tree(s->table))
        list = turn(p, list, SIZE_MAX, NIL, &none);
    size_t over = s->found > s->wish.wanted ? s->found - s->wish.wanted : 0;
    if (over > 0)
        left = turn(p, list, over, NIL, &list);
    if (s->at_end && over == 0)
        return heap_tuple2(&p->heap, list, ATOM_(end_of_table));
    Term continuation =
        ets_is_tree(s->table) ? tree_continuation(s) : hash_continuation(s, left, over);
    return heap_tuple2(&p->heap, list, continuation);
}

/* ---- slices ---- */

static bool has_keys(const struct selection *s)
{
    return s->program->clause_count <= KEYED_CLAUSES &&
           match_has_keys(s->program, s->table->keypos);
}

static void walk(struct selection *s)
{
    size_t budget = builtin_budget(s->p, 1) / REDUCTIONS_PER_OBJECT + 1;
    s->budget = budget;
    size_t found = s->found;
    match_runner_init(&s->runner, s->program, s->p);
    if (ets_is_tree(s->table) && s->program->clause_count == 1 && has_keys(s))
        visit_key_in_tree(s, match_key_pattern(s->program, 0, s->table->keypos));
    else if (ets_is_tree(s->table))
        walk_tree(s);
    else if (has_keys(s))
        walk_keys(s);
    else
        walk_hash(s);
    match_runner_release(&s->runner);
    ets_object_free_list(s->garbage);
    builtin_charge(s->p, (int64_t)(budget - s->budget) * REDUCTIONS_PER_OBJECT);
    if (s->wish.kind == SELECT_DELETE)
        for (size_t i = 0; i <= s->table->stripe_mask; i++)
            ets_settle(s->table, s->table->stripes + i, s->found - found);
}

/* A wish as an argument of a later slice. */
static Term wish_term(const struct wish *wish)
{
    return small_make((int64_t)(wish->wanted << 3 | (uint64_t)wish->reverse << 2 | wish->kind));
}

static struct wish wish_of(Term term)
{
    uint64_t word = (uint64_t)small_value(term);
    return (struct wish){.kind = (enum select_kind)(word & 3),
                         .reverse = (word >> 2 & 1) != 0,
                         .wanted = (size_t)(word >> 3)};
}

static Term outcome(struct selection *s)
{
    if (s->out_of_memory)
        return builtin_system_limit(s->p);
    if (!s->at_end && (s->wish.wanted == 0 || s->found < s->wish.wanted)) {
        const Term state[] = {s->handle,
                              reference_of(s),
                              s->position,
                              s->list,
                              small_make((int64_t)s->found),
                              wish_term(&s->wish),
                              s->origin};
        return builtin_continue(s->p, ATOM_(ets_select), COUNT_OF(state), state);
    }
    if (s->wish.kind != SELECT_LIST)
        return small_make((int64_t)s->found);
    return s->wish.wanted == 0 ? s->list : chunk(s);
}

/* One slice, or what one slice is enough for. */
static Term go_on(struct selection *s)
{
    if (s->wish.wanted == 0 || s->found < s->wish.wanted)
        walk(s);
    Term result = outcome(s);
    if (s->reference == NON_VALUE)
        match_drop(s->program);
    return result;
}

/* tick:ets_select(Table, Program, Position, List, Found, Wish, Origin) */
static Term select_slice(struct process *p, const Term *args)
{
    struct selection s = {.p = p,
                          .program = match_of(args[1]),
                          .wish = wish_of(args[5]),
                          .position = args[2],
                          .list = args[3],
                          .found = (size_t)small_value(args[4]),
                          .handle = args[0],
                          .reference = args[1],
                          .origin = args[6]};
    s.table = ets_get_again(p, s.handle, changes(&s.wish) ? ETS_WRITE : ETS_READ, s.origin);
    return s.table == NULL ? NON_VALUE : go_on(&s);
}

/* ---- beginning ---- */

static Term make_origin(struct process *p, Term name, unsigned count, const Term *args)
{
    return heap_cons(&p->heap, name, heap_list(&p->heap, count, args, NIL));
}

static Term nothing_selected(const struct wish *wish)
{
    if (wish->kind != SELECT_LIST)
        return SMALL(0);
    return wish->wanted == 0 ? NIL : ATOM_(end_of_table);
}

/* NAME/COUNT is what was called with ARGS. */
static Term begin(struct process *p, Term specification, struct wish wish, Term name,
                  unsigned count, const Term *args)
{
    struct ets_table *table = ets_get(p, args[0], changes(&wish) ? ETS_WRITE : ETS_READ);
    if (table == NULL)
        return NON_VALUE;
    if (wish.kind == SELECT_REPLACE && table->type == ETS_BAG)
        return ets_badarg(p, ATOM_(table_type));
    if (term_is_nil(specification))
        return nothing_selected(&wish);
    struct match_program *program = match_compile(&p->heap, specification, MATCH_TABLE, NULL);
    if (program == NULL)
        return builtin_badarg(p);
    if (wish.kind == SELECT_REPLACE && !match_keeps_keys(program, table->keypos)) {
        match_drop(program);
        return builtin_badarg(p);
    }
    struct selection s = {.p = p,
                          .table = table,
                          .program = program,
                          .wish = wish,
                          .position = ets_is_tree(table) ? NIL : SMALL(0),
                          .list = NIL,
                          .handle = args[0],
                          .reference = NON_VALUE,
                          .origin = make_origin(p, name, count, args)};
    return go_on(&s);
}

/* [{Pattern, [], [Result]}] */
static Term specification_of(struct process *p, Term pattern, Term result)
{
    struct heap *heap = &p->heap;
    Term body = heap_cons(heap, result, NIL);
    return heap_cons(heap, heap_tuple3(heap, pattern, NIL, body), NIL);
}

#define MOST_WANTED                                                              \
    (SMALL_MAX >> 4) /* what a continuation has room for: more than there can be \
                      */

static bool read_wanted(Term term, struct wish *wish)
{
    int64_t wanted;
    bool good = small_within(term, 1, SMALL_MAX, &wanted);
    wish->wanted = !good ? 0 : (size_t)(wanted < MOST_WANTED ? wanted : MOST_WANTED);
    return good;
}

/* With a number of objects at a time; whether it is one is looked at after the table. */
static Term begin_chunks(struct process *p, Term specification, bool reverse, Term name,
                         const Term *args)
{
    struct wish wish = {.kind = SELECT_LIST, .reverse = reverse};
    if (ets_get(p, args[0], ETS_READ) == NULL)
        return NON_VALUE;
    if (!read_wanted(args[2], &wish))
        return builtin_badarg(p);
    return begin(p, specification, wish, name, 3, args);
}

static Term select_2(struct process *p, const Term *args)
{
    return begin(p, args[1], (struct wish){.kind = SELECT_LIST}, ATOM_(select), 2, args);
}

static Term select_3(struct process *p, const Term *args)
{
    return begin_chunks(p, args[1], false, ATOM_(select), args);
}

static Term select_reverse_2(struct process *p, const Term *args)
{
    return begin(p, args[1], (struct wish){.kind = SELECT_LIST, .reverse = true},
                 ATOM_(select_reverse), 2, args);
}

static Term select_reverse_3(struct process *p, const Term *args)
{
    return begin_chunks(p, args[1], true, ATOM_(select_reverse), args);
}

static Term match_2(struct process *p, const Term *args)
{
    return begin(p, specification_of(p, args[1], ATOM_(all_variables)),
                 (struct wish){.kind = SELECT_LIST}, ATOM_(match), 2, args);
}

static Term match_3(struct process *p, const Term *args)
{
    return begin_chunks(p, specification_of(p, args[1], ATOM_(all_variables)), false, ATOM_(match),
                        args);
}

static Term match_object_2(struct process *p, const Term *args)
{
    return begin(p, specification_of(p, args[1], ATOM_(whole_object)),
                 (struct wish){.kind = SELECT_LIST}, ATOM_(match_object), 2, args);
}

static Term match_object_3(struct process *p, const Term *args)
{
    return begin_chunks(p, specification_of(p, args[1], ATOM_(whole_object)), false,
                        ATOM_(match_object), args);
}

static Term select_count_2(struct process *p, const Term *args)
{
    return begin(p, args[1], (struct wish){.kind = SELECT_COUNT}, ATOM_(select_count), 2, args);
}

static Term select_replace_2(struct process *p, const Term *args)
{
    return begin(p, args[1], (struct wish){.kind = SELECT_REPLACE}, ATOM_(select_replace), 2, args);
}

static Term internal_select_delete_2(struct process *p, const Term *args)
{
    return begin(p, args[1], (struct wish){.kind = SELECT_DELETE}, ATOM_(internal_select_delete), 2,
                 args);
}

/* internal_delete_all(Table, undefined): the number of objects that were deleted. */
static Term internal_delete_all_2(struct process *p, const Term *args)
{
    struct ets_table *table = ets_get(p, args[0], ETS_WRITE);
    if (table == NULL)
        return NON_VALUE;
    if (ets_is_tree(table) || atomic_load(&table->fixed) == 0)
        return ets_clear_then(p, table, heap_int(&p->heap, ets_count(table)));
    return begin(p, specification_of(p, ATOM_(_), ATOM_(true)),
                 (struct wish){.kind = SELECT_DELETE}, ATOM_(internal_delete_all), 2, args);
}

/* ---- going on with a continuation ---- */

/* What was left over, if it is a list of as many. */
static bool is_left_over(Term list, Term count)
{
    int64_t n;
    return small_within(count, 0, SMALL_MAX, &n) && list_length_up_to(list, (size_t)n) == n;
}

static bool read_hash_continuation(struct selection *s, const Term *elements)
{
    int64_t cursor;
    s->position = elements[1];
    s->reference = elements[3];
    s->list = elements[4];
    s->found = (size_t)small_value(elements[5]);
    return small_within(elements[1], CURSOR_END, SMALL_MAX, &cursor) &&
           read_wanted(elements[2], &s->wish) && is_left_over(elements[4], elements[5]) &&
           !ets_is_tree(s->table);
}

static bool read_tree_continuation(struct selection *s, const Term *elements)
{
    s->position = heap_cons(&s->p->heap, elements[1], NIL);
    s->reference = elements[4];
    s->wish.reverse = elements[6] == SMALL(1);
    return read_wanted(elements[3], &s->wish) && ets_is_tree(s->table);
}

static Term resume(struct process *p, const Term *args, Term name)
{
    Term continuation = args[0];
    if (continuation == ATOM_(end_of_table))
        return continuation;
    if (!term_is_tuple(continuation) || tuple_arity(continuation) == 0)
        return builtin_badarg(p);
    const Term *elements = tuple_elements(continuation);
    struct selection s = {.p = p, .list = NIL, .handle = elements[0]};
    s.table = ets_get(p, s.handle, ETS_READ);
    if (s.table == NULL)
        return NON_VALUE;
    bool good = term_is_tuple_of(continuation, 6)
                    ? read_hash_continuation(&s, elements)
                    : term_is_tuple_of(continuation, 8) && read_tree_continuation(&s, elements);
    s.program = good ? match_of(s.reference) : NULL;
    if (s.program == NULL)
        return builtin_badarg(p);
    s.at_end = s.position == small_make(CURSOR_END);
    s.origin = make_origin(p, name, 1, args);
    return go_on(&s);
}

static Term select_1(struct process *p, const Term *args)
{
    return resume(p, args, ATOM_(select));
}

static Term select_reverse_1(struct process *p, const Term *args)
{
    return resume(p, args, ATOM_(select_reverse));
}

static Term match_1(struct process *p, const Term *args)
{
    return resume(p, args, ATOM_(match));
}

static Term match_object_1(struct process *p, const Term *args)
{
    return resume(p, args, ATOM_(match_object));
}

const struct builtin_row builtins_ets_select[] = {
    {"ets", "select", 1, select_1},
    {"ets", "select", 2, select_2},
    {"ets", "select", 3, select_3},
    {"ets", "select_reverse", 1, select_reverse_1},
    {"ets", "select_reverse", 2, select_reverse_2},
    {"ets", "select_reverse", 3, select_reverse_3},
    {"ets", "match", 1, match_1},
    {"ets", "match", 2, match_2},
    {"ets", "match", 3, match_3},
    {"ets", "match_object", 1, match_object_1},
    {"ets", "match_object", 2, match_object_2},
    {"ets", "match_object", 3, match_object_3},
    {"ets", "select_count", 2, select_count_2},
    {"ets", "select_replace", 2, select_replace_2},
    {"ets", "internal_select_delete", 2, internal_select_delete_2},
    {"ets", "internal_delete_all", 2, internal_delete_all_2},
    {"tick", "ets_select", 7, select_slice},
    {0},
};
