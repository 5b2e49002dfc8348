/* SPDX-License-Identifier: Apache-2.0 */
/* phash2.c: erlang:phash2. Its numbers are part of the language: the same in every release and on
 * every machine. Leaves, and how everything is mixed, are in phash2_leaf.h; here is the walk.
 *
 * The walk may stop between any two steps. What is still to be done is a stack of terms and
 * marks (walk_mark.h), which fits into a tuple. */
#include "vm/term/phash2.h"
#include "vm/term/bits.h"
#include "vm/term/fun.h"
#include "vm/term/hash.h"
#include "vm/term/map.h"
#include "vm/term/phash2_leaf.h"
#include "vm/term/walk_mark.h"
#include "vm/term/word_stack.h"

#include <string.h>

/* What lies below a mark, the topmost last. A map's pairs are hashed one by one from 0 and combined
 * by exclusive or, so their order has no influence. */
enum mark_kind {
    MARK_TUPLE,  /* tuple: elements from the place on */
    MARK_FUN,    /* fun: free variables from the place on */
    MARK_BLOCKS, /* a, b, bitstring: bytes from the place on; c is the hash */
    MARK_PAIRS,  /* last key seen, map: pairs behind it; place: how many were seen at a time */
    MARK_PAIR,   /* behind a pair */
    MARK_MAP,    /* pairs and hash outside of the map that has been walked */
};

#define PAIRS_AT_A_TIME 32
#define FEW_ELEMENTS    16
#define BYTES_AT_A_TIME ((size_t)64 * BLOCK_BYTES)

static void push(struct phash2_walk *walk, Term term)
{
    word_stack_push(&walk->stack, term);
}

static Term pop(struct phash2_walk *walk)
{
    return word_stack_pop(&walk->stack);
}

static void push_mark(struct phash2_walk *walk, enum mark_kind kind, size_t place)
{
    push(walk, mark_make(kind, place));
}

static void take_steps(struct phash2_walk *walk, size_t steps)
{
    walk->left = walk->left > steps ? walk->left - steps : 0;
}

/* COUNT terms, the first on top. */
static void push_all(struct phash2_walk *walk, const Term *terms, size_t count)
{
    uint64_t *to = word_stack_add(&walk->stack, count);
    for (size_t i = 0; i < count; i++)
        to[count - 1 - i] = terms[i];
}

/* Elements of an array from PLACE on. Those that are immediate are done, up to another one. If few
 * are left, they go onto the stack, else that one, above a mark for what follows it. */
static void walk_array(struct phash2_walk *walk, enum mark_kind kind, Term whole, const Term *array,
                       size_t count, size_t place)
{
    size_t rest = count - place;
    size_t begin = place, end = rest < walk->left ? count : place + walk->left;
    uint32_t hash = walk->hash;
    for (; place < end && term_is_immediate(array[place]); place++)
        hash = hash_immediate(hash, array[place]);
    walk->hash = hash;
    take_steps(walk, place - begin);
    if (count - place <= FEW_ELEMENTS) {
        push_all(walk, array + place, count - place);
        return;
    }
    Term next = place < end ? array[place++] : NON_VALUE;
    push(walk, whole);
    push_mark(walk, kind, place);
    if (next != NON_VALUE)
        push(walk, next);
}

static void walk_tuple(struct phash2_walk *walk, Term tuple, size_t place)
{
    walk_array(walk, MARK_TUPLE, tuple, tuple_elements(tuple), tuple_arity(tuple), place);
}

static void walk_free(struct phash2_walk *walk, Term fun, size_t place)
{
    walk_array(walk, MARK_FUN, fun, fun_free(fun), fun_free_count(fun), place);
}

