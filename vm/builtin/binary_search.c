/* SPDX-License-Identifier: Apache-2.0 */
/* binary_search.c: binary:match, matches, split, replace, and compile_pattern. All of them first
 * gather the places of matches, in slices; the result is made of those (binary_found.h). */
#include "vm/builtin/binaries.h"
#include "vm/builtin/binary_found.h"
#include "vm/builtin/pattern.h"
#include "vm/builtin/support.h"
#include "vm/interp/elsewhere.h"
#include "vm/term/bits.h"

#include <stdlib.h>

#define SEARCHED_BYTES_PER_REDUCTION 32
#define BYTES_PER_MATCH              16 /* read in the time that noting a match takes */
#define COMPILED_PER_REDUCTION       3  /* patterns, and bytes of them */
#define MAX_INSERTS                  64

/* To compile more patterns is left to a dirty scheduler. */
#define PATTERNS_IN_SLICES      256
#define PATTERN_BYTES_IN_SLICES 16384

/* What a call asks for. */
struct task {
    enum search_action action;
    bool all;     /* matches, not only the first */
    bool is_long; /* there is much to compile, which has not even been checked */
    size_t first, end;
    enum trimming trimming;
    Term scope;   /* of replace, not looked at yet, or NON_VALUE: the last one counts */
    Term inserts; /* positions for insert_replaced: NIL, an integer or a list */
};

/* ---- searching ---- */

enum {
    S_MODE,
    S_SUBJECT,
    S_BYTES,
    S_PATTERN,
    S_END,
    S_EXTRA,
    S_AT,
    S_NODE,
    S_MATCH_AT,
    S_MATCH_SIZE,
    S_CHUNKS,
    S_TOTAL,
    S_COUNT
};

#define MODE_ALL 4 /* added to the action */

static struct pattern_search search_of(const struct process *p, const Term *args)
{
    struct bits bits = bits_of(args[S_BYTES]);
    return (struct pattern_search){.bytes = bits.base + bits.first / 8,
                                   .at = (size_t)small_value(args[S_AT]),
                                   .end = (size_t)small_value(args[S_END]),
                                   .steps = builtin_budget(p, SEARCHED_BYTES_PER_REDUCTION),
                                   .match_at = (size_t)small_value(args[S_MATCH_AT]),
                                   .match_size = (size_t)small_value(args[S_MATCH_SIZE]),
                                   .node = (uint32_t)small_value(args[S_NODE])};
}

/* Notes one match, or ALL, as far as time goes. False: memory is exhausted. */
static bool gather(struct process *p, const struct pattern_set *set, struct pattern_search *search,
                   bool all, struct found *found, enum pattern_outcome *outcome)
{
    size_t budget = search->steps;
    do {
        *outcome = pattern_find(set, search);
        if (*outcome != PATTERN_FOUND)
            break;
        if (!found_add(&p->heap, found, search->match_at, search->match_size))
            return false;
        if (!all)
            break;
        pattern_next(search);
        search->steps -= search->steps < BYTES_PER_MATCH ? search->steps : BYTES_PER_MATCH;
        *outcome = PATTERN_PAUSED;
    } while (search->steps > 0);
    builtin_charge(p, (int64_t)((budget - search->steps) / SEARCHED_BYTES_PER_REDUCTION) + 1);
    return true;
}

/* tick:binary_search(Mode, Subject, Bytes, Pattern, End, Extra, At, Node, MatchAt, MatchSize,
 * Chunks, Total): Bytes holds the bytes of Subject from a byte boundary on; the rest is as in
 * struct pattern_search and struct found. */
