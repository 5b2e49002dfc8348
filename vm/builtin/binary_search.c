/* SPDX-License-Identifier: Apache-2.0 */
/* binary_search.c: binary:match, matches, split, replace.
 *
 * All of them first gather the places of matches, in slices, as a list that is built backwards.
 * From its end the parts between the matches are then cut out, so that the list of parts comes out
 * in order. */
#include "vm/builtin/binaries.h"
#include "vm/builtin/pattern.h"
#include "vm/builtin/support.h"
#include "vm/interp/elsewhere.h"
#include "vm/term/bits.h"

#include <stdlib.h>

#define SEARCHED_BYTES_PER_REDUCTION 32
#define PARTS_PER_REDUCTION          2
#define PART_WORDS                   (SUB_BITS_WORDS + 2)
#define MAX_INSERTS                  64

/* With more than so much to look for the search is left to a dirty scheduler, because each slice
 * would have to prepare for it. */
#define PATTERNS_IN_SLICES      256
#define PATTERN_BYTES_IN_SLICES 16384

enum action { MATCH, MATCHES, SPLIT, REPLACE };
enum trimming { TRIM_NONE, TRIM_END, TRIM_ALL };

/* What a call asks for. */
struct task {
    enum action action;
    bool all;       /* matches, not only the first */
    bool in_slices; /* what is looked for is short */
    size_t first, end;
    enum trimming trimming;
    Term scope;   /* of replace, not looked at yet, or NON_VALUE: the last one counts */
    Term inserts; /* positions for insert_replaced: NIL, an integer or a list */
};

/* ---- cutting ---- */

static Term part(struct process *p, Term subject, size_t first, size_t end)
{
    return bits_sub(&p->heap, subject, first * 8, (end - first) * 8);
}

static size_t match_start(Term match)
{
    return (size_t)small_value(tuple_get(match, 0));
}

static size_t match_end(Term match)
{
    return match_start(match) + (size_t)small_value(tuple_get(match, 1));
}

/* PARTS with another part in front, unless it is empty and to be left out. */
static Term add_part(struct process *p, Term subject, size_t first, size_t end, Term parts,
                     enum trimming trimming)
{
    bool left_out =
        first == end && (trimming == TRIM_ALL || (trimming == TRIM_END && term_is_nil(parts)));
    return left_out ? parts : heap_cons(&p->heap, part(p, subject, first, end), parts);
}

/* tick:binary_split(Subject, Found, End, Parts, Trimming): Parts is what follows byte End. */
static Term split_slice(struct process *p, const Term *args)
{
    Term subject = args[0], found = args[1], parts = args[3];
    size_t end = (size_t)small_value(args[2]), slice = end;
    enum trimming trimming = (enum trimming)small_value(args[4]);
    size_t budget = builtin_budget(p, PARTS_PER_REDUCTION), left = budget;
    for (; left > 0 && term_is_cons(found); left--, found = list_tail(found)) {
        Term match = list_head(found);
        parts = add_part(p, subject, match_end(match), end, parts, trimming);
        end = match_start(match);
    }
    builtin_charge(p, (int64_t)((budget - left) / PARTS_PER_REDUCTION));
    if (term_is_nil(found))
        return add_part(p, subject, 0, end, parts, trimming);
    (void)builtin_continue(p, ATOM_(binary_split), 5,
                           (Term[]){subject, found, small_make((int64_t)end), parts, args[4]});
    return builtin_make_room(p, room_for_rest((budget - left) * PART_WORDS, slice - end, end));
}

/* What comes in the place of a match: the pieces of the replacement with the match between them.
 * PIECES is a list of binaries, last one first. */
static Term add_replacement(struct process *p, Term pieces, Term match, Term parts)
{
    parts = heap_cons(&p->heap, list_head(pieces), parts);
    for (pieces = list_tail(pieces); term_is_cons(pieces); pieces = list_tail(pieces)) {
        parts = heap_cons(&p->heap, match, parts);
        parts = heap_cons(&p->heap, list_head(pieces), parts);
    }
    return parts;
}

