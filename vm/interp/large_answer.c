/* SPDX-License-Identifier: Apache-2.0 */
/* large_answer.c: telling another process a large dictionary, or many messages. A dirty scheduler
 * puts the answer together and copies it, a scheduler sends it; the process that is asked waits
 * meanwhile. About literals in the copy, see large_message.c. */
#include "vm/interp/large_answer.h"

#include "vm/memory/copy.h"
#include "vm/process/dirty.h"
#include "vm/process/info.h"
#include "vm/process/literals.h"
#include "vm/process/request.h"
#include "vm/process/scheduler.h"

#include <stdlib.h>

/* Terms that are told at once (fewer where tests look for races), and the time that one takes. */
#if defined(TICK_STRESS_QUANTUM) || defined(TICK_TSAN)
#define FEW_TERMS 16
#else
#define FEW_TERMS 4096
#endif
#define NANOSECONDS_PER_TERM 50

struct answer_job {
    struct dirty_job job;
    struct process *process;
    struct fragment *request;
    uint64_t censuses;
    bool with_literals;
    struct fragment *answer;
};

static struct answer_job *answer_job(struct dirty_job *job)
{
    return (struct answer_job *)job;
}

static void put_together(struct dirty_job *job, struct registers *regs)
{
    (void)regs;
    struct answer_job *j = answer_job(job);
    struct heap heap;
    heap_init(&heap, 64);
    bool before = copy_literals_too(j->with_literals);
    j->answer = signal_message(info_items(&heap, j->process, request_question(j->request)));
    (void)copy_literals_too(before);
    heap_release(&heap);
}

static void send_answer(struct dirty_job *job)
{
    struct answer_job *j = answer_job(job);
    struct process *p = j->process;
    if (!j->with_literals && literals_censuses() != j->censuses) {
        fragment_free(j->answer);
        j->with_literals = true;
        dirty_start(job);
        return;
    }
    request_deliver(request_from(j->request), j->answer);
    fragment_free(j->request);
    free(j);
    scheduler_enqueue(p);
}

bool answer_is_large(const struct process *p, const struct fragment *request)
{
    return request_is_awaited(request) && info_terms(p, request_question(request)) > FEW_TERMS;
}

bool leave_answer(struct process *p, struct fragment *request)
{
    int64_t terms = (int64_t)info_terms(p, request_question(request));
    if (!answer_is_large(p, request) || !scheduler_is_wanted(terms * NANOSECONDS_PER_TERM))
        return false;
    struct answer_job *j = mem_alloc(sizeof *j);
    *j = (struct answer_job){
        .job = {.kind = DIRTY_CPU, .work = put_together, .done = send_answer},
        .process = p,
        .request = request,
        .censuses = literals_censuses(),
        .with_literals = literals_busy(),
    };
    p->regs = NULL;
    dirty_start(&j->job);
    return true;
}
