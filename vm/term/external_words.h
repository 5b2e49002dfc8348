/* SPDX-License-Identifier: Apache-2.0 */
/* external_words.h: an estimate for those who make room before they decode a large term. */
#ifndef TICK_VM_TERM_EXTERNAL_WORDS_H
#define TICK_VM_TERM_EXTERNAL_WORDS_H

#include "vm/base/base.h"

/* About the words that the external term at BYTES, behind the version byte, takes on the heap:
 * those of its beginning, up to where it is malformed, compressed, or holds something that is no
 * number, atom, string, binary, tuple, list or map; without its last few bytes. At most two for
 * each byte.
 */
size_t external_words(const unsigned char *bytes, size_t size);

#endif
