/* SPDX-License-Identifier: Apache-2.0 */
/* re_data.c: see re_data.h. Made in one piece, like the bytes that a match needs in one piece. */
#include "vm/builtin/re_data.h"

#include "vm/builtin/encoding.h"
#include "vm/builtin/iodata.h"
#include "vm/builtin/support.h"
#include "vm/builtin/text.h"
#include "vm/term/bits.h"

static bool put_binary(struct text_buffer *buffer, Term binary)
{
    if (!term_is_binary(binary))
        return false;
    struct bits bits = bits_of(binary);
    if (bits.size == 0)
        return true;
    if (!text_reserve(buffer, bits.size / 8))
        return false;
    bits_copy((unsigned char *)buffer->bytes + buffer->size, 0, bits.base, bits.first, bits.size);
    buffer->size += bits.size / 8;
    return true;
}

static bool put_item(struct text_buffer *buffer, Term item, bool unicode)
{
    int64_t character;
    if (!term_is_small(item))
        return put_binary(buffer, item);
    if (!small_within(item, 0, unicode ? 0x10FFFF : 0xFF, &character))
        return false;
    if (unicode && !encoding_has(ENCODING_UTF8, (uint32_t)character))
        return false;
    encoding_put(unicode ? ENCODING_UTF8 : ENCODING_LATIN1, buffer, (uint32_t)character);
    return true;
}

/* The items of a list, one after another, on a heap for the tails that are to be gone back to. */
static bool put_list(struct text_buffer *buffer, Term list, bool unicode)
{
    struct heap heap;
    heap_init(&heap, 64);
    struct data_cursor cursor = data_cursor_make(list, NIL, SIZE_MAX);
    Term item;
    bool good = true;
    enum data_item found;
    while (good && (found = data_next(&heap, &cursor, &item)) != DATA_END)
        good = put_item(buffer, item, unicode) && (found == DATA_ELEMENT || !term_is_small(item));
    heap_release(&heap);
    return good;
}

bool re_data_bytes(struct text_buffer *buffer, Term data, bool unicode)
{
    size_t before = buffer->size, characters;
    if (!term_is_cons(data) && !term_is_nil(data))
        return put_binary(buffer, data) && !buffer->failed;
    if (!put_list(buffer, data, unicode) || buffer->failed)
        return false;
    return !unicode || buffer->size == 0 ||
           utf8_is_valid((const unsigned char *)buffer->bytes + before, buffer->size - before,
                         &characters);
}

Term re_data_binary(struct process *p, Term data, bool unicode)
{
    struct text_buffer buffer = TEXT_BUFFER_EMPTY;
    if (term_is_binary(data) && bits_of(data).first % 8 == 0)
        return data;
    bool good = re_data_bytes(&buffer, data, unicode);
    builtin_charge(p, (int64_t)(buffer.size / CELLS_PER_REDUCTION));
    if (good)
        return text_to_binary(p, &buffer);
    text_buffer_release(&buffer);
    return NON_VALUE;
}
