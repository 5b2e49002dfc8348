/* SPDX-License-Identifier: Apache-2.0 */
/* term.c: bytes as a term in the external format. Whatever is decoded can be encoded, and what
 * comes out stands for an equal term, is as long as the encoder says beforehand, and comes out
 * again. */
#include "tests/fuzz/fuzz.h"

#include "vm/term/compare.h"
#include "vm/term/external_decode.h"
#include "vm/term/external_encode.h"
#include "vm/term/external_size.h"
#include "vm/term/hash.h"

#include <string.h>

enum { FIRST_WORDS = 64, SLICE_STEPS = 5 };

void fuzz_start(void)
{
    fuzz_machine();
}

static void encode(struct text_buffer *buffer, Term term, unsigned options)
{
    if (!external_encode(buffer, term, options))
        fuzz_broken("a decoded term is not encoded");
}

/* In slices, so that they end in all kinds of places. */
static size_t counted(struct heap *heap, Term term, unsigned options)
{
    size_t size = 1, steps = SLICE_STEPS; /* the version byte is there */
    Term left = external_size_some(heap, term, options, &steps, &size);
    while (left != NIL) {
        steps = SLICE_STEPS;
        left = external_size_more(heap, left, options, &steps, &size);
    }
    return size;
}

/* Encodes TERM, decodes that, and encodes it again. */
static void round_trip(struct heap *heap, Term term, unsigned options)
{
    struct text_buffer first = TEXT_BUFFER_EMPTY, second = TEXT_BUFFER_EMPTY;
    size_t used = 0;
    encode(&first, term, options);
    if (first.size != counted(heap, term, options))
        fuzz_broken("%zu bytes, not those that were counted", first.size);
    Term again = external_decode(heap, (const unsigned char *)first.bytes, first.size, 0, &used);
    if (again == NON_VALUE || used != first.size)
        fuzz_broken("what was encoded is not decoded: stopped at %zu of %zu", used, first.size);
    if (!term_equal_exact(term, again) || term_compare_exact(term, again) != 0)
        fuzz_broken("another term");
    if (hash_internal(term) != hash_internal(again) || hash_phash2(term) != hash_phash2(again))
        fuzz_broken("an equal term with another hash");
    encode(&second, again, options);
    if (first.size != second.size || memcmp(first.bytes, second.bytes, first.size) != 0)
        fuzz_broken("equal terms, encoded differently");
    text_buffer_release(&first);
    text_buffer_release(&second);
}

/* All atoms are known by now: only funs and exports can be unsafe. */
static void decode_safe(struct heap *heap, const uint8_t *data, size_t size, Term term)
{
    size_t used;
    Term safe = external_decode(heap, data, size, EXTERNAL_SAFE, &used);
    if (safe != NON_VALUE && !term_equal_exact(term, safe))
        fuzz_broken("decoded safely, it is another term");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct heap heap;
    size_t used = 0;
    heap_init(&heap, FIRST_WORDS);
    Term term = external_decode(&heap, data, size, 0, &used);
    if (used > size)
        fuzz_broken("%zu bytes used of %zu", used, size);
    if (term != NON_VALUE) {
        round_trip(&heap, term, 0);
        round_trip(&heap, term, EXTERNAL_UTF8_ATOMS);
        decode_safe(&heap, data, size, term);
    }
    heap_release(&heap);
    return 0;
}
