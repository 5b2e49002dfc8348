/* SPDX-License-Identifier: Apache-2.0 */
/* random.c: see random.h. */
#include "tests/fuzz/random.h"

static uint64_t state;

void random_seed(unsigned seed)
{
    state = (seed + UINT64_C(1)) * UINT64_C(0x9E3779B97F4A7C15);
}

/* xorshift64* */
static uint64_t draw(void)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * UINT64_C(0x2545F4914F6CDD1D);
}

size_t random_below(size_t below)
{
    return below == 0 ? 0 : (size_t)(draw() >> 20) % below;
}

bool random_once_in(size_t n)
{
    return random_below(n) == 0;
}