static void walk_fun(struct phash2_walk *walk, Term fun)
{
    if (fun_is_external(fun)) {
        const struct mfa *mfa = &fun_export(fun)->mfa;
        walk->hash = add2(walk->hash, TYPE_INTEGER, mfa->arity, atom_text(mfa->module)->hash);
        walk->hash = add1(walk->hash, TYPE_EXPORT, atom_text(mfa->function)->hash);
        return;
    }
    const struct fun_entry *entry = fun_entry(fun);
    uint32_t free_count = (uint32_t)fun_free_count(fun);
    walk->hash = add2(walk->hash, TYPE_INTEGER, free_count, atom_text(entry->module)->hash);
    walk->hash = add2(walk->hash, TYPE_INTEGER, entry->index, entry->uniq);
    walk_free(walk, fun, 0);
}

/* SIZE bytes of BITS from PLACE on, and the bits behind them that fill no byte: in BUFFER, unless
 * they lie on bytes as they are. */
static const unsigned char *block_bytes(const struct bits *bits, size_t place, size_t size,
                                        unsigned char *buffer)
{
    size_t first = bits->first + 8 * place, end = bits->size - 8 * place;
    if (bits->first % 8 == 0)
        return bits->base + first / 8;
    bits_copy(buffer, 0, bits->base, first, end - 8 * size < 8 ? end : 8 * size);
    return buffer;
}

/* Bytes from PLACE on of a bitstring, whose hash so far is T. */
static void walk_blocks(struct phash2_walk *walk, Term term, size_t place, struct triple t)
{
    unsigned char buffer[BYTES_AT_A_TIME + 1];
    struct bits bits = bits_of(term);
    size_t size = bits.size / 8, last_bits = bits.size % 8;
    for (; size - place >= BYTES_AT_A_TIME && walk->left > 0; place += BYTES_AT_A_TIME) {
        t = add_blocks(t, block_bytes(&bits, place, BYTES_AT_A_TIME, buffer), BYTES_AT_A_TIME);
        take_steps(walk, BYTES_AT_A_TIME / BLOCK_BYTES);
    }
    size_t left = size - place, blocks = left / BLOCK_BYTES * BLOCK_BYTES;
    if (left >= BYTES_AT_A_TIME) {
        walk->hash = t.c;
        push(walk, small_make(t.a));
        push(walk, small_make(t.b));
        push(walk, term);
        push_mark(walk, MARK_BLOCKS, place);
        return;
    }
    const unsigned char *bytes = block_bytes(&bits, place, left, buffer);
    t = add_blocks(t, bytes, blocks);
    walk->hash = finish_blocks(t, bytes + blocks, left - blocks, size);
    if (last_bits != 0)
        walk->hash = add2(walk->hash, TYPE_LAST_BITS, (uint32_t)last_bits,
                          (uint32_t)bytes[left] >> (8 - last_bits));
}

/* A HEAP_BITS of whole bytes that are less than a block, with zeros behind them. */
static uint32_t hash_short_binary(uint32_t hash, const Term *object)
{
    size_t size = object[1] / 8;
    uint64_t bytes = object[2], more = size > 8 ? object[3] : 0;
    struct triple t = {GOLDEN_RATIO, GOLDEN_RATIO, hash};
    t.a += (uint32_t)bytes;
    t.b += (uint32_t)(bytes >> 32);
    t.c += ((uint32_t)more << 8) + (uint32_t)size;
    return mix(t).c;
}

static void walk_bits(struct phash2_walk *walk, Term term)
{
    const Term *object = boxed_ptr(term);
    walk->hash += GOLDEN_RATIO * TYPE_BINARY;
    if (header_kind(object[0]) == BOXED_HEAP_BITS && object[1] % 8 == 0 && object[1] != 0 &&
        object[1] < (size_t)8 * BLOCK_BYTES)
        walk->hash = hash_short_binary(walk->hash, object);
    else if (bits_size(term) != 0)
        walk_blocks(walk, term, 0, (struct triple){GOLDEN_RATIO, GOLDEN_RATIO, walk->hash});
}

/* Puts the next pairs of ITERATOR onto the stack. Returns their number, and the last key. */
static size_t push_pairs(struct phash2_walk *walk, struct map_iterator *iterator, Term *key)
{
    size_t count = 0;
    for (Term value; count < PAIRS_AT_A_TIME && map_next(iterator, key, &value); count++) {
        uint64_t *to = word_stack_add(&walk->stack, 3);
        to[0] = mark_make(MARK_PAIR, 0);
        to[1] = value;
        to[2] = *key;
    }
    return count;
}

