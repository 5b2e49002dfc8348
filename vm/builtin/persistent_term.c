/* SPDX-License-Identifier: Apache-2.0 */
/* persistent_term.c: the module persistent_term: terms that all processes read without copying.
 *
 * Each is a tuple {Key, Value} in the literal area, and a slot of one hash table leads to it. Who
 * reads takes no lock: it walks the slots from where the key's hash says up to a free one. Who
 * writes takes the lock, makes the new tuple and stores it in the slot; the old one is retired
 * (vm/process/literals.h), since processes may go on using its value. A table that has become too
 * small is freed when no scheduler can be reading it any more.
 *
 * A large term is copied by a dirty scheduler, which hands the copy back behind a magic reference:
 * the table itself is changed by schedulers only. */
#include "vm/builtin/leave.h"
#include "vm/interp/elsewhere.h"

#include "vm/memory/copy.h"
#include "vm/memory/literal.h"
#include "vm/memory/magic.h"
#include "vm/process/census.h"
#include "vm/process/literals.h"
#include "vm/process/scheduler.h"
#include "vm/term/compare.h"
#include "vm/term/hash.h"
#include "vm/term/map.h"

#include <pthread.h>
#include <stdlib.h>

#define FIRST_SLOTS 64 /* a power of two */

/* Words of terms copied for one reduction, and how many are measured here: of more than that it is
 * enough to know that they are many. */
#define WORDS_PER_REDUCTION 2
#define MANY_WORDS          ((size_t)64 * 1024)

#define FREE   NON_VALUE
#define ERASED NIL

struct slot {
    _Atomic(Term) pair;
    uint64_t hash; /* of the key; under the lock, like the next one */
    size_t words;  /* that the pair takes */
};

struct table {
    struct census end; /* of its life: begun when a larger one has taken its place */
    size_t size;       /* slots: a power of two */
    size_t used;       /* not FREE: at most half of them */
    struct slot slots[];
};

static _Atomic(struct table *) current;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of all below, and for changes */
static size_t count;                                     /* terms */
static size_t words;                                     /* that they take */

/* ---- finding ---- */

/* The slot of KEY or the free one where it is missed. */
static struct slot *find(struct table *table, Term key, uint64_t hash, Term *pair)
{
    size_t at = (size_t)hash & (table->size - 1);
    for (;; at = (at + 1) & (table->size - 1)) {
        *pair = atomic_load_explicit(&table->slots[at].pair, memory_order_acquire);
        if (*pair == FREE || (*pair != ERASED && term_equal_exact(tuple_get(*pair, 0), key)))
            return &table->slots[at];
    }
}

/* {Key, Value} or NON_VALUE. */
static Term lookup(Term key)
{
    struct table *table = atomic_load_explicit(&current, memory_order_acquire);
    Term pair = NON_VALUE;
    if (table != NULL)
        (void)find(table, key, hash_internal(key), &pair);
    return pair;
}

static Term get_1(struct process *p, const Term *args)
{
    Term pair = lookup(args[0]);
    return pair == NON_VALUE ? builtin_badarg(p) : tuple_get(pair, 1);
}

static Term get_2(struct process *p, const Term *args)
{
    (void)p;
    Term pair = lookup(args[0]);
    return pair == NON_VALUE ? args[1] : tuple_get(pair, 1);
}

/* ---- changing; under the lock ---- */

static void free_table(struct census *end)
{
    free(end);
}

static struct table *table_new(size_t size)
{
    struct table *table = mem_zalloc(sizeof *table + size * sizeof table->slots[0]);
    _Static_assert(FREE == 0, "all slots are free");
    table->size = size;
    table->end.done = free_table;
    return table;
}

/* Puts what FROM holds, whose key is not there, into a table that nobody else knows. */
static void move_slot(struct table *table, const struct slot *from, Term pair)
{
    size_t at = (size_t)from->hash & (table->size - 1);
    while (atomic_load_explicit(&table->slots[at].pair, memory_order_relaxed) != FREE)
        at = (at + 1) & (table->size - 1);
    struct slot *slot = &table->slots[at];
    atomic_init(&slot->pair, pair);
    slot->hash = from->hash;
    slot->words = from->words;
    table->used++;
}

/* The table with room for one more; a larger one takes the terms of the old one. */
static struct table *table_with_room(void)
{
    struct table *old = atomic_load_explicit(&current, memory_order_relaxed);
    if (old != NULL && old->used < old->size / 2)
        return old;
    size_t size = FIRST_SLOTS;
    while (size / 4 <= count)
        size *= 2;
    struct table *table = table_new(size);
    for (size_t i = 0; old != NULL && i < old->size; i++) {
        Term pair = atomic_load_explicit(&old->slots[i].pair, memory_order_relaxed);
        if (pair != FREE && pair != ERASED)
            move_slot(table, &old->slots[i], pair);
    }
    atomic_store_explicit(&current, table, memory_order_release); /* pairs with lookup */
    if (old != NULL)
        census_begin(&old->end);
    return table;
}

/* PAIR takes SIZE words. */
static void retire(Term pair, size_t size)
{
    words -= size;
    count--;
    literals_retire(boxed_ptr(pair), size);
}

/* Puts PAIR, of SIZE words, into the table. */
static void enter(Term pair, size_t size)
{
    struct table *table = table_with_room();
    Term key = tuple_get(pair, 0), old;
    uint64_t hash = hash_internal(key);
    struct slot *slot = find(table, key, hash, &old);
    size_t old_size = slot->words;
    atomic_store_explicit(&slot->pair, pair, memory_order_release); /* pairs with find */
    slot->hash = hash;
    slot->words = size;
    words += size;
    count++;
    if (old == FREE)
        table->used++;
    else
        retire(old, old_size);
}

