/* SPDX-License-Identifier: Apache-2.0 */
/* table.c: making, finding and freeing tables.
 *
 * Names are atoms, so the tables with a name are an array indexed by the number of the atom, in
 * reserved address space: finding one is one load. All tables are on one list. */
#include "vm/ets/table.h"

#include "vm/ets/owner.h"
#include "vm/memory/magic.h"
#include "vm/process/epoch.h"
#include "vm/process/lifecycle.h"
#include "vm/process/registry.h"
#include "vm/process/signal.h"
#include "vm/term/atom.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static _Atomic(struct ets_table *) *names;
static struct ets_table *tables; /* newest first */
static struct spin registry_lock;

void ets_init(void)
{
    size_t bytes = REGISTRY_ATOMS * sizeof names[0];
    if (names != NULL)
        (void)munmap((void *)(uintptr_t)names, bytes);
    void *area = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (area == MAP_FAILED)
        fatal("no address space for the names of tables");
    names = area;
    tables = NULL;
    proc_end_hook = ets_process_ended;
}

/* ---- freeing ---- */

static void free_storage(struct ets_storage *storage, bool is_tree)
{
    size_t all = SIZE_MAX;
    (void)(is_tree ? ets_tree_free(&storage->tree, &all) : ets_hash_free(&storage->hash, &all));
}

static void free_table(ck_epoch_entry_t *entry)
{
    struct ets_table *table =
        (struct ets_table *)((char *)entry - offsetof(struct ets_table, reclaim));
    free_storage(&table->storage, ets_is_tree(table));
    free(table->stripes);
    free(table->graves.orders);
    free(table);
}

/* Nobody has a reference: only somebody who has just found it by its name may look at it still, and
 * sees that it is deleted, or at worst that it is empty. */
static void release_table(struct magic *magic)
{
    struct ets_table *table = (struct ets_table *)magic;
    if (table->heir_data != NULL)
        fragment_free(table->heir_data);
    epoch_retire(&table->reclaim, free_table);
}

void ets_drop(struct ets_table *table)
{
    magic_drop(&table->magic);
}

/* ---- making ---- */

static bool make_storage(struct ets_storage *storage, bool is_tree, size_t keypos)
{
    storage->tree = (struct ets_tree){.keypos = keypos};
    return is_tree || ets_hash_init(&storage->hash);
}

static struct ets_table *allocate(const struct ets_request *request)
{
    bool is_tree = request->type == ETS_ORDERED_SET;
    bool many = !is_tree && (request->options & ETS_WRITE_CONCURRENCY) != 0;
    size_t stripes = many ? ETS_STRIPES : 1;
    struct ets_table *table = calloc(1, sizeof *table);
    if (table == NULL)
        return NULL;
    table->stripes = aligned_alloc(CACHE_LINE, stripes * sizeof table->stripes[0]);
    if (table->stripes == NULL || !make_storage(&table->storage, is_tree, request->keypos)) {
        free(table->stripes);
        free(table);
        return NULL;
    }
    for (size_t i = 0; i < stripes; i++) {
        table->stripes[i] = (struct ets_stripe){0};
        ck_rwlock_init(&table->stripes[i].lock.lock);
    }
    table->stripe_mask = stripes - 1;
    return table;
}

static void link_table(struct ets_table *table)
{
    table->next = tables;
    if (tables != NULL)
        tables->previous = table;
    tables = table;
}

/* Makes TABLE known. False: its name is taken. */
static bool publish(struct ets_table *table)
{
    uint32_t index = atom_index(atomic_load_explicit(&table->name, memory_order_relaxed));
    bool named = (table->options & ETS_NAMED) != 0;
    spin_lock(&registry_lock);
    bool free_name = !named || (index < REGISTRY_ATOMS && atomic_load(&names[index]) == NULL);
    if (free_name) {
        link_table(table);
        if (named)
            atomic_store_explicit(&names[index], table, memory_order_release);
    }
    spin_unlock(&registry_lock);
    return free_name;
}

