/* SPDX-License-Identifier: Apache-2.0 */
/* external_read.c: terms from the external term format. A term is read in one go, by a dirty
 * scheduler when it is large; room for a large one is made before. */
#include "vm/builtin/support.h"
#include "vm/builtin/text.h"
#include "vm/interp/elsewhere.h"
#include "vm/process/scheduler.h"
#include "vm/term/bits.h"
#include "vm/term/external_decode.h"
#include "vm/term/external_tags.h"
#include "vm/term/external_words.h"

/* Bytes of external format that are read for one reduction. */
#define EXTERNAL_BYTES_PER_REDUCTION 8

/* The term in a binary and, in *USED, the number of bytes it took; NON_VALUE: badarg. */
static Term decode(struct process *p, Term binary, unsigned flags, size_t *used)
{
    struct text_arg arg;
    if (!text_arg_binary(&arg, binary))
        return builtin_badarg(p);
    builtin_charge(p, (int64_t)(arg.size / EXTERNAL_BYTES_PER_REDUCTION));
    Term term = external_decode(&p->heap, (const unsigned char *)arg.bytes, arg.size, flags, used);
    text_arg_release(&arg);
    return term == NON_VALUE ? builtin_badarg(p) : term;
}

struct decode_options {
    unsigned flags; /* enum external_decode_option */
    bool wants_used;
};

static bool decode_options_of(Term list, struct decode_options *options)
{
    *options = (struct decode_options){0};
    for (; term_is_cons(list); list = list_tail(list)) {
        if (list_head(list) == ATOM_(safe))
            options->flags = EXTERNAL_SAFE;
        else if (list_head(list) == ATOM_(used))
            options->wants_used = true;
        else
            return false;
    }
    return term_is_nil(list);
}

static Term binary_to_term_here(struct process *p, Term binary, struct decode_options options)
{
    size_t used = 0;
    Term term = decode(p, binary, options.flags, &used);
    if (term == NON_VALUE || !options.wants_used)
        return term;
    return heap_tuple2(&p->heap, term, heap_uint(&p->heap, used));
}

static Term binary_to_term_there_1(struct process *p, const Term *args)
{
    return binary_to_term_here(p, args[0], (struct decode_options){0});
}

static Term binary_to_term_there_2(struct process *p, const Term *args)
{
    struct decode_options options;
    if (!decode_options_of(args[1], &options))
        return builtin_badopt(p);
    return binary_to_term_here(p, args[0], options);
}

/* Bytes that are read in some hundred microseconds, and the time that one takes at most. A
 * compressed term is taken for ten times as long. */
#define DECODED_HERE_MOST    ((size_t)64 * 1024)
#define NANOSECONDS_PER_BYTE 8
#define COMPRESSED_WORTH     10

/* Is BINARY so large that somebody would have to wait for it? Atoms, functions and modules are
 * looked up without leave of anybody, so a dirty scheduler may do it. */
static bool reads_long(Term binary)
{
    struct text_arg arg;
    if (!term_is_binary(binary) || bits_size(binary) / 8 <= DECODED_HERE_MOST / COMPRESSED_WORTH ||
        !text_arg_binary(&arg, binary))
        return false;
    size_t size = arg.size;
    if (size > 1 && (unsigned char)arg.bytes[1] == TAG_COMPRESSED)
        size *= COMPRESSED_WORTH;
    text_arg_release(&arg);
    return size > DECODED_HERE_MOST && scheduler_is_wanted((int64_t)size * NANOSECONDS_PER_BYTE);
}

/* Words for which room is made before they are built, rather than in fragments that are collected
 * afterwards. */
#define MUCH_ROOM ((size_t)8192)

/* tick:external_decode(Binary, Options, Call): there is room now. */
static Term external_decode_3(struct process *p, const Term *args)
{
    Term call[2];
    unsigned count = 0;
    Term term = binary_to_term_there_2(p, args);
    if (term != NON_VALUE)
        return term;
    for (Term list = args[2]; count < COUNT_OF(call) && term_is_cons(list); list = list_tail(list))
        call[count++] = list_head(list);
    return builtin_error_as(p, ATOM_(badarg), ATOM_(erlang), ATOM_(binary_to_term), count, call);
}

/* The words that BINARY is going to take; 0: not so many. */
static size_t room_for(Term binary)
{
    struct text_arg arg;
    if (!term_is_binary(binary) || bits_size(binary) / 8 <= MUCH_ROOM / 2 ||
        !text_arg_binary(&arg, binary))
        return 0;
    size_t words = external_words((const unsigned char *)arg.bytes + 1, arg.size - 1);
    text_arg_release(&arg);
    return words > MUCH_ROOM ? words : 0;
}

static Term binary_to_term(struct process *p, unsigned count, const Term *args,
                           struct decode_options options)
{
    size_t room = room_for(args[0]);
    if (LIKELY(room <= (size_t)(p->heap.stop - p->heap.top)))
        return binary_to_term_here(p, args[0], options);
    Term call = heap_list(&p->heap, count, args, NIL);
    (void)builtin_continue(p, ATOM_(external_decode), 3,
                           (Term[]){args[0], count == 2 ? args[1] : NIL, call});
    return builtin_make_room(p, room);
}

static Term binary_to_term_1(struct process *p, const Term *args)
{
    if (UNLIKELY(reads_long(args[0])))
        return builtin_dirty(p, DIRTY_CPU, binary_to_term_there_1, ATOM_(erlang),
                             ATOM_(binary_to_term), 1, args);
    return binary_to_term(p, 1, args, (struct decode_options){0});
}

static Term binary_to_term_2(struct process *p, const Term *args)
{
    struct decode_options options;
    if (!decode_options_of(args[1], &options))
        return builtin_badopt(p);
    if (UNLIKELY(reads_long(args[0])))
        return builtin_dirty(p, DIRTY_CPU, binary_to_term_there_2, ATOM_(erlang),
                             ATOM_(binary_to_term), 2, args);
    return binary_to_term(p, 2, args, options);
}

const struct builtin_row builtins_external_read[] = {
    {"erlang", "binary_to_term", 1, binary_to_term_1},
    {"erlang", "binary_to_term", 2, binary_to_term_2},
    {"tick", "external_decode", 3, external_decode_3},
    {0},
};
