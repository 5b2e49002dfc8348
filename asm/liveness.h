/* SPDX-License-Identifier: Apache-2.0 */
/* liveness.h: the live counts that the source left to the assembler. */
#ifndef TICK_ASM_LIVENESS_H
#define TICK_ASM_LIVENESS_H

#include "asm/module.h"

/* Gives every OPERAND_LIVE its value: one more than the highest x register that the instruction or
 * anything reachable from it still reads. */
void asm_compute_live(struct asm_module *module);

#endif
