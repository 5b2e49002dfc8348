/* SPDX-License-Identifier: Apache-2.0 */
/* The collector: by examples, and by random graphs beside a shadow copy that no collector touches.
 */
#include "vm/memory/gc.h"
#include "vm/memory/copy.h"
#include "vm/memory/literal.h"
#include "vm/term/bits.h"
#include "vm/term/ref.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define MIN_WORDS 112

static struct heap heap;

static void setup(void)
{
    cr_assert(literal_area_init());
    heap_init(&heap, MIN_WORDS);
}

static void teardown(void)
{
    heap_release(&heap);
}

TestSuite(gc, .init = setup, .fini = teardown, .timeout = 120);

static void collect(Term *roots, size_t count, size_t need, bool major)
{
    struct root_array array = {roots, count};
    struct gc_request request = {
        .need = need,
        .major = major,
        .min_words = MIN_WORDS,
        .roots = &array,
        .root_arrays = 1,
    };
    cr_assert(gc_collect(&heap, &request));
    cr_assert_geq((size_t)(heap.stop - heap.top), need);
    cr_assert_null(heap.fragments);
    cr_assert_eq(heap.fragment_words, 0);
    gc_check(&heap, &array, 1);
}

static size_t block_words(void)
{
    return (size_t)(heap.end - heap.start);
}

static Term count_up(size_t length)
{
    Term list = NIL;
    for (size_t i = length; i > 0; i--)
        list = heap_cons(&heap, small_make((int64_t)i), list);
    return list;
}

static void check_count_up(Term list, size_t length)
{
    for (size_t i = 1; i <= length; i++, list = list_tail(list))
        cr_assert_eq(list_head(list), small_make((int64_t)i));
    cr_assert_eq(list, NIL);
}

/* ---- examples ---- */

Test(gc, frees_what_nothing_refers_to)
{
    count_up(50);
    Term root = heap_tuple2(&heap, SMALL(1), SMALL(2));
    collect(&root, 1, 0, false);
    cr_assert_eq(heap.top - heap.start, 3);
    cr_assert_eq(block_words(), MIN_WORDS);
}

Test(gc, keeps_sharing)
{
    Term shared = count_up(3);
    Term root = heap_tuple2(&heap, shared, shared);
    collect(&root, 1, 0, false);
    cr_assert_eq(tuple_get(root, 0), tuple_get(root, 1));
    cr_assert_eq(heap.top - heap.start, 3 + 6);
}

Test(gc, passes_over_return_addresses_and_catches_on_the_stack)
{
    heap.stop -= 4;
    heap.stop[0] = 0x1000; /* any word with the tag of a header */
    heap.stop[1] = catch_make(&heap);
    heap.stop[2] = count_up(4);
    heap.stop[3] = NON_VALUE;
    collect(NULL, 0, 500, false);
    cr_assert_eq(heap.stop, heap.end - 4);
    cr_assert_eq(heap.stop[0], 0x1000);
    cr_assert_eq(catch_code(heap.stop[1]), &heap);
    check_count_up(heap.stop[2], 4);
    cr_assert_eq(heap.stop[3], NON_VALUE);
}

Test(gc, moves_no_literal)
{
    Term literal = literal_copy(heap_tuple2(&heap, SMALL(1), count_up(3)));
    Term root = heap_tuple2(&heap, literal, NIL);
    collect(&root, 1, 0, true);
    cr_assert_eq(tuple_get(root, 0), literal);
    cr_assert_eq(heap.top - heap.start, 3);
    literal_free_copy(literal);
}

Test(gc, makes_room_for_what_is_needed)
{
    Term root = count_up(20);
    collect(&root, 1, 10000, false);
    cr_assert_leq(block_words(), 20000);
    check_count_up(root, 20);
}

Test(gc, promotes_what_survives_twice)
{
    Term root = count_up(1000);
    collect(&root, 1, 0, false);
    cr_assert_null(heap.old_start);
    cr_assert_eq(heap.mature, heap.top);
    Term young = heap_cons(&heap, SMALL(0), root);
    collect(&young, 1, 0, false);
    cr_assert_eq(heap.old_top - heap.old_start, 2000);
    cr_assert_eq(heap.top - heap.start, 2);
    check_count_up(list_tail(young), 1000);
    collect(&young, 1, 0, true);
    cr_assert_null(heap.old_start);
    check_count_up(list_tail(young), 1000);
}