struct ets_table *ets_create(struct process *p, const struct ets_request *request, bool *taken)
{
    *taken = false;
    struct ets_table *table = allocate(request);
    if (table == NULL)
        return NULL;
    magic_init(&table->magic, release_table, 0);
    table->number = ref_next_number();
    table->type = (uint8_t)request->type;
    table->options = (uint8_t)request->options;
    table->keypos = request->keypos;
    atomic_init(&table->owner, p->id);
    atomic_init(&table->name, request->name);
    atomic_init(&table->protection, request->protection);
    table->heir = ATOM_(none);
    if (term_is_local_pid(request->heir))
        ets_set_heir(table, request->heir, request->heir_data);
    if (!publish(table)) {
        *taken = true;
        ets_drop(table);
        return NULL;
    }
    ets_tie_owner(p, table);
    return table;
}

/* ---- finding ---- */

Term ets_identifier(struct heap *heap, struct ets_table *table)
{
    if (!magic_keep_living(&table->magic))
        return ATOM_(undefined);
    return magic_reference_numbered(heap, &table->magic, table->number);
}

Term ets_handle(struct heap *heap, struct ets_table *table)
{
    if (table->options & ETS_NAMED)
        return atomic_load_explicit(&table->name, memory_order_relaxed);
    return ets_identifier(heap, table);
}

/* A reference that has been text or bytes in between is a plain one with the number of the table:
 * rare enough to look through all tables. */
static COLD struct ets_table *find_by_number(uint64_t number)
{
    spin_lock(&registry_lock);
    struct ets_table *table = tables;
    while (table != NULL && table->number != number)
        table = table->next;
    spin_unlock(&registry_lock);
    return table;
}

/* The table behind a reference, deleted or not; NULL: it never was one's. */
static struct ets_table *table_of_reference(Term reference)
{
    if (term_is_kind(reference, BOXED_MAGIC_REF))
        return (struct ets_table *)magic_of(reference, release_table);
    return term_is_kind(reference, BOXED_REF) ? find_by_number(ref_number(reference)) : NULL;
}

struct ets_table *ets_find(Term term)
{
    struct ets_table *table;
    if (term_is_atom(term)) {
        uint32_t index = atom_index(term);
        if (UNLIKELY(index >= REGISTRY_ATOMS))
            return NULL;
        table = atomic_load_explicit(&names[index], memory_order_acquire);
    } else {
        table = table_of_reference(term);
    }
    if (table == NULL || atomic_load_explicit(&table->deleted, memory_order_acquire))
        return NULL;
    return table;
}

bool ets_is_handle(Term term)
{
    return term_is_atom(term) || table_of_reference(term) != NULL;
}

/* Those on the list exist, so each has a reference at least to which that of the term is added. */
Term ets_all(struct heap *heap)
{
    Term list = NIL;
    spin_lock(&registry_lock);
    for (struct ets_table *table = tables; table != NULL; table = table->next)
        list = heap_cons(heap, ets_handle(heap, table), list);
    spin_unlock(&registry_lock);
    return list;
}

uint64_t ets_table_words(const struct ets_table *table)
{
    uint64_t buckets = atomic_load(&table->storage.hash.buckets);
    uint64_t stripes = table->stripe_mask + 1;
    uint64_t bytes = sizeof *table + stripes * sizeof *table->stripes;
    return bytes / sizeof(Term) + buckets + (uint64_t)ets_words(table);
}

struct ets_totals ets_totals(void)
{
    struct ets_totals totals = {0, 0};
    spin_lock(&registry_lock);
    for (const struct ets_table *table = tables; table != NULL; table = table->next) {
        totals.tables++;
        totals.words += ets_table_words(table);
    }
    spin_unlock(&registry_lock);
    return totals;
}

