/* SPDX-License-Identifier: Apache-2.0 */
/* marker.h: receive markers: places in the list of messages where a receive begins.
 *
 * Before a program makes a reference it reserves a marker: the end of the mailbox at that time. No
 * message further in front can contain the reference, so a receive that wants only messages with it
 * begins at the marker, however long the mailbox is. The compiler finds such receives:
 *
 *     recv_marker_reserve y0    ... the reference is made, x0 ...    recv_marker_bind y0, x0
 *     recv_marker_use x0        loop_rec ...                         recv_marker_clear x0
 *
 * A marker can be forgotten at any time: the receive then begins at the first message, as it would
 * without. That is why a process has only a few, and the newest takes the place of the oldest.
 *
 * The end of the priority messages (OTP 28), which overtake all others, is such a place, too.
 *
 * Invariant: the link of a marker is &p->messages or the `next` of a message that is in the list
 * and has FRAGMENT_MARKED; no message in front of it that mentions the marker's reference was put
 * there after the marker was reserved.
 *
 * Only the owner of the process calls these. */
#ifndef TICK_VM_MARKER_H
#define TICK_VM_MARKER_H

#include "vm/process/process.h"

/* A new marker at the end of what was fetched. Returns a small integer that no other marker of P
 * has or had. */
Term marker_reserve(struct process *p);

/* MARKER stands for REFERENCE from now on; forgotten if that is none. */
void marker_bind(struct process *p, Term marker, Term reference);

/* Forgets a marker, given as what marker_reserve returned or as the reference it is bound to. */
void marker_clear(struct process *p, Term marker);

/* Puts MESSAGE, a priority message, behind the last one of these and in front of all others. Where
 * a receive with the reference that it mentions would have begun, or goes on, moves to it. */
void marker_insert_priority(struct process *p, struct fragment *message);

/* The receive that is about to begin looks at messages from REFERENCE's marker on, if it has one.
 */
void marker_use(struct process *p, Term reference);

/* The link OLD is about to go; what was behind it is behind LINK, which is further in front or at
 * the same place: markers move there. */
void marker_move(struct process *p, struct fragment **old, struct fragment **link);

#endif
