/* SPDX-License-Identifier: Apache-2.0 */
/* tokens.h: the tokens that the parser sees: those of the source, with constants and macros
 * replaced and included files put in. All of these are stretches of the source text that are lexed
 * again where they are used, so that every token is still found in the text; nothing is copied.
 *
 * A label in the body of a macro belongs to that one use of the macro, whereas one that is handed
 * in as an argument belongs to where the macro is used. */
#ifndef TICK_ASM_TOKENS_H
#define TICK_ASM_TOKENS_H

#include "asm/lexer.h"
#include "asm/member.h"
#include "asm/nearest.h"

/* A stretch of text being lexed. */
struct asm_frame {
    struct asm_lexer lexer;
    bool file, macro;
    uint32_t file_number;  /* of a file, in the source */
    uint32_t definition;   /* of a macro */
    uint32_t expansion;    /* number of the use of the macro whose body this is; 0 for other text */
    size_t first_argument; /* of a macro, in arguments */
    int scope;             /* frame of the macro whose parameters mean something here; -1: none */
    int outer_scope;       /* of a macro: the same for its arguments */
    uint32_t use;          /* as in asm_diag: what this text stands for; 0: a file */
};

/* A constant or a macro. */
struct asm_definition {
    bool macro, used;
    struct asm_span name; /* where it is defined */
    struct asm_span text; /* what it stands for */
    size_t first_parameter, parameters;
};

struct asm_parameter {
    struct asm_span name;
    bool used;
};

struct asm_tokens {
    struct asm_diag *diag;
    struct asm_source *source;
    ASM_VECTOR(struct asm_frame) frames;
    struct asm_intern names;
    ASM_VECTOR(struct asm_definition) definitions; /* in the order of names */
    ASM_VECTOR(struct asm_parameter) parameters;
    struct asm_members places; /* of parameters, in the macro whose first one has that number */
    ASM_VECTOR(struct asm_span) arguments;
    uint32_t expansions;
    uint64_t expanded; /* bytes of text that these were */
};

/* Starts with the first file of SOURCE. */
void asm_tokens_init(struct asm_tokens *tokens, struct asm_diag *diag, struct asm_source *source);
void asm_tokens_free(struct asm_tokens *tokens);

/* At the end of the source: warns of what the first file defines and nobody uses. */
void asm_tokens_check_used(struct asm_tokens *tokens);

/* NAME stands for BYTES of text more. False after an error, which is told
 * once: all that names stand for is too much. */
bool asm_tokens_count(struct asm_tokens *tokens, struct asm_span name, uint64_t bytes);

struct asm_token asm_tokens_next(struct asm_tokens *tokens);

/* Behind a line end that was the last token: does a line begin with a string? */
bool asm_tokens_string_next(const struct asm_tokens *tokens);

/* Of the last token: which use of a constant or macro it comes from, as in asm_diag. */
uint32_t asm_tokens_use(const struct asm_tokens *tokens);

/* What follows the words "define" and "macro", and the name of a macro at the start of a line, up
 * to the end of the line (of the macro's "end"). False after an error. */
bool asm_tokens_define(struct asm_tokens *tokens);
bool asm_tokens_macro(struct asm_tokens *tokens);
bool asm_tokens_expand(struct asm_tokens *tokens, struct asm_token name);

/* Tries the names of all macros, or of all constants and of the parameters that mean something
 * here.
 */
void asm_tokens_nearest(const struct asm_tokens *tokens, bool macros, struct asm_nearest *nearest);

/* Goes on with the file NAME, looked for beside the file that includes it. SPAN is for the error.
 */
bool asm_tokens_include(struct asm_tokens *tokens, const char *name, struct asm_span span);

/* ---- what tokens.c and definitions.c share ---- */

struct asm_frame *asm_top_frame(struct asm_tokens *tokens);

/* Is a string the first thing from LEXER on, line ends left out? */
bool asm_string_next(struct asm_lexer lexer);

const char *asm_text_at(const struct asm_tokens *tokens, struct asm_span span);
bool asm_same_text(const struct asm_tokens *tokens, struct asm_span a, struct asm_span b);
struct asm_lexer asm_lexer_for(const struct asm_tokens *tokens, struct asm_span span);

/* Which parameter NAME is, counted from 0, of the macro whose first one is FIRST; or ASM_NO_MEMBER.
 * For macros that have parameters. */
uint32_t asm_parameter_place(struct asm_tokens *tokens, size_t first, struct asm_span name);

/* The definition of a name; all zero if it has none yet. */
struct asm_definition *asm_definition_of(struct asm_tokens *tokens, struct asm_span name);

/* Goes on with FRAME, the text of the file, constant, parameter or macro NAME. False after an
 * error. */
bool asm_push_frame(struct asm_tokens *tokens, struct asm_span name, struct asm_frame frame);

#endif
