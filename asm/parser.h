/* SPDX-License-Identifier: Apache-2.0 */
/* parser.h: source text to a module, by recursive descent with one token of lookahead. Every
 * function that parses returns false (or NULL) after it has noted an error; the parser then goes on
 * with the next line, so one run finds an error in each bad line. */
#ifndef TICK_ASM_PARSER_H
#define TICK_ASM_PARSER_H

#include "asm/literal.h"
#include "asm/module.h"
#include "asm/record.h"
#include "asm/tokens.h"

struct asm_parser {
    struct asm_module *module;
    struct asm_diag *diag;
    struct asm_tokens tokens;
    struct asm_token token; /* the next one */
    struct asm_span word;   /* of the directive at hand */
    struct asm_span named;  /* the name in the line module; size 0 if there is none yet */
    bool outside;           /* said that code stands outside of functions */
    bool in_place;          /* the instruction at hand begins a function in place */
    ASM_VECTOR(struct asm_span)
    brackets; /* that are open: line ends inside of them mean nothing */

    struct asm_records records;
    struct asm_arena arena; /* of the literal being parsed */
    ASM_VECTOR(struct asm_literal *) items;
    unsigned depth; /* of the literal */
};

/* Parses the first file of SOURCE (that of DIAG), and what it includes, into MODULE. Check DIAG for
 * errors afterwards. */
void asm_parse(struct asm_module *module, struct asm_diag *diag, struct asm_source *source);

/* ---- for the parts of the parser ---- */

/* Goes on to the next token; line ends are left out inside brackets. */
void asm_advance(struct asm_parser *p);

/* If the next token is of this kind: takes it and returns true. */
bool asm_accept(struct asm_parser *p, enum asm_token_kind kind);

/* The same, but another token is an error. */
bool asm_expect(struct asm_parser *p, enum asm_token_kind kind);

/* A function as the source names it: name/arity, or module:name/arity if EXTERNAL. */
struct asm_function_ref {
    bool external;
    uint32_t module, function, arity; /* atoms */
    struct asm_span span;
};

/* "expected EXPECTED, found ..." about the next token. Returns false. */
bool asm_unexpected(struct asm_parser *p, const char *expected);

/* The same where an atom may stand. */
bool asm_no_atom(struct asm_parser *p, const char *expected);

/* The instruction WORD does not exist, or is obsolete if OP is not 0. Returns false. */
bool asm_unknown_instruction(struct asm_parser *p, struct asm_token word, unsigned op);

/* A function is named without its module where it needs one, or with it where that cannot be. Both
 * return false. */
bool asm_no_module_name(struct asm_parser *p);
bool asm_not_local(struct asm_parser *p);

/* The name of FUNCTION is there, its arity is not. Returns false. */
bool asm_missing_arity(struct asm_parser *p, const struct asm_function_ref *function);

/* Tries the words that directives begin with. */
void asm_directives_nearest(struct asm_nearest *nearest);

/* Takes an opening or closing bracket. */
bool asm_open(struct asm_parser *p, enum asm_token_kind bracket);
bool asm_close(struct asm_parser *p, enum asm_token_kind bracket);

/* The closing bracket behind items that commas separate: either may come here. */
bool asm_close_items(struct asm_parser *p, enum asm_token_kind bracket);

/* The text of a token. */
const char *asm_token_text(const struct asm_parser *p, struct asm_token token);

/* Where the next token stands for the line table: in the use of a macro if it is from its body. */
struct asm_span asm_here(const struct asm_parser *p);

/* Is the next token this word? */
bool asm_at_word(const struct asm_parser *p, const char *word);

/* An atom, quoted or not. WHAT says in messages what it is for. */
bool asm_parse_atom(struct asm_parser *p, const char *what, uint32_t *atom);

/* An unsigned number of at most LIMIT. */
bool asm_parse_number(struct asm_parser *p, const char *what, uint64_t limit, uint64_t *value);

/* Is the next token an atom, or the name of a function that looks like a register, as in f0/2? */
bool asm_at_function(const struct asm_parser *p);

/* name/arity, or module:name/arity if EXTERNAL. */
bool asm_parse_function(struct asm_parser *p, bool external, struct asm_function_ref *function);

/* A whole term, in the parser's arena. */
struct asm_literal *asm_parse_literal(struct asm_parser *p);

/* A literal's number in the module's literals. */
uint32_t asm_keep_literal(struct asm_parser *p, const struct asm_literal *literal);

/* The directives of these names, behind the word. */
bool asm_parse_attribute(struct asm_parser *p);
bool asm_parse_attributes(struct asm_parser *p);
bool asm_parse_old_uniq(struct asm_parser *p);
bool asm_parse_chunk(struct asm_parser *p);
bool asm_parse_type(struct asm_parser *p);

/* The operands of instruction OP, which has just been added to the module. */
bool asm_parse_operands(struct asm_parser *p, unsigned op);

#endif
