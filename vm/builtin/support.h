/* SPDX-License-Identifier: Apache-2.0 */
/* support.h: what the files of builtins share: truth values, arguments that are numbers, and going
 * on in the next slice. */
#ifndef TICK_VM_BUILTIN_SUPPORT_H
#define TICK_VM_BUILTIN_SUPPORT_H

#include "vm/builtin/builtin.h"

/* Cells of a list that a loop looks at, or copies, for one reduction. */
#define CELLS_PER_REDUCTION 3

/* Lists up to this length are built where there is room; what is longer asks for it first
 * (builtin_make_room). */
#define FEW_CELLS ((size_t)256)

/* Bytes that a loop looks at one by one for one reduction, and that are copied in one go, to memory
 * that is new. */
#define BYTES_PER_REDUCTION        16
#define COPIED_BYTES_PER_REDUCTION 128

/* The largest tuple, as in OTP. */
#define TUPLE_MAX_ARITY ((size_t)(1 << 24) - 1)

ALWAYS_INLINE Term truth(bool value)
{
    return value ? ATOM_(true) : ATOM_(false);
}

/* Is TERM a small integer in LEAST..MOST? Then its value is in *VALUE. */
ALWAYS_INLINE bool small_within(Term term, int64_t least, int64_t most, int64_t *value)
{
    *value = small_value(term);
    return term_is_small(term) && *value >= least && *value <= most;
}

/* The words that the rest of some work builds, if LEFT is left of it and DONE has built BUILT
 * words: a guess, for builtin_make_room. What begins unlike the rest must not cost too much. */
ALWAYS_INLINE size_t room_for_rest(size_t built, size_t done, size_t left)
{
    size_t times = done == 0 ? 1 : left / done + 1;
    return built * (times < 32 ? times : 32);
}

/* Goes on at tick:NAME/COUNT, where the builtins keep the entries of their later slices. */
Term builtin_continue(struct process *p, Term name, unsigned count, const Term *args);

/* An error of class error whose trace begins with MODULE:FUNCTION called with ARGS: for a later
 * slice, whose own name and arguments mean nothing to the program. */
Term builtin_error_as(struct process *p, Term reason, Term module, Term function, unsigned count,
                      const Term *args);

/* Walks at most *LEFT cells of LIST and takes off *LEFT what it walked. Returns what follows. */
ALWAYS_INLINE Term list_skip(Term list, size_t *left)
{
    size_t n = *left;
    for (; n > 0 && term_is_cons(list); n--)
        list = list_tail(list);
    *left = n;
    return list;
}

/* The length of a list if it is proper and not longer than MOST, else -1. */
ALWAYS_INLINE int64_t list_length_up_to(Term list, size_t most)
{
    size_t left = most;
    Term end = list_skip(list, &left);
    return term_is_nil(end) ? (int64_t)(most - left) : -1;
}

#endif
