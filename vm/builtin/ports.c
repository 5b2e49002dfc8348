/* SPDX-License-Identifier: Apache-2.0 */
/* ports.c: ports, of which there are none: no identifier of one belongs to anything that lives. The
 * functions of erts_internal answer with an atom where those of the module erlang, which OTP writes
 * in Erlang around them, raise it. */
#include "vm/builtin/support.h"

/* What may name a port. */
static bool is_port_or_name(Term term)
{
    return term_is_port(term) || term_is_atom(term);
}

static Term ports_0(struct process *p, const Term *args)
{
    (void)p;
    (void)args;
    return NIL;
}

/* port_get_data/1, port_set_data/2 */
static Term no_such_port(struct process *p, const Term *args)
{
    (void)args;
    return builtin_badarg(p);
}

/* port_close/1, port_connect/2, port_control/3, port_call/3 */
static Term answer_no_such_port(struct process *p, const Term *args)
{
    (void)p;
    (void)args;
    return ATOM_(badarg);
}

/* Of a port that has been closed nothing is known. */
static Term port_info_1(struct process *p, const Term *args)
{
    (void)p;
    return is_port_or_name(args[0]) ? ATOM_(undefined) : ATOM_(badarg);
}

/* port_info(Port, Item) */
static Term port_info_2(struct process *p, const Term *args)
{
    (void)p;
    return is_port_or_name(args[0]) ? ATOM_(undefined) : ATOM_(badtype);
}

/* port_command(Port, Data, [force | nosuspend]) */
static Term port_command_3(struct process *p, const Term *args)
{
    Term options = args[2];
    (void)p;
    while (term_is_cons(options) &&
           (list_head(options) == ATOM_(force) || list_head(options) == ATOM_(nosuspend)))
        options = list_tail(options);
    return term_is_nil(options) ? ATOM_(badarg) : ATOM_(badopt);
}

const struct builtin_row builtins_ports[] = {
    {"erlang", "ports", 0, ports_0},
    {"erlang", "port_get_data", 1, no_such_port},
    {"erlang", "port_set_data", 2, no_such_port},
    {"erts_internal", "port_info", 1, port_info_1},
    {"erts_internal", "port_info", 2, port_info_2},
    {"erts_internal", "port_close", 1, answer_no_such_port},
    {"erts_internal", "port_connect", 2, answer_no_such_port},
    {"erts_internal", "port_control", 3, answer_no_such_port},
    {"erts_internal", "port_call", 3, answer_no_such_port},
    {"erts_internal", "port_command", 3, port_command_3},
    {0},
};
