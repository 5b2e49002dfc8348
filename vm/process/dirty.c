/* SPDX-License-Identifier: Apache-2.0 */
/* dirty.c: two pools of threads and their queues, first come, first served. */
#include "vm/process/dirty.h"

#include "vm/process/schedulers.h"

#include <stdlib.h>

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t wanted; /* there is a job, or the end has come */
    pthread_cond_t ended;  /* a thread has ended */
    struct post *first;    /* jobs that wait, oldest first */
    struct post **end;
    struct post *late; /* jobs done after the end of their machine */
    unsigned length;   /* how many wait */
    unsigned threads;
    unsigned idle;    /* of them, that wait for a job */
    unsigned working; /* of them, that do one */
    unsigned most;
    uint64_t machine; /* that the pool serves; 0: none any more */
};

static struct pool pools[DIRTY_KINDS] = {
    {.lock = PTHREAD_MUTEX_INITIALIZER,
     .wanted = PTHREAD_COND_INITIALIZER,
     .ended = PTHREAD_COND_INITIALIZER},
    {.lock = PTHREAD_MUTEX_INITIALIZER,
     .wanted = PTHREAD_COND_INITIALIZER,
     .ended = PTHREAD_COND_INITIALIZER},
};
static uint64_t machines; /* there have been */
static bool inline_only;
static _Thread_local bool here;

static struct dirty_job *job_of(struct post *post)
{
    return (struct dirty_job *)post;
}

static void take_back(struct post *post)
{
    struct dirty_job *job = job_of(post);
    job->done(job);
}

/* ---- a thread ---- */

/* Does MACHINE still run? It may have ended before the thread that was made for it began. */
static bool runs(const struct pool *pool, uint64_t machine)
{
    return machine != 0 && pool->machine == machine;
}

/* The next job; NULL: there will be none. Under the lock. */
static struct dirty_job *next_job(struct pool *pool, uint64_t machine)
{
    while (runs(pool, machine) && pool->first == NULL) {
        pool->idle++;
        (void)pthread_cond_wait(&pool->wanted, &pool->lock);
        pool->idle--;
    }
    if (!runs(pool, machine))
        return NULL;
    struct post *post = pool->first;
    pool->first = post->next;
    if (pool->first == NULL)
        pool->end = &pool->first;
    pool->length--;
    return job_of(post);
}

/* Under the lock, which is open while the work is done. A thread that was left behind has nobody to
 * hand the job back to, and is counted by nobody once another machine has begun. */
static void do_job(struct pool *pool, struct dirty_job *job, struct registers *regs,
                   uint64_t machine)
{
    pool->working++;
    (void)pthread_mutex_unlock(&pool->lock);
    job->work(job, regs);
    (void)pthread_mutex_lock(&pool->lock);
    if (pool->machine == machine || pool->machine == 0)
        pool->working--;
    if (pool->machine == machine) {
        scheduler_hand(job->scheduler, &job->post);
    } else if (pool->machine == 0) {
        job->post.next = pool->late;
        pool->late = &job->post;
    }
}

static void *thread_main(void *argument)
{
    struct pool *pool = argument;
    struct registers *regs = mem_zalloc(sizeof *regs);
    here = true;
    (void)pthread_mutex_lock(&pool->lock);
    uint64_t machine = pool->machine;
    struct dirty_job *job;
    while ((job = next_job(pool, machine)) != NULL)
        do_job(pool, job, regs, machine);
    if (pool->machine == 0)
        pool->threads--;
    (void)pthread_cond_broadcast(&pool->ended);
    (void)pthread_mutex_unlock(&pool->lock);
    free(regs);
    return NULL;
}

/* Under the lock. False: the system gives none. */
static bool add_thread(struct pool *pool)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, thread_main, pool) != 0)
        return false;
    (void)pthread_detach(thread);
    pool->threads++;
    return true;
}

/* ---- jobs ---- */

/* With the registers that the scheduler lends to processes: it runs none at the moment. */
static void do_here(struct dirty_job *job)
{
    job->work(job, scheduler_self()->regs);
    job->done(job);
}

/* False: there is no thread, nor can there be. */
static bool submit(struct pool *pool, struct dirty_job *job)
{
    (void)pthread_mutex_lock(&pool->lock);
    bool wants_thread = pool->length >= pool->idle && pool->threads < pool->most;
    bool possible = !(wants_thread && !add_thread(pool)) || pool->threads != 0;
    if (possible) {
        job->post.next = NULL;
        *pool->end = &job->post;
        pool->end = &job->post.next;
        pool->length++;
        (void)pthread_cond_signal(&pool->wanted);
    }
    (void)pthread_mutex_unlock(&pool->lock);
    return possible;
}

void dirty_start(struct dirty_job *job)
{
    job->post.take = take_back;
    job->scheduler = scheduler_self()->index;
    if (inline_only || !submit(&pools[job->kind], job))
        do_here(job);
}

/* A job without a process. */
struct left_job {
    struct dirty_job job;
    void (*work)(void *object);
    void *object;
};

static void do_left(struct dirty_job *job, struct registers *regs)
{
    const struct left_job *left = (const struct left_job *)job;
    (void)regs;
    left->work(left->object);
}

static void left_done(struct dirty_job *job)
{
    free(job);
}

void dirty_leave(enum dirty_kind kind, void (*work)(void *object), void *object)
{
    if (!scheduler_is_here()) {
        work(object);
        return;
    }
    struct left_job *left = mem_alloc(sizeof *left);
    *left = (struct left_job){{.kind = kind, .work = do_left, .done = left_done}, work, object};
    dirty_start(&left->job);
}

bool dirty_is_here(void)
{
    return here;
}

unsigned dirty_count(enum dirty_kind kind)
{
    return pools[kind].most;
}

unsigned dirty_queue_length(enum dirty_kind kind)
{
    struct pool *pool = &pools[kind];
    (void)pthread_mutex_lock(&pool->lock);
    unsigned length = pool->length;
    (void)pthread_mutex_unlock(&pool->lock);
    return length;
}

unsigned dirty_working(enum dirty_kind kind)
{
    struct pool *pool = &pools[kind];
    (void)pthread_mutex_lock(&pool->lock);
    unsigned working = pool->working;
    (void)pthread_mutex_unlock(&pool->lock);
    return working;
}

/* ---- the machine ---- */

void dirty_init(const unsigned counts[DIRTY_KINDS], bool seeded)
{
    inline_only = seeded;
    machines++;
    for (int kind = 0; kind < DIRTY_KINDS; kind++) {
        struct pool *pool = &pools[kind];
        (void)pthread_mutex_lock(&pool->lock);
        pool->first = NULL;
        pool->end = &pool->first;
        pool->length = pool->threads = pool->idle = pool->working = 0;
        pool->most = counts[kind];
        pool->machine = machines;
        (void)pthread_mutex_unlock(&pool->lock);
    }
}

static void stop(struct pool *pool, bool wait_for_work)
{
    (void)pthread_mutex_lock(&pool->lock);
    pool->machine = 0;
    (void)pthread_cond_broadcast(&pool->wanted);
    while (pool->threads > (wait_for_work ? 0 : pool->working))
        (void)pthread_cond_wait(&pool->ended, &pool->lock);
    struct post *late = pool->late;
    pool->late = NULL;
    (void)pthread_mutex_unlock(&pool->lock);
    while (late != NULL) {
        struct post *post = late;
        late = post->next;
        take_back(post);
    }
}

void dirty_stop(void)
{
    stop(&pools[DIRTY_CPU], true);
    stop(&pools[DIRTY_IO], false);
}
