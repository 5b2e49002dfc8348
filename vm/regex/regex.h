/* SPDX-License-Identifier: Apache-2.0 */
/* regex.h: regular expressions ready to be matched, shared by all schedulers.
 *
 * A regex is what PCRE2 has compiled from a spec. Programs hold specs only; so that a match need
 * not compile anew, those used lately are kept in a cache of the whole VM, found by their portable
 * form. Nothing but time depends on what the cache holds. */
#ifndef TICK_VM_REGEX_REGEX_H
#define TICK_VM_REGEX_REGEX_H

#include "vm/regex/spec.h"

#include <stdatomic.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

struct regex {
    _Atomic(size_t) references;
    pcre2_code *code;
    _Atomic(pcre2_code *) stepwise; /* the same with callouts between all items; NULL: not yet */
    uint32_t options;               /* of its spec */
    uint32_t captures;              /* subpatterns but for the whole */
    bool utf;                       /* subjects must be valid UTF-8 */
    bool crlf;                      /* \r\n may be one newline */
    uint32_t names;                 /* sorted, each with the number of its subpattern in front */
    uint32_t name_size;             /* bytes from one to the next */
    const unsigned char *name_table;
    size_t key_size; /* the portable form of its spec */
    unsigned char key[];
};

struct regex_error {
    const char *text;
    size_t offset; /* in the source */
};

/* The regex with the portable form KEY: from the cache, or compiled. The caller gets a reference.
 * NULL: the source is wrong, *ERROR says where; or, with an empty text, KEY is no portable form. */
struct regex *regex_get(const unsigned char *key, size_t size,
                        struct regex_error *error) MUST_CHECK;

void regex_release(struct regex *regex);

ALWAYS_INLINE void regex_retain(struct regex *regex)
{
    atomic_fetch_add_explicit(&regex->references, 1, memory_order_relaxed);
}

/* The code to be matched step by step, compiled when first asked for. NULL: it would be too large.
 * Lives as long as the regex. */
const pcre2_code *regex_stepwise(struct regex *regex);

/* The Ith name (0 ≤ I < names), ended by a zero byte, and the number of its subpattern. */
ALWAYS_INLINE const char *regex_name(const struct regex *regex, uint32_t i, unsigned *number)
{
    const unsigned char *entry = regex->name_table + (size_t)i * regex->name_size;
    *number = (unsigned)entry[0] << 8 | entry[1];
    return (const char *)entry + 2;
}

#endif
