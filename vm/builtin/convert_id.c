/* SPDX-License-Identifier: Apache-2.0 */
/* convert_id.c: pids, ports, references and funs to text, and the first three back. */
#include "vm/builtin/support.h"
#include "vm/builtin/text.h"
#include "vm/term/external_id.h"
#include "vm/term/print.h"

#include <string.h>

static Term printed(struct process *p, Term term)
{
    struct text_buffer buffer = TEXT_BUFFER_EMPTY;
    print_term(&buffer, term, &(struct print_options){.flags = PRINT_UNICODE});
    return text_to_list(p, &buffer);
}

static Term pid_to_list_1(struct process *p, const Term *args)
{
    return term_is_pid(args[0]) ? printed(p, args[0]) : builtin_badarg(p);
}

static Term port_to_list_1(struct process *p, const Term *args)
{
    return term_is_port(args[0]) ? printed(p, args[0]) : builtin_badarg(p);
}

static Term ref_to_list_1(struct process *p, const Term *args)
{
    return term_is_ref(args[0]) ? printed(p, args[0]) : builtin_badarg(p);
}

static Term fun_to_list_1(struct process *p, const Term *args)
{
    return term_is_fun(args[0]) ? printed(p, args[0]) : builtin_badarg(p);
}

/* ---- back ---- */

/* Reads a decimal number of 32 bits from TEXT, which is moved on. */
static bool read_number(const char **text, const char *end, uint32_t *number)
{
    const char *at = *text;
    uint64_t value = 0;
    for (; at < end && *at >= '0' && *at <= '9' && value <= UINT32_MAX; at++)
        value = value * 10 + (uint64_t)(*at - '0');
    bool good = at > *text && value <= UINT32_MAX;
    *number = (uint32_t)value;
    *text = at;
    return good;
}

/* PREFIX, then COUNT numbers with points between them, then '>'. */
static bool read_numbers(const struct text_arg *arg, const char *prefix, size_t count,
                         uint32_t *numbers)
{
    size_t length = strlen(prefix);
    if (arg->size < length || memcmp(arg->bytes, prefix, length) != 0)
        return false;
    const char *at = arg->bytes + length, *end = arg->bytes + arg->size;
    for (size_t i = 0; i < count; i++) {
        char separator = i + 1 < count ? '.' : '>';
        if (!read_number(&at, end, &numbers[i]) || at == end || *at != separator)
            return false;
        at++;
    }
    return at == end;
}

/* An identifier of this node: the first of COUNT numbers, which says which node, must be 0. */
static bool numbers_of_list(Term list, const char *prefix, size_t count, uint32_t *numbers)
{
    struct text_arg arg;
    if (!text_arg_list(&arg, list))
        return false;
    bool good = read_numbers(&arg, prefix, count, numbers) && numbers[0] == 0;
    text_arg_release(&arg);
    return good;
}

static Term list_to_pid_1(struct process *p, const Term *args)
{
    uint32_t n[3];
    if (!numbers_of_list(args[0], "<", COUNT_OF(n), n))
        return builtin_badarg(p);
    struct external_id id = {.node = ATOM_(nonode), .count = 2, .numbers = {n[1], n[2]}};
    return external_id_term(&p->heap, EXTERNAL_PID, &id);
}

static Term list_to_port_1(struct process *p, const Term *args)
{
    uint32_t n[2];
    if (!numbers_of_list(args[0], "#Port<", COUNT_OF(n), n))
        return builtin_badarg(p);
    struct external_id id = {.node = ATOM_(nonode), .count = 2, .numbers = {n[1], 0}};
    return external_id_term(&p->heap, EXTERNAL_PORT, &id);
}

static Term list_to_ref_1(struct process *p, const Term *args)
{
    uint32_t n[4];
    if (!numbers_of_list(args[0], "#Ref<", COUNT_OF(n), n))
        return builtin_badarg(p);
    struct external_id id = {.node = ATOM_(nonode), .count = 3, .numbers = {n[3], n[2], n[1]}};
    return external_id_term(&p->heap, EXTERNAL_REF, &id);
}

const struct builtin_row builtins_convert_id[] = {
    /* to text */
    {"erlang", "pid_to_list", 1, pid_to_list_1},
    {"erlang", "port_to_list", 1, port_to_list_1},
    {"erlang", "ref_to_list", 1, ref_to_list_1},
    {"erlang", "fun_to_list", 1, fun_to_list_1},
    /* and back */
    {"erlang", "list_to_pid", 1, list_to_pid_1},
    {"erlang", "list_to_port", 1, list_to_port_1},
    {"erlang", "list_to_ref", 1, list_to_ref_1},
    {0},
};
