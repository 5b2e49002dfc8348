/* SPDX-License-Identifier: Apache-2.0 */
/* The collector on random graphs: beside each term stands a shadow, a copy that no collector
 * touches, and after every collection the two are compared. */
#include "tests/unit/gc_harness.h"
#include "vm/memory/copy.h"
#include "vm/term/bits.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(gc_graphs, .init = gc_harness_setup, .fini = gc_harness_teardown, .timeout = 120);

enum { SLOTS = 40, STACK_SLOTS = 12, MAX_SIZE = 3000, MAX_CHILDREN = 6 };

/* What a term ought to be; immutable, shared, never freed before the test ends. */
struct shadow {
    Term header; /* TAG_IMMEDIATE, TAG_CONS, or the header of a boxed object */
    size_t size; /* of the tree, shared parts counted each time */
    size_t children;
    struct shadow *child[MAX_CHILDREN];
    uint64_t raw[2];  /* immediate, or raw words */
    uint8_t bits[96]; /* of a bitstring, one byte each */
    struct shadow *allocated_before;
};

struct world {
    uint64_t seed;
    Term slots[SLOTS]; /* those with an index below STACK_SLOTS are on the stack instead */
    struct shadow *shadows[SLOTS];
    struct shadow *newest;
    struct binary *binaries[2000];
    size_t binary_count;
};

static uint64_t draw(struct world *w, uint64_t below)
{
    uint64_t z = w->seed += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (z ^ z >> 31) % below;
}

/* Between the slots on the stack lie words that look like return addresses. */
static Term *slot(struct world *w, size_t index)
{
    return index < STACK_SLOTS ? &gc_heap.stop[2 * index] : &w->slots[index];
}

static struct shadow *shadow_new(struct world *w, Term header)
{
    struct shadow *shadow = mem_zalloc(sizeof *shadow);
    shadow->header = header;
    shadow->size = 1;
    shadow->allocated_before = w->newest;
    w->newest = shadow;
    return shadow;
}

static void put(struct world *w, size_t index, Term term, struct shadow *shadow)
{
    *slot(w, index) = term;
    w->shadows[index] = shadow;
}

static void put_immediate(struct world *w, size_t index)
{
    struct shadow *shadow = shadow_new(w, TAG_IMMEDIATE);
    shadow->raw[0] = small_make((int64_t)draw(w, 1000));
    put(w, index, shadow->raw[0], shadow);
}

/* Chooses COUNT slots as children of SHADOW; false when the result would be too large. */
static bool choose_children(struct world *w, struct shadow *shadow, size_t count, Term *terms)
{
    shadow->children = count;
    for (size_t i = 0; i < count; i++) {
        size_t from = draw(w, SLOTS);
        terms[i] = *slot(w, from);
        shadow->child[i] = w->shadows[from];
        shadow->size += shadow->child[i]->size;
    }
    return shadow->size <= MAX_SIZE;
}

static void make_cons(struct world *w, size_t index)
{
    Term terms[2];
    struct shadow *shadow = shadow_new(w, TAG_CONS);
    if (choose_children(w, shadow, 2, terms))
        put(w, index, heap_cons(&gc_heap, terms[0], terms[1]), shadow);
}

/* A tuple, fun, map or node: RAW raw words, then terms. */
static void make_boxed(struct world *w, size_t index, enum boxed_kind kind, size_t raw)
{
    Term terms[MAX_CHILDREN];
    size_t count = draw(w, MAX_CHILDREN + 1);
    struct shadow *shadow = shadow_new(w, HEADER(kind, raw + count));
    if (!choose_children(w, shadow, count, terms))
        return;
    Term *cell = heap_alloc(&gc_heap, 1 + raw + count);
    cell[0] = shadow->header;
    for (size_t i = 0; i < raw; i++)
        cell[1 + i] = shadow->raw[i] = draw(w, UINT64_MAX);
    memcpy(cell + 1 + raw, terms, count * sizeof(Term));
    put(w, index, boxed_make(cell), shadow);
}

static void make_raw(struct world *w, size_t index, enum boxed_kind kind, size_t words)
{
    struct shadow *shadow = shadow_new(w, HEADER(kind, words));
    Term *cell = heap_alloc(&gc_heap, 1 + words);
    cell[0] = shadow->header;
    for (size_t i = 0; i < words; i++)
        cell[1 + i] = shadow->raw[i] = draw(w, UINT64_MAX);
    put(w, index, boxed_make(cell), shadow);
}

static void shadow_bits(struct shadow *shadow, Term term)
{
    struct bits bits = bits_of(term);
    shadow->raw[0] = bits.size;
    for (size_t i = 0; i < bits.size && i < sizeof shadow->bits; i++) {
        size_t bit = bits.first + i;
        shadow->bits[i] = bits.base[bit / 8] >> (7 - bit % 8) & 1;
    }
}

static void make_bits(struct world *w, size_t index)
{
    unsigned char *bytes;
    size_t size = draw(w, 8) == 0 ? 1 + draw(w, 200) : 1 + draw(w, 20);
    struct shadow *shadow = shadow_new(w, HEADER(BOXED_HEAP_BITS, 0));
    Term term = bits_new_binary(&gc_heap, size, &bytes);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char)draw(w, 256);
    if (term_is_kind(term, BOXED_SUB_BITS) && w->binary_count < COUNT_OF(w->binaries)) {
        struct binary *binary = bin_ref_binary(boxed_ptr(boxed_ptr(term)[3]));
        binary_retain(binary);
        w->binaries[w->binary_count++] = binary;
    }
    shadow_bits(shadow, term);
    put(w, index, term, shadow);
}

