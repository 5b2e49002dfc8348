/* SPDX-License-Identifier: Apache-2.0 */
/* text_buffer.c: growing by doubling; the first piece that does not fit sets `failed`. */
#include "vm/base/text_buffer.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 64

void text_buffer_release(struct text_buffer *buffer)
{
    free(buffer->bytes);
    *buffer = TEXT_BUFFER_EMPTY;
}

COLD bool text_grow(struct text_buffer *buffer, size_t more)
{
    if (buffer->failed)
        return false;
    size_t capacity = buffer->capacity == 0 ? FIRST_CAPACITY : buffer->capacity;
    while (capacity - buffer->size < more && capacity <= SIZE_MAX / 4)
        capacity *= 2;
    char *bytes = capacity - buffer->size < more ? NULL : realloc(buffer->bytes, capacity);
    if (bytes == NULL) {
        buffer->failed = true;
        return false;
    }
    buffer->bytes = bytes;
    buffer->capacity = capacity;
    return true;
}

void text_put(struct text_buffer *buffer, const void *bytes, size_t size)
{
    if (size == 0 || !text_reserve(buffer, size))
        return;
    memcpy(buffer->bytes + buffer->size, bytes, size);
    buffer->size += size;
}

void text_put_string(struct text_buffer *buffer, const char *text)
{
    text_put(buffer, text, strlen(text));
}

void text_put_byte(struct text_buffer *buffer, unsigned char byte)
{
    if (text_reserve(buffer, 1))
        buffer->bytes[buffer->size++] = (char)byte;
}

void text_put_uint(struct text_buffer *buffer, uint64_t value)
{
    char digits[20];
    size_t first = sizeof digits;
    do {
        digits[--first] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    text_put(buffer, digits + first, sizeof digits - first);
}

void text_put_utf8(struct text_buffer *buffer, uint32_t code)
{
    if (code < 0x80) {
        text_put_byte(buffer, (unsigned char)code);
        return;
    }
    unsigned tails = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    if (!text_reserve(buffer, 1 + tails))
        return;
    unsigned lead = 0xFF00u >> (1 + tails) & 0xFF; /* as many ones as there are bytes */
    buffer->bytes[buffer->size++] = (char)(lead | code >> 6 * tails);
    while (tails-- > 0)
        buffer->bytes[buffer->size++] = (char)(0x80 | (code >> 6 * tails & 0x3F));
}

const char *text_cstring(struct text_buffer *buffer)
{
    if (!text_reserve(buffer, 1))
        return NULL;
    buffer->bytes[buffer->size] = '\0';
    return buffer->bytes;
}
