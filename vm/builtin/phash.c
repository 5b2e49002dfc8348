/* SPDX-License-Identifier: Apache-2.0 */
/* phash.c: erlang:phash/2, the older of the two portable hashes: its numbers are the same in every
 * release. A hash of 32 bits is multiplied by a prime before each number that goes in; which prime
 * tells the types apart.
 *
 * A turn may end anywhere in a term. What is still to be done is a stack of frames, each a term and
 * above it what is to be done with it; between two slices a tuple of all these words, and the hash
 * so far. */
#include "vm/builtin/support.h"

#include "vm/term/big.h"
#include "vm/term/bits.h"
#include "vm/term/external_id.h"
#include "vm/term/fun.h"
#include "vm/term/phash2.h"
#include "vm/term/word_stack.h"

#include <string.h>

/* The primes, in the order in which the types got theirs. */
#define PRIME_1  UINT32_C(268440163)
#define PRIME_2  UINT32_C(268439161)
#define PRIME_3  UINT32_C(268435459)
#define PRIME_4  UINT32_C(268436141)
#define PRIME_5  UINT32_C(268438633)
#define PRIME_6  UINT32_C(268437017)
#define PRIME_8  UINT32_C(268437511)
#define PRIME_9  UINT32_C(268439627)
#define PRIME_10 UINT32_C(268440479)
#define PRIME_11 UINT32_C(268440577)
#define PRIME_12 UINT32_C(268440581)
#define PRIME_13 UINT32_C(268440593)
#define PRIME_14 UINT32_C(268440611)

/* Bytes of a binary that are looked at together. */
#define PIECE ((size_t)64)

/* What a frame stands for; the place is in the bits above. */
enum frame_kind {
    FRAME_TERM,
    FRAME_LIST,   /* what is left of a list */
    FRAME_END,    /* behind a list */
    FRAME_TUPLE,  /* elements from the place on, and behind them */
    FRAME_FUN,    /* free variables from the place on */
    FRAME_BINARY, /* bytes from the place on, and behind them */
    FRAME_MAP,    /* what phash2_save made of a map */
    FRAME_KINDS = 8
};

struct walk {
    struct process *p;
    uint32_t hash;
    size_t left; /* steps before the turn ends */
    Term next;   /* what comes before all that is on the stack, or NON_VALUE */
    struct word_stack stack;
};

static void push(struct walk *walk, enum frame_kind kind, size_t place, Term term)
{
    uint64_t *to = word_stack_add(&walk->stack, 2);
    to[0] = term;
    to[1] = small_make((int64_t)(place * FRAME_KINDS + (size_t)kind));
}

static void add(struct walk *walk, uint32_t prime, uint32_t number)
{
    walk->hash = walk->hash * prime + number;
}

/* HASH with four numbers added one after the other, each multiplied by what is multiplied into it
 * later: so that the next hash waits for one multiplication and not for four. */
ALWAYS_INLINE uint32_t with_four(uint32_t hash, uint32_t prime, uint32_t a, uint32_t b, uint32_t c,
                                 uint32_t d)
{
    uint32_t square = prime * prime;
    return hash * (square * square) + (a * (square * prime) + b * square + c * prime + d);
}

/* The bytes of a number, the lowest first. */
ALWAYS_INLINE uint32_t with_word(uint32_t hash, uint32_t prime, uint32_t word)
{
    return with_four(hash, prime, word & 0xFF, word >> 8 & 0xFF, word >> 16 & 0xFF, word >> 24);
}

static void add_word(struct walk *walk, uint32_t prime, uint32_t word)
{
    walk->hash = with_word(walk->hash, prime, word);
}

/* ---- leaves ---- */

