/* SPDX-License-Identifier: Apache-2.0 */
/* check_tell.h: what the two files that turn faults into messages share. */
#ifndef TICK_ASM_CHECK_TELL_H
#define TICK_ASM_CHECK_TELL_H

#include "asm/check_walk.h"

const struct asm_instruction *tell_instruction(const struct check_walk *w, uint32_t number);
const char *tell_mnemonic(const struct check_walk *w, uint32_t instruction);

/* The message of fault F, an error or a warning as messages.def has it. Returns false. */
bool tell(struct check_walk *w, const struct check_fault *f, const char *format, ...) PRINTF(3, 4);

/* A note at INSTRUCTION; none if that is NO_INSTRUCTION. */
void tell_note(struct check_walk *w, uint32_t instruction, const char *text);

/* check_tell_register.c: faults about registers; false: F is about something else. */
bool tell_register(struct check_walk *w, const struct check_fault *f);

#endif
