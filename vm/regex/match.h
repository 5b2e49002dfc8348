/* SPDX-License-Identifier: Apache-2.0 */
/* match.h: matching, with an end to how long it may take at a time.
 *
 * PCRE2 has no way to leave a match and to go on later, and how long one takes nobody can tell.
 * Most are short. So a match is first tried with a limit to PCRE2's steps. Where that is not enough
 * it begins anew, now on a stack of its own and with callouts between the items of the pattern: a
 * callout that finds the time used up leaves that stack, until the process has its next turn. */
#ifndef TICK_VM_REGEX_MATCH_H
#define TICK_VM_REGEX_MATCH_H

#include "vm/regex/regex.h"
#include "vm/term/ref.h"

struct regex_subject {
    const unsigned char *bytes; /* valid UTF-8 if the regex is UTF */
    size_t size;
    size_t offset;         /* where to begin; on a character */
    uint32_t options;      /* of pcre2_match */
    uint32_t match_limit;  /* steps */
    uint32_t depth_limit;  /* of backtracking */
    struct binary *shared; /* what BYTES belong to when that is counted; else NULL */
};

enum regex_outcome {
    REGEX_MATCHED,
    REGEX_NO_MATCH,
    REGEX_MATCH_LIMIT,
    REGEX_DEPTH_LIMIT,
    REGEX_FAILED, /* memory is exhausted */
    REGEX_PAUSED, /* of regex_match: to be begun again as a run; of a run: to be gone on with */
};

/* Where a match was found: COUNT pairs of first byte and byte behind the last, PCRE2_UNSET for what
 * took no part. Lives until the match data is freed. */
struct regex_places {
    const size_t *pairs;
    uint32_t count;
};

/* Tries to match without leaving. *WORK is what it took, in bytes looked at. */
enum regex_outcome regex_match(const struct regex *regex, const struct regex_subject *subject,
                               pcre2_match_data *data, struct regex_places *places, size_t *work);

/* ---- a run: a match that is left and gone on with ---- */

struct regex_run;

/* A run with one reference, the caller's; it keeps what it needs of SUBJECT alive. NULL when memory
 * is exhausted. */
struct regex_run *regex_run_new(struct regex *regex,
                                const struct regex_subject *subject) MUST_CHECK;

/* Goes on for about *WORK bytes looked at, and sets that to what it took. When the outcome is
 * another than REGEX_PAUSED the run has come to its end; *PLACES live until regex_run_finish. */
enum regex_outcome regex_run_go(struct regex_run *run, size_t *work, struct regex_places *places);

/* Frees what the run has used, but for the reference to it. */
void regex_run_finish(struct regex_run *run);

/* As a term: the run as a magic object, and back; NULL: not the magic object of a run. */
struct magic *regex_run_magic(struct regex_run *run);
struct regex_run *regex_run_of(struct magic *magic);

#endif