static Term search_slice(struct process *p, const Term *args)
{
    int64_t mode = small_value(args[S_MODE]);
    struct pattern_set set;
    if (!pattern_set_init(&set, args[S_PATTERN]))
        return builtin_system_limit(p);
    struct pattern_search search = search_of(p, args);
    struct found found;
    found.chunks = args[S_CHUNKS];
    found.total = (size_t)small_value(args[S_TOTAL]);
    found.count = 0;
    enum pattern_outcome outcome;
    bool good = gather(p, &set, &search, (mode & MODE_ALL) != 0, &found, &outcome);
    if (!good || outcome != PATTERN_PAUSED) {
        pattern_set_release(&set);
        enum search_action action = (enum search_action)(mode & ~MODE_ALL);
        return good ? found_result(p, action, args[S_SUBJECT], &found, args[S_EXTRA])
                    : builtin_system_limit(p);
    }
    Term pattern = pattern_set_keep(&p->heap, &set, args[S_PATTERN]);
    if (!found_keep(&p->heap, &found))
        return builtin_system_limit(p);
    return builtin_continue(p, ATOM_(binary_search), S_COUNT,
                            (Term[S_COUNT]){[S_MODE] = args[S_MODE],
                                            [S_SUBJECT] = args[S_SUBJECT],
                                            [S_BYTES] = args[S_BYTES],
                                            [S_PATTERN] = pattern,
                                            [S_END] = args[S_END],
                                            [S_EXTRA] = args[S_EXTRA],
                                            [S_AT] = small_make((int64_t)search.at),
                                            [S_NODE] = small_make(search.node),
                                            [S_MATCH_AT] = small_make((int64_t)search.match_at),
                                            [S_MATCH_SIZE] = small_make((int64_t)search.match_size),
                                            [S_CHUNKS] = found.chunks,
                                            [S_TOTAL] = small_make((int64_t)found.total)});
}

/* SUBJECT, or a copy of it that begins on a byte boundary; NON_VALUE: memory exhausted. */
static Term aligned(struct process *p, Term subject)
{
    struct bits bits = bits_of(subject);
    unsigned char *bytes;
    if (bits.first % 8 == 0)
        return subject;
    Term copy = bits_new_binary(&p->heap, bits.size / 8, &bytes);
    if (copy != NON_VALUE)
        bits_copy(bytes, 0, bits.base, bits.first, bits.size);
    builtin_charge(p, (int64_t)(bits.size / 8 / BYTES_PER_REDUCTION));
    return copy;
}

static Term search(struct process *p, const struct task *task, Term subject, Term pattern,
                   Term extra)
{
    if (task->end == 0) {
        struct found nothing = {.chunks = NIL};
        return found_result(p, task->action, subject, &nothing, extra);
    }
    Term bytes = aligned(p, subject);
    if (bytes == NON_VALUE)
        return builtin_system_limit(p);
    return search_slice(p, (Term[S_COUNT]){[S_MODE] = small_make((int64_t)task->action +
                                                                 (task->all ? MODE_ALL : 0)),
                                           [S_SUBJECT] = subject,
                                           [S_BYTES] = bytes,
                                           [S_PATTERN] = pattern,
                                           [S_END] = small_make((int64_t)task->end),
                                           [S_EXTRA] = extra,
                                           [S_AT] = small_make((int64_t)task->first),
                                           [S_NODE] = SMALL(0),
                                           [S_MATCH_AT] = SMALL(0),
                                           [S_MATCH_SIZE] = SMALL(0),
                                           [S_CHUNKS] = NIL,
                                           [S_TOTAL] = SMALL(0)});
}

/* ---- arguments ---- */

static bool scope_option(Term subject, Term scope, struct task *task)
{
    size_t count;
    if (!term_is_tuple_of(scope, 2) ||
        !bits_part(subject, tuple_get(scope, 0), tuple_get(scope, 1), &task->first, &count))
        return false;
    task->end = task->first + count;
    return true;
}

static bool option(Term subject, Term term, struct task *task)
{
    if (term_is_tuple_of(term, 2) && tuple_get(term, 0) == ATOM_(scope)) {
        task->scope = tuple_get(term, 1);
        if (task->action == SEARCH_REPLACE)
            return true;
        return scope_option(subject, task->scope, task);
    }
    if (task->action == SEARCH_MATCH || task->action == SEARCH_MATCHES)
        return false;
    if (term == ATOM_(global)) {
        task->all = true;
        return true;
    }
    if (task->action == SEARCH_REPLACE) {
        bool insert = term_is_tuple_of(term, 2) && tuple_get(term, 0) == ATOM_(insert_replaced);
        if (insert)
            task->inserts = tuple_get(term, 1);
        return insert;
    }
    if (term == ATOM_(trim_all))
        task->trimming = TRIM_ALL;
    else if (term == ATOM_(trim) && task->trimming == TRIM_NONE)
        task->trimming = TRIM_END;
    return term == ATOM_(trim) || term == ATOM_(trim_all);
}

