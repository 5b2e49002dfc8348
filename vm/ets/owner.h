/* SPDX-License-Identifier: Apache-2.0 */
/* owner.h: what ties processes to tables: a process owns a table, or has it fixed, or both. A tie
 * is on two lists, of its process and of its table; all of it is changed under one lock, the lock
 * of ownership, except that a process without ties closes its list without it (lifecycle.c).
 *
 * Invariant: a table that is known has exactly one tie that owns it, whose process has not closed
 * its list; a tie that neither owns nor fixes does not exist. */
#ifndef TICK_VM_ETS_OWNER_H
#define TICK_VM_ETS_OWNER_H

#include "vm/ets/table.h"

/* P, which runs, owns TABLE from the beginning. */
void ets_tie_owner(struct process *p, struct ets_table *table);

/* Makes the process with pid TO the owner. False: it has ended, or TABLE has been deleted. */
bool ets_give(struct ets_table *table, Term to) MUST_CHECK;

/* Sends {'ETS-TRANSFER', Table, From, Data} to the owner. The table's name for itself is built on
 * HEAP. */
void ets_announce(struct heap *heap, struct ets_table *table, Term from, Term data);

/* HEIR is a pid or none. DATA is copied. */
void ets_set_heir(struct ets_table *table, Term heir, Term data);

/* Makes TABLE unknown and unties all. False: somebody has done so already. The caller takes out its
 * storage, and drops the reference with ets_drop. */
bool ets_unpublish(struct ets_table *table) MUST_CHECK;

/* P fixes TABLE once more, or once less (nothing when it has not fixed it). False: TABLE has been
 * deleted. */
bool ets_fix(struct process *p, struct ets_table *table) MUST_CHECK;
void ets_unfix(struct process *p, struct ets_table *table);

/* [{Pid, Count}] of those who have it fixed; NIL when nobody has. Times: of the first of them. */
Term ets_fixers(struct heap *heap, struct ets_table *table, int64_t *monotonic, int64_t *system);

/* Frees dead objects, at most *BUDGET, as long as nobody has TABLE fixed. True: none are left. */
bool ets_purge(struct ets_table *table, size_t *budget);

/* A place where an object has died. */
void ets_note_grave(struct ets_table *table, uint64_t order);

/* P ends: proc_end_hook. */
void ets_process_ended(struct process *p);

#endif
