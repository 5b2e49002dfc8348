/* SPDX-License-Identifier: Apache-2.0 */
/* in_place.h: functions that are written where a fun of them is made, inside of another function:
 *
 *     make_fun3   fun/1, x0, [x1]
 *             ...                     the function's code
 *     end
 *
 * While the text is parsed their instructions stand among those of the function around them. At the
 * end each function's are brought together, and a function in place follows the one it stands in.
 */
#ifndef TICK_ASM_IN_PLACE_H
#define TICK_ASM_IN_PLACE_H

#include "asm/module.h"

/* Begins one in the current function, which takes ARITY arguments, free variables included. It is
 * called '-main/0-fun-1-' if it is the second one in main/0. Returns its number in names. After an
 * error, which has been told, it has begun all the same. */
uint32_t asm_begin_in_place(struct asm_module *module, uint32_t arity, struct asm_span span);

/* Ends the current function, which is one in place; goes on with the one around it. */
void asm_end_in_place(struct asm_module *module);

/* The current function, if it is one in place; else NULL. */
struct asm_function *asm_current_in_place(struct asm_module *module);

/* Brings the instructions of each function together and gives labels their numbers anew, in the
 * order of the code. */
void asm_settle_in_place(struct asm_module *module);

#endif
