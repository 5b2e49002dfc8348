/* SPDX-License-Identifier: Apache-2.0 */
/* build.c: the building blocks that are too large to be inline in heap.h. */
#include "vm/memory/heap.h"

#include <string.h>

Term heap_tuple(struct heap *heap, size_t arity, const Term *elements)
{
    Term *cell = heap_alloc(heap, 1 + arity);
    cell[0] = HEADER(BOXED_TUPLE, arity);
    if (arity != 0)
        memcpy(cell + 1, elements, arity * sizeof(Term));
    return boxed_make(cell);
}

Term heap_tuple2(struct heap *heap, Term a, Term b)
{
    Term *cell = heap_alloc(heap, 3);
    cell[0] = HEADER(BOXED_TUPLE, 2);
    cell[1] = a;
    cell[2] = b;
    return boxed_make(cell);
}

Term heap_tuple3(struct heap *heap, Term a, Term b, Term c)
{
    return heap_tuple(heap, 3, (const Term[]){a, b, c});
}

Term heap_tuple4(struct heap *heap, Term a, Term b, Term c, Term d)
{
    return heap_tuple(heap, 4, (const Term[]){a, b, c, d});
}

static Term big_of_limb(struct heap *heap, enum boxed_kind kind, uint64_t limb)
{
    Term *cell = heap_alloc(heap, 2);
    cell[0] = HEADER(kind, 1);
    cell[1] = limb;
    return boxed_make(cell);
}

Term heap_int(struct heap *heap, int64_t value)
{
    if (LIKELY(small_fits(value)))
        return small_make(value);
    if (value < 0)
        return big_of_limb(heap, BOXED_NEG_BIG, -(uint64_t)value);
    return big_of_limb(heap, BOXED_POS_BIG, (uint64_t)value);
}

Term heap_uint(struct heap *heap, uint64_t value)
{
    if (LIKELY(value <= (uint64_t)SMALL_MAX))
        return small_make((int64_t)value);
    return big_of_limb(heap, BOXED_POS_BIG, value);
}

Term heap_list(struct heap *heap, size_t count, const Term *items, Term tail)
{
    if (count == 0)
        return tail;
    Term *cells = heap_alloc(heap, 2 * count);
    for (size_t i = 0; i < count; i++) {
        cells[2 * i] = items[i];
        cells[2 * i + 1] = i + 1 < count ? cons_make(cells + 2 * i + 2) : tail;
    }
    return cons_make(cells);
}

/* The code point at *TEXT, which is moved behind it. */
static uint32_t utf8_next(const unsigned char **text)
{
    const unsigned char *p = *text;
    uint32_t lead = p[0];
    unsigned length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    uint32_t code = length == 1 ? lead : lead & (0xFFu >> (length + 1));
    for (unsigned i = 1; i < length; i++)
        code = code << 6 | (p[i] & 0x3F);
    *text = p + length;
    return code;
}

static size_t utf8_length(const char *text, size_t bytes)
{
    size_t length = 0;
    for (size_t i = 0; i < bytes; i++)
        length += ((unsigned char)text[i] & 0xC0) != 0x80;
    return length;
}

Term heap_string(struct heap *heap, const char *text, size_t bytes)
{
    size_t length = utf8_length(text, bytes);
    if (length == 0)
        return NIL;
    const unsigned char *p = (const unsigned char *)text;
    Term *cells = heap_alloc(heap, 2 * length);
    for (size_t i = 0; i < length; i++) {
        cells[2 * i] = small_make(utf8_next(&p));
        cells[2 * i + 1] = i + 1 < length ? cons_make(cells + 2 * i + 2) : NIL;
    }
    return cons_make(cells);
}