static void make_sub_bits(struct world *w, size_t index)
{
    size_t from = draw(w, SLOTS);
    if (!term_is_bitstring(*slot(w, from)))
        return;
    size_t size = bits_size(*slot(w, from));
    size_t first = draw(w, size + 1);
    Term term = bits_sub(&gc_heap, *slot(w, from), first, draw(w, size - first + 1));
    struct shadow *shadow = shadow_new(w, HEADER(BOXED_HEAP_BITS, 0));
    shadow_bits(shadow, term);
    put(w, index, term, shadow);
}

static void make_magic(struct world *w, size_t index)
{
    struct shadow *shadow = shadow_new(w, HEADER(BOXED_MAGIC_REF, 2));
    Term term = gc_harness_magic(&gc_heap);
    memcpy(shadow->raw, boxed_ptr(term) + 1, sizeof shadow->raw);
    put(w, index, term, shadow);
}

/* A copy of a slot arrives as a message. */
static void receive(struct world *w, size_t index)
{
    size_t from = draw(w, SLOTS);
    struct fragment *fragment = copy_to_fragment(*slot(w, from));
    put(w, index, fragment->term, w->shadows[from]);
    heap_adopt(&gc_heap, fragment);
}

static bool bits_match(Term term, const struct shadow *shadow)
{
    struct bits bits = bits_of(term);
    bool same = bits.size == shadow->raw[0];
    for (size_t i = 0; same && i < bits.size && i < sizeof shadow->bits; i++) {
        size_t bit = bits.first + i;
        same = shadow->bits[i] == (bits.base[bit / 8] >> (7 - bit % 8) & 1);
    }
    return same;
}

/* Recursion is no deeper than MAX_SIZE. */
static bool matches(Term term, const struct shadow *shadow)
{
    if (shadow->header == TAG_IMMEDIATE)
        return term == shadow->raw[0];
    if (shadow->header == TAG_CONS)
        return term_is_cons(term) && matches(list_head(term), shadow->child[0]) &&
               matches(list_tail(term), shadow->child[1]);
    if (!term_is_boxed(term))
        return false;
    unsigned kind = header_kind(shadow->header);
    if (kind == BOXED_HEAP_BITS)
        return term_is_bitstring(term) && bits_match(term, shadow);
    const Term *object = boxed_ptr(term);
    if (kind == BOXED_MAGIC_REF)
        return object[1] == shadow->raw[0] && object[2] == shadow->raw[1];
    size_t raw = header_raw_words(shadow->header);
    if (object[0] != shadow->header || memcmp(object + 1, shadow->raw, raw * sizeof(Term)) != 0)
        return false;
    for (size_t i = 0; i < shadow->children; i++) {
        if (!matches(object[1 + raw + i], shadow->child[i]))
            return false;
    }
    return true;
}

static void check_slots(struct world *w)
{
    for (size_t i = 0; i < SLOTS; i++)
        cr_assert(matches(*slot(w, i), w->shadows[i]), "slot %zu has changed", i);
    for (size_t i = 0; i < STACK_SLOTS; i++)
        cr_assert_eq(gc_heap.stop[2 * i + 1], 0x1000 + 8 * i);
}

static void step(struct world *w)
{
    size_t index = draw(w, SLOTS);
    switch (draw(w, 16)) {
    case 0:
    case 1:
        put_immediate(w, index);
        break;
    case 2:
        make_raw(w, index, BOXED_FLOAT, 1);
        break;
    case 3:
        make_raw(w, index, draw(w, 2) ? BOXED_POS_BIG : BOXED_NEG_BIG, 2);
        break;
    case 4:
        make_boxed(w, index, BOXED_FUN, 1);
        break;
    case 5:
        make_boxed(w, index, draw(w, 2) ? BOXED_MAP : BOXED_MAP_NODE, 0);
        break;
    case 6:
    case 7:
        make_bits(w, index);
        break;
    case 8:
        make_sub_bits(w, index);
        break;
    case 9:
        make_magic(w, index);
        break;
    case 10:
        receive(w, index);
        break;
    case 11:
        make_raw(w, index, draw(w, 2) ? BOXED_REF : BOXED_EXTERNAL, 2);
        break;
    case 12:
    case 13:
        make_boxed(w, index, BOXED_TUPLE, 0);
        break;
    default:
        make_cons(w, index);
    }
}

static void run_world(struct world *w, size_t steps)
{
    gc_heap.stop -= 2 * STACK_SLOTS;
    for (size_t i = 0; i < STACK_SLOTS; i++)
        gc_heap.stop[2 * i + 1] = 0x1000 + 8 * i;
    for (size_t i = 0; i < SLOTS; i++)
        put_immediate(w, i);
    for (size_t i = 0; i < steps; i++) {
        step(w);
        if (gc_heap.stop - gc_heap.top < 8 || gc_wanted(&gc_heap) || draw(w, 50) == 0) {
            gc_harness_collect(w->slots + STACK_SLOTS, SLOTS - STACK_SLOTS, draw(w, 30),
                               draw(w, 40) == 0);
            check_slots(w);
        }
    }
}

static void end_world(struct world *w)
{
    heap_release(&gc_heap);
    cr_assert_eq(gc_magics_alive, 0);
    for (size_t i = 0; i < w->binary_count; i++) {
        cr_assert_eq(w->binaries[i]->references, 1, "binary %zu is still referred to", i);
        binary_release(w->binaries[i]);
    }
    while (w->newest != NULL) {
        struct shadow *shadow = w->newest;
        w->newest = shadow->allocated_before;
        free(shadow);
    }
    heap_init(&gc_heap, MIN_WORDS);
}

Test(gc_graphs, random_graphs_stay_what_they_are)
{
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct world *w = mem_zalloc(sizeof *w);
        w->seed = seed;
        run_world(w, 4000);
        end_world(w);
        free(w);
    }
}
