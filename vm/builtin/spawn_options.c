/* SPDX-License-Identifier: Apache-2.0 */
/* spawn_options.c: reading the options of spawn_opt and spawn_request. */
#include "vm/builtin/spawn_options.h"

#include "vm/builtin/leave.h"
#include "vm/process/scheduler.h"

bool builtin_priority(Term name, uint8_t *priority)
{
    switch (name) {
    case ATOM_(low):
        *priority = PRIORITY_LOW;
        return true;
    case ATOM_(normal):
        *priority = PRIORITY_NORMAL;
        return true;
    case ATOM_(high):
        *priority = PRIORITY_HIGH;
        return true;
    case ATOM_(max):
        *priority = PRIORITY_MAX;
        return true;
    default:
        return false;
    }
}

/* Flags that process_flag takes and spawn_opt does not. */
static bool is_only_a_flag(Term key)
{
    return key == ATOM_(save_calls) || key == ATOM_(sensitive) || key == ATOM_(error_handler);
}

static bool set_setting(struct spawn_arguments *out, Term key, Term value)
{
    if (is_only_a_flag(key) || settings_read(&out->settings, key, value) != SETTING_DONE)
        return false;
    out->spawn.settings = &out->settings;
    return true;
}

static bool set_reply(struct spawn_arguments *out, Term when)
{
    bool success = when == ATOM_(yes) || when == ATOM_(success_only);
    bool error = when == ATOM_(yes) || when == ATOM_(error_only);
    if (!success && !error && when != ATOM_(no))
        return false;
    out->reply_success = success;
    out->reply_error = error;
    return true;
}

static bool set_scheduler(struct spawn_arguments *out, Term value)
{
    int64_t number;
    if (!small_within(value, 0, scheduler_count(), &number))
        return false;
    out->spawn.bound = (uint16_t)number;
    return true;
}

/* {Key, Value} */
static bool set_option(struct spawn_arguments *out, bool request, Term key, Term value)
{
    switch (key) {
    case ATOM_(priority):
        return builtin_priority(value, &out->spawn.priority);
    case ATOM_(scheduler):
        return set_scheduler(out, value);
    case ATOM_(monitor):
        out->spawn.monitor = true;
        return monitor_read_options(value, &out->monitor);
    case ATOM_(reply):
        return request && set_reply(out, value);
    case ATOM_(reply_tag):
        out->reply_tag = value;
        return request;
    default:
        return set_setting(out, key, value);
    }
}

bool spawn_options_read(Term list, bool request, struct spawn_arguments *out)
{
    *out = (struct spawn_arguments){
        .spawn = SPAWN_PLAIN,
        .monitor = {.alias = ALIAS_NONE, .tag = NON_VALUE},
        .settings = *settings_default,
        .reply_tag = ATOM_(spawn_reply),
        .reply_success = true,
        .reply_error = true,
    };
    for (; term_is_cons(list); list = list_tail(list)) {
        Term option = list_head(list);
        if (option == ATOM_(link))
            out->spawn.link = true;
        else if (option == ATOM_(monitor))
            out->spawn.monitor = true;
        else if (!term_is_tuple_of(option, 2) ||
                 !set_option(out, request, tuple_get(option, 0), tuple_get(option, 1)))
            return false;
    }
    return term_is_nil(list);
}
