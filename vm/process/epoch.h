/* SPDX-License-Identifier: Apache-2.0 */
/* epoch.h: when the structure of an ended process may be freed: epoch-based reclamation, by
 * Concurrency Kit (after K. Fraser, Practical Lock-Freedom, 2004).
 *
 * A scheduler is inside a section whenever it runs processes; who was looked up in a section may be
 * touched until it ends. Sections are long (many turns), since beginning one costs a fence. With a
 * single scheduler there are none: a process is freed at once. */
#ifndef TICK_VM_EPOCH_H
#define TICK_VM_EPOCH_H

#include "vm/process/process.h"

/* One for each scheduler. */
struct epoch {
    ck_epoch_record_t record;
    uint32_t waiting; /* processes handed over since the last successful look */
};

/* Once, before any record. */
void epoch_init(void);

void epoch_register(struct epoch *epoch);
void epoch_begin(struct epoch *epoch);
void epoch_end(struct epoch *epoch);

/* Frees P when no section that has begun by now goes on. */
void epoch_free(struct epoch *epoch, struct process *p);

/* The same for any other structure that is looked up in sections: calls RELEASE for ENTRY, which is
 * part of it. On a scheduler, or a dirty one. */
void epoch_retire(ck_epoch_entry_t *entry, void (*release)(ck_epoch_entry_t *entry));

/* Frees what can be freed. To be called now and then, between two sections. */
void epoch_poll(struct epoch *epoch);

#endif
