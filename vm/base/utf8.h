/* SPDX-License-Identifier: Apache-2.0 */
/* utf8.h: reading UTF-8 that may be wrong. */
#ifndef TICK_VM_UTF8_H
#define TICK_VM_UTF8_H

#include "vm/base/base.h"

/* Reads one code point at *AT, before END, and moves *AT behind it. False, and *AT stays, when
 * there is none: too short, overlong, a surrogate, above 16#10FFFF. */
bool utf8_read(const unsigned char **at, const unsigned char *end, uint32_t *code);

/* How many code points SIZE bytes hold, or -1 when they are not UTF-8. */
int64_t utf8_count(const unsigned char *bytes, size_t size);

#endif
