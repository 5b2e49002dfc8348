/* SPDX-License-Identifier: Apache-2.0 */
/* check.h: is the code of every function sound? Each is walked on all its ways with what is known
 * of the registers, the stack frame and the heap:
 *
 *   - registers are written before they are read, live counts cover what is written and read later;
 *   - a frame is there where it is used and has the size that deallocate, trim and calls say;
 *   - heap words are reserved before terms are built, and not kept over anything that may collect;
 *   - handlers begin with what takes the exception, and slots of try and catch end as they began;
 *   - match contexts are used by what matches, and as nothing else;
 *   - no way runs past the end of the function.
 *
 * What breaks these rules is an error: the loader refuses it. What the machine bears but nobody can
 * have meant (code that is never reached, a message left in the mailbox's hands, a slot that holds
 * no term where somebody may look) is a warning. */
#ifndef TICK_ASM_CHECK_H
#define TICK_ASM_CHECK_H

#include "asm/module.h"

/* Checks all functions of MODULE, which is free of errors and whose live counts are computed.
 * Linear in the size of the code for what people and compilers write; a budget bounds it for all
 * else. */
void asm_check(struct asm_module *module);

#endif
