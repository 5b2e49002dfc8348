/* SPDX-License-Identifier: Apache-2.0 */
/* emit.h: from instructions to a module in memory: threaded code and the tables beside it. */
#ifndef TICK_LOADER_EMIT_H
#define TICK_LOADER_EMIT_H

#include "loader/transform.h"

/* Chooses a form for each instruction, moves the literals of CODE where they stay, and writes the
 * code. NULL on a fault, told by the file's error. The result is ready for module_publish. */
struct module *emit_module(struct beam_code *code, struct transformed *transformed) MUST_CHECK;

#endif
