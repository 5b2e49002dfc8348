/* SPDX-License-Identifier: Apache-2.0 */
/* re_run.c: re:run. All matches of option `global` are found here as well, so that a subject is
 * checked for valid UTF-8 once, not for each match.
 *
 * A search that needs more than one turn goes on as tick:re_search(Subject, Key, Options, Offset,
 * Empty, Found, Run), where
 *
 *     Subject  a binary, valid if the regex is for UTF-8
 *     Key      the portable form of the regex
 *     Offset   where to look
 *     Empty    where the last match was, if that was empty, and another one at Offset that is not
 *              empty is being looked for; else -1
 *     Found    matches of a global search, backwards
 *     Run      a match that has been left in the middle; or [] */
#include "vm/builtin/re_capture.h"
#include "vm/builtin/re_compile.h"
#include "vm/builtin/re_data.h"
#include "vm/builtin/encoding.h"
#include "vm/builtin/support.h"
#include "vm/memory/off_heap.h"
#include "vm/term/bits.h"

#include <stdlib.h>

#define SEARCH_ARGS 7

struct search {
    struct process *p;
    struct regex *regex; /* referenced */
    struct re_options options;
    struct re_capture capture;
    const unsigned char *bytes; /* of the subject */
    unsigned char *copy;        /* of those, if they were not on byte boundaries */
    struct binary *shared;      /* that they are in, or NULL */
    size_t size;
    size_t offset;
    int64_t empty;
    Term key;
    Term option_list;
    Term found;
    Term run; /* a magic reference, or NIL */
};

/* ---- one match ---- */

static uint32_t match_options(const struct search *s)
{
    uint32_t again = s->empty < 0 ? 0 : PCRE2_ANCHORED | PCRE2_NOTEMPTY_ATSTART;
    return s->options.match | again;
}

static Term magic_ref(struct process *p, struct magic *magic)
{
    Term *cell = heap_alloc(&p->heap, MAGIC_REF_WORDS);
    cell[0] = HEADER(BOXED_MAGIC_REF, MAGIC_REF_WORDS - 1);
    cell[1] = ref_next_number();
    cell[2] = (Term)(uintptr_t)magic;
    off_heap_push(cell, &p->heap.off_heap);
    return boxed_make(cell);
}

static struct regex_run *run_of(Term run)
{
    return term_is_kind(run, BOXED_MAGIC_REF) ? regex_run_of(off_heap_magic(boxed_ptr(run))) : NULL;
}

/* What the match comes to: *LIST is what was captured, and *FIRST and *END where it was. */
static enum regex_outcome captured(struct search *s, enum regex_outcome outcome,
                                   const struct regex_places *places, Term *list, size_t *first,
                                   size_t *end)
{
    if (outcome != REGEX_MATCHED)
        return outcome;
    *first = places->pairs[0];
    *end = places->pairs[1];
    *list = re_capture_is_none(&s->capture) ? NIL : re_capture_list(s->p, &s->capture, places);
    return *list == NON_VALUE ? REGEX_FAILED : REGEX_MATCHED;
}

static enum regex_outcome go_on(struct search *s, Term *list, size_t *first, size_t *end)
{
    struct regex_places places;
    struct regex_run *run = run_of(s->run);
    size_t work = builtin_budget(s->p, BYTES_PER_REDUCTION);
    if (run == NULL)
        return REGEX_FAILED;
    enum regex_outcome outcome = regex_run_go(run, &work, &places);
    builtin_charge(s->p, 1 + (int64_t)(work / BYTES_PER_REDUCTION));
    if (outcome == REGEX_PAUSED)
        return outcome;
    outcome = captured(s, outcome, &places, list, first, end);
    regex_run_finish(run);
    s->run = NIL;
    return outcome;
}

static enum regex_outcome start_run(struct search *s, const struct regex_subject *subject)
{
    struct regex_run *run = regex_run_new(s->regex, subject);
    if (run == NULL)
        return REGEX_FAILED;
    s->run = magic_ref(s->p, regex_run_magic(run));
    return REGEX_PAUSED;
}

/* The next match, or none. REGEX_PAUSED: the turn is over, or should be soon. */
static enum regex_outcome match(struct search *s, Term *list, size_t *first, size_t *end)
{
    size_t work;
    struct regex_places places;
    if (!term_is_nil(s->run))
        return go_on(s, list, first, end);
    struct regex_subject subject = {s->bytes,
                                    s->size,
                                    s->offset,
                                    match_options(s),
                                    s->options.match_limit,
                                    s->options.depth_limit,
                                    s->shared};
    pcre2_match_data *data = pcre2_match_data_create_from_pattern(s->regex->code, NULL);
    if (data == NULL)
        return REGEX_FAILED;
    enum regex_outcome outcome = regex_match(s->regex, &subject, data, &places, &work);
    builtin_charge(s->p, 2 + (int64_t)(work / BYTES_PER_REDUCTION));
    if (outcome == REGEX_PAUSED)
        outcome = start_run(s, &subject);
    else
        outcome = captured(s, outcome, &places, list, first, end);
    pcre2_match_data_free(data);
    return outcome;
}

