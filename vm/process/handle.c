/* SPDX-License-Identifier: Apache-2.0 */
/* handle.c: the receiver's side of all signals that are not messages. */
#include "vm/process/handle.h"

#include "vm/process/alias.h"
#include "vm/process/census.h"
#include "vm/process/errand.h"
#include "vm/process/link.h"
#include "vm/process/mailbox.h"
#include "vm/process/marker.h"
#include "vm/process/relation.h"
#include "vm/process/request.h"
#include "vm/process/suspend.h"
#include "vm/term/atom.h"
#include "vm/term/ref.h"

/* ---- exit signals ---- */

static void turn_into_message(struct process *p, struct fragment *signal, bool priority)
{
    signal->kind = SIGNAL_MESSAGE;
    signal->flags = 0;
    if (priority)
        marker_insert_priority(p, signal);
    else
        mailbox_append(p, signal);
}

/* The process has to end; REASON lies in SIGNAL or is a constant. */
static void doom(struct process *p, struct fragment *signal, Term reason)
{
    heap_adopt(&p->heap, signal);
    p->flags |= PROC_EXITING;
    p->exit_reason = reason;
}

void signal_handle_exit(struct process *p, struct fragment *signal)
{
    Term from = tuple_get(signal->term, 1), reason = tuple_get(signal->term, 2);
    bool by_link = signal->flags & EXIT_BY_LINK;
    bool priority = by_link ? link_has_priority(p, from) : signal->flags & EXIT_WITH_PRIORITY;
    if (by_link && !link_broken(p, from)) {
        fragment_free(signal);
        return;
    }
    if (!by_link && reason == ATOM_(kill))
        doom(p, signal, ATOM_(killed));
    else if (p->flags & PROC_TRAP_EXIT)
        turn_into_message(p, signal, priority);
    else if (reason == ATOM_(normal) && (by_link || from != p->id))
        fragment_free(signal);
    else
        doom(p, signal, reason);
}

static void handle_exit_to_alias(struct process *p, struct fragment *signal)
{
    uint64_t number = signal->data[signal->words - 1];
    if (!alias_is_active(p, number)) {
        fragment_free(signal);
        return;
    }
    if (!alias_is_priority(p, number))
        signal->flags = 0;
    signal_handle_exit(p, signal);
}

/* ---- monitors ---- */

/* The message of SIGNAL with the tag that the watcher asked for. SIGNAL is freed. */
static struct fragment *tagged(const struct relation *tag, struct fragment *signal)
{
    const Term *down = tuple_elements(signal->term);
    const Term message[] = {tag->tag->term, down[1], down[2], down[3], down[4]};
    struct fragment *result = signal_tuple(SIGNAL_MESSAGE, COUNT_OF(message), message);
    fragment_free(signal);
    return result;
}

static void handle_down(struct process *p, struct fragment *signal)
{
    uint64_t number = ref_number(tuple_get(signal->term, 1));
    const struct relation *monitor = relation_find(p, RELATION_MONITOR, number);
    if (monitor == NULL) {
        fragment_free(signal);
        return;
    }
    bool priority = monitor->detail & MONITOR_PRIORITY;
    if (monitor->detail & MONITOR_TAGGED)
        signal = tagged(relation_find(p, RELATION_TAG, number), signal);
    monitor_forget(p, number);
    turn_into_message(p, signal, priority);
}

static void handle_to_alias(struct process *p, struct fragment *signal)
{
    uint64_t number = signal->data[signal->words - 1];
    bool priority = (signal->flags & MESSAGE_WITH_PRIORITY) && alias_is_priority(p, number);
    if (alias_receive(p, number))
        turn_into_message(p, signal, priority);
    else
        fragment_free(signal);
}

static void handle_demonitor(struct process *p, const struct fragment *signal)
{
    struct relation *monitored = relation_find(p, RELATION_MONITORED, signal->data[0]);
    if (monitored != NULL)
        relation_remove(p, monitored);
}

/* ---- all of them ---- */

void signal_handle(struct process *p, struct fragment *signal)
{
    switch ((enum signal_kind)signal->kind) {
    case SIGNAL_MESSAGE:
        mailbox_append(p, signal);
        return;
    case SIGNAL_TO_ALIAS:
        handle_to_alias(p, signal);
        return;
    case SIGNAL_EXIT:
        signal_handle_exit(p, signal);
        return;
    case SIGNAL_EXIT_ALIAS:
        handle_exit_to_alias(p, signal);
        return;
    case SIGNAL_DOWN:
        handle_down(p, signal);
        return;
    case SIGNAL_REPLY:
        signal->next = p->aside;
        p->aside = signal;
        return;
    case SIGNAL_LINK:
        link_accept(p, signal->term);
        break;
    case SIGNAL_UNLINK:
        link_give_up(p, signal->term, (uint32_t)signal->data[0]);
        break;
    case SIGNAL_UNLINK_ACK:
        link_given_up(p, signal->term, (uint32_t)signal->data[0]);
        break;
    case SIGNAL_MONITOR:
        (void)relation_add(p, RELATION_MONITORED, signal->data[0], signal->term, signal->data[1]);
        break;
    case SIGNAL_DEMONITOR:
        handle_demonitor(p, signal);
        break;
    case SIGNAL_GROUP_LEADER:
        p->group_leader = signal->term;
        break;
    case SIGNAL_REQUEST:
        if (errand_keep(p, signal))
            return;
        request_handle(p, signal);
        break;
    case SIGNAL_RESUME:
        suspend_end(p, signal->term);
        break;
    case SIGNAL_CENSUS: /* answered between two turns, when all its terms are in known places */
        p->flags |= PROC_CENSUS;
        break;
    }
    fragment_free(signal);
}

void signal_refuse(struct process *p, struct fragment *signal)
{
    switch ((enum signal_kind)signal->kind) {
    case SIGNAL_LINK: /* with an entry, relations_end tells the other why */
        if (relation_find(p, RELATION_LINK, signal->term) == NULL)
            link_send_exit(p->id, signal->term, ATOM_(noproc), EXIT_BY_LINK);
        break;
    case SIGNAL_UNLINK:
        link_give_up(p, signal->term, (uint32_t)signal->data[0]);
        break;
    case SIGNAL_MONITOR:
        monitor_send_down(p->id, signal->term, signal->data[0], signal->data[1], ATOM_(noproc));
        break;
    case SIGNAL_DEMONITOR:
        handle_demonitor(p, signal);
        break;
    case SIGNAL_REQUEST:
        request_refuse(signal);
        break;
    case SIGNAL_CENSUS:
        census_ended();
        break;
    case SIGNAL_MESSAGE:
    case SIGNAL_TO_ALIAS:
    case SIGNAL_EXIT:
    case SIGNAL_EXIT_ALIAS:
    case SIGNAL_DOWN:
    case SIGNAL_REPLY:
    case SIGNAL_RESUME:
    case SIGNAL_UNLINK_ACK:
    case SIGNAL_GROUP_LEADER:
        break;
    }
    fragment_free(signal);
}
