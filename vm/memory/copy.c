/* SPDX-License-Identifier: Apache-2.0 */
/* copy.c: measuring and copying terms; every message goes through here.
 *
 * Copying needs no stack: objects are appended to the target as they are found, and a second
 * pointer runs after them through the target, replacing each word that points to an original by a
 * pointer to a copy it appends. Measuring has no target to walk through and keeps the words it has
 * still to look at in a small array, which moves to the C heap in the rare case that it gets long.
 *
 * A window of at most 64 bytes on a binary travels by value, as a HEAP_BITS of just those bits, so
 * that a short message neither keeps a large binary alive nor touches its count. */
#include "vm/memory/copy.h"
#include "vm/memory/literal.h"
#include "vm/memory/off_heap.h"
#include "vm/term/work.h"

#include <stdlib.h>
#include <string.h>

size_t copy_most_words = UINT32_MAX;

static _Thread_local bool take_literals;

bool copy_literals_too(bool on)
{
    bool before = take_literals;
    take_literals = on;
    return before;
}

/* ALL: whether literals are copied too; a constant everywhere, so that the functions below, being
 * inline, become one version for messages and one for literals. */
ALWAYS_INLINE bool stays(const Term *object, bool all)
{
    return !all && literal_contains(object) && LIKELY(!take_literals);
}

/* True for a SUB_BITS that is copied as a HEAP_BITS; OBJECT is of that kind. */
ALWAYS_INLINE bool travels_by_value(const Term *object)
{
    return object[2] - object[1] <= HEAP_BITS_MAX_BYTES * 8;
}

/* ---- measuring ---- */

/* Words still to be looked at. */
struct range {
    const Term *at;
    size_t count;
};

#define FIRST_RANGES 48

struct range_stack {
    struct range *ranges;
    size_t depth;
    size_t capacity;
    struct range first[FIRST_RANGES];
};

static COLD void grow(struct range_stack *stack)
{
    size_t bytes = stack->capacity * sizeof *stack->ranges;
    struct range *larger =
        mem_realloc(stack->ranges == stack->first ? NULL : stack->ranges, 2 * bytes);
    if (stack->ranges == stack->first)
        memcpy(larger, stack->first, bytes);
    stack->ranges = larger;
    stack->capacity *= 2;
}

ALWAYS_INLINE void push(struct range_stack *stack, struct range range)
{
    if (UNLIKELY(stack->depth == stack->capacity))
        grow(stack);
    stack->ranges[stack->depth++] = range;
}

/* Words of the copy of the object at PTR without what it refers to; *INSIDE gets its terms. */
ALWAYS_INLINE size_t measure_boxed(const Term *object, struct range *inside)
{
    Term header = object[0];
    size_t arity = header_arity(header);
    if (header_kind(header) == BOXED_SUB_BITS && travels_by_value(object)) {
        *inside = (struct range){.at = object, .count = 0};
        return HEAP_BITS_WORDS(object[2] - object[1]);
    }
    size_t raw = header_raw_words(header);
    *inside = (struct range){.at = object + 1 + raw, .count = arity - raw};
    return 1 + arity;
}

/* Some number above MOST when there are more. */
ALWAYS_INLINE size_t measure(Term term, bool all, size_t most)
{
    struct range_stack stack; /* not an initialiser: that would clear all of it */
    stack.ranges = stack.first;
    stack.capacity = FIRST_RANGES;
    stack.depth = 0;
    struct range now = {.at = &term, .count = 1};
    size_t words = 0;
    for (;;) {
        while (now.count == 0) {
            if (stack.depth == 0)
                goto done;
            now = stack.ranges[--stack.depth];
        }
        Term t = *now.at++;
        now.count--;
        if (term_is_cons(t)) {
            if (stays(cons_ptr(t), all))
                continue;
            if (now.count != 0)
                push(&stack, now);
            now = (struct range){.at = cons_ptr(t), .count = 2};
            words += 2;
        } else if (term_is_boxed(t)) {
            if (stays(boxed_ptr(t), all))
                continue;
            if (now.count != 0)
                push(&stack, now);
            words += measure_boxed(boxed_ptr(t), &now);
        } else {
            continue;
        }
        if (UNLIKELY(words > most))
            break;
    }
done:
    if (UNLIKELY(stack.ranges != stack.first))
        free(stack.ranges);
    return words;
}

/* ---- copying ---- */

/* Where the next object goes, and the chain for those that own something. */
struct target {
    Term *top;
    Term *off_heap;
};

static Term append_by_value(struct target *target, Term term)
{
    struct bits bits = bits_of(term);
    unsigned char *bytes;
    Term copy = heap_bits_put(target->top, bits.size, &bytes);
    bits_copy(bytes, 0, bits.base, bits.first, bits.size);
    target->top += HEAP_BITS_WORDS(bits.size);
    return copy;
}