/* False: no pattern. */
static bool pattern_argument(struct process *p, Term term, enum pattern_kind *kind)
{
    size_t work;
    bool dirty = builtin_is_dirty(p);
    *kind = pattern_kind(term, dirty ? SIZE_MAX : PATTERNS_IN_SLICES,
                         dirty ? SIZE_MAX : PATTERN_BYTES_IN_SLICES, &work);
    builtin_charge(p, (int64_t)(work / COMPILED_PER_REDUCTION));
    return *kind != PATTERN_BAD;
}

/* Checks what every call has: subject, pattern, options. As in Erlang/OTP the pattern may be
 * anything when the part to search ends where the subject begins. */
static bool task_init(struct process *p, struct task *task, enum search_action action, Term subject,
                      Term pattern, Term options)
{
    enum pattern_kind kind = PATTERN_ONE;
    if (!term_is_binary(subject))
        return false;
    *task = (struct task){.action = action,
                          .all = action == SEARCH_MATCHES,
                          .end = bits_size(subject) / 8,
                          .scope = NON_VALUE,
                          .inserts = NIL};
    for (; term_is_cons(options); options = list_tail(options))
        if (!option(subject, list_head(options), task))
            return false;
    if (action == SEARCH_REPLACE && task->scope != NON_VALUE &&
        !scope_option(subject, task->scope, task))
        return false;
    bool good = task->end == 0 || pattern_argument(p, pattern, &kind);
    task->is_long = kind == PATTERN_LONG;
    return term_is_nil(options) && good;
}

/* What the builtin FUNCTION, binary:NAME/COUNT, does. */
static Term find(struct process *p, enum search_action action, builtin_fn *function, Term name,
                 unsigned count, const Term *args)
{
    struct task task;
    if (!task_init(p, &task, action, args[0], args[1], count > 2 ? args[2] : NIL))
        return builtin_badarg(p);
    if (task.is_long)
        return builtin_dirty(p, DIRTY_CPU, function, ATOM_(binary), name, count, args);
    return search(p, &task, args[0], args[1], small_make(task.trimming));
}

static Term match_2(struct process *p, const Term *args)
{
    return find(p, SEARCH_MATCH, match_2, ATOM_(match), 2, args);
}

static Term match_3(struct process *p, const Term *args)
{
    return find(p, SEARCH_MATCH, match_3, ATOM_(match), 3, args);
}

static Term matches_2(struct process *p, const Term *args)
{
    return find(p, SEARCH_MATCHES, matches_2, ATOM_(matches), 2, args);
}

static Term matches_3(struct process *p, const Term *args)
{
    return find(p, SEARCH_MATCHES, matches_3, ATOM_(matches), 3, args);
}

static Term split_2(struct process *p, const Term *args)
{
    return find(p, SEARCH_SPLIT, split_2, ATOM_(split), 2, args);
}

static Term split_3(struct process *p, const Term *args)
{
    return find(p, SEARCH_SPLIT, split_3, ATOM_(split), 3, args);
}

/* ---- replace ---- */

static int ascending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* The positions of insert_replaced, in order; -1 when they are none. */
static int insert_positions(Term inserts, size_t size, int64_t positions[MAX_INSERTS])
{
    int count = 0;
    if (term_is_small(inserts))
        return small_within(inserts, 0, (int64_t)size, &positions[0]) ? 1 : -1;
    for (; term_is_cons(inserts) && count < MAX_INSERTS; inserts = list_tail(inserts))
        if (!small_within(list_head(inserts), 0, (int64_t)size, &positions[count++]))
            return -1;
    qsort(positions, (size_t)count, sizeof positions[0], ascending);
    return term_is_nil(inserts) ? count : -1;
}

