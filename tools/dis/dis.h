/* SPDX-License-Identifier: Apache-2.0 */
/* dis.h: the parts of tick-dis. They print to a memory stream; whether the file was sound is known
 * at the end, and only then does anything go to standard output. */
#ifndef TICK_DIS_H
#define TICK_DIS_H

#include "loader/beam_file.h"

#include <stdio.h>

/* ---- text.c: atoms, strings, numbers ---- */

/* An atom as the assembler reads it, quoted where it must be. */
void dis_atom(FILE *to, const char *text, size_t size);
void dis_atom_term(FILE *to, Term atom);

/* "text" of UTF-8. */
void dis_string(FILE *to, struct bytes text);

/* <<1,2,3>>, or <<"abc">> if all bytes are plain characters. UNUSED: low bits of the last byte that
 * do not count. */
void dis_binary(FILE *to, struct bytes bytes, unsigned unused);

void dis_float(FILE *to, double number);

/* An integer of any size from its bytes, most significant first, in two's complement. */
void dis_integer(FILE *to, struct bytes digits);

/* ---- term.c: the external term format ---- */

/* Prints one term with its version byte. False on a fault, told by the reader's error. */
bool dis_external(FILE *to, struct reader *r);

/* Prints the list of pairs in an Attr chunk as attribute lines. */
bool dis_attributes(FILE *to, struct reader *r);

/* ---- code.c: functions and instructions ---- */

bool dis_code(FILE *to, struct beam_file *file);

#endif
