/* SPDX-License-Identifier: Apache-2.0 */
/* run_queue.c: lists of processes, linked through their `next`. */
#include "vm/process/run_queue.h"

/* Turns of normal processes to one of a low one. */
#define NORMAL_TO_LOW 8

/* Stolen at most, so that the owner does not wait long for the lock. */
#define STEAL_MOST 128

static void list_init(struct process_list *list)
{
    list->first = NULL;
    list->end = &list->first;
    list->count = 0;
}

ALWAYS_INLINE void list_append(struct process_list *list, struct process *p)
{
    p->next = NULL;
    *list->end = p;
    list->end = &p->next;
    list->count++;
}

ALWAYS_INLINE struct process *list_unlink(struct process_list *list, struct process **link)
{
    struct process *p = *link;
    *link = p->next;
    if (list->end == &p->next)
        list->end = link;
    list->count--;
    return p;
}

void run_queue_init(struct run_queue *queue)
{
    *queue = (struct run_queue){0};
    for (unsigned i = 0; i < PRIORITIES; i++)
        list_init(&queue->lists[i]);
}

/* ---- under the lock ---- */

ALWAYS_INLINE uint32_t add_length(struct run_queue *queue, uint32_t change)
{
    uint32_t length = run_queue_length(queue) + change;
    atomic_store_explicit(&queue->length, length, memory_order_relaxed);
    return length;
}

ALWAYS_INLINE void note_bound(struct run_queue *queue, const struct process *p, uint32_t change)
{
    if (UNLIKELY(p->bound != 0))
        (void)atomic_fetch_add_explicit(&queue->bound, change, memory_order_relaxed);
}

ALWAYS_INLINE uint32_t put(struct run_queue *queue, struct process *p)
{
    list_append(&queue->lists[p->priority], p);
    queue->ready |= 1u << p->priority;
    note_bound(queue, p, 1);
    return add_length(queue, 1);
}

ALWAYS_INLINE struct process *take(struct run_queue *queue, unsigned priority,
                                   struct process **link)
{
    struct process_list *list = &queue->lists[priority];
    struct process *p = list_unlink(list, link);
    if (list->first == NULL)
        queue->ready &= ~(1u << priority);
    note_bound(queue, p, UINT32_MAX);
    (void)add_length(queue, UINT32_MAX);
    return p;
}

/* Whose turn it is; some list is not empty. */
ALWAYS_INLINE unsigned choose(struct run_queue *queue)
{
    enum { BOTH = 1 << PRIORITY_NORMAL | 1 << PRIORITY_LOW };
    if (LIKELY(queue->ready != BOTH))
        return 31 - (unsigned)__builtin_clz(queue->ready);
    if (queue->normal_turns++ < NORMAL_TO_LOW)
        return PRIORITY_NORMAL;
    queue->normal_turns = 0;
    return PRIORITY_LOW;
}

/* ---- the public forms ---- */

uint32_t run_queue_push(struct run_queue *queue, struct process *p)
{
    spin_lock(&queue->lock);
    uint32_t length = put(queue, p);
    spin_unlock(&queue->lock);
    return length;
}

struct process *run_queue_pop(struct run_queue *queue)
{
    struct process *p = NULL;
    if (run_queue_length(queue) == 0)
        return NULL;
    spin_lock(&queue->lock);
    if (LIKELY(queue->ready != 0)) {
        unsigned priority = choose(queue);
        p = take(queue, priority, &queue->lists[priority].first);
    }
    spin_unlock(&queue->lock);
    return p;
}

struct process *run_queue_pop_any(struct run_queue *queue, uint32_t choice, uint64_t random)
{
    if (queue->ready == 0)
        return NULL;
    unsigned priority = choose(queue);
    struct process_list *list = &queue->lists[priority];
    uint64_t steps = random % (list->count < choice ? list->count : choice);
    struct process **link = &list->first;
    for (; steps > 0; steps--)
        link = &(*link)->next;
    return take(queue, priority, link);
}

uint32_t run_queue_steal(struct run_queue *from, struct run_queue *to, uint32_t least)
{
    struct process_list stolen;
    list_init(&stolen);
    spin_lock(&from->lock);
    uint32_t want = run_queue_length(from) / 2;
    want = want < least ? least : want > STEAL_MOST ? STEAL_MOST : want;
    for (unsigned i = PRIORITIES; i-- > 0;) {
        struct process **link = &from->lists[i].first;
        while (*link != NULL && stolen.count < want) {
            if ((*link)->bound != 0)
                link = &(*link)->next;
            else
                list_append(&stolen, take(from, i, link));
        }
    }
    spin_unlock(&from->lock);
    spin_lock(&to->lock);
    for (struct process *p = stolen.first, *next; p != NULL; p = next) {
        next = p->next;
        (void)put(to, p);
    }
    spin_unlock(&to->lock);
    return stolen.count;
}
