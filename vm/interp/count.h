/* SPDX-License-Identifier: Apache-2.0 */
/* count.h: which forms a program executes, and which stand behind which: what the choice of forms
 * and of fused instructions goes by. Only in the build VARIANT=count, whose programs print the most
 * frequent ones to standard error when they end. */
#ifndef TICK_VM_COUNT_H
#define TICK_VM_COUNT_H

#include "vm/interp/instr.h"

/* CODE is about to be executed. With one scheduler only: the counters belong to no thread. */
#ifdef TICK_COUNT_FORMS
void count_executed(handler *code);
#else
static inline void count_executed(handler *code)
{
    (void)code;
}
#endif

#endif
