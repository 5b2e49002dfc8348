/* SPDX-License-Identifier: Apache-2.0 */
/* ets_walk.c: one slice of a walk through a table: which objects are looked at, and what is done to
 * those that match.
 *
 * When the specification tells the keys, only those are looked at; in a tree, only the range of
 * keys that begin as it says. A stripe, or the tree, is locked while it is walked through; what is
 * taken out is freed after the locks. */
#include "vm/builtin/ets_selection.h"

#include "vm/memory/copy.h"

/* What looking at an object costs, and how many buckets may be empty for one reduction. */
#define REDUCTIONS_PER_OBJECT 8

/* With more clauses than this, comparing their keys with each other is not worth it. */
#define KEYED_CLAUSES 64

/* How early a walk asks for memory: so many buckets before it gets there. */
#define OBJECTS_AHEAD 4
#define BUCKETS_AHEAD 8

static bool is_enough(const struct ets_selection *s)
{
    return s->budget == 0 || (s->wish.wanted != 0 && s->found >= s->wish.wanted);
}

static void spend(struct ets_selection *s)
{
    if (s->budget > 0)
        s->budget--;
}

static void throw_away(struct ets_selection *s, struct ets_object *object)
{
    if (object == NULL)
        return;
    object->next = s->garbage;
    s->garbage = object;
}

static void lock(const struct ets_selection *s, struct ets_stripe *stripe)
{
    if (ets_wish_changes(&s->wish))
        ets_lock_write(&stripe->lock);
    else
        ets_lock_read(&stripe->lock);
}

static void unlock(const struct ets_selection *s, struct ets_stripe *stripe)
{
    if (ets_wish_changes(&s->wish))
        ets_unlock_write(&stripe->lock);
    else
        ets_unlock_read(&stripe->lock);
}

/* Does OBJECT concern the walk? If it is to be listed, it is. *REPLACEMENT: what takes its place,
 * for SELECT_REPLACE. */
static bool look_at(struct ets_selection *s, const struct ets_object *object,
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
static struct ets_object **visit(struct ets_selection *s, struct ets_stripe *stripe,
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

/* The buckets of a walk are all over the table, and so are the objects: a walk would wait for
 * memory twice for each. So it asks early for what comes after CURSOR, where a bucket takes SIZE of
 * the order: first for a bucket, later for the first object in it. */
ALWAYS_INLINE void fetch_ahead(const struct ets_table *table, const struct ets_stripe *stripe,
                               uint64_t cursor, uint64_t size)
{
    uint64_t object = cursor + OBJECTS_AHEAD * size, bucket = cursor + BUCKETS_AHEAD * size;
    if (bucket >= ETS_ORDER_END || ets_stripe(table, ets_hash_of_order(bucket)) != stripe)
        return;
    __builtin_prefetch((const void *)ets_bucket(&table->storage.hash, ets_hash_of_order(bucket)));
    __builtin_prefetch(*ets_bucket(&table->storage.hash, ets_hash_of_order(object)));
}

/* Looks at all objects from CURSOR on that belong to the same stripe; returns the new cursor. */
static uint64_t walk_stripe(struct ets_selection *s, uint64_t cursor)
{
    const struct ets_table *table = s->table;
    struct ets_stripe *stripe = ets_stripe(table, ets_hash_of_order(cursor));
    lock(s, stripe);
    do {
        uint64_t begin = cursor;
        struct ets_object **link = ets_hash_range(&table->storage.hash, begin, &cursor);
        fetch_ahead(table, stripe, cursor, cursor - begin);
        spend(s);
        while (*link != NULL)
            link = visit(s, stripe, link);
    } while (!is_enough(s) && cursor < ETS_ORDER_END &&
             ets_stripe(table, ets_hash_of_order(cursor)) == stripe);
    unlock(s, stripe);
    return cursor;
}

static void walk_hash(struct ets_selection *s)
{
    int64_t start = small_value(s->position);
    uint64_t cursor = start == ETS_CURSOR_END ? ETS_ORDER_END : (uint64_t)start;
    while (cursor < ETS_ORDER_END && !is_enough(s))
        cursor = walk_stripe(s, cursor);
    s->at_end = cursor == ETS_ORDER_END;
    s->position = small_make(s->at_end ? ETS_CURSOR_END : (int64_t)cursor);
}

static void visit_key(struct ets_selection *s, Term key)
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
static void walk_keys(struct ets_selection *s)
{
    size_t keypos = s->table->keypos;
    bool begun = s->position != SMALL(0);
    for (size_t i = 0; !begun && i < s->program->clause_count; i++)
        if (!is_repeated(s->program, i, keypos))
            visit_key(s, match_key_pattern(s->program, i, keypos));
    s->at_end = true;
    s->position = small_make(ETS_CURSOR_END);
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
static bool visit_node(struct ets_selection *s, struct ets_object *object)
{
    struct ets_object *replacement = NULL;
    if (!look_at(s, object, &replacement) || !ets_wish_changes(&s->wish))
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
static bool goes_down(const struct ets_wish *wish)
{
    bool lists_all = wish->kind == SELECT_LIST && wish->wanted == 0;
    return lists_all ? !wish->reverse : wish->reverse;
}

/* The only clause gives the key in full: so there is one object to be looked at, at most. */
static void visit_key_in_tree(struct ets_selection *s, Term key)
{
    struct ets_stripe *stripe = s->table->stripes;
    lock(s, stripe);
    struct ets_object *object = ets_tree_find(&s->table->storage.tree, key);
    if (object != NULL && !term_is_cons(s->position))
        (void)visit_node(s, object);
    s->at_end = true;
    unlock(s, stripe);
}

static void walk_tree(struct ets_selection *s)
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

/* ---- a slice ---- */

static bool has_keys(const struct ets_selection *s)
{
    return s->program->clause_count <= KEYED_CLAUSES &&
           match_has_keys(s->program, s->table->keypos);
}

void ets_selection_walk(struct ets_selection *s)
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
