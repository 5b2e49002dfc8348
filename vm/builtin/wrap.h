/* SPDX-License-Identifier: Apache-2.0 */
/* wrap.h: integers modulo 2^64, as atomics and counters add them: a sum does not depend on whether
 * its parts are taken as signed or unsigned. */
#ifndef TICK_VM_WRAP_H
#define TICK_VM_WRAP_H

#include "vm/term/big.h"

/* INTEGER in -2^63 .. 2^64-1. False: it is not, or no integer. */
ALWAYS_INLINE bool wrap_read(Term integer, uint64_t *value)
{
    int64_t number;
    if (!int_to_int64(integer, &number))
        return int_to_uint64(integer, value);
    *value = (uint64_t)number;
    return true;
}

/* The negative of INTEGER, when that is in the same range. */
ALWAYS_INLINE bool wrap_read_negative(Term integer, uint64_t *value)
{
    if (term_is_big(integer) && big_is_negative(integer)) {
        *value = big_limbs(integer)[0];
        return big_limb_count(integer) == 1;
    }
    bool fits =
        wrap_read(integer, value) && (term_is_small(integer) || *value <= UINT64_C(1) << 63);
    *value = -*value;
    return fits;
}

#endif
