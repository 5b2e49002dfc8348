/* SPDX-License-Identifier: Apache-2.0 */
/* random.h: the numbers that mutators draw, from the seed that libFuzzer hands to each call. */
#ifndef TICK_TESTS_FUZZ_RANDOM_H
#define TICK_TESTS_FUZZ_RANDOM_H

#include "vm/base/base.h"

/* Of libFuzzer: what it changes inputs to, and how it changes bytes itself. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

void random_seed(unsigned seed);

/* 0 to BELOW - 1; 0 if BELOW is 0. */
size_t random_below(size_t below);

/* True once in N times. */
bool random_once_in(size_t n);

#endif
