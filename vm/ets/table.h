/* SPDX-License-Identifier: Apache-2.0 */
/* table.h: a table: what it is, whose it is, and how it is found.
 *
 * The structure is a magic object: references to it are terms (a table's identifier is one), and
 * one more reference is held as long as the table exists. It is freed when the last one goes, after
 * every scheduler has left the section in which it might have found the table by its name.
 *
 * Who may change what:
 *   type, keypos, number, stripes          nobody, once the table is made
 *   objects                                hash.h; a tree: under the lock of the only stripe
 *   owner, heir, ties, name, fixed         under the lock of ownership (owner.c), read without it
 *   deleted                                set once, under that lock */
#ifndef TICK_VM_ETS_TABLE_H
#define TICK_VM_ETS_TABLE_H

#include "vm/ets/hash.h"
#include "vm/ets/tree.h"
#include "vm/process/registers.h"
#include "vm/process/spin.h"
#include "vm/term/ref.h"

enum ets_type { ETS_SET, ETS_BAG, ETS_DUPLICATE_BAG, ETS_ORDERED_SET };

enum ets_option {
    ETS_NAMED = 1 << 0,
    ETS_COMPRESSED = 1 << 1, /* remembered, without effect */
    ETS_READ_CONCURRENCY = 1 << 2,
    ETS_WRITE_CONCURRENCY = 1 << 3,
    ETS_WRITE_AUTO = 1 << 4,
    ETS_DECENTRALIZED_COUNTERS = 1 << 5,
    ETS_COUNTERS_CHOSEN = 1 << 6, /* the program has said whether counters are decentralized */
};

/* Objects of either storage; the part of a table that can be taken out and freed on its own. */
struct ets_storage {
    struct ets_hash hash; /* of all types but ordered_set */
    struct ets_tree tree; /* of ordered_set */
};

/* Places where dead objects are, to be looked at when nobody has the table fixed any more. */
struct ets_graves {
    struct spin lock;
    uint64_t *orders;
    size_t count, capacity;
};

struct ets_tie; /* of a process to a table: owner.h */

struct ets_table {
    struct magic magic; /* first */
    uint64_t number;    /* of its reference */
    uint8_t type;       /* enum ets_type */
    uint8_t options;    /* enum ets_option */
    uint32_t keypos;    /* from 1 */
    uint64_t stripe_mask;
    struct ets_stripe *stripes;
    struct ets_storage storage;

    _Atomic(Term) owner;
    _Atomic(Term) name;
    _Atomic(Term) protection; /* public, protected, private */
    atomic_bool deleted;
    _Atomic(uint32_t) fixed; /* how often it is */
    struct ets_graves graves;

    Term heir; /* pid, or none */
    struct fragment *heir_data;
    struct ets_tie *ties;    /* of those who own it or have it fixed */
    int64_t fixed_monotonic; /* when the first of them did */
    int64_t fixed_system;

    struct ets_table *next, *previous; /* of all tables */
    ck_epoch_entry_t reclaim;
};

/* What new/2 asks for. */
struct ets_request {
    Term name;
    enum ets_type type;
    unsigned options;
    uint32_t keypos;
    Term protection;
    Term heir;      /* pid, or none */
    Term heir_data; /* on the caller's heap */
};

/* Reserves the names. Once, before any process. */
void ets_init(void);

/* A new table of P. NULL: the name is taken (*TAKEN), or memory is exhausted. */
struct ets_table *ets_create(struct process *p, const struct ets_request *request,
                             bool *taken) MUST_CHECK;

/* The magic reference that identifies TABLE; undefined when it was found by a name and has been
 * deleted since, so that nothing holds it any longer. */
Term ets_identifier(struct heap *heap, struct ets_table *table);

/* What a program calls it: its name when it is a named one. */
Term ets_handle(struct heap *heap, struct ets_table *table);

/* The table that a term, name or identifier, stands for; NULL: there is none. It may be used until
 * the builtin returns. */
struct ets_table *ets_find(Term term);

/* Is the term one that could stand for a table? (When it is a reference: to one that was there.) */
bool ets_is_handle(Term term);

/* All tables, as they are called. */
Term ets_all(struct heap *heap);

/* Words of TABLE: objects, buckets and the structure itself. */
uint64_t ets_table_words(const struct ets_table *table);

/* Of all tables together. */
struct ets_totals {
    uint64_t tables;
    uint64_t words;
};

struct ets_totals ets_totals(void);

/* Gives TABLE another name. False: it is a named one and the name is taken. */
bool ets_rename(struct ets_table *table, Term name) MUST_CHECK;

/* Under the lock of ownership: makes TABLE unknown. False: it was already. */
bool ets_forget(struct ets_table *table);

/* Drops one reference. */
void ets_drop(struct ets_table *table);

/* ---- objects ---- */

ALWAYS_INLINE bool ets_is_tree(const struct ets_table *table)
{
    return table->type == ETS_ORDERED_SET;
}

ALWAYS_INLINE bool ets_is_bag(const struct ets_table *table)
{
    return table->type == ETS_BAG || table->type == ETS_DUPLICATE_BAG;
}

ALWAYS_INLINE struct ets_stripe *ets_stripe(const struct ets_table *table, uint64_t hash)
{
    return table->stripes + (hash & table->stripe_mask);
}

/* All stripes, in their order, and the number of buckets: for what must be seen as one change. */
void ets_lock_all(struct ets_table *table);
void ets_unlock_all(struct ets_table *table);

/* Live objects; words of all objects. A snapshot of each stripe. */
int64_t ets_count(const struct ets_table *table);
int64_t ets_words(const struct ets_table *table);

/* Counts OBJECT, by COUNT live objects, into its stripe or out of it. Under its write lock. */
ALWAYS_INLINE void ets_account(struct ets_stripe *stripe, int64_t count, int64_t words)
{
    int64_t counted = atomic_load_explicit(&stripe->count, memory_order_relaxed);
    int64_t used = atomic_load_explicit(&stripe->words, memory_order_relaxed);
    atomic_store_explicit(&stripe->count, counted + count, memory_order_relaxed);
    atomic_store_explicit(&stripe->words, used + words, memory_order_relaxed);
}

ALWAYS_INLINE int64_t ets_object_words(const struct ets_object *object)
{
    return (int64_t)(ETS_OBJECT_HEADER_WORDS + object->words);
}

/* ---- storage that has been taken out of a table ---- */

/* A term (a magic reference) for all the objects TABLE had, which is empty now; all locks are held.
 * Whoever drops the last reference frees what is left. */
Term ets_take_storage(struct heap *heap, struct ets_table *table);

/* Frees at most *BUDGET objects of what ets_take_storage gave. True: it is done. */
bool ets_free_storage(Term storage, size_t *budget);

#endif
