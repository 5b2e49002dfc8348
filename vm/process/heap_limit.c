/* SPDX-License-Identifier: Apache-2.0 */
/* heap_limit.c: adding up what a process holds. */
#include "vm/process/heap_limit.h"

#include "vm/base/memory_size.h"
#include "vm/memory/copy.h"
#include "vm/memory/off_heap.h"
#include "vm/process/info.h"
#include "vm/process/lifecycle.h"
#include "vm/term/atom.h"

/* Part of the memory that one process may hold: a collection may take as much again, and fragments
 * as much before it. */
#define SHARE_OF_MEMORY 4

static size_t most_words = SIZE_MAX;

void heap_limit_init(size_t max_words)
{
    size_t share = memory_size() / SHARE_OF_MEMORY / sizeof(Term);
    most_words = max_words > share ? max_words : share;
    copy_most_words = most_words;
    if (share * sizeof(Term) < binary_most_bytes)
        binary_most_bytes = share * sizeof(Term);
    settings_limit_heaps(max_words);
}

bool heap_limit_allows(const struct process *p, size_t need)
{
    size_t words = info_heap_words(p);
    return words <= most_words && need <= most_words - words;
}

void heap_limit_exhausted(struct process *p, size_t need)
{
    if (p->flags & PROC_EXITING)
        return;
    proc_report_heap_limit(p, "out of memory", most_words, info_heap_words(p) + need);
    heap_limit_kill(p);
}

static size_t message_words(const struct process *p)
{
    size_t words = 0;
    for (const struct fragment *m = p->messages; m != NULL; m = m->next)
        words += m->words;
    return words;
}

static size_t words_held(const struct process *p)
{
    size_t words = info_heap_words(p);
    if (!p->settings->messages_off_heap)
        words += message_words(p);
    if (p->settings->heap_limit.shared_binaries)
        words += info_binary_bytes(p) / sizeof(Term);
    return words;
}

void heap_limit_kill(struct process *p)
{
    if (!(p->flags & PROC_EXITING)) {
        p->flags |= PROC_EXITING;
        p->exit_reason = ATOM_(killed);
    }
    if (p->regs != NULL && p->regs->reductions > 0) { /* what is left is not charged */
        p->regs->quantum -= p->regs->reductions;
        p->regs->reductions = 0;
    }
}

void heap_limit_check_slowly(struct process *p)
{
    const struct heap_limit *limit = &p->settings->heap_limit;
    size_t words = words_held(p);
    if (words <= limit->words || (p->flags & PROC_EXITING))
        return;
    if (limit->report)
        proc_report_heap_limit(p, "maximum heap size reached", limit->words, words);
    if (limit->kill)
        heap_limit_kill(p);
}
