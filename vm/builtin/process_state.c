/* SPDX-License-Identifier: Apache-2.0 */
/* process_state.c: builtins of a process's own state: its dictionary and its flags. */
#include "vm/builtin/leave.h"
#include "vm/interp/elsewhere.h"

#include "vm/process/dictionary.h"
#include "vm/process/info.h"
#include "vm/process/settings.h"
#include "vm/term/compare.h"

/* Reductions that bump_reductions adds at most: about what a turn has. */
#define MOST_BUMPED 4000

/* ---- the dictionary ---- */

static Term or_undefined(Term value)
{
    return value == NON_VALUE ? ATOM_(undefined) : value;
}

/* What goes through a whole dictionary cannot be divided: it must not change meanwhile. A large one
 * is left to a dirty scheduler. */
static bool takes_long(struct process *p, size_t places)
{
    if (builtin_takes_long(p, places))
        return true;
    builtin_charge(p, (int64_t)places);
    return false;
}

static Term put_2(struct process *p, const Term *args)
{
    size_t moves = dictionary_moves(p, args[0], false);
    if (UNLIKELY(moves != 0) && takes_long(p, moves))
        return builtin_dirty(p, DIRTY_CPU, put_2, ATOM_(erlang), ATOM_(put), 2, args);
    return or_undefined(dictionary_put(p, args[0], args[1]));
}

static Term get_1(struct process *p, const Term *args)
{
    return or_undefined(dictionary_get(p, args[0]));
}

static Term erase_1(struct process *p, const Term *args)
{
    size_t moves = dictionary_moves(p, args[0], true);
    if (UNLIKELY(moves != 0) && takes_long(p, moves))
        return builtin_dirty(p, DIRTY_CPU, erase_1, ATOM_(erlang), ATOM_(erase), 1, args);
    return or_undefined(dictionary_erase(p, args[0]));
}

static Term all_pairs(struct process *p)
{
    Term list = NIL, key, value;
    for (uint32_t i = 0; dictionary_at(p, &i, &key, &value); i++)
        list = heap_cons(&p->heap, heap_tuple2(&p->heap, key, value), list);
    return list;
}

static Term get_0(struct process *p, const Term *args)
{
    if (takes_long(p, dictionary_places(p)))
        return builtin_dirty(p, DIRTY_CPU, get_0, ATOM_(erlang), ATOM_(get), 0, args);
    return all_pairs(p);
}

static Term erase_0(struct process *p, const Term *args)
{
    if (takes_long(p, dictionary_places(p)))
        return builtin_dirty(p, DIRTY_CPU, erase_0, ATOM_(erlang), ATOM_(erase), 0, args);
    Term list = all_pairs(p);
    dictionary_free(p);
    return list;
}

/* The keys whose value is WANTED, or all of them. */
static Term keys(struct process *p, Term wanted)
{
    Term list = NIL, key, value;
    for (uint32_t i = 0; dictionary_at(p, &i, &key, &value); i++)
        if (wanted == NON_VALUE || term_equal_exact(wanted, value))
            list = heap_cons(&p->heap, key, list);
    return list;
}

static Term get_keys_0(struct process *p, const Term *args)
{
    if (takes_long(p, dictionary_places(p)))
        return builtin_dirty(p, DIRTY_CPU, get_keys_0, ATOM_(erlang), ATOM_(get_keys), 0, args);
    return keys(p, NON_VALUE);
}

static Term get_keys_1(struct process *p, const Term *args)
{
    if (takes_long(p, dictionary_places(p)))
        return builtin_dirty(p, DIRTY_CPU, get_keys_1, ATOM_(erlang), ATOM_(get_keys), 1, args);
    return keys(p, args[0]);
}

/* ---- flags: each sets the new value and returns the old one, or NON_VALUE for a bad one ---- */

static Term old_value(struct process *p, Term item)
{
    return tuple_get(info_items(&p->heap, p, item), 1);
}

static Term set_trap_exit(struct process *p, Term value)
{
    if (value != ATOM_(true) && value != ATOM_(false))
        return NON_VALUE;
    Term old = truth(p->flags & PROC_TRAP_EXIT);
    if (value == ATOM_(true))
        p->flags |= PROC_TRAP_EXIT;
    else
        p->flags &= ~(uint32_t)PROC_TRAP_EXIT;
    return old;
}

static Term set_priority(struct process *p, Term value)
{
    Term old = old_value(p, ATOM_(priority));
    return builtin_priority(value, &p->priority) ? old : NON_VALUE;
}

/* Flags that process_info does not tell as they are set. */
static Term old_setting(struct process *p, Term flag)
{
    switch (flag) {
    case ATOM_(save_calls):
        return small_make(p->settings->save_calls);
    case ATOM_(sensitive):
        return truth(p->settings->sensitive);
    default:
        return old_value(p, flag);
    }
}

static Term set_setting(struct process *p, Term flag, Term value)
{
    struct settings changed = *p->settings;
    if (settings_read(&changed, flag, value) != SETTING_DONE)
        return NON_VALUE;
    Term old = old_setting(p, flag);
    *settings_own(p) = changed;
    return old;
}

/* OTP asks another part of itself about save_calls, whose answer has no cause that it knows. */
static Term bad_flag(struct process *p, Term flag)
{
    struct settings tried = *p->settings;
    if (flag == ATOM_(save_calls))
        return builtin_badarg_cause(p, ATOM_(none), ATOM_(erlang));
    bool known = flag == ATOM_(trap_exit) || flag == ATOM_(priority) ||
                 settings_read(&tried, flag, NIL) != SETTING_UNKNOWN;
    return known ? builtin_badarg(p) : builtin_badopt(p);
}

static Term process_flag_2(struct process *p, const Term *args)
{
    Term old;
    switch (args[0]) {
    case ATOM_(trap_exit):
        old = set_trap_exit(p, args[1]);
        break;
    case ATOM_(priority):
        old = set_priority(p, args[1]);
        break;
    default:
        old = set_setting(p, args[0], args[1]);
        break;
    }
    return old == NON_VALUE ? bad_flag(p, args[0]) : old;
}

static Term bump_reductions_1(struct process *p, const Term *args)
{
    int64_t reductions;
    if (!small_within(args[0], 0, SMALL_MAX, &reductions))
        return builtin_badarg(p);
    builtin_charge(p, reductions < MOST_BUMPED ? reductions : MOST_BUMPED);
    return ATOM_(true);
}

const struct builtin_row builtins_process_state[] = {
    {"erlang", "put", 2, put_2},
    {"erlang", "get", 0, get_0},
    {"erlang", "get", 1, get_1},
    {"erlang", "erase", 0, erase_0},
    {"erlang", "erase", 1, erase_1},
    {"erlang", "get_keys", 0, get_keys_0},
    {"erlang", "get_keys", 1, get_keys_1},
    {"erlang", "process_flag", 2, process_flag_2},
    {"erlang", "bump_reductions", 1, bump_reductions_1},
    {0},
};
