/* SPDX-License-Identifier: Apache-2.0 */
/* re_options.c: see re_options.h. */
#include "vm/builtin/re_options.h"

#include "vm/builtin/support.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* Steps of a match without match_limit, and of backtracking without match_limit_recursion. */
#define DEFAULT_LIMIT 10000000

/* Options that are atoms. */
static const struct option {
    Term name;
    uint32_t compile; /* enum regex_option */
    uint32_t match;
    bool both; /* may be given with a pattern that is compiled already */
} plain[] = {
    {ATOM_(unicode), REGEX_UNICODE, 0, false},
    {ATOM_(anchored), REGEX_ANCHORED, PCRE2_ANCHORED, true},
    {ATOM_(caseless), REGEX_CASELESS, 0, false},
    {ATOM_(dollar_endonly), REGEX_DOLLAR_ENDONLY, 0, false},
    {ATOM_(dotall), REGEX_DOTALL, 0, false},
    {ATOM_(extended), REGEX_EXTENDED, 0, false},
    {ATOM_(firstline), REGEX_FIRSTLINE, 0, false},
    {ATOM_(multiline), REGEX_MULTILINE, 0, false},
    {ATOM_(no_auto_capture), REGEX_NO_AUTO_CAPTURE, 0, false},
    {ATOM_(dupnames), REGEX_DUPNAMES, 0, false},
    {ATOM_(ungreedy), REGEX_UNGREEDY, 0, false},
    {ATOM_(no_start_optimize), REGEX_NO_START_OPTIMIZE, 0, false},
    {ATOM_(ucp), REGEX_UCP, 0, false},
    {ATOM_(never_utf), REGEX_NEVER_UTF, 0, false},
    {ATOM_(notbol), 0, PCRE2_NOTBOL, false},
    {ATOM_(noteol), 0, PCRE2_NOTEOL, false},
    {ATOM_(notempty), 0, PCRE2_NOTEMPTY, false},
    {ATOM_(notempty_atstart), 0, PCRE2_NOTEMPTY_ATSTART, false},
};

static bool read_plain(struct re_options *options, Term name)
{
    for (size_t i = 0; i < COUNT_OF(plain); i++) {
        if (plain[i].name != name)
            continue;
        options->compile |= plain[i].compile;
        options->match |= plain[i].match;
        options->only_compile |= plain[i].compile != 0 && !plain[i].both;
        options->only_run |= plain[i].compile == 0;
        return true;
    }
    return false;
}

static bool read_atom(struct re_options *options, Term name)
{
    switch (name) {
    case ATOM_(bsr_anycrlf):
        options->bsr = BSR_ANYCRLF;
        return true;
    case ATOM_(bsr_unicode):
        options->bsr = BSR_UNICODE;
        return true;
    case ATOM_(global):
        options->global = options->only_run = true;
        return true;
    case ATOM_(report_errors):
        options->report_errors = options->only_run = true;
        return true;
    default:
        return read_plain(options, name);
    }
}

static bool read_newline(struct re_options *options, Term value)
{
    static const Term names[NEWLINES] = {
        [NEWLINE_CR] = ATOM_(cr),     [NEWLINE_LF] = ATOM_(lf),
        [NEWLINE_CRLF] = ATOM_(crlf), [NEWLINE_ANYCRLF] = ATOM_(anycrlf),
        [NEWLINE_ANY] = ATOM_(any),
    };
    for (unsigned i = NEWLINE_UNSET + 1; i < NEWLINES; i++) {
        if (names[i] == value) {
            options->newline = (uint8_t)i;
            return true;
        }
    }
    return false;
}

static bool read_limit(uint32_t *limit, Term value)
{
    int64_t number;
    if (!small_within(value, 0, SMALL_MAX, &number))
        return false;
    *limit = number > UINT32_MAX ? UINT32_MAX : (uint32_t)number;
    return true;
}

static bool read_pair(struct re_options *options, Term name, Term value)
{
    int64_t number;
    if (name == ATOM_(newline))
        return read_newline(options, value);
    options->only_run = true;
    switch (name) {
    case ATOM_(capture):
        options->capture = value;
        options->type = ATOM_(index);
        return true;
    case ATOM_(offset):
        if (!small_within(value, 0, SMALL_MAX, &number))
            return false;
        options->offset = (size_t)number;
        return true;
    case ATOM_(match_limit):
        return read_limit(&options->match_limit, value);
    case ATOM_(match_limit_recursion):
        return read_limit(&options->depth_limit, value);
    default:
        return false;
    }
}

static bool read_option(struct re_options *options, Term option)
{
    if (term_is_atom(option))
        return read_atom(options, option);
    if (term_is_tuple_of(option, 2))
        return read_pair(options, tuple_get(option, 0), tuple_get(option, 1));
    if (!term_is_tuple_of(option, 3) || tuple_get(option, 0) != ATOM_(capture))
        return false;
    options->only_run = true;
    options->capture = tuple_get(option, 1);
    options->type = tuple_get(option, 2);
    return true;
}

bool re_options_read(struct re_options *options, Term list)
{
    *options = (struct re_options){.capture = ATOM_(all),
                                   .type = ATOM_(index),
                                   .match_limit = DEFAULT_LIMIT,
                                   .depth_limit = DEFAULT_LIMIT};
    for (; term_is_cons(list); list = list_tail(list))
        if (!read_option(options, list_head(list)))
            return false;
    return term_is_nil(list);
}

bool re_option_only_compiles(Term option)
{
    struct re_options options = {0};
    return term_is_atom(option) && read_atom(&options, option) && options.only_compile;
}
