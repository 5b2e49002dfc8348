/* SPDX-License-Identifier: Apache-2.0 */
/* signal.c: the sender's side: making signals and finding their receivers. */
#include "vm/process/signal.h"

#include "vm/memory/copy.h"
#include "vm/process/heap_limit.h"
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

/* NULL: too large. */
static struct fragment *try_message(Term term)
{
    if (term_is_immediate(term))
        return signal_new(SIGNAL_MESSAGE, term, 0, 0, 0);
    return copy_to_fragment(term);
}

struct fragment *signal_message(Term term)
{
    struct fragment *signal = try_message(term);
    return LIKELY(signal != NULL) ? signal : try_message(ATOM_(system_limit));
}

static struct fragment *to_alias(enum signal_kind kind, Term term, uint64_t number)
{
    size_t words = copy_size(term);
    if (UNLIKELY(words > copy_most_words)) {
        term = ATOM_(system_limit);
        words = 0;
    }
    struct fragment *signal = signal_alloc(kind, words + 1);
    Term *top = signal->data;
    signal->term = copy_term(term, &top, &signal->off_heap);
    signal->data[words] = number;
    return signal;
}

struct fragment *signal_to_alias(Term term, uint64_t number)
{
    return to_alias(SIGNAL_TO_ALIAS, term, number);
}

struct fragment *signal_exit_to_alias(Term from, Term reason, uint64_t number)
{
    Term tuple[] = {HEADER(BOXED_TUPLE, 3), ATOM_(exit_signal), from, reason};
    return to_alias(SIGNAL_EXIT_ALIAS, boxed_make(tuple), number);
}

struct fragment *signal_tuple(enum signal_kind kind, size_t arity, const Term *elements)
{
    size_t words = 1 + arity;
    bool large[SIGNAL_TUPLE_MOST];
    for (size_t i = 0; i < arity; i++) {
        size_t size = term_is_immediate(elements[i]) ? 0 : copy_size(elements[i]);
        large[i] = size > copy_most_words;
        words += large[i] ? 0 : size;
    }
    struct fragment *signal = signal_alloc(kind, words);
    Term *tuple = signal->data, *top = tuple + 1 + arity;
    tuple[0] = HEADER(BOXED_TUPLE, arity);
    for (size_t i = 0; i < arity; i++)
        tuple[1 + i] = UNLIKELY(large[i]) ? ATOM_(system_limit)
                                          : copy_term(elements[i], &top, &signal->off_heap);
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

/* How many words there are of a large term is not counted, so this is how long copying one takes
 * that is no exception. */
#define LARGE_NANOSECONDS ((int64_t)50 * 1000000)

bool copy_is_for_others(size_t words)
{
    return UNLIKELY(words > COPY_LARGE_WORDS) && scheduler_is_wanted(LARGE_NANOSECONDS);
}

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

/* The process called NAME. Sending to another node is no error. */
static bool find_by_name(Term to, struct receiver *receiver)
{
    bool elsewhere = false;
    Term name = term_is_atom(to) ? to : name_of_pair(to, &elsewhere);
    if (name == NON_VALUE)
        return false;
    receiver->pid = elsewhere ? NON_VALUE : registry_find(name);
    return receiver->pid != NON_VALUE || !term_is_atom(to);
}

/* A reference knows who made it; whether it is an alias is seen there. Ports take no messages. */
bool receiver_find(Term to, struct receiver *receiver)
{
    *receiver = (struct receiver){.pid = NON_VALUE};
    if (term_is_local_pid(to)) {
        receiver->pid = to;
        return true;
    }
    if (term_is_kind(to, BOXED_REF))
        *receiver = (struct receiver){boxed_ptr(to)[2], true, ref_number(to)};
    return term_is_ref(to) || term_is_external(to, EXTERNAL_PID) || term_is_local_port(to) ||
           find_by_name(to, receiver);
}

struct fragment *receiver_signal(const struct receiver *receiver, Term message)
{
    return receiver->by_alias ? signal_to_alias(message, receiver->alias) : try_message(message);
}

void proc_send_priority(Term to, Term message)
{
    if (!term_is_kind(to, BOXED_REF))
        return;
    struct fragment *signal = signal_to_alias(message, ref_number(to));
    signal->flags = MESSAGE_WITH_PRIORITY;
    (void)signal_send(boxed_ptr(to)[2], signal);
}

/* Is WORDS so much that it is left to a dirty scheduler? Not for a process without room for the
 * result of sending on its stack. */
ALWAYS_INLINE bool is_large(const struct process *from, size_t words)
{
    return UNLIKELY(words > COPY_LARGE_WORDS) && from->heap.stop != from->heap.top &&
           copy_is_for_others(words);
}

bool message_is_large(const struct process *from, Term message)
{
    return is_large(from, copy_size_up_to(message, COPY_LARGE_WORDS));
}

/* Everything that is not a local pid. Sending to something that has gone is no error. */
static COLD enum send_result send_elsewhere(struct process *from, Term to, Term message)
{
    struct receiver receiver;
    if (!receiver_find(to, &receiver))
        return SEND_BADARG;
    if (receiver.pid == NON_VALUE)
        return SEND_DONE;
    if (!term_is_immediate(message) && message_is_large(from, message))
        return SEND_LARGE;
    struct fragment *signal = receiver_signal(&receiver, message);
    if (UNLIKELY(signal == NULL))
        heap_limit_exhausted(from, copy_size(message));
    else
        (void)signal_send(receiver.pid, signal);
    return SEND_DONE;
}

enum send_result proc_send(struct process *from, Term to, Term message)
{
    if (UNLIKELY(!term_is_local_pid(to)))
        return send_elsewhere(from, to, message);
    struct process *p = table_lookup(to);
    if (UNLIKELY(p == NULL))
        return SEND_DONE;
    size_t words = term_is_immediate(message) ? 0 : copy_size_up_to(message, COPY_LARGE_WORDS);
    if (UNLIKELY(words > COPY_LARGE_WORDS)) {
        if (is_large(from, words))
            return SEND_LARGE;
        words = copy_size(message);
    }
    struct fragment *signal = copy_measured_to_fragment(message, words);
    if (UNLIKELY(signal == NULL))
        heap_limit_exhausted(from, words);
    else if (UNLIKELY(!signal_push(p, signal)))
        fragment_free(signal);
    return SEND_DONE;
}