/* Words of 32 bits, but for one at the top that is zero. */
static void add_magnitude(struct walk *walk, const uint64_t *limbs, size_t count, bool negative)
{
    for (size_t i = 0; i < count; i++) {
        add_word(walk, PRIME_2, (uint32_t)limbs[i]);
        if (i + 1 < count || limbs[i] >> 32 != 0)
            add_word(walk, PRIME_2, (uint32_t)(limbs[i] >> 32));
    }
    walk->hash *= negative ? PRIME_4 : PRIME_3;
}

ALWAYS_INLINE uint32_t with_small(uint32_t hash, int64_t value)
{
    uint64_t magnitude = value < 0 ? -(uint64_t)value : (uint64_t)value;
    hash = with_word(hash, PRIME_2, (uint32_t)magnitude);
    if (magnitude >> 32 != 0)
        hash = with_word(hash, PRIME_2, (uint32_t)(magnitude >> 32));
    return hash * (value < 0 ? PRIME_4 : PRIME_3);
}

static void add_float(struct walk *walk, double value)
{
    uint64_t word;
    value += 0.0; /* -0.0 equals 0.0 */
    memcpy(&word, &value, sizeof word);
    add(walk, PRIME_6, (uint32_t)(word >> 32) ^ (uint32_t)word);
}

static void add_id(struct walk *walk, Term term)
{
    struct external_id id;
    external_id_of(term, &id);
    bool is_pid = term_is_pid(term);
    add_word(walk, is_pid ? PRIME_5 : PRIME_9, id.numbers[0]);
    walk->hash *= is_pid ? PRIME_6 : PRIME_10;
}

static void add_export(struct walk *walk, const struct mfa *mfa)
{
    add(walk, PRIME_11, mfa->arity);
    add(walk, PRIME_1, atom_text(mfa->module)->hash);
    add(walk, PRIME_1, atom_text(mfa->function)->hash);
}

ALWAYS_INLINE void add_immediate(struct walk *walk, Term term)
{
    if (term_is_small(term))
        walk->hash = with_small(walk->hash, small_value(term));
    else if (term_is_atom(term))
        add(walk, PRIME_1, atom_text(term)->hash);
    else if (term_is_nil(term))
        add(walk, PRIME_3, 1);
    else
        add_id(walk, term);
}

/* ---- compound terms, a step at a time ---- */

static void add_bytes(struct walk *walk, const struct bits *bits, size_t place, size_t count);

/* Adds TERM if it holds no others and is short. */
ALWAYS_INLINE bool add_leaf(struct walk *walk, Term term)
{
    if (term_is_immediate(term)) {
        add_immediate(walk, term);
        return true;
    }
    if (!term_is_kind(term, BOXED_HEAP_BITS) || bits_size(term) % 8 != 0)
        return false;
    struct bits bits = bits_of(term);
    add_bytes(walk, &bits, 0, bits.size / 8);
    add(walk, PRIME_4, (uint32_t)(bits.size / 8));
    return true;
}

static bool is_byte(Term term)
{
    return term_is_small(term) && (uint64_t)small_value(term) <= 255;
}

/* Elements that are bytes go in as such. */
static void step_list(struct walk *walk, Term list)
{
    for (; term_is_cons(list) && term_is_immediate(list_head(list)); list = list_tail(list)) {
        if (walk->left == 0) {
            push(walk, FRAME_LIST, 0, list);
            return;
        }
        walk->left--;
        if (is_byte(list_head(list)))
            add(walk, PRIME_2, (uint32_t)small_value(list_head(list)));
        else
            add_immediate(walk, list_head(list));
    }
    if (term_is_immediate(list)) {
        add_immediate(walk, list);
        walk->hash *= PRIME_8;
        return;
    }
    if (!term_is_cons(list)) {
        push(walk, FRAME_END, 0, NIL);
        walk->next = list;
        return;
    }
    push(walk, FRAME_LIST, 0, list_tail(list));
    walk->next = list_head(list);
}

