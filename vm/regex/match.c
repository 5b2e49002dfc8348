/* SPDX-License-Identifier: Apache-2.0 */
/* match.c: see match.h. */
#include "vm/regex/match.h"

#include "vm/base/fiber.h"
#include "vm/term/bits.h"

#include <stdlib.h>
#include <string.h>

/* What a match may take before it becomes a run: so many steps, and not more than so many times a
 * byte of the subject can be looked at, if every step looks at all of them. */
#define QUICK_STEPS 4000
#define QUICK_WORK  ((size_t)1 << 20)
#define FEWEST      8

/* What one callout stands for, in bytes looked at. */
#define CALLOUT_WORK 16

/* Memory for backtracking, in kibibytes. */
#define HEAP_LIMIT (512u << 10)

/* Memory that PCRE2 has asked for during a run, all of it in one chain: a run that is dropped in
 * the middle leaves nobody else who would know of it. */
struct block {
    struct block *next, **link; /* *link is this block */
    max_align_t memory[];
};

struct regex_run {
    struct magic magic;
    struct fiber *fiber;
    struct regex *regex;
    const pcre2_code *code;
    struct block *blocks;
    pcre2_match_context *context;
    pcre2_match_data *data;
    struct regex_subject subject;
    unsigned char *copy; /* of the subject, if it is not counted */
    size_t left;         /* work before the next pause */
    size_t position;     /* at the last callout */
    int result;          /* of pcre2_match */
};

static uint32_t quick_limit(const struct regex_subject *subject)
{
    size_t limit = QUICK_WORK / (subject->size - subject->offset + 1);
    if (limit < FEWEST)
        limit = FEWEST;
    return limit > QUICK_STEPS ? QUICK_STEPS : (uint32_t)limit;
}

static pcre2_match_context *make_context(pcre2_general_context *general,
                                         const struct regex_subject *subject, uint32_t match_limit)
{
    pcre2_match_context *context = pcre2_match_context_create(general);
    if (context == NULL)
        return NULL;
    (void)pcre2_set_match_limit(context, match_limit);
    (void)pcre2_set_depth_limit(context, subject->depth_limit);
    (void)pcre2_set_heap_limit(context, HEAP_LIMIT);
    return context;
}

static int call_pcre(const pcre2_code *code, const struct regex_subject *subject,
                     pcre2_match_data *data, pcre2_match_context *context)
{
    return pcre2_match(code, subject->bytes, subject->size, subject->offset,
                       subject->options | PCRE2_NO_UTF_CHECK, data, context);
}

static enum regex_outcome outcome_of(int result, pcre2_match_data *data,
                                     struct regex_places *places)
{
    if (result > 0) {
        *places = (struct regex_places){pcre2_get_ovector_pointer(data), (uint32_t)result};
        return REGEX_MATCHED;
    }
    switch (result) {
    case PCRE2_ERROR_MATCHLIMIT:
        return REGEX_MATCH_LIMIT;
    case PCRE2_ERROR_DEPTHLIMIT:
    case PCRE2_ERROR_HEAPLIMIT:
    case PCRE2_ERROR_RECURSELOOP:
        return REGEX_DEPTH_LIMIT;
    case PCRE2_ERROR_NOMEMORY:
        return REGEX_FAILED;
    default:
        return REGEX_NO_MATCH;
    }
}

enum regex_outcome regex_match(const struct regex *regex, const struct regex_subject *subject,
                               pcre2_match_data *data, struct regex_places *places, size_t *work)
{
    uint32_t quick = quick_limit(subject);
    bool may_pause = quick < subject->match_limit;
    pcre2_match_context *context =
        make_context(NULL, subject, may_pause ? quick : subject->match_limit);
    if (context == NULL)
        return REGEX_FAILED;
    int result = call_pcre(regex->code, subject, data, context);
    pcre2_match_context_free(context);
    enum regex_outcome outcome = outcome_of(result, data, places);
    *work = subject->size - subject->offset;
    if (outcome == REGEX_MATCHED && places->pairs[1] >= subject->offset)
        *work = places->pairs[1] - subject->offset;
    if (outcome != REGEX_MATCH_LIMIT)
        return outcome;
    *work += (size_t)quick * CALLOUT_WORK;
    return may_pause ? REGEX_PAUSED : outcome;
}

