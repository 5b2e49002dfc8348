/* SPDX-License-Identifier: Apache-2.0 */
/* print.h: terms as text, as io_lib's ~w, ~p (without line breaks: ~0p), ~W and ~P write them. */
#ifndef TICK_VM_PRINT_H
#define TICK_VM_PRINT_H

#include "vm/base/text_buffer.h"
#include "vm/term/term.h"

enum print_flag {
    PRINT_STRINGS = 1 << 0, /* ~p: lists and binaries of printable characters in quotes */
    PRINT_UNICODE = 1 << 1, /* the t of ~tp, ~tw: characters above 255 as they are, else escaped */
    PRINT_UNICODE_STRINGS = 1 << 2, /* printable means so in Unicode, else in Latin-1 */
    /* As the machine itself prints: no quotes for a reserved word, but for an @; floats with six
     * decimals and an exponent; no spaces around =>; the characters of a string as single bytes, of
     * which only quotes and ends of lines are escaped, and binaries as strings only in ASCII. */
    PRINT_PLAIN = 1 << 3,
};

struct print_options {
    unsigned flags;
    uint32_t depth; /* as ~P and ~W count it; 0: no limit */
};

/* ~0tp, the form in which people read terms. */
#define PRINT_PRETTY ((struct print_options){.flags = PRINT_STRINGS | PRINT_UNICODE})

/* As erlang:display/1 writes terms. */
#define PRINT_DISPLAY ((struct print_options){.flags = PRINT_STRINGS | PRINT_UNICODE | PRINT_PLAIN})

/* Appends TERM. The text is UTF-8, except for strings with PRINT_PLAIN; without PRINT_UNICODE it
 * has no character above 255. */
void print_term(struct text_buffer *buffer, Term term, const struct print_options *options);

/* The same, but stops when the buffer holds LIMIT bytes: false, if that was before the end. */
bool print_term_up_to(struct text_buffer *buffer, Term term, const struct print_options *options,
                      size_t limit);

/* Appends an atom, quoted if it needs it. */
void print_atom(struct text_buffer *buffer, Term atom, unsigned flags);

/* Appends a pid, port or reference: <0.N.S>, #Port<0.N>, #Ref<0.A.B.C>. */
void print_id(struct text_buffer *buffer, Term term);

/* Appends a fun: #Fun<module.index.unique> or fun module:function/arity. */
void print_fun(struct text_buffer *buffer, Term fun, unsigned flags);

#endif
