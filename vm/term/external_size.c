/* SPDX-License-Identifier: Apache-2.0 */
/* external_size.c: the walk that only counts. A sum does not ask for the order of its parts: so
 * what is still to be counted is on a stack in any order, whole terms and marks (walk_mark.h) for
 * the rest of a container. It fits into a tuple when the walk stops. Leaves are measured where they
 * are met; sizes are those of external_encode.c and external_encode_leaf.c. */
#include "vm/term/external_size.h"

#include "vm/term/bits.h"
#include "vm/term/external_shape.h"
#include "vm/term/external_tags.h"
#include "vm/term/fun.h"
#include "vm/term/map.h"
#include "vm/term/walk_mark.h"
#include "vm/term/word_stack.h"

#include <string.h>

/* What lies below a mark, the topmost last. */
enum mark_kind {
    MARK_BYTES, /* rest of a list: the place are its cells before the rest, all of them bytes */
    MARK_REST,  /* rest of a list that is no string */
    MARK_ARRAY, /* tuple or fun: elements or free variables from the place on */
    MARK_PAIRS, /* last key counted, map: pairs behind it */
};

#define PAIRS_AT_A_TIME 32

/* Cells of a list that is looked at where it is met. */
#define SHORT_LIST 16

struct counter {
    size_t size;
    size_t steps; /* left */
    unsigned options;
    struct word_stack stack;
};

static void push_marked(struct counter *c, Term term, enum mark_kind kind, size_t place)
{
    uint64_t *words = word_stack_add(&c->stack, 2);
    words[0] = term;
    words[1] = mark_make(kind, place);
}

/* ---- leaves ---- */

static size_t atom_size(const struct counter *c, Term atom)
{
    const struct atom_text *text = atom_text(atom);
    if (external_atom_is_latin1(text, c->options))
        return 3 + (size_t)text->characters;
    return (text->bytes < 256 ? 2 : 3) + (size_t)text->bytes;
}

static NOINLINE size_t big_size(Term integer)
{
    struct int_view view;
    int_view(integer, &view);
    size_t size = external_big_bytes(&view);
    return (size < 256 ? 3 : 6) + size;
}

ALWAYS_INLINE size_t small_size(Term small)
{
    int64_t value = small_value(small);
    if (value >= 0 && value <= 255)
        return 2;
    return value >= INT32_MIN && value <= INT32_MAX ? 5 : big_size(small);
}

static size_t id_size(const struct counter *c, Term term)
{
    struct external_id id;
    external_id_of(term, &id);
    size_t size = 1 + atom_size(c, id.node) + 4; /* tag, node, creation */
    if (term_is_port(term))
        return size + (external_port_is_short(&id) ? 4 : 8);
    return size + 4 * (size_t)id.count + (term_is_pid(term) ? 0 : 2);
}

ALWAYS_INLINE size_t bitstring_size(size_t bits)
{
    return 5 + bits / 8 + (bits % 8 != 0 ? 2 : 0);
}

/* An atom, nil, pid or port. */
static NOINLINE size_t no_number_size(const struct counter *c, Term term)
{
    if (term_is_atom(term))
        return atom_size(c, term);
    return term_is_nil(term) ? 1 : id_size(c, term);
}

/* The bytes of TERM if it is one of the leaves that there are many of, else 0. */
ALWAYS_INLINE size_t leaf_size(const struct counter *c, Term term)
{
    if (term_is_small(term))
        return small_size(term);
    if (term_is_immediate(term))
        return no_number_size(c, term);
    if (term_is_kind(term, BOXED_HEAP_BITS))
        return bitstring_size(boxed_ptr(term)[1]);
    if (term_is_kind(term, BOXED_FLOAT))
        return c->options & EXTERNAL_OLD_FLOATS ? 1 + OLD_FLOAT_BYTES : 9;
    return 0;
}

static size_t fun_size(const struct counter *c, Term fun)
{
    if (fun_is_external(fun)) {
        const struct mfa *mfa = &fun_export(fun)->mfa;
        return 1 + atom_size(c, mfa->module) + atom_size(c, mfa->function) + 2;
    }
    const struct fun_entry *entry = fun_entry(fun);
    return EXTERNAL_FUN_HEAD + atom_size(c, entry->module) +
           small_size(small_make(entry->old_index)) + small_size(small_make(entry->uniq)) +
           id_size(c, pid_make(0));
}

