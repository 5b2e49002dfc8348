/* SPDX-License-Identifier: Apache-2.0 */
/* dictionary.h: the process dictionary: keys and values are terms of the process's heap, in one
 * array that is a root for the collector. Only the owner touches it. */
#ifndef TICK_VM_DICTIONARY_H
#define TICK_VM_DICTIONARY_H

#include "vm/process/process.h"

struct dictionary {
    uint32_t count;
    uint32_t mask; /* pairs that there is room for - 1 */
    Term words[];  /* key, value, key, value ...; NON_VALUE as the key of an empty place */
};

/* The value of KEY, or NON_VALUE. */
Term dictionary_get(const struct process *p, Term key);

/* Sets the value of KEY; returns the one before, or NON_VALUE. */
Term dictionary_put(struct process *p, Term key, Term value);

/* Removes KEY; returns its value, or NON_VALUE. */
Term dictionary_erase(struct process *p, Term key);

/* How many pairs dictionary_put, or with ERASES dictionary_erase, of KEY would have to move,
 * because the array gets another size: mostly 0. */
size_t dictionary_moves(const struct process *p, Term key, bool erases);

/* Pairs that there is room for. */
ALWAYS_INLINE size_t dictionary_places(const struct process *p)
{
    return p->dictionary == NULL ? 0 : (size_t)p->dictionary->mask + 1;
}

void dictionary_free(struct process *p);

/* The pair at *PLACE or behind; *PLACE is then its place. False: no more. */
bool dictionary_at(const struct process *p, uint32_t *place, Term *key, Term *value);

#endif