static void step_tuple(struct walk *walk, Term tuple, size_t place)
{
    size_t arity = tuple_arity(tuple);
    for (; place < arity && walk->left > 0; place++, walk->left--)
        if (!add_leaf(walk, tuple_get(tuple, place)))
            break;
    if (place < arity && walk->left == 0) {
        push(walk, FRAME_TUPLE, place, tuple);
        return;
    }
    if (place == arity) {
        add(walk, PRIME_9, (uint32_t)place);
        return;
    }
    push(walk, FRAME_TUPLE, place + 1, tuple);
    walk->next = tuple_get(tuple, place);
}

static void step_fun(struct walk *walk, Term fun, size_t place)
{
    if (fun_is_external(fun)) {
        add_export(walk, &fun_export(fun)->mfa);
        return;
    }
    if (place == 0) {
        const struct fun_entry *entry = fun_entry(fun);
        add(walk, PRIME_10, (uint32_t)fun_free_count(fun));
        add(walk, PRIME_1, atom_text(entry->module)->hash);
        add(walk, PRIME_2, entry->index);
        add(walk, PRIME_2, entry->uniq);
    }
    if (place == fun_free_count(fun))
        return;
    push(walk, FRAME_FUN, place + 1, fun);
    walk->next = fun_free(fun)[place];
}

/* COUNT bytes of BITS from PLACE on, which may begin at any bit. */
static void add_bytes(struct walk *walk, const struct bits *bits, size_t place, size_t count)
{
    unsigned char copy[PIECE];
    const unsigned char *bytes = bits->base + bits->first / 8 + place;
    uint32_t hash = walk->hash;
    size_t i = 0;
    if (bits->first % 8 != 0) {
        bits_copy(copy, 0, bits->base, bits->first + 8 * place, 8 * count);
        bytes = copy;
    }
    for (; i + 4 <= count; i += 4)
        hash = with_four(hash, PRIME_1, bytes[i], bytes[i + 1], bytes[i + 2], bytes[i + 3]);
    for (; i < count; i++)
        hash = hash * PRIME_1 + bytes[i];
    walk->hash = hash;
}

static void step_binary(struct walk *walk, Term binary, size_t place)
{
    struct bits bits = bits_of(binary);
    size_t size = bits.size / 8, last_bits = bits.size % 8;
    while (place < size) {
        size_t count = size - place < PIECE ? size - place : PIECE;
        count = count < walk->left ? count : walk->left;
        if (count == 0) {
            push(walk, FRAME_BINARY, place, binary);
            return;
        }
        walk->left -= count;
        add_bytes(walk, &bits, place, count);
        place += count;
    }
    if (last_bits != 0) {
        unsigned char last = 0;
        bits_copy(&last, 0, bits.base, bits.first + 8 * size, last_bits);
        add(walk, PRIME_1, (uint32_t)last >> (8 - last_bits));
        add(walk, PRIME_12, (uint32_t)last_bits);
    }
    add(walk, PRIME_4, (uint32_t)size);
}

/* Pairs have no order; what goes in is the newer hash of the map. */
static void add_map(struct walk *walk, struct phash2_walk *newer)
{
    if (phash2_go_on(newer, &walk->left))
        add(walk, PRIME_13, PRIME_14 + newer->hash);
    else
        push(walk, FRAME_MAP, 0, phash2_save(&walk->p->heap, newer));
    phash2_end(newer);
}

static void step_map(struct walk *walk, Term map)
{
    struct phash2_walk newer;
    phash2_begin(&newer, map);
    add_map(walk, &newer);
}

static void go_on_with_map(struct walk *walk, Term saved)
{
    struct phash2_walk newer;
    phash2_restore(&newer, saved);
    add_map(walk, &newer);
}

