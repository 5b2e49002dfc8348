/* SPDX-License-Identifier: Apache-2.0 */
/* operand.h: the state of the disassembler between its parts, and operands. */
#ifndef TICK_DIS_OPERAND_H
#define TICK_DIS_OPERAND_H

#include "tools/dis/dis.h"

#include "loader/compact.h"

struct dis_function {
    Term name;
    uint32_t arity;
    uint32_t func_info, entry; /* labels */
    size_t at, end;            /* in the chunk: from the label of its func_info on */
    uint32_t labels;           /* how many stand behind the one of its func_info */
};

/* Typed registers of an instruction, for a comment. */
struct typed {
    char letter;
    int64_t number, type;
};

struct dis {
    FILE *to;
    struct beam_file *file;
    const struct dis_options *options;
    struct reader r;
    struct dis_function *functions;
    uint32_t count, room;
    uint32_t
        *owners; /* of each label: the function that it stands in, + 1; 0 if it is not defined */
    uint32_t *numbers; /* of each label: counted from 1 in its function, the entry included */
    uint32_t current;  /* function being printed, + 1; 0 before the first */
    long line_start;   /* where the line being printed begins */
    uint32_t place;    /* row of the line table that was set by the instruction before; 0: none */
    const struct beam_lambda *lambda; /* of the instruction being printed; NULL: none */
    int64_t type_limit;               /* registers have types of lower numbers */
    struct dis_types types;
    struct typed typed[8]; /* those of the instruction being printed, each once */
    unsigned typed_count;
    struct loaded *loaded; /* what the loader made of the code; NULL if nobody asks */
};

/* An operand: the compact term, and what follows an extended one. */
struct value {
    size_t at;
    enum compact_tag tag;
    int64_t number;
    struct bytes digits;
    enum compact_extended extended; /* of tag Z; then number is its count, register or row */
    int64_t type;                   /* of a register, or -1 */
};

struct value dis_read_value(struct reader *r);

/* ---- fits.c: what the assembler would not take ---- */

/* Does V fit LETTER in instruction OP? False: it does not, and the reader has failed. */
bool dis_fits(struct dis *d, const struct value *v, uint8_t op, char letter);

/* Is there a function of this name and arity, and does it begin at LABEL? */
bool dis_begins(const struct dis *d, int64_t label, Term name, uint32_t arity);

/* Are all functions different, and is what is exported among them? False: no, and FILE's error
 * tells. */
bool dis_check_functions(struct dis *d);

/* .l3, .entry, .func_info, or the name of the function that begins at label V. */
void dis_label(struct dis *d, const struct value *v);

/* Finds the function called TEXT, NAME/ARITY. False: there is none; FILE's error tells, with a
 * suggestion. */
bool dis_find_function(struct dis *d, const char *text, uint32_t *number);

/* ---- loaded.c: what the loader makes of the code ---- */

/* Loads the code of the file. False on a fault. */
bool dis_load(struct dis *d);

/* Prints, as comments, what was made of the generic instruction at byte AT of the code. */
void dis_loaded(struct dis *d, size_t at);

/* Gives back what dis_load took, if it was called. */
void dis_loaded_end(struct dis *d);

/* Prints the next operand of instruction OP, the letters of which begin with LETTERS. Returns how
 * many letters that was. */
size_t dis_operand(struct dis *d, uint8_t op, const char *letters);

#endif
