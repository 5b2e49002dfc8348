/* SPDX-License-Identifier: Apache-2.0 */
/* decode.h: the instructions of a BEAM file as an array: operands with kinds, labels as places in
 * the array, functions with their extent. What is checked here holds for everything that follows:
 * kinds of operands as opcodes.def says, registers and indices in range, labels defined once,
 * functions well formed, calls of local functions with the arity of their target. */
#ifndef TICK_LOADER_DECODE_H
#define TICK_LOADER_DECODE_H

#include "loader/beam_file.h"
#include "loader/literals.h"
#include "loader/opcode.h"
#include "vm/code/code.h"

enum operand_kind {
    OPERAND_X,       /* number */
    OPERAND_Y,       /* number */
    OPERAND_FLOAT,   /* number: float register */
    OPERAND_LABEL,   /* number; 0: none */
    OPERAND_TERM,    /* term: atom, small integer, nil */
    OPERAND_LITERAL, /* number: index into the pool of literals */
    OPERAND_NUMBER,  /* number: untagged, or heap words */
    OPERAND_IMPORT,  /* number: row of the import table */
    OPERAND_LAMBDA,  /* number: row of the fun table */
    OPERAND_LINE,    /* number: row of the line table */
    OPERAND_LIST,    /* list, count */
    OPERAND_STRING,  /* number: offset into the string table; made by decode_check.c */
    OPERAND_EXPORT,  /* export: made of OPERAND_IMPORT by transform.c */
    OPERAND_FUN,     /* fun: made of OPERAND_LAMBDA by transform.c */
};

struct operand {
    enum operand_kind kind;
    uint32_t count; /* of a list */
    union {
        uint64_t number;
        Term term;
        struct operand *list;
        struct export *export;
        struct fun_entry *fun;
    };
};

#define MAX_OPERANDS 8

struct instr {
    uint16_t op;     /* enum opcode */
    uint8_t count;   /* operands */
    bool unproved;   /* set by verify.c: it relies on the type of a value that nobody has checked */
    uint32_t offset; /* in the chunk, for messages */
    struct operand *operands;
};

/* Instructions first .. end - 1: the label, perhaps a line, the func_info, the label of the entry,
 * the body. */
struct beam_function {
    Term name;
    uint32_t arity;
    uint32_t first;
    uint32_t info;  /* its func_info */
    uint32_t entry; /* the label instruction of the entry */
    uint32_t end;
};

struct beam_code {
    struct beam_file *file;
    struct instr *instrs;
    uint32_t count;
    uint32_t *label_at; /* of each label the instruction that defines it */
    bool *loops;        /* of each label: code behind it comes back; set by verify.c */
    struct beam_function *functions;
    uint32_t function_count;
    struct literal_pool pool;
};

/* Decodes all instructions of FILE into its arena. False on a fault, told by FILE->error. The pool
 * is to be released either way. */
bool decode_code(struct beam_file *file, struct beam_code *code) MUST_CHECK;

/* The function that instruction INDEX belongs to. */
const struct beam_function *code_function_at(const struct beam_code *code, uint32_t index);

/* How many elements a tuple must have for IN, a get_tuple_element, and those of the same tuple that
 * follow it. */
uint64_t code_elements_needed(const struct instr *in);

/* Does IN call erlang:error, exit or throw, which never return? In whatever way it does: then
 * nobody needs the frame. */
bool code_calls_raiser(const struct beam_code *code, const struct instr *in);

#endif
