/* SPDX-License-Identifier: Apache-2.0 */
/* external_encode.c: the walk over a term; leaves are written by external_encode_leaf.c. What is
 * still to be written is on a stack: terms, and marks (walk_mark.h) for what is in progress below
 * them. It fits into a tuple when the walk stops. Functions that write the beginning of a container
 * return what comes next, if that is no leaf and not on the stack, or NON_VALUE. */
#include "vm/term/external_encode_parts.h"
#include "vm/term/external_shape.h"
#include "vm/term/fun.h"
#include "vm/term/map.h"
#include "vm/term/walk_mark.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* What lies below a mark, the topmost last. */
enum mark_kind {
    MARK_COUNT, /* rest of a list, list: half of the place are its cells before the rest */
    MARK_REST,  /* the rest of a list */
    MARK_TUPLE, /* tuple: elements from the place on */
    MARK_FREE,  /* fun: free variables from the place on */
    MARK_FUN,   /* place of the fun's size, which is now known */
    MARK_PAIRS, /* last key written, map: pairs behind it */
};

#define PAIRS_AT_A_TIME 32

static void push(struct encoder *e, Term term)
{
    word_stack_push(&e->stack, term);
}

static Term pop(struct encoder *e)
{
    return word_stack_pop(&e->stack);
}

static void push_mark(struct encoder *e, enum mark_kind kind, size_t place)
{
    push(e, mark_make(kind, place));
}

/* ---- containers: what they hold goes onto the stack ---- */

/* An atom, nil, pid or port. */
static NOINLINE void put_no_number(struct encoder *e, Term term)
{
    if (term_is_atom(term))
        external_put_atom(e, term);
    else if (term_is_nil(term))
        put_tag(e, TAG_NIL);
    else
        external_put_id(e, term);
}

/* Writes TERM if it is one of the leaves that there are many of. */
ALWAYS_INLINE bool put_leaf(struct encoder *e, Term term)
{
    if (term_is_small(term))
        external_put_integer(e, term);
    else if (term_is_immediate(term))
        put_no_number(e, term);
    else if (term_is_kind(term, BOXED_HEAP_BITS))
        external_put_bits(e, term);
    else if (term_is_kind(term, BOXED_FLOAT))
        external_put_float(e, float_value(term));
    else
        return false;
    return true;
}

/* Elements of an array from PLACE on, up to one that is no leaf, with a mark on the stack for what
 * follows it. */
ALWAYS_INLINE Term put_array(struct encoder *e, enum mark_kind kind, Term whole, const Term *array,
                             size_t count, size_t place)
{
    Term next = NON_VALUE;
    for (; place < count && e->out->size < e->limit; place++) {
        if (!put_leaf(e, array[place])) {
            next = array[place++];
            break;
        }
    }
    if (place < count) {
        push(e, whole);
        push_mark(e, kind, place);
    }
    return next;
}

static Term put_tuple_from(struct encoder *e, Term tuple, size_t place)
{
    return put_array(e, MARK_TUPLE, tuple, tuple_elements(tuple), tuple_arity(tuple), place);
}

static Term put_free_from(struct encoder *e, Term fun, size_t place)
{
    return put_array(e, MARK_FREE, fun, fun_free(fun), fun_free_count(fun), place);
}

static Term put_tuple(struct encoder *e, Term tuple)
{
    size_t arity = tuple_arity(tuple);
    if (arity < 256)
        put_tagged(e, TAG_SMALL_TUPLE, 1, arity);
    else
        put_tagged(e, TAG_LARGE_TUPLE, 4, arity);
    return put_tuple_from(e, tuple, 0);
}

static bool is_byte(Term term)
{
    return term_is_small(term) && (uint64_t)small_value(term) <= 255;
}

static void put_string(struct encoder *e, Term list, size_t length)
{
    put_tagged(e, TAG_STRING, 2, length);
    char *to = take(e, length);
    for (; to != NULL && term_is_cons(list); list = list_tail(list))
        *to++ = (char)small_value(list_head(list));
}

/* The elements of a list whose length is written already, up to one that is no leaf, or to the
 * tail.
 */
