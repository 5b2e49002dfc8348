/* SPDX-License-Identifier: Apache-2.0 */
/* library.h: calls of functions that well-known modules of Erlang/OTP do not have. */
#ifndef TICK_ASM_LIBRARY_H
#define TICK_ASM_LIBRARY_H

#include "asm/module.h"

/* Warns of functions of other modules that are not there and are like one that is. A name that is
 * like none may be of a release that came later. */
void asm_check_library(struct asm_module *module);

/* Appends the functions called NAME of a well-known module, as "reverse/1, reverse/2". */
void asm_library_functions(struct asm_bytes *to, const struct asm_entry *module,
                           const struct asm_entry *name);

#endif
