/* SPDX-License-Identifier: Apache-2.0 */
/* signal.h: what processes send each other, and the queue it travels in.
 *
 * Everything between processes is a signal, a fragment with a kind. A receiver has one queue for
 * all kinds, so signals of one sender arrive in the order in which they were sent. The queue is one
 * word:
 *
 *     mail = NULL      the receiver runs (or is about to), nothing new
 *     mail = WOKEN     the same, but it must look at its timer again before it waits
 *     mail = PARKED    the receiver waits and nothing is on its way
 *     mail = f         newest signal; f->next the one before it, ... down to NULL
 *     mail = CLOSED    the receiver has ended
 *
 * A sender pushes with one compare-and-swap; whoever replaces PARKED makes the receiver runnable,
 * so exactly one does. The receiver takes the whole list with one exchange and reverses it. */
#ifndef TICK_VM_SIGNAL_H
#define TICK_VM_SIGNAL_H

#include "vm/process/process.h"
#include "vm/process/scheduler.h"

/* The fragment's term, and raw words (not terms) in its data. */
enum signal_kind {
    SIGNAL_MESSAGE,
    SIGNAL_TO_ALIAS,     /* a message; the last word of data: number of the alias */
    SIGNAL_EXIT,         /* {'EXIT', From, Reason}; flags: enum exit_flag */
    SIGNAL_EXIT_ALIAS,   /* the same to an alias; the last word of data: its number */
    SIGNAL_LINK,         /* From */
    SIGNAL_UNLINK,       /* From; number of the unlink */
    SIGNAL_UNLINK_ACK,   /* From; the same number */
    SIGNAL_MONITOR,      /* From; number of the reference, name or NON_VALUE */
    SIGNAL_DEMONITOR,    /* From; number of the reference */
    SIGNAL_DOWN,         /* {'DOWN', Ref, process, Object, Reason} */
    SIGNAL_GROUP_LEADER, /* the new leader */
    SIGNAL_REQUEST,      /* {From, Question, Wrap}: request.h */
    SIGNAL_REPLY,        /* the answer */
    SIGNAL_RESUME,       /* From: suspend.h */
    SIGNAL_CENSUS,       /* census.h */
};

enum exit_flag { EXIT_BY_LINK = 1 << 0, EXIT_WITH_PRIORITY = 1 << 1 };

/* Of a message to an alias. */
enum message_flag { MESSAGE_WITH_PRIORITY = 1 << 0 };

#define MAIL_PARKED ((struct fragment *)(uintptr_t)1)
#define MAIL_CLOSED ((struct fragment *)(uintptr_t)2)
#define MAIL_WOKEN  ((struct fragment *)(uintptr_t)3)

ALWAYS_INLINE bool mail_is_signal(const struct fragment *mail)
{
    return (uintptr_t)mail > (uintptr_t)MAIL_WOKEN;
}

/* Replaces EXPECTED by DESIRED in P's mail; false, with the present value in *EXPECTED, when it was
 * another (or for no reason). What was written before is seen by who finds DESIRED there. */
ALWAYS_INLINE bool mail_replace(struct process *p, struct fragment **expected,
                                struct fragment *desired)
{
    if (scheduler_alone) {
        struct fragment *now = atomic_load_explicit(&p->mail, memory_order_relaxed);
        bool same = now == *expected;
        if (same)
            atomic_store_explicit(&p->mail, desired, memory_order_relaxed);
        *expected = now;
        return same;
    }
    return atomic_compare_exchange_weak_explicit(&p->mail, expected, desired, memory_order_acq_rel,
                                                 memory_order_acquire);
}

/* Puts DESIRED in P's mail and returns what was there. */
ALWAYS_INLINE struct fragment *mail_exchange(struct process *p, struct fragment *desired)
{
    if (scheduler_alone) {
        struct fragment *before = atomic_load_explicit(&p->mail, memory_order_relaxed);
        atomic_store_explicit(&p->mail, desired, memory_order_relaxed);
        return before;
    }
    return atomic_exchange_explicit(&p->mail, desired, memory_order_acq_rel);
}

