/* SPDX-License-Identifier: Apache-2.0 */
/* float_text.h: floats as text and back, in Erlang's notation whatever the locale. Values are
 * finite. */
#ifndef TICK_VM_FLOAT_TEXT_H
#define TICK_VM_FLOAT_TEXT_H

#include "vm/base/text_buffer.h"

#define FLOAT_MAX_DECIMALS   253
#define FLOAT_MAX_SCIENTIFIC 249

/* The fewest digits that are read back as the same float: 0.1, 1.0, 1.0e22, 5.0e-324. Within
 * -2^53..2^53 in the shorter of both notations, beyond that with an exponent. */
void text_put_float(struct text_buffer *buffer, double value);

/* With DECIMALS (0..FLOAT_MAX_DECIMALS) digits behind the point, rounded as float_to_list/2 does.
 * COMPACT drops zeros at the end, but not the first behind the point. Returns the number of
 * characters there were before. */
size_t text_put_float_decimals(struct text_buffer *buffer, double value, unsigned decimals,
                               bool compact);

/* With DECIMALS (0..FLOAT_MAX_SCIENTIFIC) digits behind the point and an exponent of at least two
 * digits, as float_to_list/2 does: 1.50e+00. */
void text_put_float_scientific(struct text_buffer *buffer, double value, unsigned decimals);

/* As io_lib's control sequences ~e (at least 2 digits in all), ~f (at least 1 behind the point) and
 * ~g (at least 1 in all): all three round the float's first 21 digits. */
void text_put_float_e(struct text_buffer *buffer, double value, unsigned digits);
void text_put_float_f(struct text_buffer *buffer, double value, unsigned decimals);
void text_put_float_g(struct text_buffer *buffer, double value, unsigned digits);

/* Sign, digits, point, digits, and perhaps an exponent; nothing else, not even spaces. False when
 * TEXT is anything else or beyond the range of floats (a number too small becomes 0.0). */
bool float_from_text(const char *text, size_t size, double *value) MUST_CHECK;

#endif
