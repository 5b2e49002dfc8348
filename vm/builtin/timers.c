/* SPDX-License-Identifier: Apache-2.0 */
/* timers.c: builtins of timers that send messages. */
#include "vm/builtin/support.h"

#include "vm/process/clock.h"
#include "vm/process/signal.h"
#include "vm/process/timer_message.h"

/* The longest time, in milliseconds. */
#define TIME_MOST ((INT64_C(1) << 48) - 1)

/* Options of start_timer and send_after: [{abs, boolean()}]. */
static bool read_absolute(Term options, bool *absolute)
{
    *absolute = false;
    for (; term_is_cons(options); options = list_tail(options)) {
        Term option = list_head(options);
        if (!term_is_tuple_of(option, 2) || tuple_get(option, 0) != ATOM_(abs))
            return false;
        *absolute = tuple_get(option, 1) == ATOM_(true);
        if (!*absolute && tuple_get(option, 1) != ATOM_(false))
            return false;
    }
    return term_is_nil(options);
}

static Term start(struct process *p, const Term *args, Term options, bool wrap)
{
    int64_t time;
    bool absolute;
    if (!read_absolute(options, &absolute))
        return builtin_badopt(p);
    if (!small_within(args[0], absolute ? -TIME_MOST : 0, TIME_MOST, &time))
        return builtin_badarg_cause(p, ATOM_(time), ATOM_(erlang));
    if (!term_is_local_pid(args[1]) && !term_is_atom(args[1]))
        return builtin_badarg(p);
    int64_t when = clock_after(absolute ? 0 : clock_now(), time);
    return timer_message_start(p, when < 0 ? 0 : when, args[1], args[2], wrap);
}

static Term send_after_3(struct process *p, const Term *args)
{
    return start(p, args, NIL, false);
}

static Term send_after_4(struct process *p, const Term *args)
{
    return start(p, args, args[3], false);
}

static Term start_timer_3(struct process *p, const Term *args)
{
    return start(p, args, NIL, true);
}

static Term start_timer_4(struct process *p, const Term *args)
{
    return start(p, args, args[3], true);
}

/* ---- cancelling, reading ---- */

struct ask_options {
    bool async; /* the answer comes as a message */
    bool info;  /* there is an answer */
};

static bool read_boolean(Term value, bool *result)
{
    *result = value == ATOM_(true);
    return *result || value == ATOM_(false);
}

static bool read_options(Term list, struct ask_options *options)
{
    *options = (struct ask_options){.async = false, .info = true};
    for (; term_is_cons(list); list = list_tail(list)) {
        Term option = list_head(list);
        if (!term_is_tuple_of(option, 2))
            return false;
        Term key = tuple_get(option, 0), value = tuple_get(option, 1);
        bool known = (key == ATOM_(async) && read_boolean(value, &options->async)) ||
                     (key == ATOM_(info) && read_boolean(value, &options->info));
        if (!known)
            return false;
    }
    return term_is_nil(list);
}

/* Of read_timer: [{async, boolean()}]; there always is an answer. */
static bool read_async(Term list, struct ask_options *options)
{
    Term rest = list;
    for (; term_is_cons(rest); rest = list_tail(rest)) {
        Term option = list_head(rest);
        if (!term_is_tuple_of(option, 2) || tuple_get(option, 0) != ATOM_(async))
            return false;
    }
    return read_options(list, options);
}

static Term left_term(int64_t left)
{
    return left < 0 ? ATOM_(false) : small_make(left);
}

/* Gives LEFT as the result, or as the message {TAG, Reference, LEFT}. */
static Term give(struct process *p, const struct ask_options *options, Term tag, Term reference,
                 int64_t left)
{
    if (!options->async)
        return options->info ? left_term(left) : ATOM_(ok);
    if (options->info) {
        const Term message[] = {tag, reference, left_term(left)};
        (void)signal_send(p->id, signal_tuple(SIGNAL_MESSAGE, COUNT_OF(message), message));
    }
    return ATOM_(ok);
}

static Term cancel(struct process *p, Term reference, Term list)
{
    struct ask_options options;
    if (!term_is_ref(reference) || !read_options(list, &options))
        return builtin_badarg(p);
    return give(p, &options, ATOM_(cancel_timer), reference, timer_message_cancel(reference));
}

static Term cancel_timer_1(struct process *p, const Term *args)
{
    return cancel(p, args[0], NIL);
}

static Term cancel_timer_2(struct process *p, const Term *args)
{
    return cancel(p, args[0], args[1]);
}

static Term read(struct process *p, Term reference, Term list)
{
    struct ask_options options;
    if (!term_is_ref(reference) || !read_async(list, &options))
        return builtin_badarg(p);
    return give(p, &options, ATOM_(read_timer), reference, timer_message_left(reference));
}

static Term read_timer_1(struct process *p, const Term *args)
{
    return read(p, args[0], NIL);
}

static Term read_timer_2(struct process *p, const Term *args)
{
    return read(p, args[0], args[1]);
}

const struct builtin_row builtins_timers[] = {
    {"erlang", "send_after", 3, send_after_3},
    {"erlang", "send_after", 4, send_after_4},
    {"erlang", "start_timer", 3, start_timer_3},
    {"erlang", "start_timer", 4, start_timer_4},
    {"erlang", "cancel_timer", 1, cancel_timer_1},
    {"erlang", "cancel_timer", 2, cancel_timer_2},
    {"erlang", "read_timer", 1, read_timer_1},
    {"erlang", "read_timer", 2, read_timer_2},
    {0},
};
