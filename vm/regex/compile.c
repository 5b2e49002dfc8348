/* SPDX-License-Identifier: Apache-2.0 */
/* compile.c: see compile.h. */
#include "vm/regex/compile.h"

#include "vm/regex/dialect.h"
#include "vm/regex/tables.h"

/* Longer patterns are refused unread: no code that PCRE2 could make would fit them, but for long
 * comments. Parentheses may be as deep as OTP allows them to be. */
#define MOST_BYTES ((size_t)1 << 20)
#define MOST_DEEP  800

/* How often a pattern is compiled anew at most, because it means something else in PCRE2. */
#define REPAIRS 32

static uint32_t pcre_options(uint32_t options)
{
    static const struct {
        uint32_t ours, pcre;
    } pairs[] = {
        {REGEX_UNICODE, PCRE2_UTF},
        {REGEX_ANCHORED, PCRE2_ANCHORED},
        {REGEX_CASELESS, PCRE2_CASELESS},
        {REGEX_DOLLAR_ENDONLY, PCRE2_DOLLAR_ENDONLY},
        {REGEX_DOTALL, PCRE2_DOTALL},
        {REGEX_EXTENDED, PCRE2_EXTENDED},
        {REGEX_FIRSTLINE, PCRE2_FIRSTLINE},
        {REGEX_MULTILINE, PCRE2_MULTILINE},
        {REGEX_NO_AUTO_CAPTURE, PCRE2_NO_AUTO_CAPTURE},
        {REGEX_DUPNAMES, PCRE2_DUPNAMES},
        {REGEX_UNGREEDY, PCRE2_UNGREEDY},
        {REGEX_NO_START_OPTIMIZE, PCRE2_NO_START_OPTIMIZE},
        {REGEX_UCP, PCRE2_UCP},
        {REGEX_NEVER_UTF, PCRE2_NEVER_UTF},
    };
    uint32_t result = 0;
    for (size_t i = 0; i < COUNT_OF(pairs); i++)
        if ((options & pairs[i].ours) != 0)
            result |= pairs[i].pcre;
    return result;
}

static const uint32_t newlines[NEWLINES] = {
    [NEWLINE_UNSET] = PCRE2_NEWLINE_LF,        [NEWLINE_CR] = PCRE2_NEWLINE_CR,
    [NEWLINE_LF] = PCRE2_NEWLINE_LF,           [NEWLINE_CRLF] = PCRE2_NEWLINE_CRLF,
    [NEWLINE_ANYCRLF] = PCRE2_NEWLINE_ANYCRLF, [NEWLINE_ANY] = PCRE2_NEWLINE_ANY,
};

static pcre2_compile_context *make_context(const struct regex_spec *spec)
{
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    if (context == NULL)
        return NULL;
    uint32_t bsr = spec->bsr == BSR_ANYCRLF ? PCRE2_BSR_ANYCRLF : PCRE2_BSR_UNICODE;
    (void)pcre2_set_character_tables(context, regex_tables());
    (void)pcre2_set_newline(context, newlines[spec->newline]);
    (void)pcre2_set_bsr(context, bsr);
    (void)pcre2_set_max_pattern_length(context, MOST_BYTES);
    (void)pcre2_set_parens_nest_limit(context, MOST_DEEP);
#ifdef PCRE2_EXTRA_ALLOW_LOOKAROUND_BSK
    (void)pcre2_set_compile_extra_options(context, PCRE2_EXTRA_ALLOW_LOOKAROUND_BSK);
#endif
    return context;
}

/* A pattern on its way. */
struct compilation {
    const struct regex_spec *spec;
    struct text_buffer text; /* translated, and repaired */
    size_t removed[REPAIRS]; /* where each repair took away a byte */
    size_t repairs;
    pcre2_compile_context *context;
    uint32_t options;
    int code; /* of the error, and its place in the text */
    size_t offset;
};

static pcre2_code *compile_text(struct compilation *c)
{
    return pcre2_compile((PCRE2_SPTR)c->text.bytes, c->text.size, c->options, &c->code, &c->offset,
                         c->context);
}

static pcre2_code *compile_repaired(struct compilation *c)
{
    pcre2_code *compiled = compile_text(c);
    while (compiled == NULL && c->repairs < REPAIRS &&
           dialect_repair(&c->text, c->code, c->offset, &c->removed[c->repairs])) {
        c->repairs++;
        compiled = compile_text(c);
    }
    return compiled;
}

/* The place in the source that the error's place in the text stands for. */
static size_t source_offset(const struct compilation *c)
{
    struct text_buffer scratch = TEXT_BUFFER_EMPTY;
    size_t offset = c->offset;
    for (size_t i = c->repairs; i > 0; i--)
        offset += offset > c->removed[i - 1];
    size_t result = dialect_translate(&scratch, c->spec->source, c->spec->size, offset);
    text_buffer_release(&scratch);
    return result;
}

pcre2_code *regex_compile(const struct regex_spec *spec, uint32_t more, struct regex_error *error)
{
    struct compilation c = {.spec = spec,
                            .context = make_context(spec),
                            .options = pcre_options(spec->options) | more,
                            .code = PCRE2_ERROR_HEAP_FAILED};
    pcre2_code *compiled = NULL;
    (void)dialect_translate(&c.text, spec->source, spec->size, SIZE_MAX);
    if (c.context != NULL && text_cstring(&c.text) != NULL)
        compiled = compile_repaired(&c);
    if (compiled == NULL)
        *error = regex_error_of(c.code, source_offset(&c), spec->source, spec->size);
    text_buffer_release(&c.text);
    pcre2_compile_context_free(c.context);
    return compiled;
}