/* tick:binary_replace(Subject, Found, End, Parts, Pieces) */
static Term replace_slice(struct process *p, const Term *args)
{
    Term subject = args[0], found = args[1], parts = args[3], pieces = args[4];
    size_t end = (size_t)small_value(args[2]);
    while (term_is_cons(found) && !builtin_out_of_time(p)) {
        size_t from = match_start(list_head(found)), to = match_end(list_head(found));
        parts = heap_cons(&p->heap, part(p, subject, to, end), parts);
        parts = add_replacement(p, pieces, part(p, subject, from, to), parts);
        end = from;
        found = list_tail(found);
        builtin_charge(p, 2);
    }
    if (term_is_nil(found)) {
        parts = heap_cons(&p->heap, part(p, subject, 0, end), parts);
        return builtin_trap1(p, export_get(ATOM_(erlang), ATOM_(iolist_to_binary), 1), parts);
    }
    return builtin_continue(p, ATOM_(binary_replace), 5,
                            (Term[]){subject, found, small_make((int64_t)end), parts, pieces});
}

/* ---- searching ---- */

enum { S_MODE, S_SUBJECT, S_BYTES, S_PATTERN, S_AT, S_END, S_FOUND, S_EXTRA, S_COUNT };

#define MATCH_WORDS (3 + 2) /* the pair and its place in the list */

#define MODE_ALL 4 /* added to the action */

static Term finish(struct process *p, enum action action, const Term *args, Term found)
{
    Term subject = args[S_SUBJECT];
    if (action == MATCH)
        return term_is_cons(found) ? list_head(found) : ATOM_(nomatch);
    if (action == MATCHES)
        return builtin_trap2(p, export_get(ATOM_(lists), ATOM_(reverse), 2), found, NIL);
    if (action == REPLACE && term_is_nil(found))
        return subject;
    Term end = small_make((int64_t)(bits_size(subject) / 8));
    Term state[] = {subject, found, end, NIL, args[S_EXTRA]};
    return action == SPLIT ? split_slice(p, state) : replace_slice(p, state);
}

/* tick:binary_search(Mode, Subject, Bytes, Pattern, At, End, Found, Extra): Bytes holds the bytes
 * of Subject from a byte boundary on. */
