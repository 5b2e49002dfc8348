/* SPDX-License-Identifier: Apache-2.0 */
/* flow.h: what analyses of one function share. They keep what they know at labels, by the number
 * of the label in the function, and work out anew what lies between. */
#ifndef TICK_ASM_FLOW_H
#define TICK_ASM_FLOW_H

#include "asm/module.h"

/* Numbers the labels of FUNCTION from 0 (in `block`); returns how many there are. */
uint32_t asm_number_blocks(struct asm_module *module, const struct asm_function *function);

/* The number that a label operand has been given. */
uint32_t asm_block_of(const struct asm_module *module, const struct asm_operand *label);

#endif
