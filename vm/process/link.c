/* SPDX-License-Identifier: Apache-2.0 */
/* link.c: the rules of link.h. */
#include "vm/process/link.h"

#include "vm/memory/copy.h"
#include "vm/process/alias.h"
#include "vm/process/relation.h"
#include "vm/process/table.h"
#include "vm/term/atom.h"
#include "vm/term/ref.h"

/* ---- links ---- */

static bool send_plain(enum signal_kind kind, Term from, Term to, uint64_t number)
{
    return signal_send(to, signal_new(kind, from, 1, number, 0));
}

static void push(struct process *p, struct fragment *signal)
{
    if (!signal_push(p, signal))
        fragment_free(signal);
}

bool link_to(struct process *p, Term other)
{
    struct relation *link = relation_find(p, RELATION_LINK, other);
    if (link != NULL && link->detail == 0)
        return true;
    if (!send_plain(SIGNAL_LINK, p->id, other, 0))
        return false;
    if (link != NULL)
        link->detail = 0;
    else
        (void)relation_add(p, RELATION_LINK, other, other, NON_VALUE);
    return true;
}

void link_set_priority(struct process *p, Term other, bool priority)
{
    struct relation *link = relation_find(p, RELATION_LINK, other);
    if (link != NULL)
        link->name = priority ? ATOM_(priority) : NON_VALUE;
}

bool link_has_priority(const struct process *p, Term other)
{
    const struct relation *link = relation_find(p, RELATION_LINK, other);
    return link != NULL && link->name != NON_VALUE;
}

void link_remove(struct process *p, Term other)
{
    struct relation *link = relation_find(p, RELATION_LINK, other);
    if (link == NULL || link->detail != 0)
        return;
    if (++p->relations->unlink_count == 0)
        p->relations->unlink_count = 1;
    link->detail = p->relations->unlink_count;
    if (!send_plain(SIGNAL_UNLINK, p->id, other, link->detail))
        relation_remove(p, link);
}

void link_accept(struct process *p, Term from)
{
    if (relation_find(p, RELATION_LINK, from) == NULL)
        (void)relation_add(p, RELATION_LINK, from, from, NON_VALUE);
}

void link_give_up(struct process *p, Term from, uint32_t number)
{
    struct relation *link = relation_find(p, RELATION_LINK, from);
    if (link != NULL && link->detail == 0)
        relation_remove(p, link);
    (void)send_plain(SIGNAL_UNLINK_ACK, p->id, from, number);
}

void link_given_up(struct process *p, Term from, uint32_t number)
{
    struct relation *link = relation_find(p, RELATION_LINK, from);
    if (link != NULL && link->detail == number)
        relation_remove(p, link);
}

bool link_broken(struct process *p, Term from)
{
    struct relation *link = relation_find(p, RELATION_LINK, from);
    if (link == NULL)
        return false;
    bool active = link->detail == 0;
    relation_remove(p, link);
    return active;
}

struct fragment *link_exit_signal(Term from, Term reason, enum exit_flag flags)
{
    struct fragment *signal =
        signal_tuple(SIGNAL_EXIT, 3, (const Term[]){ATOM_(exit_signal), from, reason});
    signal->flags = (uint8_t)flags;
    return signal;
}

void link_send_exit(Term from, Term to, Term reason, enum exit_flag flags)
{
    struct process *p = table_lookup(to);
    if (p != NULL)
        push(p, link_exit_signal(from, reason, flags));
}

/* ---- monitors ---- */

void monitor_add(struct process *p, uint64_t number, Term target, Term name)
{
    (void)relation_add(p, RELATION_MONITOR, number, target, name);
    if (target != NON_VALUE &&
        signal_send(target, signal_new(SIGNAL_MONITOR, p->id, 2, number, name)))
        return;
    monitor_send_down(target, p->id, number, name, ATOM_(noproc));
}

void monitor_set_tag(struct process *p, uint64_t number, Term tag)
{
    struct relation *monitor = relation_find(p, RELATION_MONITOR, number);
    monitor->detail |= MONITOR_TAGGED;
    bool before = copy_literals_too(true);
    relation_add(p, RELATION_TAG, number, NON_VALUE, NON_VALUE)->tag = signal_message(tag);
    (void)copy_literals_too(before);
}

void monitor_set_priority(struct process *p, uint64_t number)
{
    relation_find(p, RELATION_MONITOR, number)->detail |= MONITOR_PRIORITY;
}

void monitor_forget(struct process *p, uint64_t number)
{
    struct relation *monitor = relation_find(p, RELATION_MONITOR, number);
    bool has_tag = monitor->detail & MONITOR_TAGGED;
    relation_remove(p, monitor);
    if (has_tag) {
        struct relation *tag = relation_find(p, RELATION_TAG, number);
        fragment_free(tag->tag);
        relation_remove(p, tag);
    }
    alias_monitor_ended(p, number);
}

bool monitor_remove(struct process *p, uint64_t number)
{
    struct relation *monitor = relation_find(p, RELATION_MONITOR, number);
    if (monitor == NULL)
        return false;
    Term target = monitor->pid;
    monitor_forget(p, number);
    if (target != NON_VALUE)
        (void)send_plain(SIGNAL_DEMONITOR, p->id, target, number);
    return true;
}

struct fragment *monitor_down_signal(Term from, Term watcher, uint64_t number, Term name,
                                     Term reason)
{
    Term reference[REF_WORDS];
    Term pair[3] = {HEADER(BOXED_TUPLE, 2), name, ATOM_(nonode)};
    const Term down[] = {ATOM_(down), ref_put(reference, number, watcher), ATOM_(process),
                         name == NON_VALUE ? from : boxed_make(pair), reason};
    return signal_tuple(SIGNAL_DOWN, COUNT_OF(down), down);
}

void monitor_send_down(Term from, Term watcher, uint64_t number, Term name, Term reason)
{
    struct process *p = table_lookup(watcher);
    if (p != NULL)
        push(p, monitor_down_signal(from, watcher, number, name, reason));
}
