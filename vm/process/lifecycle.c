/* SPDX-License-Identifier: Apache-2.0 */
/* lifecycle.c: making and ending processes. A process is two allocations: the structure and the
 * first block of its heap. */
#include "vm/process/lifecycle.h"

#include "vm/memory/gc.h"
#include "vm/process/census.h"
#include "vm/process/create.h"
#include "vm/process/dictionary.h"
#include "vm/process/errand.h"
#include "vm/process/farewell.h"
#include "vm/process/handle.h"
#include "vm/process/mailbox.h"
#include "vm/process/midway.h"
#include "vm/process/registry.h"
#include "vm/process/relation.h"
#include "vm/process/remains.h"
#include "vm/process/schedulers.h"
#include "vm/term/atom.h"

#include <stdlib.h>

/* ---- the beginning ---- */

struct process *proc_create(const struct process *parent, const struct spawn_options *options,
                            size_t heap_words)
{
    Term id = table_reserve(&scheduler_self()->slots);
    if (UNLIKELY(id == NON_VALUE))
        return NULL;
    struct process *p = mem_alloc(sizeof *p);
    *p = (struct process){
        .id = id,
        .flags = options->system ? PROC_SYSTEM : 0,
        .priority = options->priority,
        .bound = options->bound,
        .group_leader = parent == NULL ? id : parent->group_leader,
        .parent = parent == NULL ? ATOM_(undefined) : parent->id,
    };
    atomic_init(&p->name, NIL);
    p->messages_end = &p->messages;
    p->save = &p->messages;
    settings_begin(p, options->settings);
    uint32_t least = p->settings->min_heap_words;
    if (LIKELY(heap_words != CREATE_WITHOUT_HEAP))
        heap_init(&p->heap, heap_words > least ? heap_words : least);
    return p;
}

void proc_start(struct process *p)
{
    counter_add(&scheduler_self()->spawned, 1);
    table_publish(p);
    scheduler_place(p);
}

/* ---- the end ---- */

static void refuse_all(struct process *p, struct fragment *list)
{
    while (list != NULL) {
        struct fragment *next = list->next;
        signal_refuse(p, list);
        list = next;
    }
}

/* Nothing can be sent to P any more. What has been is answered, oldest first; nothing but messages
 * needs no answer. */
static void close_mail(struct process *p)
{
    if (UNLIKELY(p->flags & PROC_UNANSWERED)) {
        refuse_all(p, p->messages);
        p->messages = NULL;
        p->message_count = 0;
    }
    struct fragment *mail = mail_exchange(p, MAIL_CLOSED);
    if (mail_is_signal(mail))
        refuse_all(p, mailbox_reverse(mail));
}

proc_end_fn *proc_end_hook;
proc_end_fn *proc_files_hook;

static void end_ties(struct process *p)
{
    struct ets_tie *none = NULL;
    bool untied = scheduler_alone
                      ? atomic_load_explicit(&p->tables, memory_order_relaxed) == NULL
                      : atomic_compare_exchange_strong(&p->tables, &none, PROC_TABLES_CLOSED);
    if (UNLIKELY(!untied))
        proc_end_hook(p);
}

static void release(struct process *p)
{
    if (UNLIKELY(p->flags & PROC_MIDWAY))
        midway_end(p);
    relation_free_all(p);
    dictionary_free(p);
    free(p->markers);
    settings_free(p);
    while (p->aside != NULL) {
        struct fragment *answer = p->aside;
        p->aside = answer->next;
        fragment_free(answer);
    }
    remains_free(p);
}

/* Nobody finds P any more, and nothing reaches it. */
static void vanish(struct process *p)
{
    struct scheduler *s = scheduler_self();
    registry_forget(p);
    end_ties(p);
    if (UNLIKELY(p->flags & PROC_OWNS_FILES))
        proc_files_hook(p);
    proc_timer_cancel(p);
    table_free(&s->slots, p->id);
    close_mail(p);
    if (UNLIKELY(p->flags & PROC_CENSUS))
        census_ended();
    if (UNLIKELY(p->flags & PROC_ERRAND))
        errands_refuse(p);
    counter_add(&s->ended, 1);
}

/* Everybody has been told. */
static void finish(struct process *p)
{
    release(p);
    epoch_free(&scheduler_self()->epoch, p);
}

void proc_exit(struct process *p, Term reason)
{
    if (p->regs != NULL)
        proc_account(p);
    p->flags |= PROC_EXITING;
    bool by_signal = p->exit_reason != NON_VALUE;
    if (!by_signal) /* whatever it did in the rest of its turn */
        p->exit_reason = reason;
    if (p->relations != NULL && farewells_leave(p))
        return;
    vanish(p);
    if (p->relations != NULL && !relations_end(p, finish))
        return;
    if (UNLIKELY(p->flags & PROC_SYSTEM)) {
        if (by_signal)
            proc_report_signal(p->exit_reason);
        scheduler_stop(p->exit_reason == ATOM_(normal) ? 0 : 1);
    }
    finish(p);
}

size_t proc_roots(struct process *p, struct root_array *out)
{
    size_t count = 0;
    if (p->exit_reason != NON_VALUE)
        out[count++] = (struct root_array){&p->exit_reason, 1};
    if (p->dictionary != NULL)
        out[count++] =
            (struct root_array){p->dictionary->words, 2 * ((size_t)p->dictionary->mask + 1)};
    return count;
}
