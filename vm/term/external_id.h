/* SPDX-License-Identifier: Apache-2.0 */
/* external_id.h: pids, ports and references as other nodes know them: node, creation and numbers of
 * 32 bits. Those of other nodes are stored so:
 *
 *   BOXED_EXTERNAL  header | small: enum external_kind | node | creation | numbers, a word each
 *
 * and those of this node, whatever their form here, can be taken apart into the same. Numbers are,
 * least significant first: of a pid, index and serial; of a port, the lower and the upper half; of
 * a reference, three that make up its number and, if its maker is known, two of that pid. */
#ifndef TICK_VM_EXTERNAL_ID_H
#define TICK_VM_EXTERNAL_ID_H

#include "vm/memory/heap.h"

#define EXTERNAL_MAX_NUMBERS 5

struct external_id {
    Term node; /* an atom */
    uint32_t creation;
    uint32_t count; /* of numbers */
    uint32_t numbers[EXTERNAL_MAX_NUMBERS];
};

/* TERM is a pid, a port or a reference. */
void external_id_of(Term term, struct external_id *id);

/* The term that ID stands for: in the local form when its node is this one and its numbers fit
 * that, else a BOXED_EXTERNAL. */
Term external_id_term(struct heap *heap, enum external_kind kind, const struct external_id *id);

#endif
