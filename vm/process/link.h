/* SPDX-License-Identifier: Apache-2.0 */
/* link.h: links and monitors between processes, as their two ends see them.
 *
 * Each end has an entry (relation.h) and tells the other what it does by a signal; signals between
 * two processes keep their order, and so the ends come to agree:
 *
 *   link      adds the entry, sends LINK. The other adds its own, unless it has given up this link
 *             and waits for the acknowledgement: then its UNLINK is on its way here and wins.
 *   unlink    numbers the unlink, marks the entry with the number, sends UNLINK. Until the
 * acknowledgement with that number comes, exit signals of the other are dropped. Linking again
 * removes the mark. UNLINK    removes the entry if there is one, and is always acknowledged. exit
 * by a link is obeyed only when there is an unmarked entry, which it removes: so a link breaks
 * once.
 *
 * A monitor is an entry MONITOR at the watcher and MONITORED at the watched, both with the number
 * of the reference. The watcher obeys a DOWN only if its entry is there, and removes it: there is
 * at most one. The watched, or who finds that there is none, always sends one. */
#ifndef TICK_VM_LINK_H
#define TICK_VM_LINK_H

#include "vm/process/signal.h"

/* ---- links: what the owner of P does ---- */

/* Links P to the process OTHER, not P itself. False: there is none, and nothing was done. */
bool link_to(struct process *p, Term other) MUST_CHECK;

void link_remove(struct process *p, Term other);

/* Does P, which has a link to OTHER, want its exit signal as a priority message? */
void link_set_priority(struct process *p, Term other, bool priority);
bool link_has_priority(const struct process *p, Term other);

/* ---- links: what P's owner does when a signal has come ---- */

void link_accept(struct process *p, Term from);
void link_give_up(struct process *p, Term from, uint32_t number);
void link_given_up(struct process *p, Term from, uint32_t number);

/* FROM has ended. True: the exit signal is to be obeyed. */
bool link_broken(struct process *p, Term from);

/* The exit signal {'EXIT', FROM, REASON}, with a copy of REASON. Touches nothing that processes
 * share. */
struct fragment *link_exit_signal(Term from, Term reason, enum exit_flag flags) MUST_CHECK;

/* Sends TO the exit signal {'EXIT', FROM, REASON}. */
void link_send_exit(Term from, Term to, Term reason, enum exit_flag flags);

/* ---- monitors ---- */

/* P watches TARGET, a local pid, or NON_VALUE when NAME has no process; NAME: what was given
 * instead of the pid, or NON_VALUE. NUMBER: of a new reference whose maker is P. */
void monitor_add(struct process *p, uint64_t number, Term target, Term name);

/* Removes what P, the watcher, knows of a monitor, its tag and its alias included; tells nobody. */
void monitor_forget(struct process *p, uint64_t number);

/* What a monitor of P says instead of 'DOWN': a copy of TAG. */
void monitor_set_tag(struct process *p, uint64_t number, Term tag);

/* The message of a monitor of P is to be a priority message. */
void monitor_set_priority(struct process *p, uint64_t number);

/* Ends the watching. False: it had ended before, a DOWN may be among the messages. */
bool monitor_remove(struct process *p, uint64_t number);

/* What tells WATCHER that FROM, monitored with the reference NUMBER (by NAME, or NON_VALUE), is
 * gone. Touches nothing that processes share. */
struct fragment *monitor_down_signal(Term from, Term watcher, uint64_t number, Term name,
                                     Term reason) MUST_CHECK;

/* Tells WATCHER that FROM, monitored with the reference NUMBER (by NAME, or NON_VALUE), is gone. */
void monitor_send_down(Term from, Term watcher, uint64_t number, Term name, Term reason);

#endif
