/* SPDX-License-Identifier: Apache-2.0 */
/* unicode_list.c: see unicode_list.h. The characters are counted, and then read from the last one
 * on, so that the list comes out in order and in one place. */
#include "vm/builtin/unicode_list.h"

#include "vm/builtin/support.h"
#include "vm/term/bits.h"

#define UTF8_MOST_BYTES              4
#define CHARACTERS_PER_REDUCTION     8
#define MEASURED_BYTES_PER_REDUCTION 16

/* The bytes of a binary that begins on a byte boundary. */
static const unsigned char *bytes_of(Term binary)
{
    struct bits bits = bits_of(binary);
    return bits.base + bits.first / 8;
}

/* Where the last character begins that ends before byte END of good text; it goes to *CHARACTER. */
ALWAYS_INLINE size_t decode_backwards(enum encoding in, const unsigned char *bytes, size_t end,
                                      uint32_t *character)
{
    uint32_t byte = bytes[--end], code = byte;
    if (UNLIKELY(byte >= 0x80) && in == ENCODING_UTF8) {
        unsigned shift = 0;
        for (code = 0; (byte & 0xC0) == 0x80; byte = bytes[--end], shift += 6)
            code |= (byte & 0x3F) << shift;
        code |= (byte & (0x3FU >> shift / 6)) << shift;
    }
    *character = code;
    return end;
}

/* The last COUNT characters before byte *END of good text, in front of TAIL; moves *END before
 * them. */
static Term list_backwards(struct heap *heap, enum encoding in, const unsigned char *bytes,
                           size_t *end, size_t count, Term tail)
{
    if (count == 0)
        return tail;
    Term *cells = heap_alloc(heap, 2 * count);
    for (size_t i = count; i > 0; i--) {
        uint32_t character;
        *end = decode_backwards(in, bytes, *end, &character);
        cells[2 * i - 2] = small_make(character);
        cells[2 * i - 1] = tail;
        tail = cons_make(cells + 2 * i - 2);
    }
    return tail;
}

/* tick:characters_cells(Encoding, Binary, End, Count, Tail): Count characters come before byte End.
 */
static Term characters_cells(struct process *p, const Term *args)
{
    enum encoding in = (enum encoding)small_value(args[0]);
    size_t end = (size_t)small_value(args[2]), left = (size_t)small_value(args[3]);
    size_t budget = builtin_budget(p, CHARACTERS_PER_REDUCTION);
    size_t count = left < budget ? left : budget;
    Term list = list_backwards(&p->heap, in, bytes_of(args[1]), &end, count, args[4]);
    builtin_charge(p, (int64_t)(count / CHARACTERS_PER_REDUCTION));
    if (count == left)
        return list;
    return builtin_continue(p, ATOM_(characters_cells), 5,
                            (Term[]){args[0], args[1], small_make((int64_t)end),
                                     small_make((int64_t)(left - count)), list});
}

/* The last place up to MOST, or at most three bytes before it, where a character may begin. */
static size_t character_boundary(const unsigned char *bytes, size_t most)
{
    size_t at = most;
    while (at > 0 && most - at < 3 && (bytes[at] & 0xC0) == 0x80)
        at--;
    return at;
}

/* tick:characters_count(Encoding, Binary, At, Count, Mode, Arguments): Count characters come before
 * byte At. */
static Term characters_count(struct process *p, const Term *args)
{
    enum encoding in = (enum encoding)small_value(args[0]);
    const unsigned char *bytes = bytes_of(args[1]);
    size_t size = bits_size(args[1]) / 8, at = (size_t)small_value(args[2]);
    size_t count = (size_t)small_value(args[3]);
    size_t budget = builtin_budget(p, MEASURED_BYTES_PER_REDUCTION) + UTF8_MOST_BYTES;
    bool is_last = in == ENCODING_LATIN1 || size - at <= budget;
    size_t end = is_last ? size : character_boundary(bytes, at + budget);
    size_t more = size - at;
    if (in == ENCODING_UTF8 && !utf8_is_valid(bytes + at, end - at, &more))
        return builtin_continue(p, ATOM_(characters_slice), 6,
                                (Term[]){args[4], args[1], NIL, NIL, NIL, args[5]});
    if (in == ENCODING_UTF8)
        builtin_charge(p, (int64_t)((end - at) / MEASURED_BYTES_PER_REDUCTION));
    count += more;
    if (!is_last)
        return builtin_continue(p, ATOM_(characters_count), 6,
                                (Term[]){args[0], args[1], small_make((int64_t)end),
                                         small_make((int64_t)count), args[4], args[5]});
    if (count <= FEW_CELLS)
        return list_backwards(&p->heap, in, bytes, &end, count, NIL);
    (void)builtin_continue(
        p, ATOM_(characters_cells), 5,
        (Term[]){args[0], args[1], small_make((int64_t)size), small_make((int64_t)count), NIL});
    return builtin_make_room(p, 2 * count);
}

Term unicode_binary_to_list(struct process *p, enum encoding in, Term binary, Term mode,
                            Term arguments)
{
    return characters_count(p,
                            (Term[]){small_make(in), binary, SMALL(0), SMALL(0), mode, arguments});
}

const struct builtin_row builtins_unicode_list[] = {
    {"tick", "characters_cells", 5, characters_cells},
    {"tick", "characters_count", 6, characters_count},
    {0},
};
