/* SPDX-License-Identifier: Apache-2.0 */
/* object.h: one tuple in a table: a block of its own outside all heaps, which refers to nothing
 * outside itself but counted binaries and magic objects.
 *
 *     next / left | order / right | words, height, flags | off-heap chain | the tuple, copied
 *
 * So an object is copied to a heap by copying its words and moving its pointers by the distance.
 * Only under the write lock, and only where one immediate takes the place of another, is an object
 * changed, unless somebody holds it; for everything else a new one takes its place. */
#ifndef TICK_VM_ETS_OBJECT_H
#define TICK_VM_ETS_OBJECT_H

#include "vm/memory/heap.h"

#include <stdatomic.h>

enum ets_object_flag {
    ETS_OBJECT_FLAT = 1 << 0, /* every element is immediate */
    ETS_OBJECT_DEAD = 1 << 1, /* deleted while the table was fixed: only next/2 still finds it */
};

struct ets_object {
    union {
        struct ets_object *next; /* in the chain of a bucket, or of objects to be freed */
        struct ets_object *left; /* in a tree */
    };
    union {
        uint64_t order; /* of the key: hash.h */
        struct ets_object *right;
    };
    uint32_t words; /* of data */
    uint8_t height; /* of the subtree below and with it: tree.h */
    uint8_t flags;
    _Atomic(uint16_t) holders; /* see ets_object_hold */
    Term *off_heap;            /* chain of the objects in data that own something */
    Term data[];               /* the tuple first */
};

/* Words a table is said to use for an object besides its data. */
#define ETS_OBJECT_HEADER_WORDS (sizeof(struct ets_object) / sizeof(Term))

ALWAYS_INLINE Term ets_object_term(const struct ets_object *object)
{
    return boxed_make(object->data);
}

/* KEYPOS counts from 1. */
ALWAYS_INLINE Term ets_object_key(const struct ets_object *object, size_t keypos)
{
    return object->data[keypos];
}

ALWAYS_INLINE bool ets_object_is_dead(const struct ets_object *object)
{
    return (object->flags & ETS_OBJECT_DEAD) != 0;
}

/* Makes OLD the same as NEW, which has the same key, and is to be freed then. False: that takes
 * more than putting immediates in the place of others, so NEW itself must take the place of OLD. */
ALWAYS_INLINE bool ets_object_overwrite(struct ets_object *old, const struct ets_object *new)
{
    if (!(old->flags & new->flags &ETS_OBJECT_FLAT) || ets_object_is_dead(old) ||
        old->words != new->words)
        return false;
    for (size_t i = 0; i < new->words; i++)
        old->data[i] = new->data[i];
    return true;
}

/* Words of an object with TUPLE, or, when that is more than MOST, some larger number. */
size_t ets_object_measure(Term tuple, size_t most);

/* A new object with a copy of TUPLE, which takes WORDS; NULL when memory is exhausted. */
struct ets_object *ets_object_make(Term tuple, size_t words) MUST_CHECK;
struct ets_object *ets_object_new(Term tuple) MUST_CHECK; /* measures it first */

/* For who has taken it out of its table. One that is held is freed when it is let go. */
void ets_object_free(struct ets_object *object);

/* ---- holding: an object that is not FLAT is read without the lock, in a table or out of it ----
 */

#define ETS_OBJECT_OUT 0x8000 /* in holders: in no table, so the last holder frees it */

/* Under the lock. False: too many hold it. */
bool ets_object_hold(struct ets_object *object) MUST_CHECK;

void ets_object_let_go(struct ets_object *object);

/* Makes the caller the holder of a new object that is in no table yet; and the opposite, before it
 * is put into one. */
ALWAYS_INLINE void ets_object_hold_new(struct ets_object *object)
{
    atomic_store_explicit(&object->holders, ETS_OBJECT_OUT | 1, memory_order_relaxed);
}

ALWAYS_INLINE void ets_object_give_on(struct ets_object *object)
{
    atomic_store_explicit(&object->holders, 0, memory_order_relaxed);
}

/* Under the write lock, when nobody can begin to hold it. */
ALWAYS_INLINE bool ets_object_is_held(const struct ets_object *object)
{
    return atomic_load_explicit(&object->holders, memory_order_acquire) != 0;
}

/* Frees a list linked by next. */
void ets_object_free_list(struct ets_object *list);

Term ets_object_copy_slowly(struct heap *heap, const struct ets_object *object);

/* The tuple on HEAP. */
ALWAYS_INLINE Term ets_object_copy(struct heap *heap, const struct ets_object *object)
{
    if (UNLIKELY(!(object->flags & ETS_OBJECT_FLAT)))
        return ets_object_copy_slowly(heap, object);
    Term *to = heap_alloc(heap, object->words);
    for (size_t i = 0; i < object->words; i++)
        to[i] = object->data[i];
    return boxed_make(to);
}

#endif