Test(gc, has_no_older_generation_for_few_survivors)
{
    Term root = count_up(4);
    for (int i = 0; i < 5; i++)
        collect(&root, 1, 0, false);
    cr_assert_null(heap.old_start);
    cr_assert_eq(block_words(), MIN_WORDS);
}

Test(gc, collects_the_older_generation_when_it_fills_up)
{
    Term root = NIL;
    size_t most = 0;
    for (int round = 0; round < 300; round++) {
        root = count_up(500); /* garbage two collections later, promoted by then */
        collect(&root, 1, 0, false);
        if (heap.old_start != NULL && (size_t)(heap.old_end - heap.old_start) > most)
            most = (size_t)(heap.old_end - heap.old_start);
        Term both[] = {root, count_up(3)};
        collect(both, 2, 0, false);
        root = both[0];
    }
    check_count_up(root, 500);
    cr_assert_gt(most, 0);
    cr_assert_lt(most, 10000, "dead terms pile up in the older generation");
}

Test(gc, grows_in_steps_and_shrinks_after_a_major_collection)
{
    Term root = NIL;
    size_t collections = 0;
    for (int64_t i = 100000; i > 0; i--) {
        if (heap.stop - heap.top < 2) {
            collect(&root, 1, 2, false);
            collections++;
        }
        root = heap_cons(&heap, small_make(i), root);
    }
    cr_assert_lt(collections, 40);
    check_count_up(root, 100000);
    root = count_up(7);
    collect(&root, 1, 0, true);
    cr_assert_leq(block_words(), 1024);
    check_count_up(root, 7);
}

Test(gc, takes_fragments_in_without_keeping_their_room)
{
    Term root = NIL;
    for (int i = 0; i < 2000; i++) {
        Term message[2] = {SMALL(i), SMALL(i + 1)};
        struct fragment *fragment = copy_to_fragment(heap_tuple(&heap, 2, message));
        root = fragment->term;
        heap_adopt(&heap, fragment);
        if (gc_wanted(&heap) || heap.stop - heap.top < 8)
            collect(&root, 1, 8, false);
    }
    cr_assert_leq(block_words(), 2 * MIN_WORDS);
    cr_assert_eq(tuple_get(root, 1), SMALL(2000));
}

Test(gc, survives_long_lists)
{
    Term root = count_up(1000000);
    for (int i = 0; i < 3; i++)
        collect(&root, 1, 0, false);
    collect(&root, 1, 0, true);
    check_count_up(root, 1000000);
}

Test(gc, survives_deep_nesting)
{
    Term root = NIL;
    for (int i = 0; i < 1000000; i++)
        root = i % 2 ? heap_tuple2(&heap, root, SMALL(i)) : heap_cons(&heap, root, NIL);
    for (int i = 0; i < 3; i++)
        collect(&root, 1, 0, false);
    for (int i = 999999; i >= 0; i--)
        root = i % 2 ? tuple_get(root, 0) : list_head(root);
    cr_assert_eq(root, NIL);
}

Test(gc, reports_that_memory_cannot_be_had)
{
    Term root = count_up(30);
    struct root_array array = {&root, 1};
    size_t impossible[] = {SIZE_MAX, (size_t)1 << 40};
    for (size_t i = 0; i < COUNT_OF(impossible); i++) {
        struct gc_request request = {.need = impossible[i], .roots = &array, .root_arrays = 1};
        cr_assert_not(gc_collect(&heap, &request));
        gc_check(&heap, &array, 1);
        check_count_up(root, 30);
    }
}

/* ---- memory outside ---- */

static int magics_alive;

static void magic_gone(struct magic *magic)
{
    magics_alive--;
    free(magic);
}

static Term new_magic(struct heap *on)
{
    struct magic *magic = mem_alloc(sizeof *magic);
    *magic = (struct magic){.references = 1, .release = magic_gone};
    magics_alive++;
    Term *cell = heap_alloc(on, MAGIC_REF_WORDS);
    cell[0] = HEADER(BOXED_MAGIC_REF, MAGIC_REF_WORDS - 1);
    cell[1] = ref_next_number();
    cell[2] = (Term)(uintptr_t)magic;
    cell[3] = (Term)(uintptr_t)on->off_heap;
    on->off_heap = cell;
    return boxed_make(cell);
}

Test(gc, releases_what_dead_objects_own)
{
    Term root = new_magic(&heap);
    new_magic(&heap);
    collect(&root, 1, 0, false);
    cr_assert_eq(magics_alive, 1);
    root = NIL;
    collect(&root, 1, 0, false);
    cr_assert_eq(magics_alive, 0);
}