/* ---- all matches ---- */

/* Where the character behind the one at PLACE begins; \r\n is one if the regex says so. */
static size_t behind_character(const struct search *s, size_t place)
{
    if (place >= s->size)
        return place + 1;
    if (s->regex->crlf && place + 1 < s->size && s->bytes[place] == '\r' &&
        s->bytes[place + 1] == '\n')
        return place + 2;
    place++;
    if (s->regex->utf)
        while (place < s->size && (s->bytes[place] & 0xC0) == 0x80)
            place++;
    return place;
}

/* Where to look next, after a match of FIRST..END: behind it; or, behind an empty one, at the same
 * OFFSET for another that is not empty. If that one is empty nevertheless, as \K can make it,
 * behind the character at the first one. Always further on than before. */
static void move_on(struct search *s, size_t first, size_t end)
{
    if (first == end && s->empty < 0) {
        s->empty = (int64_t)first;
        return;
    }
    size_t next = first == end ? behind_character(s, (size_t)s->empty) : end;
    s->offset = next > s->offset ? next : behind_character(s, s->offset);
    s->empty = -1;
}

static Term reversed_matches(struct process *p, Term found)
{
    return builtin_continue(p, ATOM_(re_matches), 2, (Term[]){found, NIL});
}

static Term end_of_search(struct search *s)
{
    return term_is_nil(s->found) ? ATOM_(nomatch) : reversed_matches(s->p, s->found);
}

/* Takes in a match of a global search, or the end of one round. True: there may be more. */
static bool take_global(struct search *s, enum regex_outcome outcome, Term list, size_t first,
                        size_t end)
{
    if (outcome == REGEX_MATCHED) {
        s->found = heap_cons(&s->p->heap, list, s->found);
        move_on(s, first, end);
    } else {
        if (s->empty < 0)
            return false;
        s->offset = behind_character(s, (size_t)s->empty);
        s->empty = -1;
    }
    return s->offset <= s->size;
}

/* ---- slices ---- */

static Term limit_reached(struct search *s, enum regex_outcome outcome)
{
    Term limit = outcome == REGEX_MATCH_LIMIT ? ATOM_(match_limit) : ATOM_(match_limit_recursion);
    return heap_tuple2(&s->p->heap, ATOM_(error), limit);
}

static Term pause(struct search *s)
{
    return builtin_continue(s->p, ATOM_(re_search), SEARCH_ARGS,
                            (Term[]){s->capture.subject, s->key, s->option_list,
                                     small_make((int64_t)s->offset), small_make(s->empty), s->found,
                                     s->run});
}

static Term search(struct search *s)
{
    Term list = NIL;
    size_t first = 0, end = 0;
    do {
        enum regex_outcome outcome = match(s, &list, &first, &end);
        if (outcome == REGEX_PAUSED)
            return pause(s);
        if (outcome == REGEX_FAILED)
            return builtin_system_limit(s->p);
        if (outcome > REGEX_NO_MATCH && s->options.report_errors)
            return limit_reached(s, outcome);
        if (outcome == REGEX_MATCHED && re_capture_is_none(&s->capture))
            return ATOM_(match);
        if (!s->options.global && outcome == REGEX_MATCHED)
            return heap_tuple2(&s->p->heap, ATOM_(match), list);
        if (!s->options.global || !take_global(s, outcome, list, first, end))
            return end_of_search(s);
    } while (!builtin_out_of_time(s->p));
    return pause(s);
}

/* The subject's bytes. False: memory is exhausted. */
static bool open_subject(struct search *s, Term subject)
{
    const Term *object = boxed_ptr(subject);
    s->bytes = bits_bytes(subject, &s->copy);
    s->size = bits_size(subject) / 8;
    if (header_kind(object[0]) == BOXED_SUB_BITS)
        object = boxed_ptr(object[3]);
    if (s->copy == NULL && header_kind(object[0]) == BOXED_BIN_REF)
        s->shared = bin_ref_binary(object);
    return s->bytes != NULL;
}

