/* SPDX-License-Identifier: Apache-2.0 */
/* persistent_term.c: the module persistent_term: terms that all processes read without copying.
 *
 * Each is a tuple {Key, Value} in the literal area, and a slot of one hash table leads to it. Who
 * reads takes no lock: it walks the slots from where the key's hash says up to a free one. Who
 * writes takes the lock, makes the new tuple and stores it in the slot; the old one is retired
 * (vm/process/literals.h), since processes may go on using its value. A table that has become too
 * small is freed when no scheduler can be reading it any more. */
#include "vm/builtin/leave.h"
#include "vm/builtin/support.h"

#include "vm/memory/copy.h"
#include "vm/memory/literal.h"
#include "vm/process/census.h"
#include "vm/process/literals.h"
#include "vm/process/scheduler.h"
#include "vm/term/compare.h"
#include "vm/term/hash.h"
#include "vm/term/map.h"

#include <pthread.h>
#include <stdlib.h>

#define FIRST_SLOTS 64 /* a power of two */

/* Words of terms copied or compared for one reduction. */
#define WORDS_PER_REDUCTION 2

#define FREE   NON_VALUE
#define ERASED NIL

struct table {
    struct census end; /* of its life: begun when a larger one has taken its place */
    size_t slots;      /* a power of two */
    size_t used;       /* not FREE: at most half of them */
    _Atomic(Term) pairs[];
};

static _Atomic(struct table *) current;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of all below, and for changes */
static size_t count;                                     /* terms */
static size_t words;                                     /* that they take */

/* ---- finding ---- */

/* The slot of KEY or the free one where it is missed. */
static _Atomic(Term) *find(struct table *table, Term key, Term *pair)
{
    size_t at = (size_t)hash_internal(key) & (table->slots - 1);
    for (;; at = (at + 1) & (table->slots - 1)) {
        *pair = atomic_load_explicit(&table->pairs[at], memory_order_acquire);
        if (*pair == FREE || (*pair != ERASED && term_equal_exact(tuple_get(*pair, 0), key)))
            return &table->pairs[at];
    }
}

/* {Key, Value} or NON_VALUE. */
static Term lookup(Term key)
{
    struct table *table = atomic_load_explicit(&current, memory_order_acquire);
    Term pair = NON_VALUE;
    if (table != NULL)
        (void)find(table, key, &pair);
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

static struct table *table_new(size_t slots)
{
    struct table *table = mem_zalloc(sizeof *table + slots * sizeof table->pairs[0]);
    _Static_assert(FREE == 0, "all slots are free");
    table->slots = slots;
    table->end.done = free_table;
    return table;
}

/* The table with room for one more; a larger one takes the terms of the old one. */
static struct table *table_with_room(void)
{
    struct table *old = atomic_load_explicit(&current, memory_order_relaxed);
    if (old != NULL && old->used < old->slots / 2)
        return old;
    size_t slots = FIRST_SLOTS;
    while (slots / 4 <= count)
        slots *= 2;
    struct table *table = table_new(slots);
    for (size_t i = 0; old != NULL && i < old->slots; i++) {
        Term ignored, pair = atomic_load_explicit(&old->pairs[i], memory_order_relaxed);
        if (pair == FREE || pair == ERASED)
            continue;
        atomic_init(find(table, tuple_get(pair, 0), &ignored), pair);
        table->used++;
    }
    atomic_store_explicit(&current, table, memory_order_release); /* pairs with lookup */
    if (old != NULL)
        census_begin(&old->end);
    return table;
}

static void retire(Term pair)
{
    size_t size = copy_size_all(pair);
    words -= size;
    count--;
    literals_retire(boxed_ptr(pair), size);
}

/* Puts PAIR, of SIZE words, into the table. */
static void enter(Term pair, size_t size)
{
    struct table *table = table_with_room();
    Term old;
    _Atomic(Term) *slot = find(table, tuple_get(pair, 0), &old);
    atomic_store_explicit(slot, pair, memory_order_release); /* pairs with find */
    words += size;
    count++;
    if (old == FREE)
        table->used++;
    else
        retire(old);
}

static bool erase(Term key)
{
    struct table *table = atomic_load_explicit(&current, memory_order_relaxed);
    Term pair = FREE;
    _Atomic(Term) *slot = table == NULL ? NULL : find(table, key, &pair);
    if (pair == FREE)
        return false;
    atomic_store_explicit(slot, ERASED, memory_order_release);
    retire(pair);
    return true;
}

/* ---- put and erase ---- */

/* tick:persistent_put(Key, Value, Waited): when there is no room for literals, waits once until it
 * is known which retired ones can be freed. */
static Term persistent_put_3(struct process *p, const Term *args)
{
    Term pair = lookup(args[0]);
    if (pair != NON_VALUE && term_equal_exact(tuple_get(pair, 1), args[1]))
        return ATOM_(ok);
    Term literal = literal_copy(heap_tuple2(&p->heap, args[0], args[1]));
    if (literal == NON_VALUE) {
        const Term again[] = {args[0], args[1], ATOM_(true)};
        if (literals_busy() || (args[2] == ATOM_(false) && literals_hurry()))
            return builtin_leave(p, ATOM_(persistent_put), 3, again);
        return builtin_system_limit(p);
    }
    size_t size = copy_size_all(literal);
    builtin_charge(p, (int64_t)(size / WORDS_PER_REDUCTION));
    pthread_mutex_lock(&lock);
    enter(literal, size);
    pthread_mutex_unlock(&lock);
    return ATOM_(ok);
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
    size_t slots = table == NULL ? 0 : table->slots;
    for (size_t i = 0; i < slots; i++) {
        Term pair = atomic_load_explicit(&table->pairs[i], memory_order_acquire);
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
    size_t slots = table == NULL ? 0 : table->slots;
    Term keys[] = {ATOM_(count), ATOM_(memory)};
    Term values[] = {heap_uint(&p->heap, count),
                     heap_uint(&p->heap, (words + slots) * sizeof(Term))};
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
    {0},
};
