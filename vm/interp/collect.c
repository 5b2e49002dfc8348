/* SPDX-License-Identifier: Apache-2.0 */
/* collect.c: the garbage of one process: gathers its roots and calls the collector.
 *
 * One thing needs care. While a receive looks at a message, x and y registers may point into the
 * message's fragment, which is still linked in the mailbox. A collection would copy from it and
 * leave forwarding words behind. So the message the receive is at is first taken over by the heap:
 * its fragment goes to the heap's, and an empty node with the same term takes its place in the
 * mailbox. From then on the term of that node is a root. This is rare, as guards seldom allocate.
 */
#include "vm/interp/collect.h"

#include "vm/memory/gc.h"
#include "vm/process/heap_limit.h"
#include "vm/process/mailbox.h"
#include "vm/process/marker.h"
#include "vm/process/process_api.h"
#include "vm/process/statistics.h"

#include <stdlib.h>

/* x registers, the process itself, the messages that lie on the heap. */
enum { ROOT_ARRAYS = 8 };

/* Moves the terms of the message that the receive is at to the heap. */
static void take_over_current(struct process *p)
{
    struct fragment *message = mailbox_current(p);
    if (message == NULL || message->words == 0)
        return;
    struct fragment *node = fragment_new(0);
    if (node == NULL)
        fatal("out of memory while collecting garbage");
    node->kind = message->kind;
    node->term = message->term;
    node->next = message->next;
    node->flags = FRAGMENT_ON_HEAP;
    *p->save = node;
    if (p->messages_end == &message->next)
        p->messages_end = &node->next;
    if (message->flags & FRAGMENT_MARKED)
        marker_move(p, &message->next, &node->next);
    if (p->messages_on_heap != MESSAGES_ON_HEAP_MANY)
        p->messages_on_heap++;
    heap_adopt(&p->heap, message);
}

/* How many messages lie on the heap. They are near the front of the mailbox, where receives look.
 */
static size_t count_on_heap(struct process *p)
{
    if (p->messages_on_heap != MESSAGES_ON_HEAP_MANY)
        return p->messages_on_heap;
    size_t count = 0;
    for (const struct fragment *m = p->messages; m != NULL; m = m->next)
        count += m->flags & FRAGMENT_ON_HEAP;
    if (count < MESSAGES_ON_HEAP_MANY)
        p->messages_on_heap = (uint8_t)count;
    return count;
}

/* Their terms in an array of their own, so that one root array covers them. */
static Term *gather_messages(const struct process *p, size_t count)
{
    Term *terms = mem_alloc(count * sizeof(Term));
    const struct fragment *message = p->messages;
    for (size_t found = 0; found < count; message = message->next)
        if (message->flags & FRAGMENT_ON_HEAP)
            terms[found++] = message->term;
    return terms;
}

static void scatter_messages(struct process *p, Term *terms, size_t count)
{
    struct fragment *message = p->messages;
    for (size_t found = 0; found < count; message = message->next)
        if (message->flags & FRAGMENT_ON_HEAP)
            message->term = terms[found++];
    free(terms);
}

static size_t words_in_use(const struct heap *heap)
{
    return (size_t)(heap->top - heap->start) + (size_t)(heap->old_top - heap->old_start) +
           heap->fragment_words;
}

static struct gc_request request_for(const struct process *p, size_t need)
{
    const struct settings *settings = p->settings;
    return (struct gc_request){
        .need = need,
        .major = (p->flags & PROC_COLLECT_MAJOR) || settings->fullsweep_after == 0,
        .min_words = settings->min_heap_words,
        .minors = settings->fullsweep_after,
    };
}

size_t collect_work(const struct process *p, size_t need)
{
    struct gc_request request = request_for(p, need);
    return gc_work(&p->heap, &request);
}

bool collect(struct process *p, size_t need, struct root_array live, size_t *reclaimed)
{
    if (p->flags & PROC_MATCHING)
        take_over_current(p);
    struct root_array roots[ROOT_ARRAYS];
    size_t count = proc_roots(p, roots);
    size_t on_heap = count_on_heap(p);
    Term *messages = NULL;
    if (UNLIKELY(on_heap != 0)) {
        messages = gather_messages(p, on_heap);
        roots[count++] = (struct root_array){messages, on_heap};
    }
    if (live.count != 0)
        roots[count++] = live;
    struct gc_request request = request_for(p, need);
    request.roots = roots;
    request.root_arrays = count;
    size_t before = words_in_use(&p->heap);
    bool done = gc_collect(&p->heap, &request);
    size_t after = words_in_use(&p->heap);
    *reclaimed = before > after ? before - after : 0;
    const struct settings *settings = p->settings;
    if (UNLIKELY(settings != settings_default))
        p->heap.off_heap_bytes =
            GC_OFF_HEAP_SLACK - (size_t)settings->min_bin_vheap_words * sizeof(Term);
    p->flags &= ~(uint32_t)PROC_COLLECT_MAJOR;
    if (UNLIKELY(on_heap != 0))
        scatter_messages(p, messages, on_heap);
    return done;
}

void collect_finish(struct process *p, size_t need, bool done, size_t reclaimed)
{
    statistics_count_collection(reclaimed);
    if (UNLIKELY(!done))
        heap_limit_exhausted(p, need);
    heap_limit_check(p);
}

/* About as many words as the collector copies in the time of one instruction. */
enum { WORDS_PER_REDUCTION = 8 };

static void charge(struct process *p)
{
    if (p->regs != NULL)
        p->regs->reductions -= (p->heap.top - p->heap.start) / WORDS_PER_REDUCTION;
}

void proc_collect(struct process *p, size_t need, Term *x, size_t live)
{
    size_t reclaimed = 0;
    bool done =
        heap_limit_allows(p, need) && collect(p, need, (struct root_array){x, live}, &reclaimed);
    charge(p);
    collect_finish(p, need, done, reclaimed);
}
