/* SPDX-License-Identifier: Apache-2.0 */
/* seq_trace.c: sequential tracing, which cannot be turned on: no process has a token, and messages
 * carry none. Also the tags of user-land tracing, which there are none of either. */
#include "vm/builtin/support.h"

static bool is_flag(Term key)
{
    return key == ATOM_(send) || key == ATOM_(receive) || key == ATOM_(print) ||
           key == ATOM_(timestamp) || key == ATOM_(monotonic_timestamp) ||
           key == ATOM_(strict_monotonic_timestamp);
}

/* seq_trace(Key, Value): what can be turned off is off; turning on is not supported. */
static Term seq_trace_2(struct process *p, const Term *args)
{
    Term key = args[0], value = args[1];
    if (key == ATOM_(sequential_trace_token) && term_is_nil(value))
        return NIL;
    if (is_flag(key) && value == ATOM_(false))
        return ATOM_(false);
    if (is_flag(key)
            ? value != ATOM_(true)
            : key != ATOM_(sequential_trace_token) && key != ATOM_(label) && key != ATOM_(serial))
        return builtin_badarg(p);
    return builtin_error(p, ATOM_(notsup));
}

static Term seq_trace_info_1(struct process *p, const Term *args)
{
    if (args[0] == ATOM_(label) || args[0] == ATOM_(serial))
        return NIL;
    return is_flag(args[0]) ? heap_tuple2(&p->heap, args[0], ATOM_(false)) : builtin_badarg(p);
}

/* Nobody looks at what is printed. */
static Term seq_trace_print(struct process *p, const Term *args)
{
    (void)p;
    (void)args;
    return ATOM_(false);
}

/* dt_spread_tag(Boolean), dt_restore_tag(What that has returned) */
static Term dt_spread_tag_1(struct process *p, const Term *args)
{
    return args[0] == ATOM_(true) || args[0] == ATOM_(false) ? ATOM_(true) : builtin_badarg(p);
}

static Term dt_restore_tag_1(struct process *p, const Term *args)
{
    return args[0] == ATOM_(true) ? ATOM_(true) : builtin_badarg(p);
}

const struct builtin_row builtins_seq_trace[] = {
    {"erlang", "seq_trace", 2, seq_trace_2},
    {"erlang", "seq_trace_info", 1, seq_trace_info_1},
    {"erlang", "seq_trace_print", 1, seq_trace_print},
    {"erlang", "seq_trace_print", 2, seq_trace_print},
    {"erlang", "dt_spread_tag", 1, dt_spread_tag_1},
    {"erlang", "dt_restore_tag", 1, dt_restore_tag_1},
    {0},
};
