/* SPDX-License-Identifier: Apache-2.0 */
/* unicode.c: unicode:characters_to_list and characters_to_binary.
 *
 * Input is a deep list of characters and of binaries in encoding IN, where a character may begin in
 * one binary and end in a later one: bytes that are no whole character yet are the partial
 * character. What could not be converted is returned in the nesting it had. OTP does that in
 * two ways, depending on the encodings, and so does this: "wide" is the one for UTF-16,
 * UTF-32 and results in Latin-1. Works in slices: a list is gathered backwards, a binary in pieces.
 */
#include "vm/builtin/encoding.h"
#include "vm/builtin/iodata.h"
#include "vm/builtin/support.h"
#include "vm/builtin/unicode_list.h"
#include "vm/term/bits.h"

#include <string.h>

#define OUT_LIST                 15 /* instead of an encoding */
#define PARTIAL_BYTES            4
#define WINDOW_BYTES             1024
#define ASCII_PER_STEP           32
#define CHARACTERS_PER_REDUCTION 8

struct conversion {
    struct process *p;
    enum encoding in;
    unsigned out; /* enum encoding or OUT_LIST */
    bool wide;
    struct data_cursor cursor; /* a step: a cell, or a character */
    unsigned char partial[PARTIAL_BYTES];
    size_t partial_size;
    Term done;               /* list: backwards. Binary: NIL, a binary, or [Done | Binary] */
    struct text_buffer text; /* for a binary: what this slice has converted */
    Term rest;               /* of the input, when a part of it is invalid */
};

enum outcome { GOES_ON, PAUSED, FINISHED, INCOMPLETE, INVALID, NO_CHARACTERS };

ALWAYS_INLINE bool emit(struct conversion *c, uint32_t character)
{
    if (c->out == OUT_LIST) {
        c->done = heap_cons(&c->p->heap, small_make(character), c->done);
        return true;
    }
    if (!encoding_has((enum encoding)c->out, character))
        return false;
    encoding_put((enum encoding)c->out, &c->text, character);
    return true;
}

/* ---- invalid input ---- */

static Term bytes_term(struct conversion *c, const unsigned char *bytes, size_t size)
{
    Term binary = bits_from_bytes(&c->p->heap, bytes, size);
    return binary == NON_VALUE ? NIL : binary; /* of a few bytes: made on the heap */
}

/* ITEM, just seen WHERE, and all that follows are the rest. */
static enum outcome invalid_from(struct conversion *c, enum data_item where, Term item)
{
    data_put_back(&c->p->heap, &c->cursor, where, item);
    c->rest = data_rest(&c->p->heap, &c->cursor);
    return INVALID;
}

/* ITEM cannot go on the partial character: [Partial, Rest]. */
static enum outcome invalid_after_partial(struct conversion *c, enum data_item where, Term item)
{
    struct heap *heap = &c->p->heap;
    (void)invalid_from(c, where, item);
    Term partial = bytes_term(c, c->partial, c->partial_size);
    c->rest = heap_cons(heap, partial, heap_cons(heap, c->rest, NIL));
    return INVALID;
}

/* The wide form of that: the partial character with the COUNT bytes of the binary ITEM that made it
 * invalid stands in front of the rest of ITEM. */
static enum outcome invalid_joined(struct conversion *c, const unsigned char *bytes, size_t count,
                                   Term item)
{
    struct heap *heap = &c->p->heap;
    Term behind = bits_sub(heap, item, count * 8, bits_size(item) - count * 8);
    c->cursor.next = heap_cons(heap, behind, c->cursor.next);
    return invalid_from(c, DATA_ELEMENT, bytes_term(c, bytes, c->partial_size + count));
}

/* ---- items ---- */

/* Converts the integers that come next in a list, where each stands for a character that exists in
 * all of Unicode or all of Latin-1; surrogates, and what lies behind them, are left to
 * convert_integer. */
static void convert_integers(struct conversion *c)
{
    bool latin1 = c->in == ENCODING_LATIN1 || c->out == ENCODING_LATIN1;
    uint64_t most = latin1 ? 0xFF : 0xD7FF;
    size_t steps = c->cursor.steps;
    Term next = c->cursor.next;
    for (; steps > 0 && term_is_cons(next); steps--, next = list_tail(next)) {
        Term head = list_head(next);
        if (!term_is_small(head) || (uint64_t)small_value(head) > most)
            break;
        (void)emit(c, (uint32_t)small_value(head));
    }
    c->cursor.next = next;
    c->cursor.steps = steps;
}