static Term search_slice(struct process *p, const Term *args)
{
    struct pattern_set set;
    if (!pattern_set_init(&set, args[S_PATTERN]))
        return builtin_system_limit(p);
    bool all = small_value(args[S_MODE]) & MODE_ALL;
    struct bits bits = bits_of(args[S_BYTES]);
    struct pattern_search search = {.bytes = bits.base + bits.first / 8,
                                    .at = (size_t)small_value(args[S_AT]),
                                    .end = (size_t)small_value(args[S_END])};
    Term found = args[S_FOUND];
    size_t begin, slice = search.at, count = 0;
    enum pattern_outcome outcome;
    do {
        begin = search.at;
        outcome = pattern_find(&set, &search, builtin_budget(p, SEARCHED_BYTES_PER_REDUCTION));
        builtin_charge(p, (int64_t)((search.at - begin) / SEARCHED_BYTES_PER_REDUCTION) + 1);
        if (outcome == PATTERN_FOUND) {
            Term match = heap_tuple2(&p->heap, small_make((int64_t)search.at),
                                     small_make((int64_t)search.match_size));
            found = heap_cons(&p->heap, match, found);
            count++;
            search.at += search.match_size;
        }
    } while (outcome == PATTERN_FOUND && all && !builtin_out_of_time(p));
    pattern_set_release(&set);
    if (outcome == PATTERN_NOT_FOUND || (outcome == PATTERN_FOUND && !all))
        return finish(p, (enum action)(small_value(args[S_MODE]) & ~MODE_ALL), args, found);
    Term state[S_COUNT] = {args[S_MODE],
                           args[S_SUBJECT],
                           args[S_BYTES],
                           args[S_PATTERN],
                           small_make((int64_t)search.at),
                           args[S_END],
                           found,
                           args[S_EXTRA]};
    (void)builtin_continue(p, ATOM_(binary_search), S_COUNT, state);
    return builtin_make_room(
        p, room_for_rest(count * MATCH_WORDS, search.at - slice, search.end - search.at));
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
    Term bytes = aligned(p, subject);
    if (bytes == NON_VALUE)
        return builtin_system_limit(p);
    Term mode = small_make((int64_t)task->action + (task->all ? MODE_ALL : 0));
    Term state[S_COUNT] = {mode,
                           subject,
                           bytes,
                           pattern,
                           small_make((int64_t)task->first),
                           small_make((int64_t)task->end),
                           NIL,
                           extra};
    if (task->end == 0)
        return finish(p, task->action, state, NIL);
    if (task->in_slices)
        return search_slice(p, state);
    return builtin_dirty(p, DIRTY_CPU, search_slice, ATOM_(tick), ATOM_(binary_search), S_COUNT,
                         state);
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
        if (task->action == REPLACE)
            return true;
        return scope_option(subject, task->scope, task);
    }
    if (task->action == MATCH || task->action == MATCHES)
        return false;
    if (term == ATOM_(global)) {
        task->all = true;
        return true;
    }
    if (task->action == REPLACE) {
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

/* *IS_LONG: so much that a slice would be busy with making the set. */
static bool is_pattern(struct process *p, Term term, bool *is_long)
{
    size_t count, bytes;
    bool good = pattern_set_check(term, &count, &bytes);
    builtin_charge(p, (int64_t)(count / CELLS_PER_REDUCTION));
    *is_long = count > PATTERNS_IN_SLICES || bytes > PATTERN_BYTES_IN_SLICES;
    return good;
}

/* Checks what every call has: subject, pattern, options. As in Erlang/OTP the pattern may be
 * anything when the part to search ends where the subject begins. */
static bool task_init(struct process *p, struct task *task, enum action action, Term subject,
                      Term pattern, Term options)
{
    bool is_long = false;
    if (!term_is_binary(subject))
        return false;
    *task = (struct task){.action = action,
                          .all = action == MATCHES,
                          .end = bits_size(subject) / 8,
                          .scope = NON_VALUE,
                          .inserts = NIL};
    for (; term_is_cons(options); options = list_tail(options))
        if (!option(subject, list_head(options), task))
            return false;
    if (action == REPLACE && task->scope != NON_VALUE && !scope_option(subject, task->scope, task))
        return false;
    bool good = task->end == 0 || is_pattern(p, pattern, &is_long);
    task->in_slices = !is_long;
    return term_is_nil(options) && good;
}

static Term find(struct process *p, enum action action, const Term *args, Term options)
{
    struct task task;
    if (!task_init(p, &task, action, args[0], args[1], options))
        return builtin_badarg(p);
    return search(p, &task, args[0], args[1], small_make(task.trimming));
}

static Term match_2(struct process *p, const Term *args)
{
    return find(p, MATCH, args, NIL);
}

static Term match_3(struct process *p, const Term *args)
{
    return find(p, MATCH, args, args[2]);
}

static Term matches_2(struct process *p, const Term *args)
{
    return find(p, MATCHES, args, NIL);
}

static Term matches_3(struct process *p, const Term *args)
{
    return find(p, MATCHES, args, args[2]);
}

static Term split_2(struct process *p, const Term *args)
{
    return find(p, SPLIT, args, NIL);
}

static Term split_3(struct process *p, const Term *args)
{
    return find(p, SPLIT, args, args[2]);
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
        pieces = heap_cons(&p->heap, part(p, replacement, from, to), pieces);
        from = to;
    }
    return heap_cons(&p->heap, part(p, replacement, from, size), pieces);
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

static Term replace(struct process *p, const Term *args, Term options)
{
    struct task task;
    Term subject = args[0], pattern = args[1], replacement = args[2];
    if (!term_is_binary(replacement))
        return builtin_badarg(p);
    if (!are_replace_options(options))
        return builtin_badarg_cause(p, ATOM_(badopt), ATOM_(binary));
    if (!task_init(p, &task, REPLACE, subject, pattern, options))
        return builtin_badarg(p);
    Term pieces = replacement_pieces(p, replacement, task.inserts);
    if (pieces == NON_VALUE)
        return builtin_badarg(p);
    return search(p, &task, subject, pattern, pieces);
}

static Term replace_3(struct process *p, const Term *args)
{
    return replace(p, args, NIL);
}

static Term replace_4(struct process *p, const Term *args)
{
    return replace(p, args, args[3]);
}

/* A pattern is not compiled into anything: searching prepares what it needs each time. */
static Term compile_pattern_1(struct process *p, const Term *args)
{
    if (!term_is_binary(args[0]) && !term_is_cons(args[0]))
        return builtin_badarg(p);
    bool is_long;
    if (!is_pattern(p, args[0], &is_long))
        return builtin_badarg(p);
    return heap_tuple2(&p->heap, term_is_cons(args[0]) ? ATOM_(ac) : ATOM_(bm), args[0]);
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
    {"tick", "binary_split", 5, split_slice},
    {"tick", "binary_replace", 5, replace_slice},
    {0},
};
