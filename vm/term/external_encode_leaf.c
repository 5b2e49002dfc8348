/* SPDX-License-Identifier: Apache-2.0 */
/* external_encode_leaf.c: terms without terms in them, in the external term format. */
#include "vm/term/bits.h"
#include "vm/term/external_encode_parts.h"
#include "vm/term/external_shape.h"

#include <stdio.h>
#include <string.h>

void external_put_big(struct encoder *e, Term integer)
{
    struct int_view view;
    int_view(integer, &view);
    size_t size = external_big_bytes(&view);
    if (size < 256)
        put_tagged(e, TAG_SMALL_BIG, 1, size);
    else
        put_tagged(e, TAG_LARGE_BIG, 4, size);
    put_uint(e, 1, view.negative);
    char *to = take(e, size);
    for (size_t i = 0; to != NULL && i < size; i++)
        to[i] = (char)(view.limbs[i / 8] >> 8 * (i % 8));
}

void external_put_float(struct encoder *e, double value)
{
    if (e->options & EXTERNAL_OLD_FLOATS) {
        char text[OLD_FLOAT_BYTES + 1] = {0};
        snprintf(text, sizeof text, "%.20e", value);
        put_tag(e, TAG_FLOAT);
        put_bytes(e, text, OLD_FLOAT_BYTES);
        return;
    }
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    put_tagged(e, TAG_NEW_FLOAT, 8, bits);
}

void external_put_atom(struct encoder *e, Term atom)
{
    const struct atom_text *text = atom_text(atom);
    if (!external_atom_is_latin1(text, e->options)) {
        bool small = text->bytes < 256;
        if (small)
            put_tagged(e, TAG_SMALL_ATOM_UTF8, 1, text->bytes);
        else
            put_tagged(e, TAG_ATOM_UTF8, 2, text->bytes);
        put_bytes(e, text->utf8, text->bytes);
        return;
    }
    put_tagged(e, TAG_ATOM, 2, text->characters);
    if (text->characters == text->bytes) {
        put_bytes(e, text->utf8, text->bytes);
        return;
    }
    char *to = take(e, text->characters);
    for (size_t i = 0; to != NULL && i < text->bytes; i++) {
        unsigned char byte = (unsigned char)text->utf8[i];
        if (byte >= 0xC0)
            byte = (unsigned char)(byte << 6 | (text->utf8[++i] & 0x3F));
        *to++ = (char)byte;
    }
}

static void put_numbers(struct encoder *e, const struct external_id *id)
{
    for (uint32_t i = 0; i < id->count; i++)
        put_uint(e, 4, id->numbers[i]);
}

void external_put_pid(struct encoder *e, Term pid)
{
    struct external_id id;
    external_id_of(pid, &id);
    put_tag(e, TAG_NEW_PID);
    external_put_atom(e, id.node);
    put_numbers(e, &id);
    put_uint(e, 4, id.creation);
}

static void put_port(struct encoder *e, Term port)
{
    struct external_id id;
    external_id_of(port, &id);
    bool is_short = external_port_is_short(&id);
    put_tag(e, is_short ? TAG_NEW_PORT : TAG_V4_PORT);
    external_put_atom(e, id.node);
    if (!is_short)
        put_uint(e, 4, id.numbers[1]);
    put_uint(e, 4, id.numbers[0]);
    put_uint(e, 4, id.creation);
}

static void put_reference(struct encoder *e, Term reference)
{
    struct external_id id;
    external_id_of(reference, &id);
    put_tagged(e, TAG_NEWER_REFERENCE, 2, id.count);
    external_put_atom(e, id.node);
    put_uint(e, 4, id.creation);
    put_numbers(e, &id);
}

void external_put_id(struct encoder *e, Term id)
{
    if (term_is_pid(id))
        external_put_pid(e, id);
    else if (term_is_port(id))
        put_port(e, id);
    else
        put_reference(e, id);
}

/* A HEAP_BITS of whole bytes: the rest of the last word is written too, into the place of what
 * comes next. */
static bool put_short_binary(struct encoder *e, const Term *object)
{
    size_t size = object[1] / 8, words = header_arity(object[0]) - 1;
    if (!text_reserve(e->out, 5 + words * sizeof(Term)))
        return false;
    char *to = e->out->bytes + e->out->size;
    to[0] = TAG_BINARY;
    write_uint(to + 1, 4, size);
    SHORT_LOOP
    for (size_t i = 0; i < words; i++)
        memcpy(to + 5 + i * sizeof(Term), &object[2 + i], sizeof(Term));
    e->out->size += 5 + size;
    return true;
}

void external_put_bits(struct encoder *e, Term term)
{
    const Term *object = boxed_ptr(term);
    if (header_kind(object[0]) == BOXED_HEAP_BITS && object[1] % 8 == 0 &&
        put_short_binary(e, object))
        return;
    struct bits bits = bits_of(term);
    size_t size = (bits.size + 7) / 8;
    unsigned last = bits.size % 8;
    put_tagged(e, last == 0 ? TAG_BINARY : TAG_BIT_BINARY, 4, size);
    if (last != 0)
        put_uint(e, 1, last);
    unsigned char *to = (unsigned char *)take(e, size);
    if (to == NULL || size == 0)
        return;
    to[size - 1] = 0;
    bits_copy(to, 0, bits.base, bits.first, bits.size);
}