/* The same, and below them what stands for the pairs that follow. */
static void push_some_pairs(struct phash2_walk *walk, Term map, struct map_iterator *iterator)
{
    Term key = NIL;
    size_t below = walk->stack.size;
    (void)word_stack_add(&walk->stack, 3);
    size_t count = push_pairs(walk, iterator, &key);
    walk->stack.words[below] = key;
    walk->stack.words[below + 1] = map;
    walk->stack.words[below + 2] = mark_make(MARK_PAIRS, count);
}

static void walk_pairs_behind(struct phash2_walk *walk, Term map, Term key, size_t before)
{
    struct map_iterator iterator;
    if (before == PAIRS_AT_A_TIME && map_iterate_after(&iterator, map, key))
        push_some_pairs(walk, map, &iterator);
}

static void walk_map(struct phash2_walk *walk, Term map)
{
    size_t size = map_size(map);
    walk->hash = add1(walk->hash, TYPE_MAP, (uint32_t)size);
    if (size == 0)
        return;
    push(walk, small_make(walk->pairs));
    push(walk, small_make(walk->hash));
    push_mark(walk, MARK_MAP, 0);
    walk->hash = 0;
    walk->pairs = 0;
    struct map_iterator iterator;
    map_iterate(&iterator, map);
    if (size <= PAIRS_AT_A_TIME)
        (void)push_pairs(walk, &iterator, &(Term){NIL});
    else
        push_some_pairs(walk, map, &iterator);
}

static void leave_map(struct phash2_walk *walk)
{
    uint32_t outside = (uint32_t)small_value(pop(walk));
    walk->hash = add1(outside, TYPE_PAIRS, walk->pairs);
    walk->pairs = (uint32_t)small_value(pop(walk));
}

static void walk_mark(struct phash2_walk *walk, Term mark)
{
    size_t place = mark_place(mark);
    Term term;
    switch ((enum mark_kind)mark_kind(mark)) {
    case MARK_TUPLE:
        walk_tuple(walk, pop(walk), place);
        break;
    case MARK_FUN:
        walk_free(walk, pop(walk), place);
        break;
    case MARK_BLOCKS: {
        struct triple t = {.c = walk->hash};
        term = pop(walk);
        t.b = (uint32_t)small_value(pop(walk));
        t.a = (uint32_t)small_value(pop(walk));
        walk_blocks(walk, term, place, t);
        break;
    }
    case MARK_PAIRS:
        term = pop(walk);
        walk_pairs_behind(walk, term, pop(walk), place);
        break;
    case MARK_PAIR:
        walk->pairs ^= walk->hash;
        walk->hash = 0;
        break;
    case MARK_MAP:
        leave_map(walk);
        break;
    }
}

static void walk_boxed(struct phash2_walk *walk, Term term)
{
    switch (header_kind(boxed_header(term))) {
    case BOXED_TUPLE:
        walk->hash = add1(walk->hash, TYPE_TUPLE, (uint32_t)tuple_arity(term));
        walk_tuple(walk, term, 0);
        break;
    case BOXED_POS_BIG:
    case BOXED_NEG_BIG:
        walk->hash = hash_big(walk->hash, term);
        take_steps(walk, big_limb_count(term));
        break;
    case BOXED_FLOAT:
        walk->hash = hash_float(walk->hash, float_value(term));
        break;
    case BOXED_FUN:
        walk_fun(walk, term);
        break;
    case BOXED_MAP:
    case BOXED_MAP_NODE:
        walk_map(walk, term);
        break;
    case BOXED_HEAP_BITS:
    case BOXED_SUB_BITS:
        walk_bits(walk, term);
        break;
    default:
        walk->hash = hash_id(walk->hash, term);
    }
}

static bool is_byte(Term term)
{
    return term_is_small(term) && (uint64_t)small_value(term) <= 255;
}

