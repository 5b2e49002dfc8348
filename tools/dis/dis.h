/* SPDX-License-Identifier: Apache-2.0 */
/* dis.h: the parts of tick-dis. They print to a memory stream; whether the file was sound is known
 * at the end, and only then does anything go to the output. */
#ifndef TICK_DIS_H
#define TICK_DIS_H

#include "loader/beam_file.h"

#include <stdio.h>

/* ---- options.c: the command line ---- */

struct dis_options {
    const char *file;     /* to read */
    const char *output;   /* to write; NULL: standard output */
    const char *function; /* NAME/ARITY: print this function only; NULL: all */
    bool all;             /* carry the chunks that the machine does not run, too */
    bool chunks;          /* list chunks and tables instead */
    bool lines, types;    /* as comments */
    bool loaded;          /* what the loader makes of each instruction, as comments */
};

/* Fills in *OPTIONS. True: go on; else end with *STATUS. */
bool dis_options(int argc, char **argv, struct dis_options *options, int *status);

enum { EXIT_BAD = 2 };

/* ---- module.c: all of the text; chunks.c: the tables ---- */

/* CONTENTS: the file that FILE was made of, unpacked. False on a fault, told by FILE's error. */
bool dis_module(FILE *to, struct beam_file *file, struct bytes contents,
                const struct dis_options *options);
bool dis_chunks(FILE *to, struct beam_file *file, struct bytes contents);

/* ---- text.c: atoms, strings, numbers ---- */

/* An atom as the assembler reads it, quoted where it must be. */
void dis_atom(FILE *to, const char *text, size_t size);
void dis_atom_term(FILE *to, Term atom);
void dis_function_name(FILE *to, Term name, uint32_t arity);

/* "text" of UTF-8. */
void dis_string(FILE *to, struct bytes text);

/* <<1,2,3>>, or <<"abc">> if all bytes are plain characters. UNUSED: low bits of the last byte that
 * do not count. */
void dis_binary(FILE *to, struct bytes bytes, unsigned unused);

/* The same over as many lines as it takes. */
void dis_long_binary(FILE *to, struct bytes bytes);

void dis_float(FILE *to, double number);

/* An integer of any size from its bytes, most significant first, in two's complement. */
void dis_integer(FILE *to, struct bytes digits);

/* ---- term.c: the external term format ---- */

/* Prints one term with its version byte. False on a fault, told by the reader's error. */
bool dis_external(FILE *to, struct reader *r);

/* Prints the list of pairs in an Attr or CInf chunk, a line each: BEFORE key BETWEEN value. */
bool dis_pairs(FILE *to, struct reader *r, const char *before, const char *between);

/* Is the first key of such a list in UTF-8 though Latin-1 would do? */
bool dis_has_utf8_keys(struct bytes pairs);

/* ---- code.c: functions and instructions ---- */

bool dis_code(FILE *to, struct beam_file *file, struct bytes contents,
              const struct dis_options *options);

/* ---- types.c: the Type chunk, which typed registers refer to ---- */

/* Reads the rows of CHUNK into memory that is FILE's. A version that is not known has no rows. */
struct dis_types {
    struct dis_type *rows;
    uint32_t count;
    bool whole; /* nothing follows them */
};
struct dis_types dis_read_types(struct beam_file *file, struct bytes chunk);

/* Prints row NUMBER as a type of Erlang: 0..255, atom | tuple, any. */
void dis_type(FILE *to, const struct dis_types *types, uint64_t number);

/* How many rows of the types in CHUNK registers can refer to: those that text says in words. What
 * is carried as it is, is not looked at. */
int64_t dis_type_limit(struct beam_file *file, struct bytes chunk);

/* Prints a line type for each row of CHUNK. False: lines cannot say what stands there, and nothing
 * was printed. */
bool dis_type_lines(FILE *to, struct beam_file *file, struct bytes chunk);

/* The file and line of ROW of the line table, as lists.erl:12. */
void dis_place(FILE *to, const struct beam_file *file, uint64_t row);

#endif
