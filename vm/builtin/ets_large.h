/* SPDX-License-Identifier: Apache-2.0 */
/* ets_large.h: objects so large that a dirty scheduler copies them. It touches no table: a
 * scheduler takes the object out of the lock's reach by holding it (vm/ets/object.h), and puts in
 * the one that has been made. */
#ifndef TICK_VM_BUILTIN_ETS_LARGE_H
#define TICK_VM_BUILTIN_ETS_LARGE_H

#include "vm/builtin/ets.h"
#include "vm/interp/elsewhere.h"

/* What is copied in a fraction of a millisecond (less where tests look for races). */
#if defined(TICK_STRESS_QUANTUM) || defined(TICK_TSAN)
#define ETS_LARGE_WORDS 64
#else
#define ETS_LARGE_WORDS ((size_t)32 * 1024)
#endif
#define ETS_WORDS_PER_REDUCTION 4

/* Is copying WORDS words left to a dirty scheduler? */
ALWAYS_INLINE bool ets_is_large(const struct process *p, size_t words)
{
    return UNLIKELY(words > ETS_LARGE_WORDS) &&
           builtin_takes_long(p, words / ETS_WORDS_PER_REDUCTION);
}

/* Under the lock of OBJECT's place: is it left to a dirty scheduler? Then it is held, and
 * ets_copy_held has to be called. */
bool ets_hold_large(const struct process *p, struct ets_object *object);

/* Without a lock: the result of the builtin is the element of OBJECT at POSITION (from 1), or with
 * 0 the list of the whole tuple. Returns NON_VALUE. */
Term ets_copy_held(struct process *p, struct ets_object *object, size_t position);

/* insert, or with ONLY_NEW insert_new, of a tuple whose size ets_is_large: ARGS is the table and
 * the tuple. Returns NON_VALUE. */
Term ets_insert_large(struct process *p, const Term *args, bool only_new);

/* Puts OBJECT, which nobody else knows, into its place; false, and it is freed: ONLY_NEW, and the
 * key is known. */
bool ets_put_object(struct ets_table *table, struct ets_object *object, bool only_new);

#endif
