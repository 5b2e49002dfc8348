/* SPDX-License-Identifier: Apache-2.0 */
/* assemble.h: the assembler as one function. */
#ifndef TICK_ASM_ASSEMBLE_H
#define TICK_ASM_ASSEMBLE_H

#include "asm/diag.h"

/* Assembles the first file of SOURCE (to which it adds what that includes) and appends the BEAM
 * file to BEAM. *MODULE becomes the module's name (freed by the caller). False if there are errors;
 * they are in DIAG, which is about SOURCE, and BEAM is then worthless.
 */
bool asm_assemble(struct asm_diag *diag, struct asm_source *source, struct asm_bytes *beam,
                  char **module) MUST_CHECK;

/* The same without looking whether the code is sound (check.h): for tests of who loads it. */
bool asm_assemble_unchecked(struct asm_diag *diag, struct asm_source *source,
                            struct asm_bytes *beam, char **module) MUST_CHECK;

#endif