static Term put_elements(struct encoder *e, Term rest)
{
    while (term_is_cons(rest) && e->out->size < e->limit) {
        Term head = list_head(rest);
        rest = list_tail(rest);
        if (!put_leaf(e, head)) {
            push(e, rest);
            push_mark(e, MARK_REST, 0);
            return head;
        }
    }
    if (!term_is_cons(rest))
        return rest;
    push(e, rest);
    push_mark(e, MARK_REST, 0);
    return NON_VALUE;
}

/* Counts the cells of LIST, of which COUNT come before REST, all of them bytes if BYTES. Walking a
 * cell counts as writing a byte. Then writes the list: as a string, if it is a proper list of few
 * bytes. */
static Term count_and_put(struct encoder *e, Term list, Term rest, size_t count, bool bytes)
{
    size_t room = e->limit > e->out->size ? e->limit - e->out->size : 1, left = room;
    for (; left > 0 && term_is_cons(rest); left--, rest = list_tail(rest))
        bytes = bytes && is_byte(list_head(rest));
    count += room - left;
    e->limit -= room - left < e->limit ? room - left : e->limit;
    if (term_is_cons(rest)) {
        push(e, rest);
        push(e, list);
        push_mark(e, MARK_COUNT, count << 1 | bytes);
        return NON_VALUE;
    }
    if (bytes && term_is_nil(rest) && count <= EXTERNAL_STRING_MAX) {
        put_string(e, list, count);
        return NON_VALUE;
    }
    put_tagged(e, TAG_LIST, 4, count);
    return put_elements(e, list);
}

static Term put_list(struct encoder *e, Term list)
{
    return count_and_put(e, list, list, 0, true);
}

/* Puts the next pairs onto the stack; AFTER: the key behind which they are, NON_VALUE at first. */
static void put_pairs(struct encoder *e, Term map, Term after)
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
        push(e, keys[count - 1]);
        push(e, map);
        push_mark(e, MARK_PAIRS, 0);
    }
    while (count-- > 0) {
        push(e, values[count]);
        push(e, keys[count]);
    }
}

static void put_map(struct encoder *e, Term map)
{
    put_tagged(e, TAG_MAP, 4, map_size(map));
    put_pairs(e, map, NON_VALUE);
}

static Term put_fun(struct encoder *e, Term fun)
{
    const struct fun_entry *entry = fun_entry(fun);
    const struct module *module = module_find(entry->module);
    static const unsigned char no_md5[16];
    put_tag(e, TAG_NEW_FUN);
    push(e, small_make((int64_t)e->out->size));
    push_mark(e, MARK_FUN, 0);
    put_uint(e, 4, 0); /* put_fun_size knows better */
    put_uint(e, 1, entry->arity);
    put_bytes(e, module == NULL ? no_md5 : module->md5, sizeof no_md5);
    put_uint(e, 4, entry->index);
    put_uint(e, 4, fun_free_count(fun));
    external_put_atom(e, entry->module);
    external_put_integer(e, small_make(entry->old_index));
    external_put_integer(e, small_make(entry->uniq));
    external_put_pid(e, pid_make(0)); /* who made a fun is not kept */
    return put_free_from(e, fun, 0);
}

static void put_fun_size(struct encoder *e, size_t place)
{
    if (!e->out->failed)
        write_uint(e->out->bytes + place, 4, e->out->size - place);
}

static void put_export(struct encoder *e, Term fun)
{
    const struct mfa *mfa = &fun_export(fun)->mfa;
    put_tag(e, TAG_EXPORT);
    external_put_atom(e, mfa->module);
    external_put_atom(e, mfa->function);
    external_put_integer(e, small_make(mfa->arity));
}

/* ---- the walk ---- */

static Term put_boxed(struct encoder *e, Term term)
{
    switch (header_kind(boxed_header(term))) {
    case BOXED_POS_BIG:
    case BOXED_NEG_BIG:
        external_put_integer(e, term);
        break;
    case BOXED_FUN:
        if (!fun_is_external(term))
            return put_fun(e, term);
        put_export(e, term);
        break;
    case BOXED_MAP:
    case BOXED_MAP_NODE:
        put_map(e, term);
        break;
    case BOXED_SUB_BITS:
        external_put_bits(e, term);
        break;
    default:
        external_put_id(e, term);
    }
    return NON_VALUE;
}

