/* SPDX-License-Identifier: Apache-2.0 */
/* usage.h: how an instruction is written, in words. */
#ifndef TICK_ASM_USAGE_H
#define TICK_ASM_USAGE_H

#include "asm/vector.h"

/* Appends the name of instruction OP and a word for each operand, as in "select_val value, label,
 * [value => label, ...]", and a zero byte. */
void asm_usage(struct asm_bytes *to, unsigned op);

#endif