static enum outcome convert_integer(struct conversion *c, Term item)
{
    struct heap *heap = &c->p->heap;
    if (c->partial_size > 0) {
        if (!c->wide)
            return invalid_after_partial(c, DATA_ELEMENT, item);
        c->cursor.next = heap_cons(heap, item, c->cursor.next);
        return invalid_from(c, DATA_ELEMENT, bytes_term(c, c->partial, c->partial_size));
    }
    enum encoding limits = c->in == ENCODING_LATIN1 ? ENCODING_LATIN1 : ENCODING_UTF8;
    int64_t character;
    if (small_within(item, 0, 0x10FFFF, &character) && encoding_has(limits, (uint32_t)character) &&
        emit(c, (uint32_t)character)) {
        convert_integers(c);
        return GOES_ON;
    }
    return invalid_from(c, DATA_ELEMENT, c->wide ? heap_cons(heap, item, NIL) : item);
}

/* Whether the character that begins with BYTES is longer than SIZE. Of UTF-8 and UTF-32 nobody
 * looks at the bytes after the first until all of them are there. */
static bool lacks_bytes(const struct conversion *c, const unsigned char *bytes, size_t size)
{
    bool in_utf32 = c->in == ENCODING_UTF32_BIG || c->in == ENCODING_UTF32_LITTLE;
    return in_utf32 ? size < 4 : c->in == ENCODING_UTF8 && size < utf8_length(bytes[0]);
}

/* Goes on with the partial character in a binary of SIZE bytes at BITS; *USED is how many it took.
 */
static enum outcome finish_partial(struct conversion *c, enum data_item where, Term item,
                                   size_t *used)
{
    unsigned char bytes[2 * PARTIAL_BYTES];
    struct bits bits = bits_of(item);
    size_t size = bits.size / 8, count = 0;
    uint32_t character;
    int length = DECODE_INCOMPLETE;
    memcpy(bytes, c->partial, c->partial_size);
    while (length == DECODE_INCOMPLETE && count < size) {
        bits_copy(bytes + c->partial_size + count, 0, bits.base, bits.first + count * 8, 8);
        count++;
        if (!lacks_bytes(c, bytes, c->partial_size + count))
            length = encoding_decode(c->in, bytes, c->partial_size + count, &character);
    }
    *used = count;
    if (length == DECODE_INCOMPLETE) {
        c->partial_size += count;
        memcpy(c->partial, bytes, c->partial_size);
        return GOES_ON;
    }
    if (length == DECODE_INVALID || !emit(c, character))
        return c->wide ? invalid_joined(c, bytes, count, item)
                       : invalid_after_partial(c, where, item);
    c->partial_size = 0;
    return GOES_ON;
}

/* Copies ASCII from BYTES at once when that is what the result consists of; returns how many. */
static size_t copy_ascii(struct conversion *c, const unsigned char *bytes, size_t size)
{
    if (c->in > ENCODING_UTF8 || c->out > ENCODING_UTF8)
        return 0;
    size_t most = c->cursor.steps * ASCII_PER_STEP;
    size_t count = ascii_prefix(bytes, size < most ? size : most);
    text_put(&c->text, bytes, count);
    c->cursor.steps -= count / ASCII_PER_STEP;
    return count;
}

/* Converts characters until one is invalid or incomplete or the steps are used up; *USED bytes. */
static enum outcome convert_bytes(struct conversion *c, const unsigned char *bytes, size_t size,
                                  size_t *used)
{
    size_t at = 0;
    enum outcome outcome = GOES_ON;
    while (at < size && c->cursor.steps > 0) {
        uint32_t character;
        at += copy_ascii(c, bytes + at, size - at);
        if (at == size || c->cursor.steps == 0)
            break;
        int length = encoding_decode(c->in, bytes + at, size - at, &character);
        if (length <= 0 || !emit(c, character)) {
            bool partial = length == DECODE_INCOMPLETE ||
                           (!c->wide && length < 0 && lacks_bytes(c, bytes + at, size - at));
            outcome = partial ? INCOMPLETE : INVALID;
            break;
        }
        at += (size_t)length;
        c->cursor.steps--;
    }
    *used = at;
    return outcome;
}

static Term behind(struct conversion *c, Term item, size_t at)
{
    return bits_sub(&c->p->heap, item, at * 8, bits_size(item) - at * 8);
}

/* Bytes from AT on of a binary: in place, or, if they do not begin on a byte boundary, as many as
 * fit COPY. */
