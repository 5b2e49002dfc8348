/* SPDX-License-Identifier: Apache-2.0 */
/* remains.c: giving a large heap back to the system, or a million messages to the allocator, takes
 * milliseconds, and nobody waits for it. So they are cut off from their process and freed by a
 * dirty scheduler. */
#include "vm/process/remains.h"

#include "vm/process/dirty.h"
#include "vm/process/scheduler.h"

#include <stdlib.h>

/* What is freed in much less than a millisecond (less where tests look for races), and how long a
 * megabyte takes. */
#if defined(TICK_STRESS_QUANTUM) || defined(TICK_TSAN)
#define LARGE_BYTES   ((size_t)16 * 1024)
#define MANY_MESSAGES 16
#else
#define LARGE_BYTES   ((size_t)2 * 1024 * 1024)
#define MANY_MESSAGES 4096
#endif
#define NANOSECONDS 5000000

struct remains {
    struct heap heap;
    struct fragment *messages;
};

static void free_remains(struct remains *remains)
{
    while (remains->messages != NULL) {
        struct fragment *message = remains->messages;
        remains->messages = message->next;
        fragment_free(message);
    }
    heap_release(&remains->heap);
}

static void free_there(void *object)
{
    free_remains(object);
    free(object);
}

static bool are_large(const struct process *p)
{
    size_t bytes = heap_held_bytes(&p->heap);
    if (p->message_count >= MANY_MESSAGES)
        return true;
    for (const struct fragment *m = p->messages; m != NULL && bytes < LARGE_BYTES; m = m->next)
        bytes += m->words * sizeof(Term);
    return bytes >= LARGE_BYTES;
}

static void leave(const struct remains *remains)
{
    struct remains *left = mem_alloc(sizeof *left);
    *left = *remains;
    dirty_leave(DIRTY_CPU, free_there, left);
}

void remains_free(struct process *p)
{
    bool large = UNLIKELY(are_large(p)) && scheduler_is_wanted(NANOSECONDS);
    struct remains remains = {.heap = p->heap, .messages = p->messages};
    p->heap = (struct heap){0};
    p->messages = NULL;
    if (large)
        leave(&remains);
    else
        free_remains(&remains);
}
