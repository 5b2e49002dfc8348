/* SPDX-License-Identifier: Apache-2.0 */
/* heap.h: the heap needs that the source left to the assembler. */
#ifndef TICK_ASM_HEAP_H
#define TICK_ASM_HEAP_H

#include "asm/module.h"

/* Replaces every OPERAND_HEAP by what the instructions behind it take up to the next one that may
 * collect garbage, on the way that takes most (of words, of floats and of funs). It is an error if
 * there is a way round that takes some each time and never reserves any. */
void asm_compute_heap(struct asm_module *module);

#endif
