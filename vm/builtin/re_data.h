/* SPDX-License-Identifier: Apache-2.0 */
/* re_data.h: patterns, subjects and names as the module re takes them. */
#ifndef TICK_VM_BUILTIN_RE_DATA_H
#define TICK_VM_BUILTIN_RE_DATA_H

#include "vm/base/text_buffer.h"
#include "vm/builtin/builtin.h"

/* Appends the bytes of DATA to BUFFER: I/O data, or, if UNICODE, characters and binaries in UTF-8,
 * as UTF-8. False: it is neither, or memory is exhausted. A binary is not looked at if it is DATA
 * itself. */
bool re_data_bytes(struct text_buffer *buffer, Term data, bool unicode) MUST_CHECK;

/* DATA as a binary that begins on a byte boundary: itself, or a new one with its bytes. NON_VALUE:
 * it is no such data, or memory is exhausted. Charged for. */
Term re_data_binary(struct process *p, Term data, bool unicode) MUST_CHECK;

#endif