/* Elements that are bytes are taken four at a time, up to the first other one. Returns where the
 * list goes on: between two such fours, if the time is over. */
static Term walk_bytes(struct phash2_walk *walk, Term list)
{
    uint32_t bytes = 0, hash = walk->hash;
    unsigned count = 0;
    size_t left = walk->left;
    for (; term_is_cons(list) && is_byte(list_head(list)); list = list_tail(list)) {
        if (count == 4) {
            hash = add1(hash, TYPE_BYTES, bytes);
            bytes = 0;
            count = 0;
            if (--left == 0)
                break;
        }
        bytes = bytes << 8 | (uint32_t)small_value(list_head(list));
        count++;
    }
    walk->hash = count > 0 ? add1(hash, TYPE_BYTES, bytes) : hash;
    walk->left = left;
    return list;
}

/* The elements of a list, up to one that is not immediate. */
static void walk_list(struct phash2_walk *walk, Term list)
{
    uint32_t hash = walk->hash;
    size_t left = walk->left;
    while (left > 0 && term_is_cons(list) && term_is_immediate(list_head(list))) {
        if (is_byte(list_head(list))) {
            walk->hash = hash;
            walk->left = left;
            list = walk_bytes(walk, list);
            hash = walk->hash;
            left = walk->left;
            continue;
        }
        hash = hash_immediate(hash, list_head(list));
        list = list_tail(list);
        left--;
    }
    walk->hash = term_is_nil(list) ? hash_immediate(hash, NIL) : hash;
    walk->left = left;
    if (term_is_nil(list))
        return;
    if (left == 0 || !term_is_cons(list)) {
        push(walk, list);
        return;
    }
    walk->left--;
    push(walk, list_tail(list));
    push(walk, list_head(list));
}

/* ---- the interface ---- */

void phash2_begin(struct phash2_walk *walk, Term term)
{
    word_stack_init(&walk->stack);
    walk->hash = 0;
    walk->pairs = 0;
    push(walk, term);
}

void phash2_end(struct phash2_walk *walk)
{
    word_stack_release(&walk->stack);
}

bool phash2_go_on(struct phash2_walk *walk, size_t *left)
{
    walk->left = *left;
    while (walk->stack.size != 0 && walk->left > 0) {
        Term term = pop(walk);
        walk->left--;
        if (term_is_small(term))
            walk->hash = hash_small(walk->hash, small_value(term));
        else if (term_is_cons(term))
            walk_list(walk, term);
        else if (term_is_boxed(term))
            walk_boxed(walk, term);
        else if (UNLIKELY(term_is_mark(term)))
            walk_mark(walk, term);
        else
            walk->hash = hash_immediate(walk->hash, term);
    }
    *left = walk->left;
    return walk->stack.size == 0;
}

Term phash2_save(struct heap *heap, const struct phash2_walk *walk)
{
    size_t size = walk->stack.size;
    Term *cell = heap_alloc(heap, 3 + size);
    cell[0] = HEADER(BOXED_TUPLE, 2 + size);
    cell[1] = small_make(walk->hash);
    cell[2] = small_make(walk->pairs);
    memcpy(cell + 3, walk->stack.words, size * sizeof(Term));
    return boxed_make(cell);
}

void phash2_restore(struct phash2_walk *walk, Term saved)
{
    size_t size = tuple_arity(saved) - 2;
    word_stack_init(&walk->stack);
    walk->hash = (uint32_t)small_value(tuple_get(saved, 0));
    walk->pairs = (uint32_t)small_value(tuple_get(saved, 1));
    memcpy(word_stack_add(&walk->stack, size), tuple_elements(saved) + 2, size * sizeof(Term));
}

uint32_t hash_phash2(Term term)
{
    struct phash2_walk walk;
    size_t left = SIZE_MAX;
    if (term_is_immediate(term))
        return hash_immediate(0, term);
    phash2_begin(&walk, term);
    (void)phash2_go_on(&walk, &left);
    phash2_end(&walk);
    return walk.hash;
}