/* REPLACEMENT cut where matches are to be inserted, last piece first; NON_VALUE: bad positions. */
static Term replacement_pieces(struct process *p, Term replacement, Term inserts)
{
    int64_t positions[MAX_INSERTS];
    size_t size = bits_size(replacement) / 8, from = 0;
    int count = insert_positions(inserts, size, positions);
    if (count < 0)
        return NON_VALUE;
    Term pieces = NIL;
    for (int i = 0; i < count; i++) {
        size_t to = (size_t)positions[i];
        pieces =
            heap_cons(&p->heap, bits_sub(&p->heap, replacement, from * 8, (to - from) * 8), pieces);
        from = to;
    }
    return heap_cons(&p->heap, bits_sub(&p->heap, replacement, from * 8, (size - from) * 8),
                     pieces);
}

/* Whether OPTIONS have the form of those of replace, be their values right or not. */
static bool are_replace_options(Term options)
{
    for (; term_is_cons(options); options = list_tail(options)) {
        Term term = list_head(options);
        if (term == ATOM_(global))
            continue;
        if (!term_is_tuple_of(term, 2))
            return false;
        Term key = tuple_get(term, 0);
        bool scope = key == ATOM_(scope) && term_is_tuple_of(tuple_get(term, 1), 2);
        if (!scope && key != ATOM_(insert_replaced))
            return false;
    }
    return term_is_nil(options);
}

/* What the builtin FUNCTION, binary:replace/COUNT, does. */
static Term replace(struct process *p, builtin_fn *function, unsigned count, const Term *args)
{
    struct task task;
    Term subject = args[0], pattern = args[1], replacement = args[2];
    Term options = count > 3 ? args[3] : NIL;
    if (!term_is_binary(replacement))
        return builtin_badarg(p);
    if (!are_replace_options(options))
        return builtin_badarg_cause(p, ATOM_(badopt), ATOM_(binary));
    if (!task_init(p, &task, SEARCH_REPLACE, subject, pattern, options))
        return builtin_badarg(p);
    if (task.is_long)
        return builtin_dirty(p, DIRTY_CPU, function, ATOM_(binary), ATOM_(replace), count, args);
    Term pieces = replacement_pieces(p, replacement, task.inserts);
    if (pieces == NON_VALUE)
        return builtin_badarg(p);
    return search(p, &task, subject, pattern, pieces);
}

static Term replace_3(struct process *p, const Term *args)
{
    return replace(p, replace_3, 3, args);
}

static Term replace_4(struct process *p, const Term *args)
{
    return replace(p, replace_4, 4, args);
}

/* One pattern is looked for as it is. */
static Term compile_pattern_1(struct process *p, const Term *args)
{
    struct pattern_set set;
    enum pattern_kind kind;
    if (!pattern_argument(p, args[0], &kind) || kind == PATTERN_COMPILED)
        return builtin_badarg(p);
    if (kind == PATTERN_LONG)
        return builtin_dirty(p, DIRTY_CPU, compile_pattern_1, ATOM_(binary), ATOM_(compile_pattern),
                             1, args);
    if (kind == PATTERN_ONE)
        return heap_tuple2(&p->heap, ATOM_(bm), args[0]);
    if (!pattern_set_init(&set, args[0]))
        return builtin_system_limit(p);
    return heap_tuple2(&p->heap, ATOM_(ac), pattern_set_keep(&p->heap, &set, args[0]));
}

const struct builtin_row builtins_binary_search[] = {
    {"binary", "match", 2, match_2},
    {"binary", "match", 3, match_3},
    {"binary", "matches", 2, matches_2},
    {"binary", "matches", 3, matches_3},
    {"binary", "split", 2, split_2},
    {"binary", "split", 3, split_3},
    {"binary", "replace", 3, replace_3},
    {"binary", "replace", 4, replace_4},
    {"binary", "compile_pattern", 1, compile_pattern_1},
    {"tick", "binary_search", S_COUNT, search_slice},
    {0},
};
