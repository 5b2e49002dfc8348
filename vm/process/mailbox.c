/* SPDX-License-Identifier: Apache-2.0 */
/* mailbox.c: fetching, taking out and waiting. */
#include "vm/process/mailbox.h"

#include "vm/process/handle.h"
#include "vm/process/lifecycle.h"
#include "vm/process/marker.h"
#include "vm/process/schedule_hash.h"

ALWAYS_INLINE void append(struct process *p, struct fragment *message)
{
    message->next = NULL;
    *p->messages_end = message;
    p->messages_end = &message->next;
    p->message_count++;
}

void mailbox_append(struct process *p, struct fragment *message)
{
    append(p, message);
}

struct fragment *mailbox_reverse(struct fragment *list)
{
    struct fragment *reversed = NULL;
    while (list != NULL) {
        struct fragment *next = list->next;
        list->next = reversed;
        reversed = list;
        list = next;
    }
    return reversed;
}

/* LIST: newest first. What comes behind the signal that ends the process stays in the list of
 * messages with its kind; proc_exit answers it. */
static void handle_all(struct process *p, struct fragment *list)
{
    list = mailbox_reverse(list);
    while (list != NULL) {
        struct fragment *signal = list;
        list = list->next;
        if (LIKELY(signal->kind == SIGNAL_MESSAGE)) {
            append(p, signal);
        } else if (UNLIKELY(p->flags & PROC_EXITING)) {
            p->flags |= PROC_UNANSWERED;
            append(p, signal);
        } else {
            signal_handle(p, signal);
        }
    }
}

void mailbox_fetch_slowly(struct process *p)
{
    struct fragment *list = mail_exchange(p, NULL);
    if (UNLIKELY(!mail_is_signal(list)))
        return;
    if (UNLIKELY(schedule_is_hashed))
        schedule_hash_mail(p, list);
    if (LIKELY(list->next == NULL && list->kind == SIGNAL_MESSAGE))
        append(p, list);
    else
        handle_all(p, list);
}

static COLD void note_unlinked(struct process *p, struct fragment *message, struct fragment **link)
{
    if (message->flags & FRAGMENT_MARKED)
        marker_move(p, &message->next, link);
    if ((message->flags & FRAGMENT_ON_HEAP) && p->messages_on_heap != MESSAGES_ON_HEAP_MANY)
        p->messages_on_heap--;
}

struct fragment *mailbox_unlink(struct process *p, struct fragment **link)
{
    struct fragment *message = *link;
    *link = message->next;
    if (p->messages_end == &message->next)
        p->messages_end = link;
    if (p->save == &message->next)
        p->save = link;
    p->message_count--;
    if (UNLIKELY(message->flags != 0))
        note_unlinked(p, message, link);
    return message;
}

void mailbox_remove(struct process *p)
{
    if (UNLIKELY(mailbox_current(p) == NULL))
        return;
    struct fragment *message = mailbox_unlink(p, p->save);
    p->save = &p->messages;
    p->flags &= ~(uint32_t)(PROC_MATCHING | PROC_BY_MARKER);
    if (message->words == 0)
        fragment_free(message);
    else
        heap_adopt(&p->heap, message);
    proc_timer_cancel(p);
}

void proc_account(struct process *p)
{
    struct registers *regs = p->regs;
    int64_t used = regs->quantum - regs->reductions;
    p->reductions += (uint64_t)used;
    regs->executed += (uint64_t)used;
    regs->quantum = regs->reductions;
}

bool mailbox_park(struct process *p)
{
    struct registers *regs = p->regs;
    proc_account(p);
    p->flags |= PROC_WAITING;
    p->regs = NULL;
    struct fragment *mail = NULL;
    if (LIKELY(mail_replace(p, &mail, MAIL_PARKED)))
        return true;
    p->regs = regs;
    p->flags &= ~(uint32_t)PROC_WAITING;
    return false;
}
