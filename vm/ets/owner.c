/* SPDX-License-Identifier: Apache-2.0 */
/* owner.c: giving tables and taking them, fixing them, and what becomes of them when a process
 * ends. */
#include "vm/ets/owner.h"

#include "vm/memory/copy.h"
#include "vm/memory/magic.h"
#include "vm/process/clock.h"
#include "vm/process/lifecycle.h"
#include "vm/process/signal.h"
#include "vm/process/table.h"
#include "vm/term/atom.h"

#include <stdlib.h>

struct ets_tie {
    struct ets_tie *next, *previous; /* of the process */
    struct ets_tie *next_of_table;
    struct process *process;
    struct ets_table *table;
    uint32_t fixes;
    bool owns;
};

/* An ending process frees so many objects of all its tables by itself; a table for which that is
 * not enough is left to a process made for it. */
#define FREED_AT_ONCE 10000

static struct spin ownership;

/* ---- ties; under the lock ---- */

static struct ets_tie *find_tie(const struct process *p, struct ets_table *table)
{
    struct ets_tie *tie = table->ties;
    while (tie != NULL && tie->process != p)
        tie = tie->next_of_table;
    return tie;
}

/* The tie of P and TABLE, made when there is none; NULL: P has ended. */
static struct ets_tie *get_tie(struct process *p, struct ets_table *table)
{
    struct ets_tie *tie = find_tie(p, table);
    if (tie != NULL)
        return tie;
    struct ets_tie *first = atomic_load_explicit(&p->tables, memory_order_relaxed);
    tie = mem_alloc(sizeof *tie);
    do {
        if (first == PROC_TABLES_CLOSED) {
            free(tie);
            return NULL;
        }
        *tie = (struct ets_tie){.next = first, .process = p, .table = table};
    } while (!atomic_compare_exchange_weak(&p->tables, &first, tie));
    if (first != NULL)
        first->previous = tie;
    tie->next_of_table = table->ties;
    table->ties = tie;
    return tie;
}

static void remove_tie(struct ets_tie *tie)
{
    if (tie->next != NULL)
        tie->next->previous = tie->previous;
    if (tie->previous != NULL)
        tie->previous->next = tie->next;
    else
        atomic_store_explicit(&tie->process->tables, tie->next, memory_order_release);
    struct ets_tie **link = &tie->table->ties;
    while (*link != tie)
        link = &(*link)->next_of_table;
    *link = tie->next_of_table;
    free(tie);
}

static void remove_if_loose(struct ets_tie *tie)
{
    if (!tie->owns && tie->fixes == 0)
        remove_tie(tie);
}

static void unfix(struct ets_tie *tie, uint32_t times)
{
    tie->fixes -= times;
    atomic_fetch_sub(&tie->table->fixed, times);
}

/* ---- owning ---- */

void ets_tie_owner(struct process *p, struct ets_table *table)
{
    spin_lock(&ownership);
    get_tie(p, table)->owns = true;
    spin_unlock(&ownership);
}

/* Under the lock. */
static bool give_to(struct ets_table *table, struct process *to)
{
    if (to == NULL || atomic_load(&table->deleted))
        return false;
    struct ets_tie *old = table->ties;
    while (!old->owns)
        old = old->next_of_table;
    struct ets_tie *tie = get_tie(to, table);
    if (tie == NULL)
        return false;
    old->owns = false;
    remove_if_loose(old);
    tie->owns = true;
    atomic_store_explicit(&table->owner, to->id, memory_order_release);
    return true;
}

bool ets_give(struct ets_table *table, Term to)
{
    spin_lock(&ownership);
    bool given = give_to(table, table_lookup(to));
    spin_unlock(&ownership);
    return given;
}

void ets_announce(struct heap *heap, struct ets_table *table, Term from, Term data)
{
    Term owner = atomic_load_explicit(&table->owner, memory_order_relaxed);
    const Term message[] = {ATOM_(ets_transfer), ets_handle(heap, table), from, data};
    (void)signal_send(owner, signal_tuple(SIGNAL_MESSAGE, COUNT_OF(message), message));
}

void ets_set_heir(struct ets_table *table, Term heir, Term data)
{
    struct fragment *copy = NULL;
    if (heir != ATOM_(none)) {
        bool before = copy_literals_too(true);
        copy = copy_to_fragment(data);
        (void)copy_literals_too(before);
        if (copy == NULL)
            fatal("no memory for what the heir of a table is told");
    }
    spin_lock(&ownership);
    struct fragment *old = table->heir_data;
    table->heir = heir;
    table->heir_data = copy;
    spin_unlock(&ownership);
    if (old != NULL)
        fragment_free(old);
}

bool ets_unpublish(struct ets_table *table)
{
    spin_lock(&ownership);
    bool known = ets_forget(table);
    for (struct ets_tie *tie = known ? table->ties : NULL, *next; tie != NULL; tie = next) {
        next = tie->next_of_table;
        unfix(tie, tie->fixes);
        remove_tie(tie);
    }
    spin_unlock(&ownership);
    return known;
}

/* ---- fixing ---- */

bool ets_fix(struct process *p, struct ets_table *table)
{
    spin_lock(&ownership);
    bool known = !atomic_load(&table->deleted);
    if (known) {
        get_tie(p, table)->fixes++;
        if (atomic_fetch_add(&table->fixed, 1) == 0) {
            table->fixed_monotonic = clock_now();
            table->fixed_system = clock_system();
        }
    }
    spin_unlock(&ownership);
    return known;
}

void ets_unfix(struct process *p, struct ets_table *table)
{
    spin_lock(&ownership);
    struct ets_tie *tie = find_tie(p, table);
    if (tie != NULL && tie->fixes > 0) {
        unfix(tie, 1);
        remove_if_loose(tie);
    }
    spin_unlock(&ownership);
}

