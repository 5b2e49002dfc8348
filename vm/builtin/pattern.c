/* SPDX-License-Identifier: Apache-2.0 */
/* pattern.c: see pattern.h. One pattern is left to the C library: to memchr, many times as fast as
 * the rest, while its first byte is rare, otherwise to memmem, which takes linear time. */
#define _GNU_SOURCE /* memmem */
#include "vm/builtin/pattern.h"

#include "vm/term/atom.h"
#include "vm/term/bits.h"

#include <stdlib.h>
#include <string.h>

static bool add_pattern(struct pattern_set *set, Term term, size_t room)
{
    if (!term_is_binary(term) || set->count == room)
        return false;
    struct bits bits = bits_of(term);
    struct pattern pattern = {set->text.size, bits.size / 8};
    if (pattern.size == 0 || !text_reserve(&set->text, pattern.size))
        return false;
    unsigned char *to = (unsigned char *)set->text.bytes + pattern.offset;
    bits_copy(to, 0, bits.base, bits.first, bits.size);
    set->text.size += pattern.size;
    set->begins[to[0]] = true;
    set->patterns[set->count++] = pattern;
    return true;
}

static int longer_first(const void *a, const void *b)
{
    size_t x = ((const struct pattern *)a)->size, y = ((const struct pattern *)b)->size;
    return x > y ? -1 : x < y;
}

static size_t list_length(Term list)
{
    size_t length = 0;
    for (; term_is_cons(list); list = list_tail(list))
        length++;
    return length;
}

static bool add_patterns(struct pattern_set *set, Term term)
{
    bool is_list = term_is_cons(term);
    size_t room = is_list ? list_length(term) : 1;
    set->patterns = malloc(room * sizeof set->patterns[0]);
    if (set->patterns == NULL)
        return false;
    if (!is_list)
        return add_pattern(set, term, room);
    for (; term_is_cons(term); term = list_tail(term))
        if (!add_pattern(set, list_head(term), room))
            return false;
    qsort(set->patterns, set->count, sizeof set->patterns[0], longer_first);
    return term_is_nil(term);
}

/* {bm, Binary} and {ac, List} stand for compiled patterns. */
static Term uncompiled(Term term)
{
    bool compiled = term_is_tuple_of(term, 2) &&
                    (tuple_get(term, 0) == ATOM_(bm) || tuple_get(term, 0) == ATOM_(ac));
    return compiled ? tuple_get(term, 1) : term;
}

static bool is_pattern(Term term)
{
    return term_is_binary(term) && bits_size(term) != 0;
}

bool pattern_set_check(Term term, size_t *count, size_t *bytes)
{
    term = uncompiled(term);
    *count = 1;
    *bytes = term_is_binary(term) ? bits_size(term) / 8 : 0;
    if (!term_is_cons(term))
        return is_pattern(term);
    for (*count = 0; term_is_cons(term); term = list_tail(term), ++*count) {
        if (!is_pattern(list_head(term)))
            return false;
        *bytes += bits_size(list_head(term)) / 8;
    }
    return term_is_nil(term);
}

bool pattern_set_init(struct pattern_set *set, Term term)
{
    *set = (struct pattern_set){0};
    if (add_patterns(set, uncompiled(term)))
        return true;
    pattern_set_release(set);
    return false;
}

void pattern_set_release(struct pattern_set *set)
{
    text_buffer_release(&set->text);
    free(set->patterns);
}

/* ---- searching ---- */

/* A first byte that begins no match is worth so many bytes that memchr runs over, and as many are
 * compared to see that. */
#define FALSE_START_BYTES 16
#define FALSE_STARTS_FREE 4

/* memmem(BYTES, SIZE, PATTERN, PATTERN_SIZE); the pattern fits. */
static const unsigned char *find_bytes(const unsigned char *bytes, size_t size,
                                       const unsigned char *pattern, size_t pattern_size)
{
    const unsigned char *at = bytes, *end = bytes + size - (pattern_size - 1);
    size_t compared = pattern_size < FALSE_START_BYTES ? pattern_size : FALSE_START_BYTES;
    ptrdiff_t worth = -FALSE_STARTS_FREE * FALSE_START_BYTES;
    while ((at = memchr(at, pattern[0], (size_t)(end - at))) != NULL && worth <= at - bytes) {
        if (memcmp(at, pattern, compared) == 0)
            break;
        worth += FALSE_START_BYTES;
        at++;
    }
    if (at == NULL || (compared == pattern_size && memcmp(at, pattern, compared) == 0))
        return at;
    return memmem(at, (size_t)(bytes + size - at), pattern, pattern_size);
}

static enum pattern_outcome find_one(const struct pattern_set *set, struct pattern_search *search,
                                     size_t budget)
{
    size_t size = set->patterns[0].size, left = search->end - search->at;
    if (left < size)
        return PATTERN_NOT_FOUND;
    bool to_the_end = left - (size - 1) <= budget;
    size_t window = to_the_end ? left : budget + size - 1;
    const unsigned char *from = search->bytes + search->at;
    const unsigned char *found =
        find_bytes(from, window, (const unsigned char *)set->text.bytes, size);
    search->match_size = size;
    search->at += found != NULL ? (size_t)(found - from) : window - (size - 1);
    if (found != NULL)
        return PATTERN_FOUND;
    return to_the_end ? PATTERN_NOT_FOUND : PATTERN_PAUSED;
}

/* Size of the longest pattern that fits here; 0: none. */
static size_t match_here(const struct pattern_set *set, const unsigned char *bytes, size_t left)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct pattern *pattern = &set->patterns[i];
        if (pattern->size <= left &&
            memcmp(bytes, set->text.bytes + pattern->offset, pattern->size) == 0)
            return pattern->size;
    }
    return 0;
}

static enum pattern_outcome find_any(const struct pattern_set *set, struct pattern_search *search,
                                     size_t budget)
{
    for (; search->at < search->end; search->at++) {
        if (budget-- == 0)
            return PATTERN_PAUSED;
        const unsigned char *here = search->bytes + search->at;
        if (!set->begins[*here])
            continue;
        search->match_size = match_here(set, here, search->end - search->at);
        if (search->match_size > 0)
            return PATTERN_FOUND;
    }
    return PATTERN_NOT_FOUND;
}

enum pattern_outcome pattern_find(const struct pattern_set *set, struct pattern_search *search,
                                  size_t budget)
{
    return set->count == 1 ? find_one(set, search, budget) : find_any(set, search, budget);
}