static const unsigned char *window(Term item, size_t at, unsigned char copy[WINDOW_BYTES],
                                   size_t *size)
{
    struct bits bits = bits_of(item);
    *size = bits.size / 8 - at;
    if (bits.first % 8 == 0)
        return bits.base + bits.first / 8 + at;
    if (*size > WINDOW_BYTES)
        *size = WINDOW_BYTES;
    bits_copy(copy, 0, bits.base, bits.first + at * 8, *size * 8);
    return copy;
}

/* Of a surrogate whose third byte ends a binary: does that byte begin no low surrogate? OTP does
 * not ask this about bytes that come from several binaries. */
static bool cannot_go_on(const struct conversion *c, const unsigned char *bytes, size_t size)
{
    return c->in == ENCODING_UTF16_BIG && size == 3 && (bytes[2] & 0xFC) != 0xDC;
}

static enum outcome convert_binary(struct conversion *c, enum data_item where, Term item)
{
    unsigned char copy[WINDOW_BYTES];
    size_t total = bits_size(item) / 8, at = 0;
    if (c->partial_size > 0 && total > 0) {
        enum outcome outcome = finish_partial(c, where, item, &at);
        if (outcome != GOES_ON)
            return outcome;
    }
    while (at < total) {
        size_t size, used;
        if (c->cursor.steps == 0) {
            data_put_back(&c->p->heap, &c->cursor, where, behind(c, item, at));
            return GOES_ON;
        }
        const unsigned char *bytes = window(item, at, copy, &size);
        bool last = at + size == total;
        enum outcome outcome = convert_bytes(c, bytes, size, &used);
        at += used;
        if (outcome == INVALID ||
            (outcome == INCOMPLETE && last && cannot_go_on(c, bytes + used, total - at)))
            return invalid_from(c, where, behind(c, item, at));
        if (outcome == INCOMPLETE && last) {
            c->partial_size = total - at;
            memcpy(c->partial, bytes + used, c->partial_size);
            break;
        }
    }
    return GOES_ON;
}

static bool is_characters(enum data_item where, Term item)
{
    return term_is_binary(item) || (where == DATA_ELEMENT && term_is_integer(item));
}

/* What a partial character at the very end is. */
static enum outcome end_partial(struct conversion *c)
{
    uint32_t character;
    if (c->wide ||
        encoding_decode(c->in, c->partial, c->partial_size, &character) == DECODE_INCOMPLETE)
        return INCOMPLETE;
    c->rest = bytes_term(c, c->partial, c->partial_size);
    return INVALID;
}

static enum outcome convert(struct conversion *c)
{
    enum data_item where;
    Term item;
    while ((where = data_next(&c->p->heap, &c->cursor, &item)) > DATA_PAUSE) {
        if (!is_characters(where, item))
            return NO_CHARACTERS;
        enum outcome outcome =
            term_is_binary(item) ? convert_binary(c, where, item) : convert_integer(c, item);
        if (outcome != GOES_ON)
            return outcome;
    }
    if (where == DATA_PAUSE)
        return PAUSED;
    return c->partial_size > 0 ? end_partial(c) : FINISHED;
}

/* ---- results ---- */

/* tick:characters_reverse(Tag, Rest, Backwards, List): turns the rest of Backwards around, in front
 * of List; the result is that list if Tag is ok, else {Tag, List, Rest}. */
static Term characters_reverse(struct process *p, const Term *args)
{
    size_t budget = builtin_budget(p, CELLS_PER_REDUCTION), left = budget;
    Term tag = args[0], rest = args[1], backwards = args[2], list = args[3];
    for (; left > 0 && term_is_cons(backwards); left--, backwards = list_tail(backwards))
        list = heap_cons(&p->heap, list_head(backwards), list);
    builtin_charge(p, (int64_t)((budget - left) / CELLS_PER_REDUCTION));
    if (term_is_cons(backwards))
        return builtin_continue(p, ATOM_(characters_reverse), 4,
                                (Term[]){tag, rest, backwards, list});
    return tag == ATOM_(ok) ? list : heap_tuple3(&p->heap, tag, list, rest);
}

