/* SPDX-License-Identifier: Apache-2.0 */
/* internal_code.h: threaded code that no module holds. */
#ifndef TICK_VM_INTERNAL_CODE_H
#define TICK_VM_INTERNAL_CODE_H

#include "vm/code/code.h"

/* Where the outermost function of a process returns to: ends it with reason normal. */
extern CodePtr code_process_end;

/* Makes the above and what the interpreter calls by name; once, after builtin_init. */
void interp_init(void);

#endif
