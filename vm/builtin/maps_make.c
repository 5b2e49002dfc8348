/* SPDX-License-Identifier: Apache-2.0 */
/* maps_make.c: maps of many pairs: from lists and from two maps. The pairs of a large map are put
 * in all at once, which takes a fraction of the time that one after the other would take but cannot
 * be divided. So many of them are left to a dirty scheduler. */
#include "vm/builtin/support.h"
#include "vm/interp/elsewhere.h"
#include "vm/term/hash.h"
#include "vm/term/map.h"
#include "vm/term/map_trie.h"

#include <stdlib.h>

#define REDUCTIONS_PER_PAIR 3

/* Pairs that a scheduler puts in at once when nobody has to wait. With more, somebody might come
 * who has to. */
#define MOST_HERE ((size_t)64 * 1024)

static bool takes_long(const struct process *p, size_t pairs)
{
    return (pairs > MOST_HERE && !builtin_is_dirty(p)) ||
           builtin_takes_long(p, pairs * REDUCTIONS_PER_PAIR);
}

/* ---- from lists ---- */

/* What an element of a list stands for: with COMMON, the value of all, it is a key; with NON_VALUE
 * it has to be {Key, Value}. */
ALWAYS_INLINE bool read_pair(Term element, Term common, Term *key, Term *value)
{
    if (common != NON_VALUE) {
        *key = element;
        *value = common;
        return true;
    }
    if (!term_is_tuple_of(element, 2))
        return false;
    *key = tuple_get(element, 0);
    *value = tuple_get(element, 1);
    return true;
}

/* The map of a list of COUNT cells, at most MAP_FLAT_MAX; NON_VALUE: something is no pair. */
static Term flat_from_list(struct heap *heap, Term list, Term common, size_t count)
{
    Term keys[MAP_FLAT_MAX], values[MAP_FLAT_MAX];
    for (size_t i = 0; i < count; i++, list = list_tail(list))
        if (!read_pair(list_head(list), common, &keys[i], &values[i]))
            return NON_VALUE;
    return map_from_pairs(heap, count, keys, values);
}

/* The same for any COUNT but 0, with room for twice as many pairs. */
static Term from_list_in(struct heap *heap, Term list, Term common, size_t count,
                         struct trie_pair *pairs)
{
    for (size_t i = 0; i < count; i++, list = list_tail(list)) {
        if (!read_pair(list_head(list), common, &pairs[i].key, &pairs[i].value))
            return NON_VALUE;
        pairs[i].hash = hash_internal(pairs[i].key);
    }
    return map_from_hashed(heap, count, pairs);
}

/* The same with room on the stack while that is enough. */
static Term large_from_list(struct heap *heap, Term list, Term common, size_t count)
{
    struct trie_pair few[256], *pairs = few;
    if (2 * count > COUNT_OF(few))
        pairs = mem_alloc(2 * count * sizeof pairs[0]);
    Term map = from_list_in(heap, list, common, count, pairs);
    if (pairs != few)
        free(pairs);
    return map;
}

static Term from_list(struct process *p, Term list, Term common, size_t count)
{
    Term map = count <= MAP_FLAT_MAX ? flat_from_list(&p->heap, list, common, count)
                                     : large_from_list(&p->heap, list, common, count);
    builtin_charge(p, (int64_t)(count * REDUCTIONS_PER_PAIR));
    return map == NON_VALUE ? builtin_badarg(p) : map;
}

/* The cells of LIST, but not many more than MOST_HERE unless P is with a dirty scheduler; *REST is
 * what follows them. */
static size_t count_cells(const struct process *p, Term list, Term *rest)
{
    size_t most = builtin_is_dirty(p) ? SIZE_MAX : MOST_HERE + 1, left = most;
    *rest = list_skip(list, &left);
    return most - left;
}

static Term from_list_1(struct process *p, const Term *args)
{
    Term rest;
    size_t count = count_cells(p, args[0], &rest);
    if (takes_long(p, count))
        return builtin_dirty(p, DIRTY_CPU, from_list_1, ATOM_(maps), ATOM_(from_list), 1, args);
    return term_is_nil(rest) ? from_list(p, args[0], NON_VALUE, count) : builtin_badarg(p);
}

static Term from_keys_2(struct process *p, const Term *args)
{
    Term rest;
    size_t count = count_cells(p, args[0], &rest);
    if (takes_long(p, count))
        return builtin_dirty(p, DIRTY_CPU, from_keys_2, ATOM_(maps), ATOM_(from_keys), 2, args);
    return term_is_nil(rest) ? from_list(p, args[0], args[1], count) : builtin_badarg(p);
}

/* ---- from two maps ---- */

/* What only one of them has is left as it is: the smaller one says how much there is to do. */
static Term merge_2(struct process *p, const Term *args)
{
    Term a = args[0], b = args[1];
    if (!term_is_map(a) || !term_is_map(b))
        return builtin_error2(p, ATOM_(badmap), term_is_map(a) ? b : a);
    size_t size_a = map_size(a), size_b = map_size(b);
    size_t pairs = size_a < size_b ? size_a : size_b;
    if (takes_long(p, pairs))
        return builtin_dirty(p, DIRTY_CPU, merge_2, ATOM_(maps), ATOM_(merge), 2, args);
    builtin_charge(p, (int64_t)(pairs * REDUCTIONS_PER_PAIR));
    return map_merge(&p->heap, a, b);
}

const struct builtin_row builtins_maps_make[] = {
    {"maps", "from_list", 1, from_list_1},
    {"maps", "from_keys", 2, from_keys_2},
    {"maps", "merge", 2, merge_2},
    {0},
};
