/* SPDX-License-Identifier: Apache-2.0 */
/* fuse.h: making one instruction of two that stand side by side. */
#ifndef TICK_LOADER_FUSE_H
#define TICK_LOADER_FUSE_H

#include "loader/transform.h"

/* Sorts what can be fused by instruction; once, before the first load. */
void fuse_init(void);

/* Replaces pairs of instructions by fused ones, in place. The second of a pair has no label. */
void fuse_code(struct instr_list *list);

#endif
