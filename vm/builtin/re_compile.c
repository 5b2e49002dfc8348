/* SPDX-License-Identifier: Apache-2.0 */
/* re_compile.c: re:compile, re:inspect and re:version, and patterns as the other builtins of re get
 * them. A compiled pattern is {re_pattern, Captures, Unicode, UseCRLF, Code}, where the binary Code
 * is the portable form of the pattern's source and options: no byte of it is trusted. */
#include "vm/builtin/re_compile.h"

#include "vm/builtin/re_data.h"
#include "vm/builtin/support.h"
#include "vm/memory/literal.h"
#include "vm/term/bits.h"

#include <stdlib.h>
#include <string.h>

/* Bytes of a pattern that are compiled for one reduction. */
#define SOURCE_BYTES_PER_REDUCTION 2

/* ---- errors ---- */

Term re_badopt_info(struct process *p)
{
    return builtin_cause_info(p, ATOM_(badopt), ATOM_(re));
}

Term re_badopt(struct process *p)
{
    return builtin_badarg_cause(p, ATOM_(badopt), ATOM_(re));
}

Term re_error_term(struct process *p, const struct regex_error *error)
{
    Term text = heap_string(&p->heap, error->text, strlen(error->text));
    return heap_tuple2(&p->heap, text, heap_uint(&p->heap, error->offset));
}

/* ---- from terms to regexes ---- */

/* The portable form of a source that is compiled with OPTIONS. */
static bool put_source(struct text_buffer *key, Term pattern, const struct re_options *options)
{
    struct text_buffer source = TEXT_BUFFER_EMPTY;
    bool good = re_data_bytes(&source, pattern, (options->compile & REGEX_UNICODE) != 0);
    if (good)
        regex_spec_put(key, &(struct regex_spec){options->compile, options->newline, options->bsr,
                                                 (const unsigned char *)source.bytes, source.size});
    text_buffer_release(&source);
    return good && !key->failed;
}

/* The code of a compiled pattern; NON_VALUE: TERM is none. */
static Term code_of(Term term)
{
    if (!term_is_tuple_of(term, 5) || tuple_get(term, 0) != ATOM_(re_pattern))
        return NON_VALUE;
    for (unsigned i = 1; i < 4; i++)
        if (!term_is_small(tuple_get(term, i)))
            return NON_VALUE;
    return term_is_binary(tuple_get(term, 4)) ? tuple_get(term, 4) : NON_VALUE;
}

/* The portable form of a compiled pattern, with what newlines the options of a match ask for. */
static bool put_compiled(struct text_buffer *key, Term code, const struct re_options *options)
{
    struct text_buffer bytes = TEXT_BUFFER_EMPTY;
    struct regex_spec spec;
    bool good = re_data_bytes(&bytes, code, false) &&
                regex_spec_read(&spec, (const unsigned char *)bytes.bytes, bytes.size);
    if (good) {
        spec.newline = options->newline != NEWLINE_UNSET ? options->newline : spec.newline;
        spec.bsr = options->bsr != BSR_UNSET ? options->bsr : spec.bsr;
        regex_spec_put(key, &spec);
    }
    text_buffer_release(&bytes);
    return good && !key->failed;
}

static enum re_pattern_outcome get_regex(struct process *p, const struct text_buffer *key,
                                         struct regex **regex, struct regex_error *error)
{
    *regex = regex_get((const unsigned char *)key->bytes, key->size, error);
    if (*regex == NULL)
        builtin_charge(p, (int64_t)(key->size / SOURCE_BYTES_PER_REDUCTION));
    return *regex == NULL ? PATTERN_WRONG : PATTERN_GOOD;
}

enum re_pattern_outcome re_pattern_get(struct process *p, Term pattern,
                                       const struct re_options *options, struct regex **regex,
                                       struct regex_error *error)
{
    struct text_buffer key = TEXT_BUFFER_EMPTY;
    enum re_pattern_outcome outcome = PATTERN_BADARG;
    Term code = code_of(pattern);
    if (code == NON_VALUE) {
        if (put_source(&key, pattern, options))
            outcome = get_regex(p, &key, regex, error);
    } else if (!options->only_compile && put_compiled(&key, code, options) &&
               get_regex(p, &key, regex, error) == PATTERN_GOOD) {
        outcome = PATTERN_GOOD;
    }
    builtin_charge(p, (int64_t)(key.size / COPIED_BYTES_PER_REDUCTION));
    text_buffer_release(&key);
    return outcome;
}

