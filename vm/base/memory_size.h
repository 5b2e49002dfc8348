/* SPDX-License-Identifier: Apache-2.0 */
/* memory_size.h: how much memory there is for this program. */
#ifndef TICK_BASE_MEMORY_SIZE_H
#define TICK_BASE_MEMORY_SIZE_H

#include <stddef.h>

/* Bytes: the machine's, or less where a control group or the resource limits say so. */
size_t memory_size(void);

#endif
