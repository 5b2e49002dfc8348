/* SPDX-License-Identifier: Apache-2.0 */
/* nodes.c: other nodes, of which there are none: this one, nonode@nohost, is not alive. */
#include "vm/builtin/support.h"
#include "vm/term/map.h"

/* Which nodes are meant: only those that this one is among matter. */
static bool read_kind(Term kind, bool *has_this)
{
    if (kind == ATOM_(this) || kind == ATOM_(known))
        *has_this = true;
    return kind == ATOM_(this) || kind == ATOM_(known) || kind == ATOM_(visible) ||
           kind == ATOM_(hidden) || kind == ATOM_(connected);
}

static bool read_kinds(Term kinds, bool *has_this)
{
    *has_this = false;
    if (term_is_atom(kinds))
        return read_kind(kinds, has_this);
    for (; term_is_cons(kinds); kinds = list_tail(kinds))
        if (!read_kind(list_head(kinds), has_this))
            return false;
    return term_is_nil(kinds);
}

/* What is to be told of NAME: nothing, unless OPTIONS say {NAME, true}. Counts it in *SEEN if they
 * say anything. False: neither true nor false. */
static bool read_wish(Term options, Term name, bool *wanted, size_t *seen)
{
    Term value = map_get(options, name);
    *wanted = value == ATOM_(true);
    *seen += value != NON_VALUE;
    return value == NON_VALUE || *wanted || value == ATOM_(false);
}

/* nodes(Kinds, #{connection_id => boolean(), node_type => boolean()}) */
static Term nodes_2(struct process *p, const Term *args)
{
    bool has_this, with_id, with_type;
    size_t seen = 0, count = 0;
    Term keys[2], values[2];
    if (!read_kinds(args[0], &has_this) || !term_is_map(args[1]) ||
        !read_wish(args[1], ATOM_(connection_id), &with_id, &seen) ||
        !read_wish(args[1], ATOM_(node_type), &with_type, &seen) || map_size(args[1]) != seen)
        return builtin_badarg(p);
    if (!has_this)
        return NIL;
    if (with_id) {
        keys[count] = ATOM_(connection_id);
        values[count++] = ATOM_(undefined);
    }
    if (with_type) {
        keys[count] = ATOM_(node_type);
        values[count++] = ATOM_(this);
    }
    Term info = map_from_pairs(&p->heap, count, keys, values);
    return heap_cons(&p->heap, heap_tuple2(&p->heap, ATOM_(nonode), info), NIL);
}

static bool are_monitor_options(Term options)
{
    for (; term_is_cons(options); options = list_tail(options))
        if (list_head(options) != ATOM_(allow_passive_connect))
            return false;
    return term_is_nil(options);
}

/* This node is always there; of others nothing can be known. */
static Term monitor_node(struct process *p, const Term *args, Term options)
{
    if (!are_monitor_options(options))
        return builtin_badopt(p);
    if (!term_is_atom(args[0]))
        return builtin_badarg(p);
    if (args[0] != ATOM_(nonode))
        return builtin_error(p, ATOM_(notalive));
    return args[1] == ATOM_(true) || args[1] == ATOM_(false) ? ATOM_(true) : builtin_badarg(p);
}

static Term monitor_node_2(struct process *p, const Term *args)
{
    return monitor_node(p, args, NIL);
}

static Term monitor_node_3(struct process *p, const Term *args)
{
    return monitor_node(p, args, args[2]);
}

/* The number that tells this start of a node from others: a node that is not alive has none. */
static Term get_creation_0(struct process *p, const Term *args)
{
    (void)p;
    (void)args;
    return ATOM_(undefined);
}

const struct builtin_row builtins_nodes[] = {
    {"erlang", "nodes", 2, nodes_2},
    {"erlang", "monitor_node", 2, monitor_node_2},
    {"erlang", "monitor_node", 3, monitor_node_3},
    {"erts_internal", "get_creation", 0, get_creation_0},
    {0},
};
