/* SPDX-License-Identifier: Apache-2.0 */
/* module.h: a module between the parser and the writer: instructions with operands that name things
 * by the order in which the source mentioned them. The numbers of the BEAM tables are given out
 * later, by encode.c, in the order in which the finished code uses things. */
#ifndef TICK_ASM_MODULE_H
#define TICK_ASM_MODULE_H

#include "asm/diag.h"
#include "asm/intern.h"
#include "asm/opcode.h"

enum asm_operand_kind {
    OPERAND_UNTAGGED, /* value */
    OPERAND_INTEGER,  /* value, signed */
    OPERAND_BIG,      /* value: number in integers */
    OPERAND_ATOM,     /* value: number in atoms */
    OPERAND_NIL,
    OPERAND_X, /* value: register; type + 1 if it has a type */
    OPERAND_Y,
    OPERAND_F,
    OPERAND_NO_LABEL,
    OPERAND_LABEL,    /* value: number in labels */
    OPERAND_FUNCTION, /* value: number in names; stands for its entry label */
    OPERAND_LITERAL,  /* value: number in literals */
    OPERAND_IMPORT,   /* value: number in imports */
    OPERAND_LAMBDA,   /* value: number in lambdas */
    OPERAND_LINE,     /* value: number in lines, or ASM_NO_LINE */
    OPERAND_STRING,   /* value: number in strings; stands for an offset into the string table */
    OPERAND_LIST,     /* value: how many operands that follow are its elements */
    OPERAND_ALLOC,    /* value: how many pairs (what, how many) of operands follow */
    OPERAND_LIVE,     /* to be computed: a number of live registers */
    OPERAND_FRAME,    /* to be computed: a number of slots */
    OPERAND_HEAP,     /* to be computed: a heap need */
};

/* A bit for each kind that is to be computed. */
#define ASM_ASKS(kind) (1u << ((kind) - OPERAND_LIVE))

enum { ASM_NO_LINE = UINT32_MAX, ASM_NO_CHUNK = UINT32_MAX };

struct asm_operand {
    uint32_t kind : 8;
    uint32_t type : 24; /* of a register: its row in the type table + 1 */
    uint32_t at;        /* place in the source */
    uint64_t value;
};

struct asm_instruction {
    uint16_t op;
    uint32_t first, count; /* operands, lists flattened */
    struct asm_span
        span;     /* the mnemonic; at is ASM_NO_PLACE if the assembler added the instruction */
    uint32_t use; /* as in asm_diag: of the macro whose body it stands in, or 0 */
};

/* Keys: what the sets of rows hold, as bytes. */
struct asm_name {
    uint32_t atom, arity;
};

struct asm_import {
    uint32_t module, function, arity;
};

struct asm_lambda {
    uint32_t name; /* number in names */
    uint32_t free; /* number of free variables */
};

struct asm_line {
    uint32_t file; /* number in files */
    uint32_t line;
};

struct asm_label {
    uint32_t number;              /* in the file, 0 while it is not defined */
    uint32_t block;               /* in its function, for analyses (flow.h) */
    struct asm_span placed, used; /* where it is defined, and first used; size 0: nowhere */
    uint32_t use;                 /* as in asm_diag, of the place where it is first used */
};

struct asm_function {
    uint32_t name;             /* number in names */
    uint32_t first, count;     /* instructions, header included */
    uint32_t func_info, entry; /* numbers in labels */
    uint32_t outer;            /* the function that it stands in + 1, 0 if in none (in_place.h) */
    uint32_t last;             /* of one in place: the instruction behind its text */
    uint32_t in_place;         /* how many functions stand in it and in those in it */
    bool exported, used;       /* used: something in the module refers to it */
    uint8_t asks;              /* ASM_ASKS: kinds of operands in it that are to be computed */
    struct asm_span span;
    struct asm_span export; /* where it is exported; size 0: nowhere */
};

struct asm_export {
    uint32_t name;
    struct asm_span span;
};

struct asm_attribute {
    uint32_t atom;
    uint32_t value; /* number in blobs: the external term format without its version byte */
};

/* A row of the table of types. */
struct asm_type {
    uint16_t kinds; /* of loader/types.def */
    int64_t least, most;
};

struct asm_chunk {
    char id[5];
    uint32_t contents; /* number in blobs; ASM_NO_CHUNK: the file has no such chunk */
    struct asm_span span;
};