Test(gc, releases_dead_objects_of_the_older_generation_in_a_major_collection)
{
    Term roots[] = {new_magic(&heap), count_up(1000)};
    collect(roots, 2, 0, false);
    collect(roots, 2, 0, false);
    roots[0] = NIL;
    collect(roots, 2, 0, false);
    cr_assert_eq(magics_alive, 1, "a minor collection leaves the older generation alone");
    collect(roots, 2, 0, true);
    cr_assert_eq(magics_alive, 0);
}

Test(gc, is_wanted_when_much_memory_is_owned_outside)
{
    unsigned char *bytes;
    cr_assert_not(gc_wanted(&heap));
    Term root = bits_new_binary(&heap, 2 * GC_OFF_HEAP_SLACK, &bytes);
    memset(bytes, 0, 2 * GC_OFF_HEAP_SLACK);
    cr_assert(gc_wanted(&heap));
    collect(&root, 1, 0, false);
    cr_assert_not(gc_wanted(&heap), "what has survived does not count again");
}

Test(gc, large_binaries_in_the_older_generation_bring_a_major_collection)
{
    enum { MADE = 60 }; /* so few that the generation is not full of objects */
    struct binary *made[MADE];
    Term roots[] = {NIL, count_up(300)};
    collect(roots, 2, 0, false);
    for (int i = 0; i < MADE; i++) {
        unsigned char *bytes;
        roots[0] = bits_new_binary(&heap, 1 << 20, &bytes);
        made[i] = bin_ref_binary(boxed_ptr(boxed_ptr(roots[0])[3]));
        binary_retain(made[i]);
        collect(roots, 2, 0, false);
        collect(roots, 2, 0, false);
    }
    size_t alive = 0;
    for (int i = 0; i < MADE; i++) {
        alive += made[i]->references > 1;
        binary_release(made[i]);
    }
    cr_assert_geq(alive, 1);
    cr_assert_leq(alive, 20, "%zu dead binaries are kept", alive);
}

/* ---- the checker ---- */

Test(gc, check_finds_a_pointer_out_of_the_heap, .signal = SIGABRT)
{
    Term outside[3] = {HEADER(BOXED_TUPLE, 2), NIL, NIL};
    Term root = boxed_make(outside);
    gc_check(&heap, &(struct root_array){&root, 1}, 1);
}

Test(gc, check_finds_an_old_term_that_refers_to_a_young_one, .signal = SIGABRT)
{
    Term root = count_up(1000);
    collect(&root, 1, 0, false);
    collect(&root, 1, 0, false);
    cons_ptr(root)[0] = heap_cons(&heap, NIL, NIL);
    gc_check(&heap, &(struct root_array){&root, 1}, 1);
}

Test(gc, check_finds_an_owner_that_is_not_chained, .signal = SIGABRT)
{
    Term root = new_magic(&heap);
    heap.off_heap = NULL;
    gc_check(&heap, &(struct root_array){&root, 1}, 1);
}

/* ---- random graphs beside a shadow ---- */

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
    return index < STACK_SLOTS ? &heap.stop[2 * index] : &w->slots[index];
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
        put(w, index, heap_cons(&heap, terms[0], terms[1]), shadow);
}

/* A tuple, fun, map or node: RAW raw words, then terms. */
static void make_boxed(struct world *w, size_t index, enum boxed_kind kind, size_t raw)
{
    Term terms[MAX_CHILDREN];
    size_t count = draw(w, MAX_CHILDREN + 1);
    struct shadow *shadow = shadow_new(w, HEADER(kind, raw + count));
    if (!choose_children(w, shadow, count, terms))
        return;
    Term *cell = heap_alloc(&heap, 1 + raw + count);
    cell[0] = shadow->header;
    for (size_t i = 0; i < raw; i++)
        cell[1 + i] = shadow->raw[i] = draw(w, UINT64_MAX);
    memcpy(cell + 1 + raw, terms, count * sizeof(Term));
    put(w, index, boxed_make(cell), shadow);
}

static void make_raw(struct world *w, size_t index, enum boxed_kind kind, size_t words)
{
    struct shadow *shadow = shadow_new(w, HEADER(kind, words));
    Term *cell = heap_alloc(&heap, 1 + words);
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
    Term term = bits_new_binary(&heap, size, &bytes);
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
    Term term = bits_sub(&heap, *slot(w, from), first, draw(w, size - first + 1));
    struct shadow *shadow = shadow_new(w, HEADER(BOXED_HEAP_BITS, 0));
    shadow_bits(shadow, term);
    put(w, index, term, shadow);
}