/* ---- containers: these return what is to be counted next, or NON_VALUE ---- */

static void spend(struct counter *c, size_t steps)
{
    c->steps -= steps < c->steps ? steps : c->steps;
}

static bool is_byte(Term term)
{
    return term_is_small(term) && (uint64_t)small_value(term) <= 255;
}

/* The bytes of a proper list of a few leaves, whose cells are added to *CELLS; 0: LIST is none. */
static size_t short_list_size(const struct counter *c, Term list, size_t *cells)
{
    size_t size = 0, count = 0;
    bool bytes = true;
    for (; term_is_cons(list) && count < SHORT_LIST; list = list_tail(list), count++) {
        Term head = list_head(list);
        size_t leaf = leaf_size(c, head);
        if (leaf == 0)
            return 0;
        size += leaf;
        bytes = bytes && is_byte(head);
    }
    if (!term_is_nil(list) || count == 0)
        return 0;
    *cells += count;
    return bytes ? 3 + count : 5 + size + 1;
}

/* Elements of WHOLE, at ARRAY, from PLACE on, up to one that is neither a leaf nor a short list of
 * leaves; the rest goes onto the stack. */
ALWAYS_INLINE Term count_array(struct counter *c, Term whole, const Term *array, size_t count,
                               size_t place)
{
    size_t begin = place, last = count - place > c->steps ? place + c->steps : count;
    size_t size = 0, part = 1, cells = 0;
    while (place < last && part != 0) {
        Term term = array[place++];
        part = leaf_size(c, term);
        if (part == 0)
            part = short_list_size(c, term, &cells);
        size += part;
    }
    c->size += size;
    spend(c, place - begin + cells);
    if (place < count)
        push_marked(c, whole, MARK_ARRAY, place);
    return part == 0 ? array[place - 1] : NON_VALUE;
}

static Term count_tuple_from(struct counter *c, Term tuple, size_t place)
{
    return count_array(c, tuple, tuple_elements(tuple), tuple_arity(tuple), place);
}

static Term count_tuple(struct counter *c, Term tuple)
{
    c->size += tuple_arity(tuple) < 256 ? 2 : 5;
    return count_tuple_from(c, tuple, 0);
}

/* Free variables of a fun, values of a flat map. */
static Term count_array_from(struct counter *c, Term whole, size_t place)
{
    if (term_is_tuple(whole))
        return count_tuple_from(c, whole, place);
    if (term_is_kind(whole, BOXED_FUN))
        return count_array(c, whole, fun_free(whole), fun_free_count(whole), place);
    return count_array(c, whole, map_flat_values(whole), map_flat_size(whole), place);
}

/* Cells of a list that is no string, up to an element that is neither a leaf nor a tuple of such,
 * or the tail. */
static Term count_rest(struct counter *c, Term rest)
{
    Term next = NON_VALUE;
    for (; c->steps > 0 && next == NON_VALUE && term_is_cons(rest); rest = list_tail(rest)) {
        Term head = list_head(rest);
        size_t leaf = leaf_size(c, head);
        c->size += leaf;
        c->steps--;
        if (leaf == 0)
            next = term_is_tuple(head) ? count_tuple(c, head) : head;
    }
    if (next == NON_VALUE && !term_is_cons(rest))
        return rest;
    if (term_is_nil(rest))
        c->size++;
    else
        push_marked(c, rest, MARK_REST, 0);
    return next;
}

/* Cells of a list of which those before REST, COUNT of them, are all bytes. */
static Term count_bytes(struct counter *c, Term rest, size_t count)
{
    size_t begin = count, end = count + c->steps;
    for (; count < end && term_is_cons(rest) && is_byte(list_head(rest)); count++)
        rest = list_tail(rest);
    c->steps -= count - begin;
    if (term_is_cons(rest) && count == end) {
        push_marked(c, rest, MARK_BYTES, count);
        return NON_VALUE;
    }
    if (term_is_nil(rest) && count <= EXTERNAL_STRING_MAX) {
        c->size += 3 + count;
        return NON_VALUE;
    }
    c->size += 5 + 2 * count;
    return count_rest(c, rest);
}

/* Puts the next pairs of a hash trie onto the stack; AFTER: the key behind which they are,
 * NON_VALUE at first. */
