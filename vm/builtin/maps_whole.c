/* SPDX-License-Identifier: Apache-2.0 */
/* maps_whole.c: building maps from lists, merging, listing and iterating. A map of up to AT_ONCE
 * pairs is handled in one go. Larger ones go in slices of that many pairs, and where a slice ended
 * is remembered by the last key: from that, iteration goes on in logarithmic time. */
#include "vm/builtin/support.h"
#include "vm/interp/elsewhere.h"
#include "vm/term/big.h"
#include "vm/term/compare.h"
#include "vm/term/hash.h"
#include "vm/term/map.h"

#include <stdlib.h>

#define AT_ONCE             512
#define MANY_AT_ONCE        8192 /* pairs of a list */
#define REDUCTIONS_PER_PAIR 32   /* that putting it into a large map costs; the trie charges them */
#define PAIRS_PER_REDUCTION 1    /* looked at */

static Term bad_map(struct process *p, Term term)
{
    return builtin_error2(p, ATOM_(badmap), term);
}

/* ---- from lists ---- */

/* The next pairs of a list, at most MOST, key and value in turn; returns what follows. *GOOD: all
 * were {Key, Value}, or, with VALUE, anything. */
static Term take_pairs(Term list, Term value, Term *pairs, size_t most, size_t *count, bool *good)
{
    *good = true;
    for (*count = 0; *count < most && term_is_cons(list); ++*count, list = list_tail(list)) {
        Term element = list_head(list);
        bool is_pair = value == NON_VALUE;
        if (is_pair && !term_is_tuple_of(element, 2)) {
            *good = false;
            break;
        }
        pairs[2 * *count] = is_pair ? tuple_get(element, 0) : element;
        pairs[2 * *count + 1] = is_pair ? tuple_get(element, 1) : value;
    }
    return list;
}

static size_t list_cells(Term list)
{
    size_t left = SIZE_MAX;
    (void)list_skip(list, &left);
    return SIZE_MAX - left;
}

/* Puts as many pairs of LIST into MAP as the turn has time for. *REST is what is left to be done.
 * NON_VALUE: LIST is none, or holds something else. Many pairs at a time are cheaper; a dirty
 * scheduler takes all. */
static Term put_list(struct process *p, Term list, Term value, Term map, Term *rest)
{
    Term few[2 * AT_ONCE], *pairs = few;
    size_t most = builtin_budget(p, 1) / REDUCTIONS_PER_PAIR, count;
    bool good;
    if (builtin_is_dirty(p))
        most = list_cells(list);
    else if (most > MANY_AT_ONCE)
        most = MANY_AT_ONCE;
    if (most <= AT_ONCE || list_length_up_to(list, AT_ONCE) >= 0)
        most = AT_ONCE;
    else
        pairs = mem_alloc(2 * most * sizeof pairs[0]);
    *rest = take_pairs(list, value, pairs, most, &count, &good);
    good = good && term_is_list(*rest);
    if (good)
        map = map_put_pairs(&p->heap, map, count, pairs);
    builtin_charge(p, (int64_t)(count / PAIRS_PER_REDUCTION));
    if (pairs != few)
        free(pairs);
    return good ? map : NON_VALUE;
}

/* tick:map_from_list(Rest, Map, List) */
static Term map_from_list(struct process *p, const Term *args)
{
    Term list = args[2], rest;
    Term map = put_list(p, args[0], NON_VALUE, args[1], &rest);
    if (map == NON_VALUE)
        return builtin_error_as(p, ATOM_(badarg), ATOM_(maps), ATOM_(from_list), 1, &list);
    if (term_is_nil(rest))
        return map;
    return builtin_continue(p, ATOM_(map_from_list), 3, (Term[]){rest, map, list});
}

/* Many pairs at a time are cheaper by far, but cannot be divided. How many there are is not
 * counted. */
static bool puts_long(const struct process *p, Term list)
{
    size_t left = MANY_AT_ONCE;
    return term_is_cons(list_skip(list, &left)) &&
           builtin_takes_long(p, (size_t)2 * MANY_AT_ONCE * REDUCTIONS_PER_PAIR);
}

