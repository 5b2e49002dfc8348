/* SPDX-License-Identifier: Apache-2.0 */
/* literals.c: when processes are looked through for retired literals, and how.
 *
 * A census costs a major collection in each process, so it waits until there is twice as much to
 * free as was left by the one before. Between its first and its last barrier copies of messages
 * take literals along: otherwise a reference could be sent from a process that has not been looked
 * through to one that has. */
#include "vm/process/literals.h"

#include "vm/interp/interp.h"
#include "vm/memory/copy.h"
#include "vm/memory/gc.h"
#include "vm/memory/retired.h"
#include "vm/process/census.h"
#include "vm/process/lifecycle.h"
#include "vm/process/relation.h"

#include <stdatomic.h>

/* A census waits for so many words, at least. */
#ifdef TICK_STRESS_GC
#define ENOUGH 16384
#else
#define ENOUGH ((size_t)1 << 17)
#endif

static _Atomic(size_t) threshold = ENOUGH;
static _Atomic(bool) going_on;
static _Atomic(uint64_t) begun;

static void enter(struct census *census)
{
    (void)census;
    (void)copy_literals_too(true);
}

static void leave(struct census *census)
{
    (void)census;
    (void)copy_literals_too(false);
}

static void mark_fragments(const struct fragment *list)
{
    for (; list != NULL; list = list->next) {
        retired_mark_terms(&list->term, 1);
        retired_mark_objects(list->data, list->data + list->words);
    }
}

/* What is alive lies in one block after a major collection, messages that the process has not
 * received apart. */
static void mark(struct process *p, void *context)
{
    (void)context;
    retired_mark_heap(&p->heap);
    mark_fragments(p->messages);
    if (p->aside != NULL)
        mark_fragments(p->aside);
    struct root_array roots[PROC_ROOT_ARRAYS];
    size_t count = proc_roots(p, roots);
    for (size_t i = 0; i < count; i++)
        retired_mark_terms(roots[i].terms, roots[i].count);
}

static void marked(struct process *p, void *context)
{
    (void)p;
    (void)context;
    census_visited();
}

static bool visit(struct census *census, struct process *p)
{
    (void)census;
    p->flags |= PROC_COLLECT_MAJOR;
    struct collection collection = {.there = mark, .then = marked};
    return !proc_collect_between(p, &collection);
}

static void done(struct census *finished);

static struct census census = {.enter = enter, .visit = visit, .leave = leave, .done = done};

static void begin(void)
{
    retired_begin();
    atomic_fetch_add(&begun, 1);
    census_begin(&census);
}

static void done(struct census *finished)
{
    (void)finished;
    size_t left = retired_end();
    atomic_store(&threshold, 2 * left + ENOUGH);
    atomic_store(&going_on, false);
}

void literals_init(void)
{
    atomic_store(&going_on, false);
}

bool literals_hurry(void)
{
    if (retired_words() == 0)
        return atomic_load(&going_on);
    if (!atomic_exchange(&going_on, true))
        begin();
    return true;
}

bool literals_busy(void)
{
    return atomic_load(&going_on);
}

uint64_t literals_censuses(void)
{
    return atomic_load(&begun);
}

void literals_retire(Term *words, size_t count)
{
    if (retired_add(words, count) >= atomic_load(&threshold) && !atomic_exchange(&going_on, true))
        begin();
}
