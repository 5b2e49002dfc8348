/* SPDX-License-Identifier: Apache-2.0 */
/* dialect.h: what programs written for PCRE 8, the library of Erlang/OTP 25, may write and PCRE2
 * reads in another way, or refuses.
 *
 * A pattern is translated once. What only PCRE2's parser can tell, whether a backslash stands in a
 * character class, is repaired afterwards where PCRE2 says that it is an error. */
#ifndef TICK_VM_REGEX_DIALECT_H
#define TICK_VM_REGEX_DIALECT_H

#include "vm/base/text_buffer.h"

/* Appends SOURCE as PCRE2 is to read it, but stops where STOP_AT bytes have been written. Returns
 * how many bytes of SOURCE that took: so a place in the result is found in the source.
 *
 * A zero byte ends the source. (*UTF8) at the beginning becomes (*UTF). A backslash in front of a
 * letter that has no meaning there is left out. A hyphen behind \d and its like is no range. */
size_t dialect_translate(struct text_buffer *to, const unsigned char *source, size_t size,
                         size_t stop_at);

/* Removes the backslash that made PCRE2 say CODE of TEXT at OFFSET, if PCRE 8 would have taken what
 * is behind it for itself; *REMOVED is where it was. False: then it is an error. */
bool dialect_repair(struct text_buffer *text, int code, size_t offset, size_t *removed);

#endif