static Term from_list_1(struct process *p, const Term *args)
{
    if (puts_long(p, args[0]))
        return builtin_dirty(p, DIRTY_CPU, from_list_1, ATOM_(maps), ATOM_(from_list), 1, args);
    return map_from_list(p, (Term[]){args[0], map_empty(&p->heap), args[0]});
}

/* tick:map_from_keys(Rest, Map, List, Value) */
static Term map_from_keys(struct process *p, const Term *args)
{
    Term list = args[2], value = args[3], rest;
    Term map = put_list(p, args[0], value, args[1], &rest);
    if (map == NON_VALUE)
        return builtin_error_as(p, ATOM_(badarg), ATOM_(maps), ATOM_(from_keys), 2,
                                (Term[]){list, value});
    if (term_is_nil(rest))
        return map;
    return builtin_continue(p, ATOM_(map_from_keys), 4, (Term[]){rest, map, list, value});
}

static Term from_keys_2(struct process *p, const Term *args)
{
    if (puts_long(p, args[0]))
        return builtin_dirty(p, DIRTY_CPU, from_keys_2, ATOM_(maps), ATOM_(from_keys), 2, args);
    return map_from_keys(p, (Term[]){args[0], map_empty(&p->heap), args[0], args[1]});
}

/* ---- going through maps ---- */

/* Starts at the beginning (AFTER is NON_VALUE) or behind a key, which must be there. */
static bool iterate_from(struct map_iterator *iterator, Term map, Term after)
{
    if (after != NON_VALUE)
        return map_iterate_after(iterator, map, after);
    map_iterate(iterator, map);
    return true;
}

/* AFTER as an argument of a later slice: [] for the beginning, else [Key]. */
static Term after_of(Term argument)
{
    return term_is_cons(argument) ? list_head(argument) : NON_VALUE;
}

static Term merge_step(struct heap *heap, Term from, Term *after, Term into, bool keep, bool *more)
{
    Term pairs[2 * AT_ONCE], key, value;
    struct map_iterator iterator;
    size_t count = 0, seen = 0;
    *more = false;
    (void)iterate_from(&iterator, from, after_of(*after));
    while (map_next(&iterator, &key, &value)) {
        if (!keep || map_get(into, key) == NON_VALUE) {
            pairs[2 * count] = key;
            pairs[2 * count++ + 1] = value;
        }
        if (++seen == AT_ONCE) {
            *after = heap_cons(heap, key, NIL);
            *more = true;
            break;
        }
    }
    return map_put_pairs(heap, into, count, pairs);
}

/* tick:map_merge(From, After, Into, Keep): puts the pairs of From into Into; with Keep those whose
 * key is there stay as they are. */
static Term merge_slice(struct process *p, const Term *args)
{
    Term from = args[0], after = args[1], into = args[2], keep = args[3];
    bool more;
    do {
        into = merge_step(&p->heap, from, &after, into, keep == ATOM_(true), &more);
        builtin_charge(p, AT_ONCE / PAIRS_PER_REDUCTION);
    } while (more && !builtin_out_of_time(p));
    if (!more)
        return into;
    return builtin_continue(p, ATOM_(map_merge), 4, (Term[]){from, after, into, keep});
}

static Term merge_2(struct process *p, const Term *args)
{
    Term a = args[0], b = args[1];
    if (!term_is_map(a) || !term_is_map(b))
        return bad_map(p, term_is_map(a) ? b : a);
    size_t size_a = map_size(a), size_b = map_size(b);
    if (size_a + size_b <= AT_ONCE) {
        builtin_charge(p, (int64_t)(size_a + size_b));
        return map_merge(&p->heap, a, b);
    }
    if (size_b <= size_a)
        return merge_slice(p, (Term[]){b, NIL, a, ATOM_(false)});
    return merge_slice(p, (Term[]){a, NIL, b, ATOM_(true)});
}

enum listing { LIST_KEYS, LIST_VALUES, LIST_PAIRS };