/* ---- runs ---- */

static int on_callout(pcre2_callout_block *block, void *data)
{
    struct regex_run *run = data;
    size_t position = block->current_position;
    size_t moved = position > run->position ? position - run->position : run->position - position;
    size_t work = CALLOUT_WORK + moved;
    run->position = position;
    run->left -= work < run->left ? work : run->left;
    if (run->left == 0)
        fiber_leave(run->fiber);
    return 0;
}

/* The function of the fiber. */
static void match_on_fiber(void *arg)
{
    struct regex_run *run = arg;
    run->result = call_pcre(run->code, &run->subject, run->data, run->context);
}

static void *chain_alloc(size_t size, void *data)
{
    struct regex_run *run = data;
    struct block *block = malloc(sizeof *block + size);
    if (block == NULL)
        return NULL;
    block->next = run->blocks;
    block->link = &run->blocks;
    if (run->blocks != NULL)
        run->blocks->link = &block->next;
    run->blocks = block;
    return block->memory;
}

static void chain_free(void *memory, void *data)
{
    (void)data;
    if (memory == NULL)
        return;
    struct block *block = (struct block *)((char *)memory - offsetof(struct block, memory));
    *block->link = block->next;
    if (block->next != NULL)
        block->next->link = block->link;
    free(block);
}

/* Everything for PCRE2. False: memory is exhausted. */
static bool prepare(struct regex_run *run)
{
    pcre2_general_context *general = pcre2_general_context_create(chain_alloc, chain_free, run);
    if (general == NULL)
        return false;
    run->context = make_context(general, &run->subject, run->subject.match_limit);
    run->data = pcre2_match_data_create_from_pattern(run->regex->code, general);
    pcre2_general_context_free(general);
    if (run->context == NULL || run->data == NULL)
        return false;
    const pcre2_code *stepwise = regex_stepwise(run->regex);
    run->code = stepwise != NULL ? stepwise : run->regex->code;
    return pcre2_set_callout(run->context, on_callout, run) == 0;
}

void regex_run_finish(struct regex_run *run)
{
    fiber_free(run->fiber);
    for (struct block *block = run->blocks, *next; block != NULL; block = next) {
        next = block->next;
        free(block);
    }
    run->blocks = NULL;
    regex_release(run->regex);
    if (run->subject.shared != NULL)
        binary_release(run->subject.shared);
    free(run->copy);
    run->fiber = NULL;
    run->regex = NULL;
    run->subject.shared = NULL;
    run->copy = NULL;
}

static void release_run(struct magic *magic)
{
    struct regex_run *run = (struct regex_run *)magic;
    regex_run_finish(run);
    free(run);
}

/* Keeps the bytes of the subject alive. False: memory is exhausted. */
static bool hold_subject(struct regex_run *run)
{
    struct regex_subject *subject = &run->subject;
    if (subject->shared != NULL) {
        binary_retain(subject->shared);
        return true;
    }
    run->copy = malloc(subject->size + 1);
    if (run->copy == NULL)
        return false;
    memcpy(run->copy, subject->bytes, subject->size);
    subject->bytes = run->copy;
    return true;
}

struct regex_run *regex_run_new(struct regex *regex, const struct regex_subject *subject)
{
    struct regex_run *run = calloc(1, sizeof *run);
    if (run == NULL)
        return NULL;
    run->magic.release = release_run;
    atomic_init(&run->magic.references, 1);
    run->subject = *subject;
    run->regex = regex;
    regex_retain(regex);
    run->fiber = fiber_new(match_on_fiber, run);
    run->position = subject->offset;
    if (hold_subject(run) && prepare(run) && run->fiber != NULL)
        return run;
    release_run(&run->magic);
    return NULL;
}

enum regex_outcome regex_run_go(struct regex_run *run, size_t *work, struct regex_places *places)
{
    run->left = *work;
    bool finished = fiber_resume(run->fiber);
    *work -= run->left;
    if (!finished)
        return REGEX_PAUSED;
    return outcome_of(run->result, run->data, places);
}

struct magic *regex_run_magic(struct regex_run *run)
{
    return &run->magic;
}

struct regex_run *regex_run_of(struct magic *magic)
{
    return magic->release == release_run ? (struct regex_run *)magic : NULL;
}
