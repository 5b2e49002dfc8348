/* SPDX-License-Identifier: Apache-2.0 */
/* What Erlang/OTP says about some terms (term_facts.def): portable hash, external form, text. */
#include "tests/unit/term_harness.h"
#include "vm/term/compare.h"
#include "vm/term/external_decode.h"
#include "vm/term/external_encode.h"
#include "vm/term/external_size.h"
#include "vm/term/hash.h"
#include "vm/term/print.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

struct fact {
    const char *text;
    uint32_t phash2;
    const char *external; /* hexadecimal */
    const char *written;  /* ~w */
    const char *printed;  /* ~0tp */
};

static const struct fact facts[] = {
#define FACT(text, phash2, external, written, printed) {text, phash2, external, written, printed},
#include "tests/unit/term_facts.def"
#undef FACT
};

TestSuite(term_facts, .init = term_harness_setup, .fini = term_harness_teardown, .timeout = 60);

#define EACH_FACT(f) (const struct fact *f = facts; f < facts + COUNT_OF(facts); f++)

static size_t bytes_of(const char *hexadecimal, unsigned char *bytes)
{
    size_t size = strlen(hexadecimal) / 2;
    for (size_t i = 0; i < size; i++)
        sscanf(hexadecimal + 2 * i, "%2hhx", &bytes[i]);
    return size;
}

Test(term_facts, phash2_gives_the_portable_numbers)
{
    for
        EACH_FACT(f)
    cr_expect_eq(hash_phash2(term_of(f->text)), f->phash2, "phash2(%s)", f->text);
}

Test(term_facts, encoding_gives_the_same_bytes)
{
    for
        EACH_FACT(f)
        {
            unsigned char bytes[256];
            size_t size = bytes_of(f->external, bytes);
            struct text_buffer buffer = TEXT_BUFFER_EMPTY;
            size_t counted = 1, steps = SIZE_MAX;
            cr_assert(external_encode(&buffer, term_of(f->text), 0));
            cr_assert_eq(external_size_some(NULL, term_of(f->text), 0, &steps, &counted), NIL);
            cr_expect_eq(counted, size, "external_size(%s)", f->text);
            cr_expect(buffer.size == size && memcmp(buffer.bytes, bytes, size) == 0,
                      "term_to_binary(%s)", f->text);
            text_buffer_release(&buffer);
        }
}

Test(term_facts, decoding_gives_the_same_terms)
{
    for
        EACH_FACT(f)
        {
            unsigned char bytes[256];
            size_t used;
            size_t size = bytes_of(f->external, bytes);
            Term term = external_decode(&term_heap, bytes, size, 0, &used);
            cr_assert_neq(term, NON_VALUE, "binary_to_term of %s", f->text);
            cr_expect(term_equal_exact(term, term_of(f->text)), "binary_to_term of %s", f->text);
            cr_expect_eq(used, size, "bytes of %s", f->text);
        }
}

static void check_text(Term term, unsigned flags, const char *expected)
{
    struct text_buffer buffer = TEXT_BUFFER_EMPTY;
    print_term(&buffer, term, &(struct print_options){.flags = flags});
    cr_expect_str_eq(text_cstring(&buffer), expected);
    text_buffer_release(&buffer);
}

Test(term_facts, printing_gives_the_same_text)
{
    for
        EACH_FACT(f)
        {
            check_text(term_of(f->text), 0, f->written);
            check_text(term_of(f->text), PRINT_STRINGS | PRINT_UNICODE, f->printed);
        }
}

Test(term_facts, equal_terms_and_no_others_have_the_same_internal_hash)
{
    for
        EACH_FACT(f)
        {
        for
            EACH_FACT(g)
            {
                Term a = term_of(f->text);
                Term b = term_of(g->text);
                cr_expect_eq(term_equal_exact(a, b), hash_internal(a) == hash_internal(b), "%s, %s",
                             f->text, g->text);
            }
        }
}
