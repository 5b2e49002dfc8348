/* SPDX-License-Identifier: Apache-2.0 */
/* work.c: see work.h. */
#include "vm/term/work.h"

_Thread_local int64_t *work_turn;
