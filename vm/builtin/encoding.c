/* SPDX-License-Identifier: Apache-2.0 */
/* encoding.c: see encoding.h. */
#include "vm/builtin/encoding.h"

#include "vm/term/atom.h"

#include <string.h>

bool encoding_of(Term term, enum encoding *encoding)
{
    bool little = false;
    if (term_is_tuple_of(term, 2)) {
        Term order = tuple_get(term, 1);
        term = tuple_get(term, 0);
        little = order == ATOM_(little);
        if ((!little && order != ATOM_(big)) || (term != ATOM_(utf16) && term != ATOM_(utf32)))
            return false;
    }
    if (term == ATOM_(unicode) || term == ATOM_(utf8))
        *encoding = ENCODING_UTF8;
    else if (term == ATOM_(latin1))
        *encoding = ENCODING_LATIN1;
    else if (term == ATOM_(utf16))
        *encoding = little ? ENCODING_UTF16_LITTLE : ENCODING_UTF16_BIG;
    else if (term == ATOM_(utf32))
        *encoding = little ? ENCODING_UTF32_LITTLE : ENCODING_UTF32_BIG;
    else
        return false;
    return true;
}

static bool is_surrogate(uint32_t character)
{
    return character >= 0xD800 && character <= 0xDFFF;
}

static bool exists(uint32_t character)
{
    return character <= 0x10FFFF && !is_surrogate(character);
}

bool encoding_has(enum encoding encoding, uint32_t character)
{
    return encoding == ENCODING_LATIN1 ? character <= 0xFF : exists(character);
}

/* ---- decoding ---- */

unsigned utf8_length(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead < 0xC0 || lead >= 0xF8)
        return 0;
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

static int decode_utf8(const unsigned char *bytes, size_t size, uint32_t *character)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned lead = bytes[0];
    if (lead < 0x80) {
        *character = lead;
        return 1;
    }
    unsigned length = utf8_length(bytes[0]);
    if (length == 0)
        return DECODE_INVALID;
    uint32_t code = lead & (0xFFu >> (length + 1));
    for (unsigned i = 1; i < length; i++) {
        if (i == size)
            return DECODE_INCOMPLETE;
        if ((bytes[i] & 0xC0) != 0x80)
            return DECODE_INVALID;
        code = code << 6 | (bytes[i] & 0x3F);
    }
    *character = code;
    return code < least[length] || !exists(code) ? DECODE_INVALID : (int)length;
}

static uint32_t unit16(const unsigned char *bytes, bool little)
{
    return little ? (uint32_t)bytes[1] << 8 | bytes[0] : (uint32_t)bytes[0] << 8 | bytes[1];
}

static int decode_utf16(const unsigned char *bytes, size_t size, bool little, uint32_t *character)
{
    if (size < 2)
        return !little && (bytes[0] & 0xFC) == 0xDC ? DECODE_INVALID : DECODE_INCOMPLETE;
    uint32_t high = unit16(bytes, little);
    *character = high;
    if (!is_surrogate(high))
        return 2;
    if (high >= 0xDC00)
        return DECODE_INVALID;
    if (size < 4)
        return DECODE_INCOMPLETE;
    uint32_t low = unit16(bytes + 2, little);
    if (low < 0xDC00 || low > 0xDFFF)
        return DECODE_INVALID;
    *character = 0x10000 + ((high - 0xD800) << 10 | (low - 0xDC00));
    return 4;
}

/* Whether a character can go on like these first bytes of it. */
static bool begins_utf32(const unsigned char *bytes, size_t size, bool little)
{
    if (little)
        return size < 3 ||
               (bytes[2] <= 0x10 && (bytes[2] > 0 || !is_surrogate(unit16(bytes, true))));
    if (size < 2)
        return bytes[0] == 0;
    uint32_t high = unit16(bytes, false);
    return high <= 0x10 && (size < 3 || high > 0 || !is_surrogate((uint32_t)bytes[2] << 8));
}

static int decode_utf32(const unsigned char *bytes, size_t size, bool little, uint32_t *character)
{
    if (size < 4)
        return begins_utf32(bytes, size, little) ? DECODE_INCOMPLETE : DECODE_INVALID;
    uint32_t first = unit16(bytes, little), second = unit16(bytes + 2, little);
    *character = little ? second << 16 | first : first << 16 | second;
    return exists(*character) ? 4 : DECODE_INVALID;
}

int encoding_decode(enum encoding encoding, const unsigned char *bytes, size_t size,
                    uint32_t *character)
{
    switch (encoding) {
    case ENCODING_LATIN1:
        *character = bytes[0];
        return 1;
    case ENCODING_UTF8:
        return decode_utf8(bytes, size, character);
    case ENCODING_UTF16_BIG:
    case ENCODING_UTF16_LITTLE:
        return decode_utf16(bytes, size, encoding == ENCODING_UTF16_LITTLE, character);
    case ENCODING_UTF32_BIG:
    case ENCODING_UTF32_LITTLE:
        return decode_utf32(bytes, size, encoding == ENCODING_UTF32_LITTLE, character);
    }
    return DECODE_INVALID;
}

/* ---- encoding ---- */

static void put_unit16(struct text_buffer *buffer, uint32_t unit, bool little)
{
    unsigned char high = (unsigned char)(unit >> 8), low = (unsigned char)unit;
    text_put_byte(buffer, little ? low : high);
    text_put_byte(buffer, little ? high : low);
}

static void put_utf16(struct text_buffer *buffer, uint32_t character, bool little)
{
    if (character < 0x10000) {
        put_unit16(buffer, character, little);
        return;
    }
    put_unit16(buffer, 0xD800 + ((character - 0x10000) >> 10), little);
    put_unit16(buffer, 0xDC00 + ((character - 0x10000) & 0x3FF), little);
}

static void put_utf32(struct text_buffer *buffer, uint32_t character, bool little)
{
    put_unit16(buffer, little ? character & 0xFFFF : character >> 16, little);
    put_unit16(buffer, little ? character >> 16 : character & 0xFFFF, little);
}

void encoding_put(enum encoding encoding, struct text_buffer *buffer, uint32_t character)
{
    switch (encoding) {
    case ENCODING_LATIN1:
        text_put_byte(buffer, (unsigned char)character);
        break;
    case ENCODING_UTF8:
        text_put_utf8(buffer, character);
        break;
    case ENCODING_UTF16_BIG:
    case ENCODING_UTF16_LITTLE:
        put_utf16(buffer, character, encoding == ENCODING_UTF16_LITTLE);
        break;
    case ENCODING_UTF32_BIG:
    case ENCODING_UTF32_LITTLE:
        put_utf32(buffer, character, encoding == ENCODING_UTF32_LITTLE);
        break;
    }
}

/* ---- whole texts ---- */

size_t ascii_prefix(const unsigned char *bytes, size_t size)
{
    size_t i = 0;
    for (uint64_t word; size - i >= sizeof word; i += sizeof word) {
        memcpy(&word, bytes + i, sizeof word);
        if (word & UINT64_C(0x8080808080808080))
            break;
    }
    while (i < size && bytes[i] < 0x80)
        i++;
    return i;
}

bool utf8_is_valid(const unsigned char *bytes, size_t size, size_t *characters)
{
    uint32_t character;
    size_t at = 0, count = 0;
    while (at < size) {
        size_t plain = ascii_prefix(bytes + at, size - at);
        at += plain;
        count += plain;
        if (at == size)
            break;
        int length = decode_utf8(bytes + at, size - at, &character);
        if (length <= 0)
            return false;
        at += (size_t)length;
        count++;
    }
    *characters = count;
    return true;
}
