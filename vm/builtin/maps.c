/* SPDX-License-Identifier: Apache-2.0 */
/* maps.c: the module maps, as far as it is built in, and the guards on maps. Looking up and
 * changing one key takes logarithmic time; what goes through whole maps is in maps_whole.c. */
#include "vm/term/map.h"
#include "vm/builtin/support.h"

static Term bad_map(struct process *p, Term term)
{
    return builtin_error2(p, ATOM_(badmap), term);
}

static Term bad_key(struct process *p, Term key)
{
    return builtin_error2(p, ATOM_(badkey), key);
}

static Term map_size_1(struct process *p, const Term *args)
{
    if (!term_is_map(args[0]))
        return bad_map(p, args[0]);
    return small_make((int64_t)map_size(args[0]));
}

static Term get_2(struct process *p, const Term *args)
{
    if (!term_is_map(args[1]))
        return bad_map(p, args[1]);
    Term value = map_get(args[1], args[0]);
    return value == NON_VALUE ? bad_key(p, args[0]) : value;
}

static Term find_2(struct process *p, const Term *args)
{
    if (!term_is_map(args[1]))
        return bad_map(p, args[1]);
    Term value = map_get(args[1], args[0]);
    return value == NON_VALUE ? ATOM_(error) : heap_tuple2(&p->heap, ATOM_(ok), value);
}

static Term is_key_2(struct process *p, const Term *args)
{
    if (!term_is_map(args[1]))
        return bad_map(p, args[1]);
    return truth(map_get(args[1], args[0]) != NON_VALUE);
}

static Term put_3(struct process *p, const Term *args)
{
    if (!term_is_map(args[2]))
        return bad_map(p, args[2]);
    return map_put(&p->heap, args[2], args[0], args[1]);
}

static Term update_3(struct process *p, const Term *args)
{
    if (!term_is_map(args[2]))
        return bad_map(p, args[2]);
    Term map = map_update(&p->heap, args[2], args[0], args[1]);
    return map == NON_VALUE ? bad_key(p, args[0]) : map;
}

static Term remove_2(struct process *p, const Term *args)
{
    if (!term_is_map(args[1]))
        return bad_map(p, args[1]);
    return map_remove(&p->heap, args[1], args[0]);
}

static Term take_2(struct process *p, const Term *args)
{
    Term value;
    if (!term_is_map(args[1]))
        return bad_map(p, args[1]);
    Term map = map_take(&p->heap, args[1], args[0], &value);
    return map == NON_VALUE ? ATOM_(error) : heap_tuple2(&p->heap, value, map);
}

const struct builtin_row builtins_maps[] = {
    {"erlang", "map_size", 1, map_size_1},
    {"erlang", "map_get", 2, get_2},
    {"erlang", "is_map_key", 2, is_key_2},
    {"maps", "get", 2, get_2},
    {"maps", "find", 2, find_2},
    {"maps", "is_key", 2, is_key_2},
    {"maps", "put", 3, put_3},
    {"maps", "update", 3, update_3},
    {"maps", "remove", 2, remove_2},
    {"maps", "take", 2, take_2},
    {0},
};
