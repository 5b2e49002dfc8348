/* SPDX-License-Identifier: Apache-2.0 */
/* spec.c: see spec.h. */
#include "vm/regex/spec.h"

#include <string.h>

#define HEAD_BYTES 10

static const unsigned char magic[4] = {'T', 'r', 'e', 1};

void regex_spec_put(struct text_buffer *buffer, const struct regex_spec *spec)
{
    text_put(buffer, magic, sizeof magic);
    text_put_byte(buffer, spec->newline);
    text_put_byte(buffer, spec->bsr);
    for (unsigned shift = 0; shift < 32; shift += 8)
        text_put_byte(buffer, (unsigned char)(spec->options >> shift));
    text_put(buffer, spec->source, spec->size);
}

bool regex_spec_read(struct regex_spec *spec, const unsigned char *bytes, size_t size)
{
    if (size < HEAD_BYTES || memcmp(bytes, magic, sizeof magic) != 0)
        return false;
    uint32_t options = 0;
    for (unsigned i = 0; i < 4; i++)
        options |= (uint32_t)bytes[6 + i] << (8 * i);
    *spec = (struct regex_spec){options, bytes[4], bytes[5], bytes + HEAD_BYTES, size - HEAD_BYTES};
    return options <= REGEX_ALL_OPTIONS && bytes[4] < NEWLINES && bytes[5] < BSRS;
}
