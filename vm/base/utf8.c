/* SPDX-License-Identifier: Apache-2.0 */
/* utf8.c: one code point at a time, with every check that the Unicode Standard asks for. */
#include "vm/base/utf8.h"

static unsigned tail_count(unsigned char lead)
{
    if (lead >= 0xC2 && lead <= 0xDF)
        return 1;
    if (lead >= 0xE0 && lead <= 0xEF)
        return 2;
    return lead >= 0xF0 && lead <= 0xF4 ? 3 : 0;
}

bool utf8_read(const unsigned char **at, const unsigned char *end, uint32_t *code)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    const unsigned char *p = *at;
    if (p == end)
        return false;
    if (*p < 0x80) {
        *code = *p;
        *at = p + 1;
        return true;
    }
    unsigned tails = tail_count(*p);
    if (tails == 0 || (size_t)(end - p) <= tails)
        return false;
    uint32_t value = *p++ & (0x3Fu >> tails);
    for (unsigned i = 0; i < tails; i++, p++) {
        if ((*p & 0xC0) != 0x80)
            return false;
        value = value << 6 | (*p & 0x3F);
    }
    if (value < least[tails] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return false;
    *code = value;
    *at = p;
    return true;
}

int64_t utf8_count(const unsigned char *bytes, size_t size)
{
    const unsigned char *end = bytes + size;
    int64_t count = 0;
    for (uint32_t code; bytes < end; count++)
        if (!utf8_read(&bytes, end, &code))
            return -1;
    return count;
}
