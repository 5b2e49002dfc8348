/* SPDX-License-Identifier: Apache-2.0 */
/* float_text.h: floats as text and back. */
#ifndef TICK_VM_FLOAT_TEXT_H
#define TICK_VM_FLOAT_TEXT_H

#include "vm/base/text_buffer.h"

/* The fewest digits that are read back as the same float, written as Erlang does: 0.1, 1.0,
 * 1.0e22, 5.0e-324. */
void text_put_float(struct text_buffer *buffer, double value);

/* As float_to_list/2: with DIGITS (0..253) behind the point. With COMPACT, zeros at the end are
 * dropped but for the first behind the point. False: needs more than 4096 characters. */
bool text_put_float_decimals(struct text_buffer *buffer, double value, int digits, bool compact);
bool text_put_float_scientific(struct text_buffer *buffer, double value, int digits);

/* Erlang's notation: sign, digits, point, digits, and perhaps an exponent; nothing else, not even
 * spaces. False when TEXT is anything else or out of range. */
bool float_from_text(const char *text, size_t size, double *value) MUST_CHECK;

#endif