/* The binary that DONE, [[[A | B] | C] | D], consists of; NON_VALUE: memory exhausted. */
static Term join(struct process *p, Term done)
{
    size_t size = 0;
    unsigned char *bytes;
    for (Term left = done; !term_is_nil(left); left = term_is_cons(left) ? list_head(left) : NIL)
        size += bits_size(term_is_cons(left) ? list_tail(left) : left) / 8;
    Term binary = bits_new_binary(&p->heap, size, &bytes);
    builtin_charge(p, (int64_t)(size / COPIED_BYTES_PER_REDUCTION));
    while (binary != NON_VALUE && !term_is_nil(done)) {
        struct bits piece = bits_of(term_is_cons(done) ? list_tail(done) : done);
        size -= piece.size / 8;
        bits_copy(bytes, size * 8, piece.base, piece.first, piece.size);
        done = term_is_cons(done) ? list_head(done) : NIL;
    }
    return binary;
}

static Term result(struct conversion *c, Term tag, Term rest)
{
    struct process *p = c->p;
    if (c->out == OUT_LIST)
        return characters_reverse(p, (Term[]){tag, rest, c->done, NIL});
    if (tag == ATOM_(ok) && term_is_cons(c->done))
        return builtin_trap1(p, export_get(ATOM_(erlang), ATOM_(iolist_to_binary), 1), c->done);
    Term binary = term_is_list(c->done) ? join(p, c->done) : c->done;
    if (binary == NON_VALUE)
        return builtin_system_limit(p);
    return tag == ATOM_(ok) ? binary : heap_tuple3(&p->heap, tag, binary, rest);
}

/* Moves what this slice has converted to DONE. False: memory exhausted. */
static bool take_text(struct conversion *c)
{
    bool good = !c->text.failed;
    if (good && c->text.size > 0) {
        Term piece = bits_from_bytes(&c->p->heap, c->text.bytes, c->text.size);
        good = piece != NON_VALUE;
        if (good)
            c->done = term_is_nil(c->done) ? piece : heap_cons(&c->p->heap, c->done, piece);
    }
    text_buffer_release(&c->text);
    return good;
}

/* ---- slices ---- */

static Term bad_call(struct conversion *c, Term arguments)
{
    Term args[3];
    unsigned count = 0;
    for (; term_is_cons(arguments); arguments = list_tail(arguments))
        args[count++] = list_head(arguments);
    Term name = c->out == OUT_LIST ? ATOM_(characters_to_list) : ATOM_(characters_to_binary);
    return builtin_error_as(c->p, ATOM_(badarg), ATOM_(unicode), name, count, args);
}

#define MODE_SHIFT 4

static struct conversion conversion_of(struct process *p, Term mode)
{
    unsigned both = (unsigned)small_value(mode);
    struct conversion c = {.p = p, .in = both & ((1 << MODE_SHIFT) - 1), .out = both >> MODE_SHIFT};
    c.wide = c.in > ENCODING_UTF8 || (c.out != OUT_LIST && c.out != ENCODING_UTF8);
    return c;
}

/* tick:characters_check(Mode, Next, Tails, Done, Rest, Arguments): after an invalid character; the
 * call is wrong all the same if what is in Rest, up to a large integer, has not the form of
 * characters. */
static Term characters_check(struct process *p, const Term *args)
{
    size_t steps = builtin_budget(p, CHARACTERS_PER_REDUCTION);
    struct conversion c = conversion_of(p, args[0]);
    enum data_item where;
    Term item;
    c.cursor = data_cursor_make(args[1], args[2], steps);
    c.done = args[3];
    while ((where = data_next(&p->heap, &c.cursor, &item)) > DATA_PAUSE) {
        if (!is_characters(where, item))
            return bad_call(&c, args[5]);
        if (term_is_integer(item) && !term_is_small(item))
            break;
    }
    builtin_charge(p, (int64_t)((steps - c.cursor.steps) / CHARACTERS_PER_REDUCTION));
    if (where != DATA_PAUSE)
        return result(&c, ATOM_(error), args[4]);
    return builtin_continue(
        p, ATOM_(characters_check), 6,
        (Term[]){args[0], c.cursor.next, c.cursor.tails, c.done, args[4], args[5]});
}

/* tick:characters_slice(Mode, Next, Tails, Partial, Done, Arguments): Mode holds both encodings,
 * Partial is a binary or NIL, Arguments are those of the call. */
