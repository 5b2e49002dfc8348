/* SPDX-License-Identifier: Apache-2.0 */
/* signal.c: the sender's side: making signals and finding their receivers. */
#include "vm/process/signal.h"

#include "vm/memory/copy.h"
#include "vm/process/mailbox.h"
#include "vm/process/registry.h"
#include "vm/process/table.h"
#include "vm/term/atom.h"
#include "vm/term/ref.h"

static struct fragment *signal_alloc(enum signal_kind kind, size_t words)
{
    struct fragment *signal = fragment_new(words);
    if (UNLIKELY(signal == NULL))
        fatal("out of memory (%zu words wanted for a message)", words);
    signal->kind = (uint8_t)kind;
    return signal;
}

struct fragment *signal_new(enum signal_kind kind, Term from, size_t count, Term first, Term second)
{
    struct fragment *signal = signal_alloc(kind, count);
    signal->term = from;
    if (count > 0)
        signal->data[0] = first;
    if (count > 1)
        signal->data[1] = second;
    return signal;
}

struct fragment *signal_message(Term term)
{
    if (term_is_immediate(term))
        return signal_new(SIGNAL_MESSAGE, term, 0, 0, 0);
    struct fragment *signal = copy_to_fragment(term);
    if (UNLIKELY(signal == NULL))
        fatal("out of memory for a message");
    return signal;
}

struct fragment *signal_to_alias(Term term, uint64_t number)
{
    size_t words = copy_size(term);
    struct fragment *signal = signal_alloc(SIGNAL_TO_ALIAS, words + 1);
    Term *top = signal->data;
    signal->term = copy_term(term, &top, &signal->off_heap);
    signal->data[words] = number;
    return signal;
}

struct fragment *signal_tuple(enum signal_kind kind, size_t arity, const Term *elements)
{
    size_t words = 1 + arity;
    for (size_t i = 0; i < arity; i++)
        if (!term_is_immediate(elements[i]))
            words += copy_size(elements[i]);
    struct fragment *signal = signal_alloc(kind, words);
    Term *tuple = signal->data, *top = tuple + 1 + arity;
    tuple[0] = HEADER(BOXED_TUPLE, arity);
    for (size_t i = 0; i < arity; i++)
        tuple[1 + i] = copy_term(elements[i], &top, &signal->off_heap);
    signal->term = boxed_make(tuple);
    return signal;
}

bool signal_send(Term pid, struct fragment *signal)
{
    struct process *p = table_lookup(pid);
    if (LIKELY(p != NULL) && LIKELY(signal_push(p, signal)))
        return true;
    fragment_free(signal);
    return false;
}

void signal_wake(struct process *p)
{
    struct fragment *mail = atomic_load_explicit(&p->mail, memory_order_relaxed);
    struct fragment *awake;
    do {
        if (mail != MAIL_PARKED && mail != NULL)
            return;
        awake = mail == NULL ? MAIL_WOKEN : NULL;
    } while (!mail_replace(p, &mail, awake));
    if (mail == MAIL_PARKED)
        scheduler_enqueue(p);
}

/* ---- messages ---- */

/* {Name, Node}: the name when the node is this one, NON_VALUE otherwise. */
static Term name_of_pair(Term to, bool *elsewhere)
{
    *elsewhere = false;
    if (!term_is_tuple_of(to, 2) || !term_is_atom(tuple_get(to, 0)) ||
        !term_is_atom(tuple_get(to, 1)))
        return NON_VALUE;
    *elsewhere = tuple_get(to, 1) != ATOM_(nonode);
    return tuple_get(to, 0);
}

/* A reference knows who made it; whether it is an alias is seen there. */
static void send_to_alias(Term to, Term message)
{
    if (term_is_kind(to, BOXED_REF))
        (void)signal_send(boxed_ptr(to)[2], signal_to_alias(message, ref_number(to)));
}

/* Everything that is not a local pid. Sending to another node, or to something that has gone, is no
 * error. */
static COLD bool send_elsewhere(Term to, Term message)
{
    if (term_is_ref(to)) {
        send_to_alias(to, message);
        return true;
    }
    if (term_is_external(to, EXTERNAL_PID))
        return true;
    Term pid;
    if (term_is_atom(to)) {
        pid = registry_find(to);
        if (pid == NON_VALUE)
            return false;
    } else {
        bool elsewhere;
        Term name = name_of_pair(to, &elsewhere);
        if (name == NON_VALUE)
            return false;
        pid = elsewhere ? NON_VALUE : registry_find(name);
    }
    if (pid != NON_VALUE)
        (void)signal_send(pid, signal_message(message));
    return true;
}

bool proc_send(struct process *from, Term to, Term message)
{
    (void)from;
    if (UNLIKELY(!term_is_local_pid(to)))
        return send_elsewhere(to, message);
    struct process *p = table_lookup(to);
    if (UNLIKELY(p == NULL))
        return true;
    struct fragment *signal = signal_message(message);
    if (UNLIKELY(!signal_push(p, signal)))
        fragment_free(signal);
    return true;
}
