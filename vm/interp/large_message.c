/* SPDX-License-Identifier: Apache-2.0 */
/* large_message.c: sending a message that takes long to copy: a dirty scheduler copies it, a
 * scheduler sends the copy. The sender waits meanwhile, so its signals stay in order.
 *
 * A copy points to literals, like those of all messages, unless a census for retired ones goes on
 * (vm/process/literals.c). Dirty schedulers take no part in a census; so when one has begun since
 * the copying did, the message is copied once more, with all its literals. */
#include "vm/interp/large_message.h"

#include "vm/builtin/support.h"
#include "vm/memory/copy.h"
#include "vm/process/dirty.h"
#include "vm/process/heap_limit.h"
#include "vm/process/literals.h"
#include "vm/process/signal.h"

#include <stdlib.h>

struct message_job {
    struct dirty_job job;
    struct process *from;
    struct receiver to;
    Term message; /* on the sender's heap, which nobody collects meanwhile */
    Term result;  /* of sending it, on the same heap or immediate */
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

static void send_copy(struct dirty_job *job)
{
    struct message_job *j = message_job(job);
    struct process *from = j->from;
    if (j->copy == NULL) {
        heap_limit_exhausted(from, copy_most_words);
    } else if (!j->with_literals && literals_censuses() != j->censuses) {
        fragment_free(j->copy);
        j->with_literals = true;
        dirty_start(job);
        return;
    } else {
        (void)signal_send(j->to.pid, j->copy);
    }
    *--from->heap.stop = j->result;
    from->live = 1;
    free(j);
    scheduler_enqueue(from);
}

void leave_message(struct process *p, Term to, Term message, Term result)
{
    struct message_job *j = mem_alloc(sizeof *j);
    *j = (struct message_job){
        .job = {.kind = DIRTY_CPU, .work = copy_there, .done = send_copy},
        .from = p,
        .message = message,
        .result = result,
        .censuses = literals_censuses(),
        .with_literals = literals_busy(),
    };
    if (!receiver_find(to, &j->to)) /* the name has been given up on another scheduler */
        j->to.pid = NON_VALUE;
    dirty_after_turn(p->regs, &j->job);
}

Term leave_message_and(struct process *p, Term to, Term message, Term result)
{
    leave_message(p, to, message, result);
    return builtin_continue(p, ATOM_(returned), 1, &result);
}
