/* SPDX-License-Identifier: Apache-2.0 */
/* relation.h: the links and monitors of one process: a hash table with open addressing, which holds
 * the entries themselves. Only the owner of the process touches it; how two ends agree is in
 * link.h.
 *
 * A pointer to an entry is valid until the next entry is added or removed. */
#ifndef TICK_VM_RELATION_H
#define TICK_VM_RELATION_H

#include "vm/process/process.h"

enum relation_kind {
    RELATION_NONE,      /* an empty place */
    RELATION_LINK,      /* key: the other's pid */
    RELATION_MONITOR,   /* this process watches another; key: number of the reference */
    RELATION_MONITORED, /* another watches this one; key: the same number */
    RELATION_ALIAS,     /* a reference that is an alias of this process; key: its number */
    RELATION_TAG,       /* what a monitor's message begins with; key: the same number */
    RELATION_SUSPENDS,  /* this process suspends another; key: its pid; detail: how many times */
    RELATION_SUSPENDED, /* another suspends this one; key: its pid */
};

struct relation {
    uint64_t key;
    union {
        Term pid;             /* of the other; NON_VALUE when a name had no process */
        struct fragment *tag; /* RELATION_TAG: holds the term */
    };
    Term name; /* the name that was given instead of a pid, or NON_VALUE; of a link: not NON_VALUE
                  when it wants its exit signal as a priority message */
    uint32_t kind;
    uint32_t detail; /* a link that this end has given up: number of the unlink, else 0;
                        an alias: its mode; a monitor: enum monitor_detail */
};

enum monitor_detail { MONITOR_TAGGED = 1 << 0, MONITOR_PRIORITY = 1 << 1 };

struct relation_table {
    uint32_t count;
    uint32_t mask;               /* places - 1 */
    uint32_t unlink_count;       /* numbers the unlink signals: link.h */
    struct farewells *farewells; /* of a process that is about to end: farewell.h; or NULL */
    struct relation places[];
};

/* The entry, or NULL. */
struct relation *relation_find(const struct process *p, enum relation_kind kind, uint64_t key);

/* A new entry; there must be none with this kind and key. */
struct relation *relation_add(struct process *p, enum relation_kind kind, uint64_t key, Term pid,
                              Term name);

/* Removes an entry of P. */
void relation_remove(struct process *p, struct relation *relation);

/* The first entry at PLACE or behind, whose place is then in *PLACE; NULL: no more. To visit all:
 * for (uint32_t i = 0; (r = relation_at(p, &i)) != NULL; i++) */
struct relation *relation_at(const struct process *p, uint32_t *place);

void relation_free_all(struct process *p);

#endif
