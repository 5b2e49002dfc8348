/* SPDX-License-Identifier: Apache-2.0 */
/* bit_model.h: for the tests of bitstrings: a generator of numbers, and what segments mean, said
 * bit by bit as slowly and plainly as possible. */
#ifndef TICK_TESTS_BIT_MODEL_H
#define TICK_TESTS_BIT_MODEL_H

#include "vm/memory/heap.h"

void model_seed(uint64_t seed);
size_t model_draw(size_t below);
void model_fill(unsigned char *bytes, size_t size);

int model_bit(const unsigned char *bytes, size_t bit);
void model_set_bit(unsigned char *bytes, size_t bit, int value);

/* Which power of two bit I of a segment of SIZE bits stands for. */
size_t model_power(size_t size, size_t i, bool little);

/* The integer in SIZE bits from bit FIRST of BYTES. */
Term model_integer(struct heap *heap, const unsigned char *bytes, size_t first, size_t size,
                   bool little, bool is_signed);

/* Bit POWER of an integer in two's complement of unlimited width. */
int model_integer_bit(Term integer, size_t power);

/* An integer of up to BITS bits and any sign. */
Term model_any_integer(struct heap *heap, size_t bits);

#endif
