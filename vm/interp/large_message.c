/* SPDX-License-Identifier: Apache-2.0 */
/* large_message.c: sending a message or an exit signal that takes long to copy: a dirty scheduler
 * copies it, a scheduler sends the copy. The sender waits meanwhile, so its signals stay in order.
 *
 * A copy points to literals, like those of all messages, unless a census for retired ones goes on
 * (vm/process/literals.c). Dirty schedulers take no part in a census; so when one has begun since
 * the copying did, the message is copied once more, with all its literals. */
#include "vm/interp/large_message.h"

#include "vm/builtin/support.h"
#include "vm/memory/copy.h"
#include "vm/process/dirty.h"
#include "vm/process/heap_limit.h"
#include "vm/process/link.h"
#include "vm/process/literals.h"
#include "vm/process/signal.h"

#include <stdlib.h>

struct message_job {
    struct dirty_job job;
    struct process *from;
    struct receiver to;
    enum signal_kind kind; /* SIGNAL_MESSAGE or SIGNAL_EXIT */
    Term message;          /* on the sender's heap, which nobody collects meanwhile */
    Term result;           /* of sending it, on the same heap or immediate */
    uint64_t censuses;
    bool with_literals;
    struct fragment *copy; /* NULL: too large */
};

static struct message_job *message_job(struct dirty_job *job)
{
    return (struct message_job *)job;
}

static void copy_there(struct dirty_job *job, struct registers *regs)
{
    (void)regs;
    struct message_job *j = message_job(job);
    bool before = copy_literals_too(j->with_literals);
    j->copy = receiver_signal(&j->to, j->message);
    (void)copy_literals_too(before);
}

/* The message is too large for any process. */
static void refuse(const struct message_job *j)
{
    if (j->kind == SIGNAL_EXIT)
        link_send_exit(j->from->id, j->to.pid, ATOM_(system_limit), 0);
    else
        heap_limit_exhausted(j->from, copy_most_words);
}

static void send_copy(struct dirty_job *job)
{
    struct message_job *j = message_job(job);
    struct process *from = j->from;
    if (j->copy == NULL) {
        refuse(j);
    } else if (!j->with_literals && literals_censuses() != j->censuses) {
        fragment_free(j->copy);
        j->with_literals = true;
        dirty_start(job);
        return;
    } else {
        if (j->kind != SIGNAL_MESSAGE)
            j->copy->kind = (uint8_t)j->kind;
        (void)signal_send(j->to.pid, j->copy);
    }
    *--from->heap.stop = j->result;
    from->live = 1;
    free(j);
    scheduler_enqueue(from);
}

static void leave(struct process *p, struct receiver to, enum signal_kind kind, Term message,
                  Term result)
{
    struct message_job *j = mem_alloc(sizeof *j);
    *j = (struct message_job){
        .job = {.kind = DIRTY_CPU, .work = copy_there, .done = send_copy},
        .from = p,
        .to = to,
        .kind = kind,
        .message = message,
        .result = result,
        .censuses = literals_censuses(),
        .with_literals = literals_busy(),
    };
    dirty_after_turn(p->regs, &j->job);
}

void leave_message(struct process *p, Term to, Term message, Term result)
{
    struct receiver receiver;
    if (!receiver_find(to, &receiver)) /* the name has been given up on another scheduler */
        receiver.pid = NON_VALUE;
    leave(p, receiver, SIGNAL_MESSAGE, message, result);
}

Term leave_message_and(struct process *p, Term to, Term message, Term result)
{
    leave_message(p, to, message, result);
    return builtin_continue(p, ATOM_(returned), 1, &result);
}

Term leave_exit_and(struct process *p, Term to, Term reason, Term result)
{
    Term message = heap_tuple3(&p->heap, ATOM_(exit_signal), p->id, reason);
    leave(p, (struct receiver){.pid = to}, SIGNAL_EXIT, message, result);
    return builtin_continue(p, ATOM_(returned), 1, &result);
}