Term ets_fixers(struct heap *heap, struct ets_table *table, int64_t *monotonic, int64_t *system)
{
    Term list = NIL;
    spin_lock(&ownership);
    for (const struct ets_tie *tie = table->ties; tie != NULL; tie = tie->next_of_table)
        if (tie->fixes > 0)
            list = heap_cons(heap, heap_tuple2(heap, tie->process->id, SMALL(tie->fixes)), list);
    *monotonic = table->fixed_monotonic;
    *system = table->fixed_system;
    spin_unlock(&ownership);
    return list;
}

void ets_note_grave(struct ets_table *table, uint64_t order)
{
    struct ets_graves *graves = &table->graves;
    spin_lock(&graves->lock);
    if (graves->count == graves->capacity) {
        graves->capacity = graves->capacity == 0 ? 16 : 2 * graves->capacity;
        graves->orders = mem_realloc(graves->orders, graves->capacity * sizeof graves->orders[0]);
    }
    graves->orders[graves->count++] = order;
    spin_unlock(&graves->lock);
}

/* The next place to be looked at; false: there is none, or TABLE is fixed. */
static bool next_grave(struct ets_table *table, uint64_t *order)
{
    struct ets_graves *graves = &table->graves;
    spin_lock(&graves->lock);
    bool found = graves->count > 0 && atomic_load(&table->fixed) == 0;
    if (found)
        *order = graves->orders[--graves->count];
    spin_unlock(&graves->lock);
    return found;
}

static void clear_grave(struct ets_table *table, uint64_t order)
{
    uint64_t hash = ets_hash_of_order(order);
    struct ets_stripe *stripe = ets_stripe(table, hash);
    struct ets_object *dead = NULL;
    ets_lock_write(&stripe->lock);
    struct ets_object **link = ets_bucket(&table->storage.hash, hash);
    while (*link != NULL && (*link)->order <= order) {
        struct ets_object *object = *link;
        if (!ets_object_is_dead(object) || object->order != order) {
            link = &object->next;
            continue;
        }
        *link = object->next;
        ets_account(stripe, 0, -ets_object_words(object));
        object->next = dead;
        dead = object;
    }
    ets_unlock_write(&stripe->lock);
    ets_object_free_list(dead);
}

bool ets_purge(struct ets_table *table, size_t *budget)
{
    uint64_t order;
    while (next_grave(table, &order)) {
        clear_grave(table, order);
        if (--*budget == 0)
            return false;
    }
    return true;
}

/* ---- the end of a process ---- */

/* A process that calls tick:FUNCTION with COUNT ARGS; false: there can be none. */
static bool leave_to_another(struct process *p, Term function, size_t count, const Term *args)
{
    Term list = heap_list(&p->heap, count, args, NIL);
    return proc_spawn(NULL, &SPAWN_PLAIN, ATOM_(tick), function, list).error == SPAWN_OK;
}

/* Frees what a table that is unknown by now held. *BUDGET: objects that P still frees itself. */
static void free_objects(struct process *p, struct ets_table *table, size_t *budget)
{
    size_t count = (size_t)ets_count(table);
    ets_lock_all(table);
    Term storage = ets_take_storage(&p->heap, table);
    ets_unlock_all(table);
    if (count < *budget)
        *budget -= count; /* with the heap of P, as when there can be no other process */
    else
        (void)leave_to_another(p, ATOM_(ets_free), 2, (Term[]){storage, ATOM_(true)});
}

/* Frees what died while P had TABLE fixed. */
static void purge(struct process *p, struct ets_table *table, size_t *budget)
{
    size_t left = *budget, all = SIZE_MAX;
    bool done = ets_purge(table, &left);
    *budget = left > 0 ? left : 1;
    if (done)
        return;
    Term handle = ets_handle(&p->heap, table);
    if (!leave_to_another(p, ATOM_(ets_purge), 1, &handle))
        (void)ets_purge(table, &all);
}

/* P's tie to a table it owns is gone: what becomes of the table? Under the lock until it is given
 * or unknown. */
static bool inherit(struct process *p, struct ets_table *table)
{
    if (!term_is_local_pid(table->heir) || table->heir == p->id)
        return false;
    return give_to(table, table_lookup(table->heir));
}

static void end_fixes(struct ets_tie *tie)
{
    if (tie->fixes > 0)
        unfix(tie, tie->fixes);
}

/* Ends one tie of P; false: there was none, and none can be made any more. *BUDGET, at least 1:
 * objects that P still frees itself. */
static bool end_tie(struct process *p, size_t *budget)
{
    spin_lock(&ownership);
    struct ets_tie *tie = atomic_load(&p->tables);
    if (tie == NULL) {
        atomic_store(&p->tables, PROC_TABLES_CLOSED);
        spin_unlock(&ownership);
        return false;
    }
    struct ets_table *table = tie->table;
    end_fixes(tie);
    bool owned = tie->owns;
    bool inherited = owned && inherit(p, table); /* which removes the tie */
    Term data = inherited ? copy_to_heap(&p->heap, table->heir_data->term) : NIL;
    if (!owned)
        remove_tie(tie);
    magic_keep(&table->magic);
    spin_unlock(&ownership);
    if (inherited) {
        ets_announce(&p->heap, table, p->id, data);
    } else if (owned && ets_unpublish(table)) {
        free_objects(p, table, budget);
        ets_drop(table);
    }
    if (!atomic_load(&table->deleted))
        purge(p, table, budget);
    ets_drop(table);
    return true;
}

void ets_process_ended(struct process *p)
{
    size_t budget = FREED_AT_ONCE;
    while (end_tie(p, &budget))
        ;
}
