/* SPDX-License-Identifier: Apache-2.0 */
/* bit_model.c: see bit_model.h. */
#include "tests/unit/bit_model.h"

#include "vm/term/big.h"

#include <criterion/criterion.h>
#include <string.h>

enum { MAX_LIMBS = 64 };

static uint64_t state;

void model_seed(uint64_t seed)
{
    state = seed;
}

size_t model_draw(size_t below)
{
    uint64_t z = state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (z ^ z >> 31) % below;
}

void model_fill(unsigned char *bytes, size_t size)
{
    size_t kind = model_draw(8);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char)(kind == 0 ? 0 : kind == 1 ? 0xFF : model_draw(256));
}

int model_bit(const unsigned char *bytes, size_t bit)
{
    return bytes[bit / 8] >> (7 - bit % 8) & 1;
}

void model_set_bit(unsigned char *bytes, size_t bit, int value)
{
    unsigned char mask = (unsigned char)(0x80 >> bit % 8);
    bytes[bit / 8] = (unsigned char)(value ? bytes[bit / 8] | mask : bytes[bit / 8] & ~mask);
}

size_t model_power(size_t size, size_t i, bool little)
{
    if (!little)
        return size - 1 - i;
    size_t byte = i / 8, width = size - byte * 8 < 8 ? size - byte * 8 : 8;
    return byte * 8 + width - 1 - i % 8;
}

Term model_integer(struct heap *heap, const unsigned char *bytes, size_t first, size_t size,
                   bool little, bool is_signed)
{
    uint64_t limbs[MAX_LIMBS + 1] = {0};
    cr_assert_leq(size, MAX_LIMBS * 64);
    for (size_t i = 0; i < size; i++) {
        size_t power = model_power(size, i, little);
        limbs[power / 64] |= (uint64_t)model_bit(bytes, first + i) << power % 64;
    }
    bool negative = is_signed && size > 0 && (limbs[(size - 1) / 64] >> (size - 1) % 64 & 1);
    if (negative) { /* 2^size - value */
        for (size_t power = size; power < (MAX_LIMBS + 1) * 64; power++)
            limbs[power / 64] |= UINT64_C(1) << power % 64;
        uint64_t carry = 1;
        for (size_t i = 0; i <= MAX_LIMBS; i++) {
            limbs[i] = ~limbs[i] + carry;
            carry = carry && limbs[i] == 0;
        }
    }
    return int_from_limbs(heap, limbs, MAX_LIMBS + 1, negative);
}

int model_integer_bit(Term integer, size_t power)
{
    struct int_view view;
    int_view(integer, &view);
    uint64_t carry = 1, limb = 0;
    for (size_t i = 0; i <= power / 64; i++) {
        limb = i < view.count ? view.limbs[i] : 0;
        if (view.negative) {
            limb = ~limb + carry;
            carry = carry && limb == 0;
        }
    }
    return limb >> power % 64 & 1;
}

Term model_any_integer(struct heap *heap, size_t bits)
{
    unsigned char bytes[MAX_LIMBS * 8];
    size_t size = model_draw(bits + 1);
    model_fill(bytes, sizeof bytes);
    return model_integer(heap, bytes, 0, size, false, model_draw(2));
}