static Term count_pairs(struct counter *c, Term map, Term after)
{
    Term keys[PAIRS_AT_A_TIME], values[PAIRS_AT_A_TIME];
    struct map_iterator iterator;
    size_t count = 0;
    if (after == NON_VALUE)
        map_iterate(&iterator, map);
    else
        (void)map_iterate_after(&iterator, map, after);
    while (count < PAIRS_AT_A_TIME && map_next(&iterator, &keys[count], &values[count]))
        count++;
    if (count == PAIRS_AT_A_TIME) {
        word_stack_push(&c->stack, keys[count - 1]);
        push_marked(c, map, MARK_PAIRS, 0);
    }
    uint64_t *words = word_stack_add(&c->stack, 2 * count);
    memcpy(words, keys, count * sizeof(Term));
    memcpy(words + count, values, count * sizeof(Term));
    return NON_VALUE;
}

static Term count_map(struct counter *c, Term map)
{
    c->size += 5;
    if (!map_is_flat(map))
        return count_pairs(c, map, NON_VALUE);
    Term key = count_tuple_from(c, map_flat_keys(map), 0);
    if (key != NON_VALUE)
        word_stack_push(&c->stack, key);
    return count_array_from(c, map, 0);
}

static Term count_fun(struct counter *c, Term fun)
{
    c->size += fun_size(c, fun);
    return fun_is_external(fun) ? NON_VALUE : count_array_from(c, fun, 0);
}

/* ---- the walk ---- */

static Term count_boxed(struct counter *c, Term term)
{
    switch (header_kind(boxed_header(term))) {
    case BOXED_POS_BIG:
    case BOXED_NEG_BIG:
        c->size += big_size(term);
        break;
    case BOXED_FUN:
        return count_fun(c, term);
    case BOXED_MAP:
    case BOXED_MAP_NODE:
        return count_map(c, term);
    case BOXED_SUB_BITS:
        c->size += bitstring_size(bits_of(term).size);
        break;
    default:
        c->size += id_size(c, term);
    }
    return NON_VALUE;
}

static Term count_marked(struct counter *c, Term mark)
{
    size_t place = mark_place(mark);
    Term term = word_stack_pop(&c->stack);
    switch ((enum mark_kind)mark_kind(mark)) {
    case MARK_BYTES:
        return count_bytes(c, term, place);
    case MARK_REST:
        return count_rest(c, term);
    case MARK_ARRAY:
        return count_array_from(c, term, place);
    case MARK_PAIRS:
        return count_pairs(c, term, word_stack_pop(&c->stack));
    }
    return NON_VALUE;
}

/* A term, or what a mark stands for. */
ALWAYS_INLINE Term count_next(struct counter *c, Term term)
{
    if (term_is_tuple(term))
        return count_tuple(c, term);
    if (term_is_cons(term))
        return count_bytes(c, term, 0);
    if (term_is_mark(term))
        return count_marked(c, term);
    size_t leaf = leaf_size(c, term);
    c->size += leaf;
    return leaf != 0 ? NON_VALUE : count_boxed(c, term);
}

/* Counts until nothing is left, or no steps are. What was on the stack takes one, too. */
static Term count(struct heap *heap, struct counter *c, size_t *steps, size_t *size)
{
    while (c->stack.size != 0 && c->steps > 0) {
        Term term = count_next(c, word_stack_pop(&c->stack));
        while (term != NON_VALUE && c->steps > 0)
            term = count_next(c, term);
        if (term != NON_VALUE)
            word_stack_push(&c->stack, term);
        c->steps -= c->steps > 0;
    }
    Term left = c->stack.size == 0 ? NIL : heap_tuple(heap, c->stack.size, c->stack.words);
    word_stack_release(&c->stack);
    *size += c->size;
    *steps = c->steps;
    return left;
}

static void counter_init(struct counter *c, unsigned options, size_t steps)
{
    c->size = 0;
    c->steps = steps;
    c->options = options;
    word_stack_init(&c->stack);
}

Term external_size_some(struct heap *heap, Term term, unsigned options, size_t *steps, size_t *size)
{
    struct counter c;
    counter_init(&c, options, *steps);
    word_stack_push(&c.stack, term);
    return count(heap, &c, steps, size);
}

Term external_size_more(struct heap *heap, Term left, unsigned options, size_t *steps, size_t *size)
{
    struct counter c;
    size_t words = tuple_arity(left);
    counter_init(&c, options, *steps);
    memcpy(word_stack_add(&c.stack, words), tuple_elements(left), words * sizeof(Term));
    return count(heap, &c, steps, size);
}
