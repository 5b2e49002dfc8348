/* SPDX-License-Identifier: Apache-2.0 */
/* census.c: the steps of a census. Each step ends when a count comes down to zero, and whoever
 * brings it there begins the next one; so what is not atomic here has one writer at a time, and the
 * counts order its writes before all later reads. */
#include "vm/process/census.h"

#include "vm/process/schedulers.h"
#include "vm/process/signal.h"
#include "vm/process/table.h"

#include <pthread.h>

/* Processes asked in one go. */
#define ASK_SLICE 1024

enum step { STEP_ENTER, STEP_VISIT, STEP_LEAVE };

_Atomic(uint32_t) census_round;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct census *waiting; /* the first one goes on */
static struct census *current;
static enum step step;
static _Atomic(uint32_t) to_pass; /* schedulers that have not passed in this round */
static _Atomic(size_t) to_answer; /* processes, and 1 while some have not been asked */

void census_init(void)
{
    waiting = current = NULL;
    atomic_store(&census_round, 0);
}

/* ---- schedulers pass ---- */

static void begin_passing(enum step next)
{
    step = next;
    atomic_store(&to_pass, scheduler_count());
    atomic_fetch_add(&census_round, 1);
    for (unsigned i = 0; i < scheduler_count(); i++)
        scheduler_rouse(&schedulers[i]);
}

static void begin(struct census *census)
{
    current = census;
    begin_passing(STEP_ENTER);
}

void census_begin(struct census *census)
{
    census->next = NULL;
    pthread_mutex_lock(&lock);
    struct census **end = &waiting;
    while (*end != NULL)
        end = &(*end)->next;
    *end = census;
    bool first = waiting == census;
    pthread_mutex_unlock(&lock);
    if (first)
        begin(census);
}

static void finish(void)
{
    struct census *census = current;
    pthread_mutex_lock(&lock);
    struct census *next = waiting = census->next;
    pthread_mutex_unlock(&lock);
    if (census->done != NULL)
        census->done(census);
    if (next != NULL)
        begin(next);
}

/* ---- processes answer ---- */

static void answered(void)
{
    if (atomic_fetch_sub(&to_answer, 1) != 1)
        return;
    if (current->visited != NULL)
        current->visited(current);
    begin_passing(STEP_LEAVE);
}

static void ask(struct process *p)
{
    struct fragment *question = signal_new(SIGNAL_CENSUS, NIL, 0, 0, 0);
    atomic_fetch_add(&to_answer, 1);
    if (!signal_push(p, question)) {
        fragment_free(question);
        answered();
    }
}

static void ask_some(struct census_part *part)
{
    uint32_t end = table_end();
    for (unsigned i = 0; i < ASK_SLICE && part->next < end; i++) {
        struct process *p = table_at(part->next++);
        if (p != NULL)
            ask(p);
    }
    if (part->next >= end) {
        part->asks = false;
        answered();
    }
}

bool census_visit(struct process *p)
{
    p->flags &= ~(uint32_t)PROC_CENSUS;
    bool here = current->visit(current, p);
    if (here)
        answered();
    return here;
}

void census_visited(void)
{
    answered();
}

void census_ended(void)
{
    answered();
}

/* ---- one scheduler ---- */

static void all_have_passed(struct census_part *part)
{
    if (step == STEP_LEAVE || current->visit == NULL) {
        finish();
        return;
    }
    step = STEP_VISIT;
    atomic_store(&to_answer, 1);
    part->next = 0;
    part->asks = true;
}

static void pass(struct census_part *part)
{
    part->round = atomic_load_explicit(&census_round, memory_order_acquire);
    void (*act)(struct census *) = step == STEP_ENTER ? current->enter : current->leave;
    if (act != NULL)
        act(current);
    if (atomic_fetch_sub(&to_pass, 1) == 1)
        all_have_passed(part);
}

void census_go_on(struct census_part *part)
{
    if (part->asks)
        ask_some(part);
    else
        pass(part);
}
