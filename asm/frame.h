/* SPDX-License-Identifier: Apache-2.0 */
/* frame.h: the sizes of stack frames that the source left to the assembler. */
#ifndef TICK_ASM_FRAME_H
#define TICK_ASM_FRAME_H

#include "asm/module.h"

/* Which operand of OP is the number of slots of a frame; -1 if none is. */
int asm_frame_operand(unsigned op);

/* Replaces every OPERAND_FRAME by a number. A frame made by `allocate _` has as many slots as it
 * takes to hold each y register that is used on any way from there to where the frame is freed.
 * Frames that come together at a label are one and the same; it is an error if they cannot be. */
void asm_compute_frames(struct asm_module *module);

#endif
