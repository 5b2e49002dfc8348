/* SPDX-License-Identifier: Apache-2.0 */
/* farewell.c: the last signals of a process. Each has a copy of its exit reason, so they take long
 * where the reason is large or relations are many. Then
 *
 *     a dirty scheduler makes them, before the end begins: they lie beside the relations;
 *     P ends in a turn of its own, as far as others notice it;
 *     the signals leave, so many at a time, the scheduler doing other things in between.
 *
 * A census for literals asks processes that can be found, and so nobody here: the signals have
 * their own literals. */
#include "vm/process/farewell.h"

#include "vm/memory/copy.h"
#include "vm/process/dirty.h"
#include "vm/process/link.h"
#include "vm/process/relation.h"
#include "vm/process/schedulers.h"

#include <stdlib.h>

/* Words of a signal besides the reason. */
#define SIGNAL_WORDS 16

/* Signals that are sent in much less than a millisecond. */
#if defined(TICK_STRESS_QUANTUM) || defined(TICK_TSAN)
#define MANY_SIGNALS 16
#else
#define MANY_SIGNALS 1000
#endif

struct farewell {
    enum relation_kind kind;
    uint64_t key;
    struct fragment *signal; /* NULL: sent */
};

struct farewells {
    struct dirty_job job;
    struct post post; /* to go on with the next ones */
    struct process *process;
    void (*then)(struct process *);

    bool links_over;
    uint32_t place; /* in the table of relations, to go on at */

    size_t count;
    size_t next; /* where the search for the next signal begins */
    struct farewell signals[];
};

/* ---- before the end ---- */

/* A signal for each relation whose other end sees the reason. */
static struct fragment *signal_for(const struct process *p, const struct relation *r)
{
    if (r->kind == RELATION_LINK && r->detail == 0)
        return link_exit_signal(p->id, p->exit_reason, EXIT_BY_LINK);
    if (r->kind == RELATION_MONITORED)
        return monitor_down_signal(p->id, r->pid, r->key, r->name, p->exit_reason);
    return NULL;
}

static void make_there(struct dirty_job *job, struct registers *regs)
{
    (void)regs;
    struct farewells *f = (struct farewells *)job;
    bool before = copy_literals_too(true);
    const struct relation *r;
    for (uint32_t i = 0; (r = relation_at(f->process, &i)) != NULL; i++) {
        struct fragment *signal = signal_for(f->process, r);
        if (signal != NULL)
            f->signals[f->count++] = (struct farewell){r->kind, r->key, signal};
    }
    (void)copy_literals_too(before);
}

static void made(struct dirty_job *job)
{
    scheduler_enqueue(((struct farewells *)job)->process);
}

/* Words of the reason with its literals; 0: these are most of it, so that others had better not
 * have them. At most about COPY_LARGE_WORDS. */
static size_t reason_words(Term reason)
{
    if (term_is_immediate(reason))
        return SIGNAL_WORDS;
    size_t words = SIGNAL_WORDS + copy_size_up_to(reason, COPY_LARGE_WORDS);
    bool before = copy_literals_too(true);
    size_t all = SIGNAL_WORDS + copy_size_up_to(reason, COPY_LARGE_WORDS);
    (void)copy_literals_too(before);
    return all > 2 * words ? 0 : all;
}

bool farewells_leave(struct process *p)
{
    struct relation_table *relations = p->relations;
    if (relations->farewells != NULL || (p->flags & PROC_SYSTEM))
        return false;
    if (LIKELY(!copy_is_for_others(reason_words(p->exit_reason) * relations->count)))
        return false;
    struct farewells *f = mem_alloc(sizeof *f + relations->count * sizeof f->signals[0]);
    *f = (struct farewells){.job = {.kind = DIRTY_CPU, .work = make_there, .done = made},
                            .process = p};
    relations->farewells = f;
    p->regs = NULL;
    dirty_start(&f->job);
    return true;
}

/* ---- the end ---- */

/* The signal made for R, or NULL. They come in the order of the table, but for what has been
 * removed from it since. */
static struct fragment *take(struct farewells *f, const struct relation *r)
{
    for (size_t n = 0; n < f->count; n++) {
        struct farewell *made_for = &f->signals[(f->next + n) % f->count];
        if (made_for->key == r->key && made_for->kind == (enum relation_kind)r->kind) {
            struct fragment *signal = made_for->signal;
            made_for->signal = NULL;
            f->next += n + 1;
            return signal;
        }
    }
    return NULL;
}

static void tell(const struct process *p, const struct relation *r, struct farewells *f)
{
    struct fragment *signal = f == NULL ? NULL : take(f, r);
    if (signal == NULL)
        signal = signal_for(p, r);
    if (signal != NULL)
        (void)signal_send(r->pid, signal);
}

static void end_link(const struct process *p, const struct relation *r, struct farewells *f)
{
    if (r->kind == RELATION_LINK && r->detail == 0)
        tell(p, r, f);
}

static void end_other(const struct process *p, const struct relation *r, struct farewells *f)
{
    switch ((enum relation_kind)r->kind) {
    case RELATION_MONITOR:
        if (r->pid != NON_VALUE)
            (void)signal_send(r->pid, signal_new(SIGNAL_DEMONITOR, p->id, 1, r->key, 0));
        break;
    case RELATION_MONITORED:
        tell(p, r, f);
        break;
    case RELATION_SUSPENDS:
        (void)signal_send(r->pid, signal_new(SIGNAL_RESUME, p->id, 1, 0, 0));
        break;
    case RELATION_LINK:
    case RELATION_SUSPENDED:
    case RELATION_ALIAS:
    case RELATION_TAG:
    case RELATION_NONE:
        break;
    }
}

typedef void end_fn(const struct process *p, const struct relation *r, struct farewells *f);

/* Goes on at *PLACE with at most *LEFT relations. False: there are more. */
static bool end_some(const struct process *p, struct farewells *f, end_fn *end, uint32_t *place,
                     uint32_t *left)
{
    const struct relation *r;
    for (; (r = relation_at(p, place)) != NULL; ++*place) {
        if ((*left)-- == 0)
            return false;
        end(p, r, f);
    }
    *place = 0;
    return true;
}

static void free_farewells(struct farewells *f)
{
    for (size_t i = 0; i < f->count; i++)
        if (f->signals[i].signal != NULL)
            fragment_free(f->signals[i].signal);
    free(f);
}

static void go_on(struct post *post);

/* A part of the end. False: the next one follows. */
static bool end_part(struct farewells *f)
{
    uint32_t left = MANY_SIGNALS;
    const struct process *p = f->process;
    if (!f->links_over)
        f->links_over = end_some(p, f, end_link, &f->place, &left);
    if (f->links_over && end_some(p, f, end_other, &f->place, &left)) {
        free_farewells(f);
        return true;
    }
    f->post.take = go_on;
    scheduler_hand(scheduler_self()->index, &f->post);
    return false;
}

static void go_on(struct post *post)
{
    struct farewells *f = (struct farewells *)((char *)post - offsetof(struct farewells, post));
    struct process *p = f->process;
    void (*then)(struct process *) = f->then;
    if (end_part(f))
        then(p);
}

bool relations_end(struct process *p, void (*then)(struct process *))
{
    struct farewells *f = p->relations->farewells;
    if (UNLIKELY(f != NULL)) {
        f->then = then;
        return end_part(f);
    }
    uint32_t place = 0, left = UINT32_MAX;
    (void)end_some(p, NULL, end_link, &place, &left);
    (void)end_some(p, NULL, end_other, &place, &left);
    return true;
}
