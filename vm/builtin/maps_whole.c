/* SPDX-License-Identifier: Apache-2.0 */
/* maps_whole.c: listing maps, and OTP's iterators. A map of up to AT_ONCE pairs is handled in one
 * go. Larger ones go in slices, and where a slice ended is remembered by the last key: from that,
 * iteration goes on in logarithmic time. Lists are built from their end, so maps are gone through
 * backwards for them. */
#include "vm/builtin/support.h"
#include "vm/term/big.h"
#include "vm/term/compare.h"
#include "vm/term/hash.h"
#include "vm/term/map.h"

#define AT_ONCE             512
#define PAIRS_PER_REDUCTION 1 /* looked at */

static Term bad_map(struct process *p, Term term)
{
    return builtin_error2(p, ATOM_(badmap), term);
}

/* ---- going through maps ---- */

/* A place in a map as an argument of a later slice is [] for the beginning, or the end when it is
 * gone through backwards, else [Key] for behind, or before, a key of it. */

/* False: MAP has no such key. */
static bool iterate_from(struct map_iterator *iterator, Term map, Term place)
{
    if (term_is_cons(place))
        return map_iterate_after(iterator, map, list_head(place));
    map_iterate(iterator, map);
    return true;
}

static void iterate_back_from(struct map_iterator *iterator, Term map, Term place)
{
    if (term_is_cons(place))
        (void)map_iterate_before(iterator, map, list_head(place));
    else
        map_iterate_back(iterator, map);
}

enum listing { LIST_KEYS, LIST_VALUES, LIST_PAIRS };

/* tick:map_list(Kind, Map, Before, List): adds to the front of List what comes before a key. */
static Term list_slice(struct process *p, const Term *args)
{
    enum listing kind = (enum listing)small_value(args[0]);
    Term map = args[1], list = args[3], key = NIL, value;
    struct map_iterator iterator;
    size_t budget = builtin_budget(p, PAIRS_PER_REDUCTION), left = budget;
    iterate_back_from(&iterator, map, args[2]);
    for (; left > 0 && map_previous(&iterator, &key, &value); left--) {
        Term item = kind == LIST_KEYS     ? key
                    : kind == LIST_VALUES ? value
                                          : heap_tuple2(&p->heap, key, value);
        list = heap_cons(&p->heap, item, list);
    }
    builtin_charge(p, (int64_t)((budget - left) / PAIRS_PER_REDUCTION));
    if (left > 0)
        return list;
    Term before = heap_cons(&p->heap, key, NIL);
    return builtin_continue(p, ATOM_(map_list), 4, (Term[]){args[0], map, before, list});
}

static Term list_map(struct process *p, enum listing kind, Term map)
{
    if (!term_is_map(map))
        return bad_map(p, map);
    size_t size = map_size(map);
    if (size > AT_ONCE) {
        (void)builtin_continue(p, ATOM_(map_list), 4, (Term[]){small_make(kind), map, NIL, NIL});
        return builtin_make_room(p, size * (kind == LIST_PAIRS ? 2 + 3 : 2));
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

/* The place that PATH stands for; NON_VALUE when it is no path of MAP. */
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
    (void)iterate_from(&iterator, map, args[1]);
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
    if (after == NON_VALUE || !iterate_from(&iterator, map, after))
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
    {"maps", "keys", 1, keys_1},
    {"maps", "values", 1, values_1},
    {"erts_internal", "map_to_list", 1, map_to_list_1},
    {"erts_internal", "map_next", 3, map_next_3},
    {"erts_internal", "cmp_term", 2, cmp_term_2},
    {"tick", "map_list", 4, list_slice},
    {"tick", "map_pairs", 3, pairs_slice},
    {0},
};
