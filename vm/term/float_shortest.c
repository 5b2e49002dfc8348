/* SPDX-License-Identifier: Apache-2.0 */
/* float_shortest.c: the algorithm of Raffaello Giulietti, "The Schubfach way to render doubles"
 * (2020), with powers of ten rounded up to 128 bits.
 *
 * All reals between two bounds, half way to the neighbouring floats, are read back as the float.
 * With 10^k the largest power of ten not above the distance of the bounds, at least one and at most
 * two or so multiples of 10^k lie between them, and at most one of 10^(k+1), which is shorter. The
 * bounds and the float, each times 4 / 10^k, need be known only up to an odd bit that says "and
 * something more", which one multiplication by the rounded power gives. */
#include "vm/term/float_shortest.h"

#include <gmp.h>
#include <pthread.h>
#include <string.h>

#define FRACTION_BITS 52
#define EXPONENT_BIAS (1023 + FRACTION_BITS)

#define MIN_POWER  (-292)
#define MAX_POWER  324
#define POWER_BITS 128

/* The highest 128 bits of a power of ten, what is below rounded up. */
struct power {
    uint64_t high;
    uint64_t low;
};

static struct power powers[MAX_POWER - MIN_POWER + 1];
static pthread_once_t powers_made = PTHREAD_ONCE_INIT;

/* ---- the table of powers ---- */

static void store_power(struct power *power, const mpz_t bits)
{
    mpz_t high;
    mpz_init(high);
    mpz_tdiv_q_2exp(high, bits, 64);
    power->high = mpz_get_ui(high);
    power->low = mpz_get_ui(bits);
    mpz_clear(high);
}

/* 10^N or, as 2^M / 10^-N for an M that is large enough, its reciprocal. */
static void make_power(struct power *power, int n)
{
    mpz_t ten, bits;
    mpz_init(bits);
    mpz_init(ten);
    mpz_ui_pow_ui(ten, 10, (unsigned long)(n < 0 ? -n : n));
    size_t length = mpz_sizeinbase(ten, 2);
    if (n >= 0) {
        if (length < POWER_BITS)
            mpz_mul_2exp(bits, ten, POWER_BITS - length);
        else
            mpz_cdiv_q_2exp(bits, ten, length - POWER_BITS);
    } else {
        mpz_setbit(bits, POWER_BITS + length - 1);
        mpz_cdiv_q(bits, bits, ten);
    }
    store_power(power, bits);
    mpz_clear(ten);
    mpz_clear(bits);
}

static void make_powers(void)
{
    for (int n = MIN_POWER; n <= MAX_POWER; n++)
        make_power(&powers[n - MIN_POWER], n);
}

/* ---- logarithms, exact for the exponents that occur ---- */

/* floor(log10(2^n)); with THREE_QUARTERS, of 3/4 * 2^n */
static int floor_log10_of_power_of_2(int n, bool three_quarters)
{
    return (n * 1262611 - (three_quarters ? 524031 : 0)) >> 22;
}

/* floor(log2(10^n)) */
static int floor_log2_of_power_of_10(int n)
{
    return (n * 1741647) >> 19;
}

/* ---- the algorithm ---- */

/* The highest 64 of the 192 bits of POWER * FACTOR; odd too if any bit below is set. */
static uint64_t scaled(struct power power, uint64_t factor)
{
    unsigned __int128 low = (unsigned __int128)power.low * factor;
    unsigned __int128 high = (unsigned __int128)power.high * factor + (uint64_t)(low >> 64);
    return (uint64_t)(high >> 64) | ((uint64_t)high > 1);
}

/* Chooses among multiples of 10^k: NEAR and NEAR + 1 are next to the float; all values are times
 * 4 / 10^k. */
static uint64_t nearest(uint64_t near, uint64_t lower, uint64_t value, uint64_t upper)
{
    bool near_inside = lower <= 4 * near;
    bool next_inside = 4 * near + 4 <= upper;
    if (near_inside != next_inside)
        return near + next_inside;
    uint64_t middle = 4 * near + 2;
    return near + (value > middle || (value == middle && (near & 1)));
}

/* For FRACTION * 2^EXPONENT; IS_POWER_OF_2: the next lower float is only half as far away as the
 * next higher one. */
static struct shortest shortest_of(uint64_t fraction, int exponent, bool is_power_of_2)
{
    int k = floor_log10_of_power_of_2(exponent, is_power_of_2);
    int shift = exponent + floor_log2_of_power_of_10(-k) + 1;
    struct power power = powers[-k - MIN_POWER];
    uint64_t value = scaled(power, 4 * fraction << shift);
    bool is_odd = fraction & 1; /* then the bounds themselves are read as other floats */
    uint64_t lower = scaled(power, (4 * fraction - 2 + is_power_of_2) << shift) + is_odd;
    uint64_t upper = scaled(power, (4 * fraction + 2) << shift) - is_odd;
    uint64_t near = value / 4;
    if (near >= 10) {
        uint64_t tens = near / 10;
        bool tens_inside = lower <= 40 * tens;
        bool next_inside = 40 * tens + 40 <= upper;
        if (tens_inside != next_inside)
            return (struct shortest){tens + next_inside, k + 1};
    }
    return (struct shortest){nearest(near, lower, value, upper), k};
}

struct shortest float_shortest(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    uint64_t fraction = bits & ((UINT64_C(1) << FRACTION_BITS) - 1);
    int exponent = (int)(bits >> FRACTION_BITS);
    pthread_once(&powers_made, make_powers);
    if (exponent == 0)
        return shortest_of(fraction, 1 - EXPONENT_BIAS, false);
    return shortest_of(fraction | UINT64_C(1) << FRACTION_BITS, exponent - EXPONENT_BIAS,
                       fraction == 0 && exponent > 1);
}