/* Hands SIGNAL over to P. False: P has ended, and the signal is still the caller's. Any scheduler;
 * P was looked up in this epoch section (table.h) or belongs to the caller. */
MUST_CHECK ALWAYS_INLINE bool signal_push(struct process *p, struct fragment *signal)
{
    struct fragment *mail = atomic_load_explicit(&p->mail, memory_order_relaxed);
    do {
        if (UNLIKELY(mail == MAIL_CLOSED))
            return false;
        signal->next = mail_is_signal(mail) ? mail : NULL;
    } while (!mail_replace(p, &mail, signal));
    if (mail == MAIL_PARKED)
        scheduler_enqueue(p);
    return true;
}

/* The same for whoever has this pid. Frees the signal, and returns false, when nobody has. */
bool signal_send(Term pid, struct fragment *signal);

/* A signal without terms: FROM and COUNT (at most 2) raw words. */
struct fragment *signal_new(enum signal_kind kind, Term from, size_t count, Term first,
                            Term second);

/* In the signals made by these a term that is too large to be copied (copy.h) becomes the atom
 * system_limit.
 *
 * A signal whose term is a copy of TERM: a message unless its kind is changed. */
struct fragment *signal_message(Term term);

/* The exit signal {'EXIT', FROM, REASON} to the process whose alias has NUMBER. */
struct fragment *signal_exit_to_alias(Term from, Term reason, uint64_t number);

/* A message to the process whose alias has NUMBER. */
struct fragment *signal_to_alias(Term term, uint64_t number);

/* A signal whose term is a tuple of copies of ELEMENTS, SIGNAL_TUPLE_MOST at most. */
#define SIGNAL_TUPLE_MOST 8
struct fragment *signal_tuple(enum signal_kind kind, size_t arity, const Term *elements);

/* Makes P look at its timer, its flags and its mail again: wakes it when it is parked. */
void signal_wake(struct process *p);

/* ---- large copies ---- */

/* Words that are copied in half a millisecond or so (fewer where tests look for races). */
#if defined(TICK_STRESS_QUANTUM) || defined(TICK_TSAN)
#define COPY_LARGE_WORDS ((size_t)1024)
#else
#define COPY_LARGE_WORDS ((size_t)128 * 1024)
#endif

/* On a scheduler: are WORDS, of which those above COPY_LARGE_WORDS need not be counted, to be
 * copied by a dirty scheduler? */
bool copy_is_for_others(size_t words) MUST_CHECK;

/* ---- messages ---- */

/* Sends a copy of MESSAGE to the alias TO, a local reference, as a priority message if it takes
 * them. */
void proc_send_priority(Term to, Term message);

/* Who gets what is sent to a pid, a reference (an alias, or it is dropped), a name, {Name, Node}.
 */
struct receiver {
    Term pid; /* NON_VALUE: nobody here */
    bool by_alias;
    uint64_t alias; /* its number */
};

/* False: badarg, TO is nothing that one can send to, or no process has the name. */
bool receiver_find(Term to, struct receiver *receiver) MUST_CHECK;

/* The signal that takes a copy of MESSAGE to RECEIVER; NULL: it is too large. Touches nothing that
 * processes share. */
struct fragment *receiver_signal(const struct receiver *receiver, Term message) MUST_CHECK;

/* Is MESSAGE, no immediate, to be copied by a dirty scheduler? See leave_message. */
bool message_is_large(const struct process *from, Term message) MUST_CHECK;

enum send_result {
    SEND_DONE,
    SEND_BADARG, /* see receiver_find */
    SEND_LARGE,  /* not done: copying it would hold the scheduler too long; see leave_message */
};

/* Sends a copy of MESSAGE to TO. A message too large to be copied ends FROM: heap_limit.h. */
enum send_result proc_send(struct process *from, Term to, Term message) MUST_CHECK;

#endif