/* tick:map_list(Kind, Map, After, List): adds to the front of List, so that it comes out backwards.
 */
static Term list_slice(struct process *p, const Term *args)
{
    enum listing kind = (enum listing)small_value(args[0]);
    Term map = args[1], list = args[3], key = NIL, value;
    struct map_iterator iterator;
    size_t budget = builtin_budget(p, PAIRS_PER_REDUCTION), left = budget;
    (void)iterate_from(&iterator, map, after_of(args[2]));
    for (; left > 0 && map_next(&iterator, &key, &value); left--) {
        Term item = kind == LIST_KEYS     ? key
                    : kind == LIST_VALUES ? value
                                          : heap_tuple2(&p->heap, key, value);
        list = heap_cons(&p->heap, item, list);
    }
    builtin_charge(p, (int64_t)((budget - left) / PAIRS_PER_REDUCTION));
    if (left > 0)
        return builtin_trap2(p, export_get(ATOM_(lists), ATOM_(reverse), 2), list, NIL);
    Term after = heap_cons(&p->heap, key, NIL);
    return builtin_continue(p, ATOM_(map_list), 4, (Term[]){args[0], map, after, list});
}

static Term list_map(struct process *p, enum listing kind, Term map)
{
    if (!term_is_map(map))
        return bad_map(p, map);
    size_t size = map_size(map);
    if (size > AT_ONCE) {
        (void)builtin_continue(p, ATOM_(map_list), 4, (Term[]){small_make(kind), map, NIL, NIL});
        return builtin_make_room(p, size * (kind == LIST_PAIRS ? 2 * 2 + 3 : 2 * 2));
    }
    builtin_charge(p, (int64_t)(size / PAIRS_PER_REDUCTION));
    if (kind == LIST_KEYS)
        return map_keys(&p->heap, map);
    return kind == LIST_VALUES ? map_values(&p->heap, map) : map_to_list(&p->heap, map);
}

static Term keys_1(struct process *p, const Term *args)
{
    return list_map(p, LIST_KEYS, args[0]);
}

static Term values_1(struct process *p, const Term *args)
{
    return list_map(p, LIST_VALUES, args[0]);
}

/* erts_internal:map_to_list(Map): what maps:to_list is made of in Tick's stdlib. */
static Term map_to_list_1(struct process *p, const Term *args)
{
    return list_map(p, LIST_PAIRS, args[0]);
}

/* ---- OTP's iterators ----
 * erts_internal:map_next(Path, Map, iterator) gives {K, V, {K, V, ... Next}}, where Next is none
 * or, because some pairs are enough at a time, [Path | Map]. With a list instead of iterator it
 * gives that list with all pairs in front. What a path is like is no business of its users, except
 * that it is an integer and 0 is the beginning: here any other is the hash that map.h calls a
 * place, and -1 where that is 0. */

#define ITERATOR_PAIRS 64

static Term path_behind(struct heap *heap, Term key)
{
    uint64_t hash = hash_internal(key);
    return hash == 0 ? SMALL(-1) : heap_uint(heap, hash);
}

/* The argument for after_of that PATH stands for; NON_VALUE when it is no path of MAP. */
static Term after_path(struct heap *heap, Term map, Term path)
{
    uint64_t hash = 0;
    if (path == SMALL(0))
        return NIL;
    if (path != SMALL(-1) && !int_to_uint64(path, &hash))
        return NON_VALUE;
    Term key = map_key_before_place(map, hash);
    return key == NON_VALUE ? NON_VALUE : heap_cons(heap, key, NIL);
}

/* How many pairs are next: enough, and up to a place. *MORE: others follow. */
static size_t count_pairs(struct map_iterator iterator, bool *more)
{
    Term key, value;
    size_t count = 0;
    *more = true;
    while (count < ITERATOR_PAIRS || !map_at_place(&iterator)) {
        if (!map_next(&iterator, &key, &value)) {
            *more = false;
            break;
        }
        count++;
    }
    return count;
}

