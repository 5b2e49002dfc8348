/* SPDX-License-Identifier: Apache-2.0 */
/* ets_selection.h: a walk through a table that finds objects by a match specification, in slices.
 *
 * ets_select.c begins one, or goes on with one that a program has kept; ets_walk.c looks at objects
 * for as long as the turn lasts; ets_selection.c makes of what was found the result, or the call of
 * the next slice. Where a slice ended is a term: the order reached in a hash table, the last key in
 * a tree. No memory, no lock, and no fixing of the table goes from one slice to the next. */
#ifndef TICK_VM_BUILTIN_ETS_SELECTION_H
#define TICK_VM_BUILTIN_ETS_SELECTION_H

#include "vm/builtin/ets.h"
#include "vm/ets/match.h"

/* A cursor behind the last object of a hash table, in a term. */
#define ETS_CURSOR_END (-1)

enum select_kind { SELECT_LIST, SELECT_COUNT, SELECT_DELETE, SELECT_REPLACE };

/* What is asked for. */
struct ets_wish {
    enum select_kind kind;
    bool reverse;  /* the list begins with the greatest key */
    size_t wanted; /* objects at a time; 0: all */
};

struct ets_selection {
    struct process *p;
    struct ets_table *table;
    struct match_program *program;
    struct match_runner runner;
    struct ets_wish wish;
    Term position; /* where to go on: cursor, number of a clause; [] or [Key] in a tree */
    bool at_end;
    Term list;
    size_t found;
    size_t budget;              /* objects and buckets that the turn allows */
    struct ets_object *garbage; /* to be freed after the slice */
    bool out_of_memory;
    Term handle;    /* of the table */
    Term reference; /* to the program; NON_VALUE: none yet, and a count of it is ours */
    Term origin;    /* [Function | Arguments]: what the program called */
};

/* Writing? */
ALWAYS_INLINE bool ets_wish_changes(const struct ets_wish *wish)
{
    return wish->kind == SELECT_DELETE || wish->kind == SELECT_REPLACE;
}

/* Looks at objects from S->position on until the turn is over, as many as wanted are found, or the
 * table ends. Charges for it. */
void ets_selection_walk(struct ets_selection *s);

/* One slice, or what one slice is enough for: the result of the builtin, or NON_VALUE when it
 * trapped or failed. Takes our count of the program. */
Term ets_selection_go_on(struct ets_selection *s);

#endif