ALWAYS_INLINE Term append_words(struct target *target, const Term *object)
{
    Term *to = target->top;
    size_t words = 1 + header_arity(object[0]);
    for (size_t i = 0; i < words; i++)
        to[i] = object[i];
    target->top = to + words;
    return boxed_make(to);
}

static NOINLINE Term append_special(struct target *target, Term term)
{
    const Term *object = boxed_ptr(term);
    if (header_kind(object[0]) == BOXED_SUB_BITS && travels_by_value(object))
        return append_by_value(target, term);
    Term copy = append_words(target, object);
    if (off_heap_is_kind(header_kind(object[0]))) {
        off_heap_retain(object);
        off_heap_push(boxed_ptr(copy), &target->off_heap);
    }
    return copy;
}

ALWAYS_INLINE Term append_boxed(struct target *target, Term term)
{
    const Term *object = boxed_ptr(term);
    unsigned kind = header_kind(object[0]);
    if (UNLIKELY(kind == BOXED_SUB_BITS || off_heap_is_kind(kind)))
        return append_special(target, term);
    return append_words(target, object);
}

/* Appends the cells of a list one behind the other, so that who walks it finds them together. */
ALWAYS_INLINE Term append_list(struct target *target, Term term, bool all)
{
    Term *first = target->top, *to = first;
    do {
        const Term *cell = cons_ptr(term);
        to[0] = cell[0];
        term = cell[1];
        to[1] = cons_make(to + 2);
        to += 2;
    } while (term_is_cons(term) && !stays(cons_ptr(term), all));
    to[-1] = term;
    target->top = to;
    return cons_make(first);
}

/* Appends the object that TERM points to, if it is to be copied, and returns what to write instead.
 */
ALWAYS_INLINE Term append(struct target *target, Term term, bool all)
{
    if (term_is_cons(term))
        return stays(cons_ptr(term), all) ? term : append_list(target, term, all);
    if (term_is_boxed(term))
        return stays(boxed_ptr(term), all) ? term : append_boxed(target, term);
    return term;
}

/* A tail that append_list has written already. */
ALWAYS_INLINE bool is_copy(const struct target *target, const Term *start, Term term)
{
    return term - (uintptr_t)start < (uintptr_t)target->top - (uintptr_t)start;
}

ALWAYS_INLINE Term copy(Term term, Term **top, Term **off_heap, bool all)
{
    struct target target = {.top = *top, .off_heap = *off_heap};
    Term *const start = *top, *scan = start;
    Term result = append(&target, term, all);
    while (scan < target.top) {
        Term t = *scan;
        if (term_is_header(t))
            scan += header_raw_words(t);
        else if (!term_is_immediate(t) && !is_copy(&target, start, t))
            *scan = append(&target, t, all);
        scan++;
    }
    *top = target.top;
    *off_heap = target.off_heap;
    return result;
}

/* ---- the public forms ---- */

/* Who measures a term is going to copy it, and pays for both here. */
static size_t charged(size_t words)
{
    work_charge(words / WORK_STEPS_PER_REDUCTION);
    return words;
}

size_t copy_size(Term term)
{
    return charged(measure(term, false, copy_most_words));
}

size_t copy_size_up_to(Term term, size_t most)
{
    return charged(measure(term, false, most));
}

size_t copy_size_all(Term term)
{
    return charged(measure(term, true, copy_most_words));
}

size_t copy_size_all_up_to(Term term, size_t most)
{
    return charged(measure(term, true, most));
}

Term copy_term(Term term, Term **top, Term **off_heap)
{
    return copy(term, top, off_heap, false);
}

Term copy_term_all(Term term, Term **top, Term **off_heap)
{
    return copy(term, top, off_heap, true);
}

struct fragment *copy_measured_to_fragment(Term term, size_t words)
{
    struct fragment *fragment = words > copy_most_words ? NULL : fragment_new(words);
    if (UNLIKELY(fragment == NULL))
        return NULL;
    Term *top = fragment->data;
    fragment->term = copy(term, &top, &fragment->off_heap, false);
    return fragment;
}

struct fragment *copy_to_fragment(Term term)
{
    return copy_measured_to_fragment(term, measure(term, false, copy_most_words));
}

Term copy_to_heap(struct heap *heap, Term term)
{
    size_t words = measure(term, false, copy_most_words);
    if (words == 0)
        return term;
    Term *top = heap_alloc(heap, words);
    Term *chain = heap->off_heap;
    Term result = copy(term, &top, &heap->off_heap, false);
    heap->off_heap_bytes += off_heap_chain_bytes(heap->off_heap, chain);
    return result;
}
