/* SPDX-License-Identifier: Apache-2.0 */
/* spec.h: what a regular expression is made from: its source and its options. This, not machine
 * data, is what a compiled pattern that a program holds consists of. It may be stored and sent
 * anywhere; whatever its bytes are, all that can be made from them is some regular expression or
 * none.
 *
 *     "Tre" | version | newline | \R | options, 4 bytes, lowest first | source */
#ifndef TICK_VM_REGEX_SPEC_H
#define TICK_VM_REGEX_SPEC_H

#include "vm/base/text_buffer.h"

enum regex_option {
    REGEX_UNICODE = 1,
    REGEX_ANCHORED = 2,
    REGEX_CASELESS = 4,
    REGEX_DOLLAR_ENDONLY = 8,
    REGEX_DOTALL = 16,
    REGEX_EXTENDED = 32,
    REGEX_FIRSTLINE = 64,
    REGEX_MULTILINE = 128,
    REGEX_NO_AUTO_CAPTURE = 256,
    REGEX_DUPNAMES = 512,
    REGEX_UNGREEDY = 1024,
    REGEX_NO_START_OPTIMIZE = 2048,
    REGEX_UCP = 4096,
    REGEX_NEVER_UTF = 8192,
    REGEX_ALL_OPTIONS = 16383
};

/* In the order in which they are numbered in the portable form; unset: as the pattern says, or
 * line feed. */
enum regex_newline {
    NEWLINE_UNSET,
    NEWLINE_CR,
    NEWLINE_LF,
    NEWLINE_CRLF,
    NEWLINE_ANYCRLF,
    NEWLINE_ANY,
    NEWLINES
};

/* What \R stands for. */
enum regex_bsr { BSR_UNSET, BSR_ANYCRLF, BSR_UNICODE, BSRS };

struct regex_spec {
    uint32_t options; /* enum regex_option */
    uint8_t newline;  /* enum regex_newline */
    uint8_t bsr;      /* enum regex_bsr */
    const unsigned char *source;
    size_t size;
};

/* Appends the portable form of SPEC. */
void regex_spec_put(struct text_buffer *buffer, const struct regex_spec *spec);

/* Reads the portable form; SPEC then points into BYTES. False: it is none. */
bool regex_spec_read(struct regex_spec *spec, const unsigned char *bytes, size_t size) MUST_CHECK;

#endif
