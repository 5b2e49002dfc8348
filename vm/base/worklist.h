/* SPDX-License-Identifier: Apache-2.0 */
/* worklist.h: the blocks of a function that a data-flow analysis has yet to look at. They are taken
 * in the order of their numbers, round and round: a block that is added before the one that was
 * taken last waits for the next round. So ways that join again further on are joined before the
 * walk goes on from there, as in sweeps over all blocks, but a round costs what is in it. */
#ifndef TICK_VM_WORKLIST_H
#define TICK_VM_WORKLIST_H

#include "vm/base/base.h"

enum { WORKLIST_LEVELS = 6 }; /* 64 to the power of 6 is more than any uint32_t */

/* A set as a tree of bits: one of levels[k + 1] says whether there is any in a word of levels[k].
 */
struct worklist {
    uint64_t *levels[WORKLIST_LEVELS]; /* in one piece of memory, that of levels[0] */
    uint64_t words[WORKLIST_LEVELS];
    unsigned depth; /* levels in use */
    uint64_t next;  /* where to go on */
};

/* An empty list for blocks 0 to COUNT - 1; to be released. */
void worklist_init(struct worklist *list, uint32_t count);
void worklist_release(struct worklist *list);

/* No effect if BLOCK is in the list. */
void worklist_add(struct worklist *list, uint32_t block);

/* Takes the next one out of the list; false: it is empty. */
bool worklist_take(struct worklist *list, uint32_t *block);

#endif
