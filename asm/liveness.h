/* SPDX-License-Identifier: Apache-2.0 */
/* liveness.h: the live counts that the source left to the assembler. */
#ifndef TICK_ASM_LIVENESS_H
#define TICK_ASM_LIVENESS_H

#include "asm/module.h"

/* Replaces every OPERAND_LIVE by a number: one more than the highest x register that the
 * instruction or anything reachable from it still reads. A collection treats all registers below
 * that number as terms, so one among them that cannot be shown to hold a term is an error at the
 * place of the _. */
void asm_compute_live(struct asm_module *module);

#endif