struct asm_module {
    struct asm_diag *diag;
    bool named;
    uint32_t name;        /* atom */
    bool own_lines;       /* the source has line instructions of its own */
    bool utf8_attributes; /* atoms in attributes are in UTF-8 */
    bool has_old_uniq;    /* of the rows of the fun table; else it is made of the code */
    uint32_t old_uniq;
    uint32_t label_count; /* numbers given out so far */
    uint32_t current;     /* the function that is being defined + 1, 0 if there is none yet */

    struct asm_intern atoms, literals, strings,
        files;                  /* UTF-8; external term format; bytes; UTF-8 */
    struct asm_intern integers; /* those wider than 60 bits: two's complement, first byte highest */
    struct asm_intern names, imports, lambdas, lines; /* of the structures above */
    struct asm_intern label_names; /* number of function, use of a macro, then the text */
    struct asm_intern blobs;       /* bytes that go into the file as they are */
    ASM_VECTOR(uint32_t)
    spelled; /* of a literal that differs in the file from its entry in
                literals: number in blobs + 1; else 0; may be shorter */

    ASM_VECTOR(struct asm_label) labels; /* in the order of label_names */
    ASM_VECTOR(struct asm_function) functions;
    ASM_VECTOR(uint32_t)
    defined; /* for each of names: its function + 1, 0 if none; may be shorter */
    ASM_VECTOR(struct asm_instruction) instructions;
    ASM_VECTOR(struct asm_operand) operands;
    ASM_VECTOR(struct asm_export) exports;
    ASM_VECTOR(struct asm_attribute) attributes;
    ASM_VECTOR(struct asm_type) types;
    ASM_VECTOR(struct asm_chunk) chunks;
    struct asm_intern chunk_names; /* of chunks, in the same order */
};

void asm_module_init(struct asm_module *module, struct asm_diag *diag);
void asm_module_free(struct asm_module *module);

uint32_t asm_atom(struct asm_module *module, const char *text);
bool asm_atom_is(const struct asm_module *module, uint32_t atom, const char *text);
uint32_t asm_file(struct asm_module *module, const char *name);
uint32_t asm_name(struct asm_module *module, uint32_t atom, uint32_t arity);
uint32_t asm_import(struct asm_module *module, uint32_t from, uint32_t function, uint32_t arity);
uint32_t asm_line(struct asm_module *module, uint32_t file, uint32_t line);

/* What a number in names, imports, lambdas or lines stands for. */
struct asm_name asm_name_of(const struct asm_module *module, uint32_t number);
struct asm_import asm_import_of(const struct asm_module *module, uint32_t number);
struct asm_lambda asm_lambda_of(const struct asm_module *module, uint32_t number);
struct asm_line asm_line_of(const struct asm_module *module, uint32_t number);

/* The bytes that LITERAL has in the file. */
const struct asm_entry *asm_literal_bytes(const struct asm_module *module, uint32_t literal);

/* Notes that they are these. */
void asm_spell_literal(struct asm_module *module, uint32_t literal, const struct asm_bytes *bytes);

/* The chunk that the source gives under this name; NULL if it gives none. */
const struct asm_chunk *asm_chunk_of(const struct asm_module *module, const char *id);

/* The function of this name; NULL if it is not defined. */
struct asm_function *asm_function_of(const struct asm_module *module, uint32_t name);

/* The label with this text in the function that is being defined. EXPANSION: as in asm_token. */
uint32_t asm_label(struct asm_module *module, uint32_t expansion, const char *text, size_t size);

/* Starts a function: its header, up to and with the entry label. It becomes the current one. */
struct asm_function *asm_begin_function(struct asm_module *module, uint32_t name,
                                        struct asm_span span);

/* Gives LABEL the next number and puts it at the end of the code. */
void asm_place_label(struct asm_module *module, uint32_t label, struct asm_span span);

/* Notes that LABEL is jumped to from SPAN, in text of use USE. */
void asm_use_label(struct asm_module *module, uint32_t label, struct asm_span span, uint32_t use);

/* Adds an instruction without operands, and operands to the last instruction. */
void asm_add_instruction(struct asm_module *module, unsigned op, struct asm_span span);
void asm_add_operand(struct asm_module *module, enum asm_operand_kind kind, uint64_t value,
                     uint32_t at);

/* Takes the last operand away from the last instruction. */
struct asm_operand asm_take_operand(struct asm_module *module);

/* Takes the last instruction away, with its operands. */
void asm_drop_instruction(struct asm_module *module);

/* Ends the module: adds module_info/0 and /1 unless it has them, and checks that what is exported
 * and called is there, and every label. */
void asm_finish_module(struct asm_module *module);

/* Warns of functions that nobody can call, after asm_finish_module. */
void asm_check_used(struct asm_module *module);

#endif
