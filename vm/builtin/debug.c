/* SPDX-License-Identifier: Apache-2.0 */
/* debug.c: the parts of erts_debug and erts_internal that ordinary programs use. */
#include "vm/builtin/support.h"
#include "vm/interp/elsewhere.h"
#include "vm/memory/copy.h"
#include "vm/term/bits.h"
#include "vm/term/fun.h"
#include "vm/term/hash.h"
#include "vm/term/map.h"
#include "vm/term/word_stack.h"

/* Words measured for one reduction. */
#define WORDS_PER_REDUCTION 2

/* Words measured without asking who else is there, and the reductions that more are taken for. */
#define MEASURED_AT_ONCE 16384
#define UNKNOWN_WORK     1000000

static Term same_2(struct process *p, const Term *args)
{
    (void)p;
    return truth(args[0] == args[1]);
}

/* Is TERM so large that somebody would wait for it to be measured? How large is not known. */
static bool measures_long(const struct process *p, Term term)
{
    return copy_size_all_up_to(term, MEASURED_AT_ONCE) > MEASURED_AT_ONCE &&
           builtin_takes_long(p, UNKNOWN_WORK);
}

/* Words of a term, shared parts counted each time. */
static Term flat_size_1(struct process *p, const Term *args)
{
    size_t size = copy_size_all_up_to(args[0], MEASURED_AT_ONCE);
    if (size > MEASURED_AT_ONCE) {
        if (builtin_takes_long(p, UNKNOWN_WORK))
            return builtin_dirty(p, DIRTY_CPU, flat_size_1, ATOM_(erts_debug), ATOM_(flat_size), 1,
                                 args);
        size = copy_size_all(args[0]);
    }
    builtin_charge(p, (int64_t)(size / WORDS_PER_REDUCTION));
    return heap_uint(&p->heap, size);
}

/* ---- size: shared parts counted once ---- */

/* The objects seen so far: an open table of addresses. */
struct seen {
    Term *slots;
    size_t used;
    size_t room; /* a power of two */
};

static bool seen_before(struct seen *seen, Term object);

static void seen_grow(struct seen *seen)
{
    struct seen larger = {.room = seen->room * 2};
    larger.slots = mem_zalloc(larger.room * sizeof larger.slots[0]);
    for (size_t i = 0; i < seen->room; i++)
        if (seen->slots[i] != NON_VALUE)
            (void)seen_before(&larger, seen->slots[i]);
    free(seen->slots);
    *seen = larger;
}

/* Adds OBJECT unless it is there already. */
static bool seen_before(struct seen *seen, Term object)
{
    size_t at = (size_t)hash_mix(object) & (seen->room - 1);
    for (; seen->slots[at] != NON_VALUE; at = (at + 1) & (seen->room - 1))
        if (seen->slots[at] == object)
            return true;
    seen->slots[at] = object;
    if (++seen->used > seen->room / 2)
        seen_grow(seen);
    return false;
}

/* Words of an object itself; what it refers to goes on TODO. */
static size_t object_words(Term object, struct word_stack *todo)
{
    size_t count = 2, first = 0;
    const Term *words = cons_ptr(object);
    if (term_is_boxed(object)) {
        words = boxed_ptr(object);
        count = 1 + header_arity(words[0]);
        first = 1 + header_raw_words(words[0]);
    }
    for (size_t i = first; i < count; i++)
        if (!term_is_immediate(words[i]))
            word_stack_push(todo, words[i]);
    return count;
}

static Term size_1(struct process *p, const Term *args)
{
    if (measures_long(p, args[0]))
        return builtin_dirty(p, DIRTY_CPU, size_1, ATOM_(erts_debug), ATOM_(size), 1, args);
    struct word_stack todo;
    struct seen seen = {.room = 64};
    size_t size = 0;
    seen.slots = mem_zalloc(seen.room * sizeof seen.slots[0]);
    word_stack_init(&todo);
    if (!term_is_immediate(args[0]))
        word_stack_push(&todo, args[0]);
    while (todo.size > 0) {
        Term object = word_stack_pop(&todo);
        if (!seen_before(&seen, object))
            size += object_words(object, &todo);
    }
    word_stack_release(&todo);
    free(seen.slots);
    builtin_charge(p, (int64_t)(size / WORDS_PER_REDUCTION));
    return heap_uint(&p->heap, size);
}

/* The sorted keys of a small map; undefined for a large one. */
static Term map_to_tuple_keys_1(struct process *p, const Term *args)
{
    if (!term_is_map(args[0]))
        return builtin_error2(p, ATOM_(badmap), args[0]);
    return map_is_flat(args[0]) ? map_flat_keys(args[0]) : builtin_badarg(p);
}

static Term binary_type(Term term)
{
    const Term *object = boxed_ptr(term);
    if (bits_size(term) % 8 != 0)
        return ATOM_(sub_binary);
    if (header_kind(object[0]) == BOXED_HEAP_BITS)
        return ATOM_(heap_binary);
    const Term *base = boxed_ptr(object[3]);
    bool whole = header_kind(base[0]) == BOXED_BIN_REF && object[1] == 0 &&
                 object[2] == bin_ref_binary(base)->size * 8;
    return whole ? ATOM_(refc_binary) : ATOM_(sub_binary);
}

static Term external_type(Term term)
{
    if (term_is_pid(term))
        return ATOM_(external_pid);
    return term_is_port(term) ? ATOM_(external_port) : ATOM_(external_reference);
}

static Term boxed_type(Term term)
{
    switch (header_kind(boxed_header(term))) {
    case BOXED_TUPLE:
        return ATOM_(tuple);
    case BOXED_POS_BIG:
    case BOXED_NEG_BIG:
        return ATOM_(bignum);
    case BOXED_FLOAT:
        return ATOM_(hfloat);
    case BOXED_FUN:
        return fun_is_external(term) ? ATOM_(export) : ATOM_(fun);
    case BOXED_MAP:
        return ATOM_(flatmap);
    case BOXED_MAP_NODE:
        return ATOM_(hashmap);
    case BOXED_HEAP_BITS:
    case BOXED_SUB_BITS:
        return binary_type(term);
    case BOXED_MAGIC_REF:
        return ATOM_(magic_reference);
    case BOXED_EXTERNAL:
        return external_type(term);
    default:
        return ATOM_(reference);
    }
}

/* How the virtual machine keeps a term. */
static Term term_type_1(struct process *p, const Term *args)
{
    Term term = args[0];
    (void)p;
    if (term_is_boxed(term))
        return boxed_type(term);
    if (term_is_cons(term))
        return ATOM_(list);
    if (term_is_nil(term))
        return ATOM_(nil);
    if (term_is_small(term))
        return ATOM_(fixnum);
    if (term_is_atom(term))
        return ATOM_(atom);
    return term_is_pid(term) ? ATOM_(pid) : ATOM_(port);
}

const struct builtin_row builtins_debug[] = {
    {"erts_debug", "same", 2, same_2},
    {"erts_debug", "flat_size", 1, flat_size_1},
    {"erts_debug", "size", 1, size_1},
    {"erts_debug", "size_shared", 1, size_1},
    {"erts_internal", "map_to_tuple_keys", 1, map_to_tuple_keys_1},
    {"erts_internal", "term_type", 1, term_type_1},
    {0},
};
