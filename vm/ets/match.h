/* SPDX-License-Identifier: Apache-2.0 */
/* match.h: match specifications, as compiled and executed.
 *
 * A specification is a list of clauses {Head, Guards, Body}. Each becomes a sequence of
 * instructions (match_code.h) for a machine with a cursor, for the pattern, and a stack, for the
 * expressions. The program owns a copy of the specification, to which its constants belong. It is
 * a magic object: what ets:match_spec_compile/1 returns is a reference to one. */
#ifndef TICK_VM_ETS_MATCH_H
#define TICK_VM_ETS_MATCH_H

#include "vm/ets/object.h"
#include "vm/process/registers.h"
#include "vm/term/ref.h"

enum match_dialect { MATCH_TABLE, MATCH_TRACE };

struct match_clause {
    size_t start; /* of its code */
    Term head;
    Term body; /* the list of expressions */
    uint32_t variables;
};

struct match_program {
    struct magic magic; /* first */
    enum match_dialect dialect;
    struct fragment *specification; /* the copy; its term is the list of clauses */
    uint64_t *code;
    struct match_clause *clauses;
    size_t clause_count;
    uint32_t variables; /* the most of any clause */
    uint32_t frames;    /* the most that patterns nest */
    uint32_t depth;     /* the most that expressions have on the stack */
};

/* Finds the functions that guards may call. Once, after the builtins have been entered. */
void match_init(void);

/* Compiles SPECIFICATION; the program has one reference. NULL: it is none, and *ERRORS is a list of
 * {error, Text} on HEAP, unless ERRORS is NULL; or memory is exhausted, and *ERRORS is NIL. */
struct match_program *match_compile(struct heap *heap, Term specification,
                                    enum match_dialect dialect, Term *errors) MUST_CHECK;

void match_drop(struct match_program *program);

/* A term that holds PROGRAM: takes over one reference. */
Term match_reference(struct heap *heap, struct match_program *program);

/* The program that a term holds, or NULL. */
struct match_program *match_of(Term term);

/* ---- executing ---- */

struct match_frame {
    const Term *at; /* where the cursor goes on */
    Term map;       /* of a pattern of a map: the map, and the value that is being matched */
    Term value;
};

#define MATCH_LOCAL_WORDS 96

enum match_flag { MATCH_RETURN_TRACE = 1 << 0, MATCH_EXCEPTION_TRACE = 1 << 1 };

/* Points into itself: never copied. */
struct match_runner {
    const struct match_program *program;
    struct process *p;
    const struct ets_object *object; /* that is being matched; NULL: a term on the heap of P */
    Term *variables;
    Term *stack;
    struct match_frame *frames;
    Term message;   /* trace: what {message, _} has set, or NON_VALUE */
    unsigned flags; /* trace: enum match_flag */
    Term local[MATCH_LOCAL_WORDS];
};

/* RUNNER executes PROGRAM for P, any number of times, until it is released. */
void match_runner_init(struct match_runner *runner, const struct match_program *program,
                       struct process *p);
void match_runner_release(struct match_runner *runner);

/* Matches TERM, which is on the heap of P, with the clauses in turn. The value of the body of the
 * first one that matches, on the heap of P; NON_VALUE: none does. */
Term match_run_term(struct match_runner *runner, Term term);

/* The same for an object of a table, under its lock. */
Term match_run(struct match_runner *runner, const struct ets_object *object);

/* ---- what a program says about keys (match_key.c) ---- */

/* Are all objects that PROGRAM can match under finitely many keys, one for each clause? Only keys
 * that are given in full. */
bool match_has_keys(const struct match_program *program, size_t keypos);

/* The pattern for the key in clause INDEX; NON_VALUE: anything, or nothing can match. */
Term match_key_pattern(const struct match_program *program, size_t index, size_t keypos);

/* Does the pattern TERM stand for itself alone? */
bool match_is_ground(Term term);

/* How KEY stands to the keys that can match PATTERN, in the order of keys: negative before all, 0
 * perhaps one of them, positive behind all. */
int match_compare_key(Term key, Term pattern);

/* Does every clause give objects with the key of the object that it matched? */
bool match_keeps_keys(const struct match_program *program, size_t keypos);

#endif
