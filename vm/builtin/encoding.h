/* SPDX-License-Identifier: Apache-2.0 */
/* encoding.h: characters in bytes: Latin-1, UTF-8, UTF-16 and UTF-32 in both byte orders. */
#ifndef TICK_VM_BUILTIN_ENCODING_H
#define TICK_VM_BUILTIN_ENCODING_H

#include "vm/base/text_buffer.h"
#include "vm/term/term.h"

enum encoding {
    ENCODING_LATIN1,
    ENCODING_UTF8,
    ENCODING_UTF16_BIG,
    ENCODING_UTF16_LITTLE,
    ENCODING_UTF32_BIG,
    ENCODING_UTF32_LITTLE,
};

/* latin1, unicode, utf8, utf16, {utf16, little} and so on. False for anything else. */
bool encoding_of(Term term, enum encoding *encoding);

/* Results of encoding_decode that are no number of bytes. */
enum { DECODE_INCOMPLETE = 0, DECODE_INVALID = -1 };

/* The first character of SIZE bytes at BYTES, at least one: its number of bytes, or
 * DECODE_INCOMPLETE when more bytes are needed to tell. What UTF-8 forbids (overlong forms,
 * surrogates, characters above 16#10FFFF) is found out when the whole sequence is there. */
int encoding_decode(enum encoding encoding, const unsigned char *bytes, size_t size,
                    uint32_t *character);

/* How long the UTF-8 character is that LEAD begins; 0 when none begins so. */
unsigned utf8_length(unsigned char lead);

/* Does CHARACTER exist, and has ENCODING got it? */
bool encoding_has(enum encoding encoding, uint32_t character);

/* Appends CHARACTER, which ENCODING has. */
void encoding_put(enum encoding encoding, struct text_buffer *buffer, uint32_t character);

/* Is this valid UTF-8? *CHARACTERS is their number. */
bool utf8_is_valid(const unsigned char *bytes, size_t size, size_t *characters);

/* How many bytes from the first one on are ASCII. */
size_t ascii_prefix(const unsigned char *bytes, size_t size);

#endif