static bool erase(Term key)
{
    struct table *table = atomic_load_explicit(&current, memory_order_relaxed);
    Term pair = FREE;
    struct slot *slot = table == NULL ? NULL : find(table, key, hash_internal(key), &pair);
    if (pair == FREE)
        return false;
    atomic_store_explicit(&slot->pair, ERASED, memory_order_release);
    retire(pair, slot->words);
    return true;
}

/* ---- put and erase ---- */

/* A pair that is not in the table yet, held by a reference. */
struct copied {
    struct magic magic;
    Term pair; /* NON_VALUE: it is, or never was one */
    size_t words;
};

static void release_copied(struct magic *magic)
{
    struct copied *copied = (struct copied *)magic;
    if (copied->pair != NON_VALUE)
        literal_release(boxed_ptr(copied->pair), copied->words);
    free(copied);
}

/* A literal {Key, Value}; NON_VALUE: there is no room for literals. */
static Term make_pair(struct process *p, Term key, Term value, size_t *size)
{
    Term pair = literal_copy(heap_tuple2(&p->heap, key, value));
    *size = pair == NON_VALUE ? 0 : copy_size_all(pair);
    return pair;
}

/* On a dirty scheduler: persistent_put_3 as far as the copy. */
static Term copy_there(struct process *p, const Term *args)
{
    struct copied *copied = mem_alloc(sizeof *copied);
    copied->pair = make_pair(p, args[0], args[1], &copied->words);
    magic_init(&copied->magic, release_copied, sizeof *copied);
    Term reference = magic_reference(&p->heap, &copied->magic);
    return builtin_continue(p, ATOM_(persistent_enter), 4,
                            (Term[]){args[0], args[1], args[2], reference});
}

/* When there is no room for literals, waits once until it is known which retired ones can be
 * freed. */
static Term enter_or_wait(struct process *p, const Term *args, Term pair, size_t size)
{
    if (pair == NON_VALUE) {
        const Term again[] = {args[0], args[1], ATOM_(true)};
        if (literals_busy() || (args[2] == ATOM_(false) && literals_hurry()))
            return builtin_leave(p, ATOM_(persistent_put), 3, again);
        return builtin_system_limit(p);
    }
    pthread_mutex_lock(&lock);
    enter(pair, size);
    pthread_mutex_unlock(&lock);
    return ATOM_(ok);
}

/* tick:persistent_enter(Key, Value, Waited, Copied) */
static Term persistent_enter_4(struct process *p, const Term *args)
{
    struct copied *copied = (struct copied *)magic_of(args[3], release_copied);
    Term pair = copied->pair;
    copied->pair = NON_VALUE;
    return enter_or_wait(p, args, pair, copied->words);
}

/* tick:persistent_put(Key, Value, Waited) */
static Term persistent_put_3(struct process *p, const Term *args)
{
    Term pair = lookup(args[0]);
    if (pair != NON_VALUE && term_equal_exact(tuple_get(pair, 1), args[1]))
        return ATOM_(ok);
    if (builtin_takes_long(p, copy_size_all_up_to(args[1], MANY_WORDS) / WORDS_PER_REDUCTION))
        return builtin_dirty(p, DIRTY_CPU, copy_there, ATOM_(persistent_term), ATOM_(put), 3, args);
    size_t size;
    pair = make_pair(p, args[0], args[1], &size);
    builtin_charge(p, (int64_t)(size / WORDS_PER_REDUCTION));
    return enter_or_wait(p, args, pair, size);
}

static Term put_2(struct process *p, const Term *args)
{
    return persistent_put_3(p, (const Term[]){args[0], args[1], ATOM_(false)});
}

static Term erase_1(struct process *p, const Term *args)
{
    (void)p;
    pthread_mutex_lock(&lock);
    bool erased = erase(args[0]);
    pthread_mutex_unlock(&lock);
    return truth(erased);
}

/* ---- all of them ---- */

static Term get_0(struct process *p, const Term *args)
{
    (void)args;
    struct table *table = atomic_load_explicit(&current, memory_order_acquire);
    Term list = NIL;
    size_t slots = table == NULL ? 0 : table->size;
    for (size_t i = 0; i < slots; i++) {
        Term pair = atomic_load_explicit(&table->slots[i].pair, memory_order_acquire);
        if (pair != FREE && pair != ERASED)
            list = heap_cons(&p->heap, pair, list);
    }
    builtin_charge(p, (int64_t)(slots / CELLS_PER_REDUCTION));
    return list;
}

static Term info_0(struct process *p, const Term *args)
{
    (void)args;
    pthread_mutex_lock(&lock);
    const struct table *table = atomic_load_explicit(&current, memory_order_relaxed);
    size_t slots = table == NULL ? 0 : table->size;
    Term keys[] = {ATOM_(count), ATOM_(memory)};
    Term values[] = {heap_uint(&p->heap, count),
                     heap_uint(&p->heap, words * sizeof(Term) + slots * sizeof(struct slot))};
    pthread_mutex_unlock(&lock);
    return map_from_pairs(&p->heap, COUNT_OF(keys), keys, values);
}

const struct builtin_row builtins_persistent_term[] = {
    {"persistent_term", "get", 0, get_0},
    {"persistent_term", "get", 1, get_1},
    {"persistent_term", "get", 2, get_2},
    {"persistent_term", "put", 2, put_2},
    {"persistent_term", "erase", 1, erase_1},
    {"persistent_term", "info", 0, info_0},
    {"tick", "persistent_put", 3, persistent_put_3},
    {"tick", "persistent_enter", 4, persistent_enter_4},
    {0},
};
