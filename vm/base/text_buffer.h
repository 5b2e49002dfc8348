/* SPDX-License-Identifier: Apache-2.0 */
/* text_buffer.h: bytes, mostly UTF-8 text, put together piece by piece.
 * When memory is exhausted (or the limit is reached) further pieces are dropped and `failed` stays
 * set: writers need not check, whoever uses the result asks once. */
#ifndef TICK_VM_TEXT_BUFFER_H
#define TICK_VM_TEXT_BUFFER_H

#include "vm/base/base.h"

struct text_buffer {
    char *bytes; /* NULL while empty; not ended by a zero byte */
    size_t size;
    size_t capacity;
    bool failed;
};

#define TEXT_BUFFER_EMPTY ((struct text_buffer){0})

void text_buffer_release(struct text_buffer *buffer);

bool text_grow(struct text_buffer *buffer, size_t more);

/* Room for MORE bytes at bytes + size, or false. */
ALWAYS_INLINE bool text_reserve(struct text_buffer *buffer, size_t more)
{
    if (LIKELY(buffer->capacity - buffer->size >= more && !buffer->failed))
        return true;
    return text_grow(buffer, more);
}

void text_put(struct text_buffer *buffer, const void *bytes, size_t size);
void text_put_string(struct text_buffer *buffer, const char *text);
void text_put_byte(struct text_buffer *buffer, unsigned char byte);
void text_put_uint(struct text_buffer *buffer, uint64_t value);

/* CODE as UTF-8; surrogates too, as they come. */
void text_put_utf8(struct text_buffer *buffer, uint32_t code);

/* The text with a zero byte behind it (not counted in size); NULL when the buffer has failed. */
const char *text_cstring(struct text_buffer *buffer);

#endif
