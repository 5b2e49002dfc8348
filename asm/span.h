/* SPDX-License-Identifier: Apache-2.0 */
/* span.h: how far an operand reaches. Operands remember only where they begin: there are very many,
 * and hardly one has a message about it. */
#ifndef TICK_ASM_SPAN_H
#define TICK_ASM_SPAN_H

#include "asm/diag.h"

/* The operand (or element of a list) that begins at AT, up to the comma, arrow, closing bracket or
 * end of line behind it. */
struct asm_span asm_operand_span(const struct asm_source *source, uint32_t at);

#endif