static Term next_pairs(struct process *p, struct map_iterator *iterator, Term map)
{
    bool more;
    size_t count = count_pairs(*iterator, &more);
    if (count == 0)
        return ATOM_(none);
    Term key = NIL, value = NIL;
    Term *cells = heap_alloc(&p->heap, 4 * count);
    for (size_t i = 0; i < count; i++) {
        (void)map_next(iterator, &key, &value);
        Term *cell = cells + 4 * i;
        cell[0] = HEADER(BOXED_TUPLE, 3);
        cell[1] = key;
        cell[2] = value;
        cell[3] = i + 1 < count ? boxed_make(cell + 4) : ATOM_(none);
    }
    if (more)
        cells[4 * count - 1] = heap_cons(&p->heap, path_behind(&p->heap, key), map);
    builtin_charge(p, (int64_t)(count / PAIRS_PER_REDUCTION));
    return boxed_make(cells);
}

/* tick:map_pairs(Map, After, List): all pairs behind After in front of List, backwards. */
static Term pairs_slice(struct process *p, const Term *args)
{
    Term map = args[0], list = args[2], key = NIL, value;
    struct map_iterator iterator;
    size_t budget = builtin_budget(p, PAIRS_PER_REDUCTION), left = budget;
    (void)iterate_from(&iterator, map, after_of(args[1]));
    for (; left > 0 && map_next(&iterator, &key, &value); left--)
        list = heap_cons(&p->heap, heap_tuple2(&p->heap, key, value), list);
    builtin_charge(p, (int64_t)((budget - left) / PAIRS_PER_REDUCTION));
    if (left > 0)
        return list;
    Term after = heap_cons(&p->heap, key, NIL);
    return builtin_continue(p, ATOM_(map_pairs), 3, (Term[]){map, after, list});
}

/* All pairs of a small map in front of LIST, in order. */
static Term pairs_before(struct heap *heap, Term map, Term list)
{
    Term pairs[AT_ONCE], key, value;
    size_t count = 0;
    struct map_iterator iterator;
    map_iterate(&iterator, map);
    while (map_next(&iterator, &key, &value))
        pairs[count++] = heap_tuple2(heap, key, value);
    return heap_list(heap, count, pairs, list);
}

static Term map_next_3(struct process *p, const Term *args)
{
    Term path = args[0], map = args[1], form = args[2];
    struct map_iterator iterator;
    if (!term_is_map(map))
        return builtin_badarg(p);
    Term after = after_path(&p->heap, map, path);
    if (after == NON_VALUE || !iterate_from(&iterator, map, after_of(after)))
        return builtin_badarg(p);
    if (form == ATOM_(iterator))
        return next_pairs(p, &iterator, map);
    if (!term_is_list(form))
        return builtin_badarg(p);
    if (path == SMALL(0) && map_size(map) <= AT_ONCE)
        return pairs_before(&p->heap, map, form);
    return pairs_slice(p, (Term[]){map, after, form});
}

/* -1, 0 or 1 in the order of keys: integers before floats. */
static Term cmp_term_2(struct process *p, const Term *args)
{
    (void)p;
    int order = term_compare_exact(args[0], args[1]);
    return order < 0 ? SMALL(-1) : order > 0 ? SMALL(1) : SMALL(0);
}

const struct builtin_row builtins_maps_whole[] = {
    {"maps", "from_list", 1, from_list_1},
    {"maps", "from_keys", 2, from_keys_2},
    {"maps", "keys", 1, keys_1},
    {"maps", "values", 1, values_1},
    {"maps", "merge", 2, merge_2},
    {"erts_internal", "map_to_list", 1, map_to_list_1},
    {"erts_internal", "map_next", 3, map_next_3},
    {"erts_internal", "cmp_term", 2, cmp_term_2},
    {"tick", "map_from_list", 3, map_from_list},
    {"tick", "map_from_keys", 4, map_from_keys},
    {"tick", "map_merge", 4, merge_slice},
    {"tick", "map_list", 4, list_slice},
    {"tick", "map_pairs", 3, pairs_slice},
    {0},
};
