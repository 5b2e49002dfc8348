/* SPDX-License-Identifier: Apache-2.0 */
/* beam_write.h: the whole BEAM file. */
#ifndef TICK_ASM_BEAM_WRITE_H
#define TICK_ASM_BEAM_WRITE_H

#include "asm/encode.h"

/* Appends the file to TO: code and tables of CODE, and the attributes and chunks of MODULE. The
 * same source under the same name always gives the same bytes. */
void asm_beam_write(struct asm_bytes *to, struct asm_code *code, struct asm_module *module);

#endif