/* ---- builtins ---- */

Term re_compiled(struct process *p, const struct regex *regex)
{
    Term code = bits_from_bytes(&p->heap, regex->key, regex->key_size);
    if (code == NON_VALUE)
        return builtin_system_limit(p);
    bool unicode = (regex->options & REGEX_UNICODE) != 0;
    const Term elements[] = {ATOM_(re_pattern), small_make(regex->captures), small_make(unicode),
                             small_make(regex->crlf), code};
    return heap_tuple(&p->heap, COUNT_OF(elements), elements);
}

static Term compile(struct process *p, Term source, Term option_list)
{
    struct re_options options;
    struct regex *regex;
    struct regex_error error;
    if (!re_options_read(&options, option_list) || options.only_run)
        return re_badopt(p);
    if (code_of(source) != NON_VALUE)
        return builtin_badarg(p);
    switch (re_pattern_get(p, source, &options, &regex, &error)) {
    case PATTERN_BADARG:
        return builtin_badarg(p);
    case PATTERN_WRONG:
        return heap_tuple2(&p->heap, ATOM_(error), re_error_term(p, &error));
    case PATTERN_GOOD:
        break;
    }
    Term pattern = re_compiled(p, regex);
    builtin_charge(p, (int64_t)(regex->key_size / SOURCE_BYTES_PER_REDUCTION));
    regex_release(regex);
    return pattern == NON_VALUE ? NON_VALUE : heap_tuple2(&p->heap, ATOM_(ok), pattern);
}

static Term compile_1(struct process *p, const Term *args)
{
    return compile(p, args[0], NIL);
}

static Term compile_2(struct process *p, const Term *args)
{
    return compile(p, args[0], args[1]);
}

/* {namelist, [Name]}, sorted, each once. */
static Term name_list(struct process *p, const struct regex *regex)
{
    unsigned number;
    const char *behind = "";
    Term list = NIL;
    for (uint32_t i = regex->names; i > 0; i--) {
        const char *name = regex_name(regex, i - 1, &number);
        if (strcmp(name, behind) == 0)
            continue;
        behind = name;
        Term binary = bits_from_bytes(&p->heap, name, strlen(name));
        if (binary == NON_VALUE)
            return builtin_system_limit(p);
        list = heap_cons(&p->heap, binary, list);
    }
    return heap_tuple2(&p->heap, ATOM_(namelist), list);
}

static Term inspect_2(struct process *p, const Term *args)
{
    struct re_options options;
    struct regex *regex;
    struct regex_error error;
    if (code_of(args[0]) == NON_VALUE || args[1] != ATOM_(namelist) ||
        !re_options_read(&options, NIL) ||
        re_pattern_get(p, args[0], &options, &regex, &error) != PATTERN_GOOD)
        return builtin_badarg(p);
    Term result = name_list(p, regex);
    builtin_charge(p, regex->names);
    regex_release(regex);
    return result;
}

static Term version_0(struct process *p, const Term *args)
{
    char text[64];
    (void)args;
    int size = pcre2_config(PCRE2_CONFIG_VERSION, NULL);
    if (size <= 0 || (size_t)size > sizeof text || pcre2_config(PCRE2_CONFIG_VERSION, text) < 0)
        return builtin_system_limit(p);
    Term binary = bits_from_bytes(&p->heap, text, strlen(text));
    return binary == NON_VALUE ? builtin_system_limit(p) : binary;
}

const struct builtin_row builtins_re_compile[] = {
    {"re", "compile", 1, compile_1},
    {"re", "compile", 2, compile_2},
    {"re", "inspect", 2, inspect_2},
    {"re", "version", 0, version_0},
    {0},
};