static Term put_marked(struct encoder *e, Term mark)
{
    size_t place = mark_place(mark);
    Term term = pop(e);
    switch ((enum mark_kind)mark_kind(mark)) {
    case MARK_COUNT:
        return count_and_put(e, term, pop(e), place >> 1, place & 1);
    case MARK_REST:
        return put_elements(e, term);
    case MARK_TUPLE:
        return put_tuple_from(e, term, place);
    case MARK_FREE:
        return put_free_from(e, term, place);
    case MARK_FUN:
        put_fun_size(e, (size_t)small_value(term));
        break;
    case MARK_PAIRS:
        put_pairs(e, term, pop(e));
        break;
    }
    return NON_VALUE;
}

/* A term, or what a mark stands for. */
static Term put_next(struct encoder *e, Term term)
{
    if (term_is_cons(term))
        return put_list(e, term);
    if (UNLIKELY(term_is_mark(term)))
        return put_marked(e, term);
    if (LIKELY(term_is_tuple(term)))
        return put_tuple(e, term);
    return put_leaf(e, term) ? NON_VALUE : put_boxed(e, term);
}

/* Writes until nothing is left, or OUT has reached the limit. */
static void put_until_limit(struct encoder *e)
{
    while (e->stack.size != 0 && e->out->size < e->limit && !e->out->failed) {
        Term term = pop(e);
        while (term != NON_VALUE && e->out->size < e->limit)
            term = put_next(e, term);
        if (term != NON_VALUE)
            push(e, term);
    }
}

static struct encoder *encoder_init(struct encoder *e, struct text_buffer *out, unsigned options,
                                    size_t limit)
{
    e->out = out;
    e->options = options;
    e->limit = limit;
    word_stack_init(&e->stack);
    return e;
}

/* Ends E. Returns NIL when all has been written or memory is exhausted, else what is left, as a
 * tuple on HEAP. */
static Term what_is_left(struct heap *heap, struct encoder *e)
{
    size_t size = e->out->failed ? 0 : e->stack.size;
    Term left = size == 0 ? NIL : heap_tuple(heap, size, e->stack.words);
    word_stack_release(&e->stack);
    return left;
}

Term external_encode_some(struct heap *heap, struct text_buffer *buffer, Term term,
                          unsigned options, size_t limit)
{
    struct encoder e;
    push(encoder_init(&e, buffer, options, limit), term);
    put_until_limit(&e);
    return what_is_left(heap, &e);
}

Term external_encode_more(struct heap *heap, struct text_buffer *buffer, Term left,
                          unsigned options, size_t limit)
{
    struct encoder e;
    size_t size = tuple_arity(left);
    encoder_init(&e, buffer, options, limit);
    memcpy(word_stack_add(&e.stack, size), tuple_elements(left), size * sizeof(Term));
    put_until_limit(&e);
    return what_is_left(heap, &e);
}

bool external_encode(struct text_buffer *buffer, Term term, unsigned options)
{
    text_put_byte(buffer, EXTERNAL_VERSION);
    return external_encode_some(NULL, buffer, term, options, SIZE_MAX) == NIL && !buffer->failed;
}

bool external_compress(struct text_buffer *buffer, const struct text_buffer *plain, int level)
{
    uLongf size = plain->size > 6 ? plain->size - 6 : 0;
    if (plain->size > UINT32_MAX || !text_reserve(buffer, 6 + size))
        return false;
    char *to = buffer->bytes + buffer->size;
    const Bytef *from = (const Bytef *)plain->bytes + 1;
    if (compress2((Bytef *)to + 6, &size, from, plain->size - 1, level) != Z_OK)
        return false;
    to[0] = (char)EXTERNAL_VERSION;
    to[1] = TAG_COMPRESSED;
    write_uint(to + 2, 4, plain->size - 1);
    buffer->size += 6 + size;
    return true;
}