static Term characters_slice(struct process *p, const Term *args)
{
    size_t steps = builtin_budget(p, CHARACTERS_PER_REDUCTION);
    struct conversion c = conversion_of(p, args[0]);
    Term arguments = args[5];
    c.cursor = data_cursor_make(args[1], args[2], steps);
    if (!term_is_nil(args[3])) {
        struct bits partial = bits_of(args[3]);
        c.partial_size = partial.size / 8;
        bits_copy(c.partial, 0, partial.base, partial.first, partial.size);
    }
    c.done = args[4];
    enum outcome outcome = convert(&c);
    builtin_charge(p, (int64_t)((steps - c.cursor.steps) / CHARACTERS_PER_REDUCTION));
    if (!take_text(&c))
        return builtin_system_limit(p);
    switch (outcome) {
    case FINISHED:
        return result(&c, ATOM_(ok), NIL);
    case INCOMPLETE:
        return result(&c, ATOM_(incomplete), bytes_term(&c, c.partial, c.partial_size));
    case INVALID:
        return c.wide
                   ? result(&c, ATOM_(error), c.rest)
                   : characters_check(p, (Term[]){args[0], c.rest, NIL, c.done, c.rest, arguments});
    case NO_CHARACTERS:
        return bad_call(&c, arguments);
    case GOES_ON:
    case PAUSED:
        break;
    }
    Term bytes = c.partial_size == 0 ? NIL : bytes_term(&c, c.partial, c.partial_size);
    return builtin_continue(
        p, ATOM_(characters_slice), 6,
        (Term[]){args[0], c.cursor.next, c.cursor.tails, bytes, c.done, arguments});
}

static Term convert_characters(struct process *p, enum encoding in, unsigned out, unsigned count,
                               const Term *args)
{
    Term data = args[0];
    if (in == ENCODING_UTF8 && out == ENCODING_UTF8 && term_is_cons(data) &&
        term_is_nil(list_tail(data)) && term_is_binary(list_head(data)))
        data = list_head(data); /* seen in the rest: OTP takes a binary alone out of its list */
    Term arguments = heap_list(&p->heap, count, args, NIL);
    Term mode = small_make((int64_t)(in | out << MODE_SHIFT));
    if (out == OUT_LIST && in <= ENCODING_UTF8 && term_is_binary(data) &&
        bits_of(data).first % 8 == 0)
        return unicode_binary_to_list(p, in, data, mode, arguments);
    return characters_slice(p, (Term[]){mode, data, NIL, NIL, NIL, arguments});
}

static Term characters_to_list_1(struct process *p, const Term *args)
{
    return convert_characters(p, ENCODING_UTF8, OUT_LIST, 1, args);
}

static Term characters_to_list_2(struct process *p, const Term *args)
{
    enum encoding in;
    if (!encoding_of(args[1], &in))
        return builtin_badarg(p);
    return convert_characters(p, in, OUT_LIST, 2, args);
}

static Term characters_to_binary_1(struct process *p, const Term *args)
{
    return convert_characters(p, ENCODING_UTF8, ENCODING_UTF8, 1, args);
}

static Term characters_to_binary_2(struct process *p, const Term *args)
{
    enum encoding in;
    if (!encoding_of(args[1], &in))
        return builtin_badarg(p);
    return convert_characters(p, in, ENCODING_UTF8, 2, args);
}

static Term characters_to_binary_3(struct process *p, const Term *args)
{
    enum encoding in, out;
    if (!encoding_of(args[1], &in) || !encoding_of(args[2], &out))
        return builtin_badarg(p);
    return convert_characters(p, in, out, 3, args);
}

static Term bin_is_7bit_1(struct process *p, const Term *args)
{
    unsigned char copy[WINDOW_BYTES];
    if (!term_is_binary(args[0]))
        return ATOM_(false);
    size_t total = bits_size(args[0]) / 8, size;
    builtin_charge(p, (int64_t)(total / COPIED_BYTES_PER_REDUCTION));
    for (size_t at = 0; at < total; at += size) {
        const unsigned char *bytes = window(args[0], at, copy, &size);
        if (ascii_prefix(bytes, size) < size)
            return ATOM_(false);
    }
    return ATOM_(true);
}

const struct builtin_row builtins_unicode[] = {
    {"unicode", "characters_to_list", 1, characters_to_list_1},
    {"unicode", "characters_to_list", 2, characters_to_list_2},
    {"unicode", "characters_to_binary", 1, characters_to_binary_1},
    {"unicode", "characters_to_binary", 2, characters_to_binary_2},
    {"unicode", "characters_to_binary", 3, characters_to_binary_3},
    {"unicode", "bin_is_7bit", 1, bin_is_7bit_1},
    {"tick", "characters_check", 6, characters_check},
    {"tick", "characters_slice", 6, characters_slice},
    {"tick", "characters_reverse", 4, characters_reverse},
    {0},
};