/* Every character begins in the subject as OFFSET does. */
static bool is_text(struct search *s)
{
    size_t characters;
    if (!s->regex->utf)
        return true;
    builtin_charge(s->p, (int64_t)(s->size / COPIED_BYTES_PER_REDUCTION));
    if (s->offset < s->size && (s->bytes[s->offset] & 0xC0) == 0x80)
        return false;
    return utf8_is_valid(s->bytes, s->size, &characters);
}

static void close_search(struct search *s)
{
    free(s->copy);
    regex_release(s->regex);
}

/* tick:re_search/7 */
static Term search_slice(struct process *p, const Term *args)
{
    struct search s = {.p = p,
                       .key = args[1],
                       .option_list = args[2],
                       .offset = (size_t)small_value(args[3]),
                       .empty = small_value(args[4]),
                       .found = args[5],
                       .run = args[6]};
    struct regex_error error;
    unsigned char *copy;
    Term result = NON_VALUE;
    const unsigned char *key = bits_bytes(s.key, &copy);
    if (key != NULL)
        s.regex = regex_get(key, bits_size(s.key) / 8, &error);
    free(copy);
    if (s.regex != NULL && re_options_read(&s.options, s.option_list) &&
        re_capture_init(&s.capture, &s.options, s.regex, args[0]) && open_subject(&s, args[0]))
        result = search(&s);
    else
        (void)builtin_system_limit(p);
    close_search(&s);
    return result;
}

/* tick:re_matches(Found, Result): reverses Found onto Result: {match, Result}. */
static Term matches_slice(struct process *p, const Term *args)
{
    Term found = args[0], result = args[1];
    size_t budget = builtin_budget(p, CELLS_PER_REDUCTION), left = budget;
    for (; term_is_cons(found) && left > 0; left--, found = list_tail(found))
        result = heap_cons(&p->heap, list_head(found), result);
    builtin_charge(p, (int64_t)((budget - left) / CELLS_PER_REDUCTION));
    if (term_is_cons(found))
        return builtin_continue(p, ATOM_(re_matches), 2, (Term[]){found, result});
    return heap_tuple2(&p->heap, ATOM_(match), result);
}

/* ---- builtins ---- */

/* The search for a regex that is known: everything is checked before the first match. */
static Term start_search(struct search *s, Term subject)
{
    struct process *p = s->p;
    subject = re_data_binary(p, subject, (s->regex->options & REGEX_UNICODE) != 0);
    if (subject == NON_VALUE || !open_subject(s, subject) || !is_text(s) ||
        !re_capture_init(&s->capture, &s->options, s->regex, subject))
        return builtin_badarg(p);
    if (s->offset > s->size)
        return s->options.global ? ATOM_(nomatch) : builtin_badarg(p);
    s->key = bits_from_bytes(&p->heap, s->regex->key, s->regex->key_size);
    return s->key == NON_VALUE ? builtin_system_limit(p) : search(s);
}

static Term run(struct process *p, Term subject, Term pattern, Term option_list)
{
    struct search s = {.p = p, .option_list = option_list, .empty = -1, .found = NIL, .run = NIL};
    struct regex_error error;
    if (!re_options_read(&s.options, option_list))
        return re_badopt(p);
    s.offset = s.options.offset;
    switch (re_pattern_get(p, pattern, &s.options, &s.regex, &error)) {
    case PATTERN_BADARG:
        return builtin_badarg(p);
    case PATTERN_WRONG:
        if (!s.options.report_errors)
            return builtin_badarg(p);
        return heap_tuple2(&p->heap, ATOM_(error),
                           heap_tuple2(&p->heap, ATOM_(compile), re_error_term(p, &error)));
    case PATTERN_GOOD:
        break;
    }
    Term result = start_search(&s, subject);
    close_search(&s);
    return result;
}

static Term run_2(struct process *p, const Term *args)
{
    return run(p, args[0], args[1], NIL);
}

static Term run_3(struct process *p, const Term *args)
{
    return run(p, args[0], args[1], args[2]);
}

/* What OTP's library calls for each match. The last argument says whether to check that the subject
 * is valid UTF-8. Checked it is always: nothing else keeps a program from passing another one. */
static Term internal_run_4(struct process *p, const Term *args)
{
    if (args[3] != ATOM_(true) && args[3] != ATOM_(false))
        return builtin_badarg(p);
    return run(p, args[0], args[1], args[2]);
}

const struct builtin_row builtins_re_run[] = {
    {"re", "run", 2, run_2},
    {"re", "run", 3, run_3},
    {"re", "internal_run", 4, internal_run_4},
    {"tick", "re_search", SEARCH_ARGS, search_slice},
    {"tick", "re_matches", 2, matches_slice},
    {0},
};
