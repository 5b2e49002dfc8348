/* SPDX-License-Identifier: Apache-2.0 */
/* operand_record.h: operands that are given by the names of records and their fields. */
#ifndef TICK_ASM_OPERAND_RECORD_H
#define TICK_ASM_OPERAND_RECORD_H

#include "asm/operand.h"

/* A number: #point for the size of the tuple, or #point.x for the place of an element, whichever
 * the instruction takes, counted from where it counts. */
bool asm_parse_record_number(struct asm_operands *o);

/* #point for the size of the tuple and the atom that is its first element. */
bool asm_parse_record_tag(struct asm_operands *o);

/* #point{x = x1}: a list of operands, the elements of the tuple. */
bool asm_parse_record_elements(struct asm_operands *o);

#endif