bool ets_rename(struct ets_table *table, Term name)
{
    uint32_t index = atom_index(name);
    bool named = (table->options & ETS_NAMED) != 0;
    spin_lock(&registry_lock);
    bool possible = !atomic_load(&table->deleted) &&
                    (!named || (index < REGISTRY_ATOMS && atomic_load(&names[index]) == NULL));
    if (possible && named) {
        atomic_store_explicit(&names[atom_index(atomic_load(&table->name))], NULL,
                              memory_order_release);
        atomic_store_explicit(&names[index], table, memory_order_release);
    }
    if (possible)
        atomic_store_explicit(&table->name, name, memory_order_relaxed);
    spin_unlock(&registry_lock);
    return possible;
}

bool ets_forget(struct ets_table *table)
{
    spin_lock(&registry_lock);
    bool known = !atomic_exchange(&table->deleted, true);
    if (known) {
        if (table->options & ETS_NAMED)
            atomic_store_explicit(&names[atom_index(atomic_load(&table->name))], NULL,
                                  memory_order_release);
        if (table->next != NULL)
            table->next->previous = table->previous;
        if (table->previous != NULL)
            table->previous->next = table->next;
        else
            tables = table->next;
    }
    spin_unlock(&registry_lock);
    return known;
}

/* ---- locks and counts ---- */

void ets_lock_all(struct ets_table *table)
{
    if (!scheduler_alone)
        ets_hash_hold(&table->storage.hash);
    for (size_t i = 0; i <= table->stripe_mask; i++)
        ets_lock_write(&table->stripes[i].lock);
}

void ets_unlock_all(struct ets_table *table)
{
    for (size_t i = 0; i <= table->stripe_mask; i++)
        ets_unlock_write(&table->stripes[i].lock);
    if (!scheduler_alone)
        ets_hash_let_go(&table->storage.hash);
}

int64_t ets_count(const struct ets_table *table)
{
    int64_t count = 0;
    for (size_t i = 0; i <= table->stripe_mask; i++)
        count += atomic_load_explicit(&table->stripes[i].count, memory_order_relaxed);
    return count;
}

int64_t ets_words(const struct ets_table *table)
{
    int64_t words = 0;
    for (size_t i = 0; i <= table->stripe_mask; i++)
        words += atomic_load_explicit(&table->stripes[i].words, memory_order_relaxed);
    return words;
}

/* ---- storage by itself ---- */

struct remains {
    struct magic magic;
    bool is_tree;
    struct ets_storage storage;
};

static void release_remains(struct magic *magic)
{
    struct remains *remains = (struct remains *)magic;
    free_storage(&remains->storage, remains->is_tree);
    free(remains);
}

Term ets_take_storage(struct heap *heap, struct ets_table *table)
{
    struct remains *remains = mem_zalloc(sizeof *remains);
    const struct ets_hash *hash = &table->storage.hash;
    magic_init(&remains->magic, release_remains, 0);
    remains->is_tree = ets_is_tree(table);
    remains->storage.tree = table->storage.tree;
    memcpy((void *)remains->storage.hash.segments, (const void *)hash->segments,
           sizeof hash->segments);
    atomic_init(&remains->storage.hash.buckets, atomic_load(&hash->buckets));
    if (!make_storage(&table->storage, remains->is_tree, table->keypos))
        fatal("no memory for an empty table");
    for (size_t i = 0; i <= table->stripe_mask; i++) {
        atomic_store_explicit(&table->stripes[i].count, 0, memory_order_relaxed);
        atomic_store_explicit(&table->stripes[i].words, 0, memory_order_relaxed);
    }
    return magic_reference(heap, &remains->magic);
}

bool ets_free_storage(Term storage, size_t *budget)
{
    struct remains *remains = (struct remains *)magic_of(storage, release_remains);
    return remains->is_tree ? ets_tree_free(&remains->storage.tree, budget)
                            : ets_hash_free(&remains->storage.hash, budget);
}
