/* SPDX-License-Identifier: Apache-2.0 */
/* match_compiler.h: what the two halves of the compiler of match specifications share: patterns
 * (match_compile.c) and expressions (match_expression.c). Both walk terms with a stack of tasks of
 * their own, so that no nesting is too deep. */
#ifndef TICK_VM_ETS_MATCH_COMPILER_H
#define TICK_VM_ETS_MATCH_COMPILER_H

#include "vm/ets/match.h"
#include "vm/ets/match_code.h"
#include "vm/term/word_stack.h"

/* The variables of a clause, by number; the place of a number is the variable's index. */
struct match_variables {
    uint32_t *numbers; /* ascending */
    bool *bound;       /* by what of the pattern has been compiled */
    size_t count;
};

struct match_compiler {
    struct heap *heap; /* for messages */
    Term errors;       /* backwards */
    bool failed;
    bool wants_errors;
    enum match_dialect dialect;
    bool in_guard;
    uint64_t *code;
    size_t size, capacity;
    struct match_variables variables;
    size_t labels; /* of jumps in the expression being compiled */
    size_t *places;
    size_t places_capacity;
    size_t frames, most_frames;
    size_t depth, most_depth;
};

/* Is TERM '$N'? */
bool match_is_variable(Term term, uint32_t *number);

/* The index of a variable of the clause; false: it has none with this number. */
bool match_variable_index(const struct match_compiler *c, uint32_t number, size_t *index);

void match_emit(struct match_compiler *c, enum match_op op, size_t operand);
void match_emit_word(struct match_compiler *c, uint64_t word);

/* Notes an error: FORMAT with %t for TERM. */
void match_error(struct match_compiler *c, const char *format, Term term);

/* Compiles an expression; its value is left on the stack, and, when it ESCAPES, does not refer to
 * the object or to the program. */
void match_compile_expression(struct match_compiler *c, Term expression, bool escapes);

#endif
