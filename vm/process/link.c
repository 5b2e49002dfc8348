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

void link_send_exit(Term from, Term to, Term reason, enum exit_flag flags)
{
    struct process *p = table_lookup(to);
    if (p == NULL)
        return;
    struct fragment *signal =
        signal_tuple(SIGNAL_EXIT, 3, (const Term[]){ATOM_(exit_signal), from, reason});
    signal->flags = (uint8_t)flags;
    if (!signal_push(p, signal))
        fragment_free(signal);
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

void monitor_send_down(Term from, Term watcher, uint64_t number, Term name, Term reason)
{
    struct process *p = table_lookup(watcher);
    if (p == NULL)
        return;
    Term reference[REF_WORDS];
    Term pair[3] = {HEADER(BOXED_TUPLE, 2), name, ATOM_(nonode)};
    const Term down[] = {ATOM_(down), ref_put(reference, number, watcher), ATOM_(process),
                         name == NON_VALUE ? from : boxed_make(pair), reason};
    struct fragment *signal = signal_tuple(SIGNAL_DOWN, COUNT_OF(down), down);
    if (!signal_push(p, signal))
        fragment_free(signal);
}

/* ---- the end ---- */

static void end_relation(struct process *p, const struct relation *r, Term reason)
{
    switch ((enum relation_kind)r->kind) {
    case RELATION_MONITOR:
        if (r->pid != NON_VALUE)
            (void)send_plain(SIGNAL_DEMONITOR, p->id, r->pid, r->key);
        break;
    case RELATION_MONITORED:
        monitor_send_down(p->id, r->pid, r->key, r->name, reason);
        break;
    case RELATION_SUSPENDS:
        (void)send_plain(SIGNAL_RESUME, p->id, r->pid, 0);
        break;
    case RELATION_LINK:
    case RELATION_SUSPENDED:
    case RELATION_ALIAS:
    case RELATION_TAG:
    case RELATION_NONE:
        break;
    }
}

void relations_end(struct process *p, Term reason)
{
    const struct relation *r;
    for (uint32_t i = 0; (r = relation_at(p, &i)) != NULL; i++)
        if (r->kind == RELATION_LINK && r->detail == 0)
            link_send_exit(p->id, r->pid, reason, EXIT_BY_LINK);
    for (uint32_t i = 0; (r = relation_at(p, &i)) != NULL; i++)
        end_relation(p, r, reason);
    relation_free_all(p);
}
