/* SPDX-License-Identifier: Apache-2.0 */
/* float_shortest.h: of all decimal numbers that are read back as a given float, one with the fewest
 * digits, and of these the nearest. */
#ifndef TICK_VM_FLOAT_SHORTEST_H
#define TICK_VM_FLOAT_SHORTEST_H

#include "vm/base/base.h"

struct shortest {
    uint64_t digits; /* may end in zeros */
    int exponent;    /* the number is digits * 10^exponent */
};

/* VALUE is positive and finite. */
struct shortest float_shortest(double value);

#endif