static void make_magic(struct world *w, size_t index)
{
    struct shadow *shadow = shadow_new(w, HEADER(BOXED_MAGIC_REF, 2));
    Term term = new_magic(&heap);
    memcpy(shadow->raw, boxed_ptr(term) + 1, sizeof shadow->raw);
    put(w, index, term, shadow);
}

/* A copy of a slot arrives as a message. */
static void receive(struct world *w, size_t index)
{
    size_t from = draw(w, SLOTS);
    struct fragment *fragment = copy_to_fragment(*slot(w, from));
    put(w, index, fragment->term, w->shadows[from]);
    heap_adopt(&heap, fragment);
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
        cr_assert_eq(heap.stop[2 * i + 1], 0x1000 + 8 * i);
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
    heap.stop -= 2 * STACK_SLOTS;
    for (size_t i = 0; i < STACK_SLOTS; i++)
        heap.stop[2 * i + 1] = 0x1000 + 8 * i;
    for (size_t i = 0; i < SLOTS; i++)
        put_immediate(w, i);
    for (size_t i = 0; i < steps; i++) {
        step(w);
        if (heap.stop - heap.top < 8 || gc_wanted(&heap) || draw(w, 50) == 0) {
            collect(w->slots + STACK_SLOTS, SLOTS - STACK_SLOTS, draw(w, 30), draw(w, 40) == 0);
            check_slots(w);
        }
    }
}

static void end_world(struct world *w)
{
    heap_release(&heap);
    cr_assert_eq(magics_alive, 0);
    for (size_t i = 0; i < w->binary_count; i++) {
        cr_assert_eq(w->binaries[i]->references, 1, "binary %zu is still referred to", i);
        binary_release(w->binaries[i]);
    }
    while (w->newest != NULL) {
        struct shadow *shadow = w->newest;
        w->newest = shadow->allocated_before;
        free(shadow);
    }
    heap_init(&heap, MIN_WORDS);
}

Test(gc, random_graphs_stay_what_they_are)
{
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct world *w = mem_zalloc(sizeof *w);
        w->seed = seed;
        run_world(w, 4000);
        end_world(w);
        free(w);
    }
}

/* ---- room ---- */

enum { PAGE = 4096, LARGE_WORDS = 1 << 20 };

/* Which of the pages that lie whole between FROM and TO are in memory. */
static size_t pages_in_memory(const Term *from, const Term *to, size_t *all)
{
    static unsigned char pages[LARGE_WORDS * sizeof(Term) / PAGE];
    uintptr_t first = ((uintptr_t)from + PAGE - 1) & ~(uintptr_t)(PAGE - 1);
    uintptr_t end = (uintptr_t)to & ~(uintptr_t)(PAGE - 1);
    size_t found = 0;
    *all = (end - first) / PAGE;
    cr_assert_leq(*all, COUNT_OF(pages));
    cr_assert_eq(mincore((void *)first, end - first, pages), 0);
    for (size_t i = 0; i < *all; i++)
        found += pages[i] & 1;
    return found;
}

static bool system_prepares_pages(void)
{
#ifdef MADV_POPULATE_WRITE
    void *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    bool can = madvise(page, PAGE, MADV_POPULATE_WRITE) == 0;
    (void)munmap(page, PAGE);
    return can;
#else
    return false;
#endif
}

Test(gc, prepares_as_much_room_as_has_been_used)
{
    Term list = count_up(1000);
    size_t all;
    collect(&list, 1, LARGE_WORDS / 2, true);
    Term *end = heap.top + LARGE_WORDS / 4;
    gc_prepare_room(&heap, LARGE_WORDS / 4);
    if (system_prepares_pages())
        cr_assert_eq(pages_in_memory(heap.top, end, &all), all);
    cr_assert_lt(pages_in_memory(end + LARGE_WORDS / 8, heap.stop, &all), all);
    for (int64_t i = 1; i <= 1000; i++, list = list_tail(list))
        cr_assert_eq(list_head(list), small_make(i));
    cr_assert_eq(list, NIL);
}

Test(gc, counts_a_large_block_as_work)
{
    struct gc_request request = {.min_words = MIN_WORDS};
    Term list = count_up(10);
    cr_assert_lt(gc_work(&heap, &request), 2 * MIN_WORDS);
    cr_assert_gt(gc_work(&heap, &(struct gc_request){.need = LARGE_WORDS}), LARGE_WORDS);
    collect(&list, 1, LARGE_WORDS, true);
    cr_assert_geq(gc_work(&heap, &request), LARGE_WORDS);
}