static void step_boxed(struct walk *walk, Term term)
{
    switch (header_kind(boxed_header(term))) {
    case BOXED_TUPLE:
        step_tuple(walk, term, 0);
        break;
    case BOXED_POS_BIG:
    case BOXED_NEG_BIG:
        add_magnitude(walk, big_limbs(term), big_limb_count(term), big_is_negative(term));
        break;
    case BOXED_FLOAT:
        add_float(walk, float_value(term));
        break;
    case BOXED_FUN:
        step_fun(walk, term, 0);
        break;
    case BOXED_MAP:
    case BOXED_MAP_NODE:
        step_map(walk, term);
        break;
    case BOXED_HEAP_BITS:
    case BOXED_SUB_BITS:
        step_binary(walk, term, 0);
        break;
    default:
        add_id(walk, term);
    }
}

static void step_term(struct walk *walk, Term term)
{
    if (term_is_cons(term))
        step_list(walk, term);
    else if (term_is_boxed(term))
        step_boxed(walk, term);
    else
        add_immediate(walk, term);
}

static void step_frame(struct walk *walk)
{
    size_t tag = (size_t)small_value(word_stack_pop(&walk->stack)), place = tag / FRAME_KINDS;
    Term term = word_stack_pop(&walk->stack);
    switch ((enum frame_kind)(tag % FRAME_KINDS)) {
    case FRAME_TERM:
        step_term(walk, term);
        break;
    case FRAME_LIST:
        step_list(walk, term);
        break;
    case FRAME_END:
        walk->hash *= PRIME_8;
        break;
    case FRAME_TUPLE:
        step_tuple(walk, term, place);
        break;
    case FRAME_FUN:
        step_fun(walk, term, place);
        break;
    case FRAME_BINARY:
        step_binary(walk, term, place);
        break;
    case FRAME_MAP:
        go_on_with_map(walk, term);
        break;
    case FRAME_KINDS:
        break;
    }
}

/* Goes on with WALK, and ends it. */
static Term hash(struct walk *walk, Term range)
{
    struct process *p = walk->p;
    size_t budget = builtin_budget(p, CELLS_PER_REDUCTION);
    Term frames = NIL;
    walk->left = budget;
    while (walk->left > 0 && (walk->next != NON_VALUE || walk->stack.size != 0)) {
        Term next = walk->next;
        walk->next = NON_VALUE;
        walk->left--;
        if (next != NON_VALUE)
            step_term(walk, next);
        else
            step_frame(walk);
    }
    if (walk->next != NON_VALUE)
        push(walk, FRAME_TERM, 0, walk->next);
    if (walk->stack.size != 0)
        frames = heap_tuple(&p->heap, walk->stack.size, walk->stack.words);
    word_stack_release(&walk->stack);
    builtin_charge(p, 1 + (int64_t)((budget - walk->left) / CELLS_PER_REDUCTION));
    if (term_is_nil(frames))
        return small_make((int64_t)(1 + walk->hash % (uint64_t)small_value(range)));
    return builtin_continue(p, ATOM_(phash_slice), 3,
                            (Term[]){frames, small_make(walk->hash), range});
}

/* tick:phash_slice(Frames, Hash, Range) */
static Term phash_slice(struct process *p, const Term *args)
{
    struct walk walk;
    size_t size = tuple_arity(args[0]);
    walk.p = p;
    walk.hash = (uint32_t)small_value(args[1]);
    walk.next = NON_VALUE;
    word_stack_init(&walk.stack);
    memcpy(word_stack_add(&walk.stack, size), tuple_elements(args[0]), size * sizeof(Term));
    return hash(&walk, args[2]);
}

/* phash(Term, Range): 1..Range, which is at most 2^32. */
static Term phash_2(struct process *p, const Term *args)
{
    int64_t range;
    struct walk walk;
    if (!small_within(args[1], 1, INT64_C(1) << 32, &range))
        return builtin_badarg(p);
    walk.p = p;
    walk.hash = 0;
    walk.next = args[0];
    word_stack_init(&walk.stack);
    return hash(&walk, args[1]);
}

const struct builtin_row builtins_phash[] = {
    {"erlang", "phash", 2, phash_2},
    {"tick", "phash_slice", 3, phash_slice},
    {0},
};
