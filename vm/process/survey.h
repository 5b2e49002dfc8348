/* SPDX-License-Identifier: Apache-2.0 */
/* survey.h: how much memory all processes take together, found out by a census (census.h). */
#ifndef TICK_VM_SURVEY_H
#define TICK_VM_SURVEY_H

#include "vm/process/process.h"

/* Begins a survey for ASKER, a local pid, which is sent a reply (request.h): {Bytes, Used,
 * Binaries}. Used is without the free room on heaps; Binaries are the bytes of large binaries that
 * processes refer to, each counted once. */
void survey_begin(Term asker);

#endif
