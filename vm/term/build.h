/* SPDX-License-Identifier: Apache-2.0 */
/* build.h: writing values into bits, and making bitstrings longer.
 *
 * Appending takes amortised constant time: a counted binary may have more bytes than are used, and
 * a bitstring that ends exactly where the used bits end can grow in place. Several processes may
 * hold such a bitstring; the one that moves the end on (one compare-and-swap) writes behind it, the
 * others copy. */
#ifndef TICK_VM_BUILD_H
#define TICK_VM_BUILD_H

#include "vm/term/match.h"

/* No bitstring has more bits: sizes and positions are always small integers. */
#define BITS_MAX ((size_t)1 << 58)

/* The SIZE lowest bits of an integer, written at bit BIT of BASE. False: no memory to put a long
 * one in order. */
bool build_integer(unsigned char *base, size_t bit, Term value, size_t size,
                   unsigned flags) MUST_CHECK;

/* A number that arith_to_double can convert, in 16, 32 or 64 bits: the nearest IEEE 754 value,
 * which may be infinity. */
void build_float(unsigned char *base, size_t bit, Term value, size_t size, unsigned flags);

/* Code points. */
void build_utf8(unsigned char *base, size_t bit, uint32_t value);
void build_utf16(unsigned char *base, size_t bit, uint32_t value, unsigned flags);

/* Bits that a code point takes; 0 when VALUE is none. */
size_t build_utf8_size(Term value);
size_t build_utf16_size(Term value);
size_t build_utf32_size(Term value);

/* SOURCE with EXTRA bits more, uninitialised from bit *BIT of *BASE on; the bits of SOURCE are
 * there. SOURCE keeps its value. NON_VALUE: memory exhausted or too long. */
Term build_append(struct heap *heap, Term source, size_t extra, unsigned char **base,
                  size_t *bit) MUST_CHECK;

/* The same when nobody else can see SOURCE: it may become the result itself. Takes nothing from the
 * heap block, where words may have been promised to others. */
Term build_private_append(struct heap *heap, Term source, size_t extra, unsigned char **base,
                          size_t *bit) MUST_CHECK;

/* An empty bitstring with room for SIZE bytes to be appended. */
Term build_writable(struct heap *heap, size_t size) MUST_CHECK;

#endif
