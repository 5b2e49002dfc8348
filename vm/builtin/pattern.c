/* SPDX-License-Identifier: Apache-2.0 */
/* pattern.c: see pattern.h. One pattern is left to the C library: to memchr, many times as fast as
 * the rest, while its first byte is rare, otherwise to memmem, which takes linear time. */
#define _GNU_SOURCE /* memmem */
#include "vm/builtin/pattern.h"

#include "vm/base/text_buffer.h"
#include "vm/builtin/pattern_trie.h"
#include "vm/term/atom.h"
#include "vm/term/bits.h"

#include <stdlib.h>
#include <string.h>

/* ---- terms ---- */

/* {bm, Binary} and {ac, Reference} stand for compiled patterns. */
static Term compiled(Term term, Term tag)
{
    return term_is_tuple_of(term, 2) && tuple_get(term, 0) == tag ? tuple_get(term, 1) : NON_VALUE;
}

static bool is_pattern(Term term)
{
    return term != NON_VALUE && term_is_binary(term) && bits_size(term) != 0;
}

static enum pattern_kind list_kind(Term list, size_t most_patterns, size_t most_bytes, size_t *work)
{
    size_t bytes = 0, count = 0;
    enum pattern_kind kind = PATTERN_SEVERAL;
    for (; kind == PATTERN_SEVERAL && term_is_cons(list); list = list_tail(list)) {
        if (!is_pattern(list_head(list)))
            return PATTERN_BAD;
        bytes += bits_size(list_head(list)) / 8;
        if (++count > most_patterns || bytes > most_bytes)
            kind = PATTERN_LONG;
    }
    *work = count + bytes;
    return kind == PATTERN_LONG || term_is_nil(list) ? kind : PATTERN_BAD;
}

enum pattern_kind pattern_kind(Term term, size_t most_patterns, size_t most_bytes, size_t *work)
{
    *work = 0;
    if (term_is_cons(term))
        return list_kind(term, most_patterns, most_bytes, work);
    if (is_pattern(term))
        return PATTERN_ONE;
    Term trie = compiled(term, ATOM_(ac));
    if (is_pattern(compiled(term, ATOM_(bm))) || (trie != NON_VALUE && pattern_trie_of(trie)))
        return PATTERN_COMPILED;
    return PATTERN_BAD;
}

/* ---- sets ---- */

/* The patterns of a list: their bytes one after another in TEXT. */
struct reading {
    struct text_buffer text;
    struct byte_string *patterns;
    size_t count;
};

static size_t list_length(Term list)
{
    size_t length = 0;
    for (; term_is_cons(list); list = list_tail(list))
        length++;
    return length;
}

static bool read_patterns(struct reading *reading, Term list)
{
    reading->patterns = malloc(list_length(list) * sizeof reading->patterns[0]);
    if (reading->patterns == NULL)
        return false;
    for (; term_is_cons(list); list = list_tail(list)) {
        struct bits bits = bits_of(list_head(list));
        if (!text_reserve(&reading->text, bits.size / 8))
            return false;
        unsigned char *to = (unsigned char *)reading->text.bytes + reading->text.size;
        bits_copy(to, 0, bits.base, bits.first, bits.size);
        reading->text.size += bits.size / 8;
        reading->patterns[reading->count++].size = bits.size / 8;
    }
    const unsigned char *bytes = (const unsigned char *)reading->text.bytes;
    for (size_t i = 0; i < reading->count; bytes += reading->patterns[i++].size)
        reading->patterns[i].bytes = bytes;
    return true;
}

static struct pattern_trie *trie_from_list(Term list)
{
    struct reading reading = {.text = TEXT_BUFFER_EMPTY};
    struct pattern_trie *trie = NULL;
    if (read_patterns(&reading, list))
        trie = pattern_trie_new(reading.patterns, reading.count);
    text_buffer_release(&reading.text);
    free(reading.patterns);
    return trie;
}

bool pattern_set_init(struct pattern_set *set, Term term)
{
    *set = (struct pattern_set){0};
    if (term_is_cons(term)) {
        set->trie = trie_from_list(term);
        set->is_new = true;
        return set->trie != NULL;
    }
    if (term_is_tuple_of(term, 2))
        term = tuple_get(term, 1);
    if (term_is_bitstring(term)) {
        set->size = bits_size(term) / 8;
        set->bytes = bits_bytes(term, &set->copy);
        return set->bytes != NULL;
    }
    set->trie = pattern_trie_of(term);
    return true;
}

void pattern_set_release(struct pattern_set *set)
{
    free(set->copy);
    if (set->is_new)
        magic_drop(pattern_trie_magic(set->trie));
}

Term pattern_set_keep(struct heap *heap, struct pattern_set *set, Term term)
{
    if (set->is_new)
        return magic_reference(heap, pattern_trie_magic(set->trie));
    pattern_set_release(set);
    return term;
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
    if (pattern_size == 1)
        return memchr(bytes, pattern[0], size);
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

static enum pattern_outcome find_one(const struct pattern_set *set, struct pattern_search *search)
{
    size_t size = set->size, left = search->end - search->at;
    if (left < size)
        return PATTERN_NOT_FOUND;
    bool to_the_end = left - (size - 1) <= search->steps;
    size_t window = to_the_end ? left : search->steps + size - 1;
    const unsigned char *from = search->bytes + search->at;
    const unsigned char *found = find_bytes(from, window, set->bytes, size);
    size_t passed = found != NULL ? (size_t)(found - from) : window - (size - 1);
    search->steps -= passed;
    search->at += passed;
    if (found == NULL)
        return to_the_end ? PATTERN_NOT_FOUND : PATTERN_PAUSED;
    search->match_at = search->at;
    search->match_size = size;
    return PATTERN_FOUND;
}

enum pattern_outcome pattern_find(const struct pattern_set *set, struct pattern_search *search)
{
    return set->trie == NULL ? find_one(set, search) : pattern_trie_find(set->trie, search);
}
