/* SPDX-License-Identifier: Apache-2.0 */
/* zlib_stream.c: streams of the library zlib as the module zlib calls them, Tick's or OTP's: the
 * functions NAME_nif. Here is how a stream begins and ends, whose it is, and what it keeps for
 * its module; zlib_pack.c puts data through it. */
#include "vm/builtin/zlib_stream.h"

#include "vm/memory/copy.h"
#include "vm/process/process.h"

#include <stdlib.h>

/* What zlib takes for packing, with its usual settings. */
#define STREAM_BYTES ((size_t)1 << 18)

#define BUFFER_SIZE_DEFAULT 4000

/* ---- streams ---- */

static void stash_clear(struct zlib_stream *stream)
{
    if (stream->stash != NULL)
        fragment_free(stream->stash);
    stream->stash = NULL;
}

/* Forgets what belongs to the data so far. */
static void forget(struct zlib_stream *stream)
{
    zlib_input_clear(&stream->input);
    stash_clear(stream);
    stream->has_ended = stream->wants_dictionary = false;
    stream->crc = 0;
}

/* Ends what zlib has begun; STREAM can then be used anew. Returns zlib's result. */
static int end(struct zlib_stream *stream)
{
    int result = stream->state == STREAM_PACKS     ? deflateEnd(&stream->z)
                 : stream->state == STREAM_UNPACKS ? inflateEnd(&stream->z)
                                                   : Z_OK;
    forget(stream);
    stream->state = STREAM_NEW;
    return result;
}

static void release(struct magic *magic)
{
    struct zlib_stream *stream = (struct zlib_stream *)magic;
    (void)end(stream);
    free(stream);
}

struct zlib_stream *zlib_stream_of(struct process *p, Term reference)
{
    struct zlib_stream *stream = (struct zlib_stream *)magic_of(reference, release);
    if (stream == NULL)
        (void)builtin_badarg(p);
    else if (atomic_load_explicit(&stream->owner, memory_order_acquire) != p->id)
        (void)builtin_error(p, ATOM_(not_on_controlling_process));
    else
        return stream;
    return NULL;
}

struct zlib_stream *zlib_stream_that(struct process *p, Term reference, enum zlib_state does)
{
    struct zlib_stream *stream = zlib_stream_of(p, reference);
    if (stream == NULL || stream->state == does)
        return stream;
    (void)builtin_error(p, ATOM_(not_initialized));
    return NULL;
}

struct zlib_stream *zlib_stream_at_work(struct process *p, Term reference)
{
    struct zlib_stream *stream = zlib_stream_of(p, reference);
    if (stream == NULL || stream->state == STREAM_PACKS || stream->state == STREAM_UNPACKS)
        return stream;
    (void)builtin_error(p, ATOM_(not_initialized));
    return NULL;
}

Term zlib_outcome(struct process *p, int result)
{
    switch (result) {
    case Z_OK:
        return ATOM_(ok);
    case Z_DATA_ERROR:
        return builtin_error(p, ATOM_(data_error));
    case Z_MEM_ERROR:
        return builtin_system_limit(p);
    default:
        return builtin_error(p, ATOM_(stream_error));
    }
}

/* ---- beginning and end ---- */

static Term open_nif_0(struct process *p, const Term *args)
{
    (void)args;
    struct zlib_stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL)
        return builtin_system_limit(p);
    magic_init(&stream->magic, release, STREAM_BYTES);
    atomic_init(&stream->owner, p->id);
    stream->buffer_size = BUFFER_SIZE_DEFAULT;
    return magic_reference(&p->heap, &stream->magic);
}

static Term close_nif_1(struct process *p, const Term *args)
{
    struct zlib_stream *stream = zlib_stream_of(p, args[0]);
    if (stream == NULL)
        return NON_VALUE;
    if (stream->state == STREAM_CLOSED)
        return builtin_error(p, ATOM_(not_initialized));
    (void)end(stream);
    stream->state = STREAM_CLOSED;
    return ATOM_(ok);
}

/* set_controller_nif(Stream, Pid) */
static Term set_controller_nif_2(struct process *p, const Term *args)
{
    struct zlib_stream *stream = zlib_stream_of(p, args[0]);
    if (stream == NULL)
        return NON_VALUE;
    if (!term_is_local_pid(args[1]))
        return builtin_badarg(p);
    atomic_store_explicit(&stream->owner, args[1], memory_order_release);
    return ATOM_(ok);
}

/* What to answer after zlib's RESULT of preparing STREAM, which then does what it DOES. */
static Term begun(struct process *p, struct zlib_stream *stream, enum zlib_state does, int result)
{
    if (result == Z_OK)
        stream->state = does;
    return zlib_outcome(p, result);
}

/* A stream that may begin, or NULL. */
static struct zlib_stream *stream_to_begin(struct process *p, Term reference)
{
    struct zlib_stream *stream = zlib_stream_of(p, reference);
    if (stream == NULL || stream->state == STREAM_NEW)
        return stream;
    (void)builtin_error(p, ATOM_(already_initialized));
    return NULL;
}

/* deflateInit_nif(Stream, Level, Method, WindowBits, MemLevel, Strategy): zlib's numbers */
static Term deflate_init_nif_6(struct process *p, const Term *args)
{
    int64_t level, method, window, memory, strategy;
    struct zlib_stream *stream = stream_to_begin(p, args[0]);
    if (stream == NULL)
        return NON_VALUE;
    if (!small_within(args[1], -1, 9, &level) || !small_within(args[2], 0, 99, &method) ||
        !small_within(args[3], -99, 99, &window) || !small_within(args[4], 0, 99, &memory) ||
        !small_within(args[5], 0, 99, &strategy))
        return builtin_badarg(p);
    stream->is_raw = window < 0;
    return begun(
        p, stream, STREAM_PACKS,
        deflateInit2(&stream->z, (int)level, (int)method, (int)window, (int)memory, (int)strategy));
}

/* inflateInit_nif(Stream, WindowBits, EndBehaviour) */
static Term inflate_init_nif_3(struct process *p, const Term *args)
{
    int64_t window, behaviour;
    struct zlib_stream *stream = stream_to_begin(p, args[0]);
    if (stream == NULL)
        return NON_VALUE;
    if (!small_within(args[1], -99, 99, &window) ||
        !small_within(args[2], END_ERROR, END_CUT, &behaviour))
        return builtin_badarg(p);
    stream->is_raw = window < 0;
    stream->end_behaviour = (enum zlib_end_behaviour)behaviour;
    stream->z.next_in = NULL;
    stream->z.avail_in = 0;
    return begun(p, stream, STREAM_UNPACKS, inflateInit2(&stream->z, (int)window));
}

static Term deflate_reset_nif_1(struct process *p, const Term *args)
{
    struct zlib_stream *stream = zlib_stream_that(p, args[0], STREAM_PACKS);
    if (stream == NULL)
        return NON_VALUE;
    forget(stream);
    return zlib_outcome(p, deflateReset(&stream->z));
}

static Term inflate_reset_nif_1(struct process *p, const Term *args)
{
    struct zlib_stream *stream = zlib_stream_that(p, args[0], STREAM_UNPACKS);
    if (stream == NULL)
        return NON_VALUE;
    forget(stream);
    return zlib_outcome(p, inflateReset(&stream->z));
}

static Term deflate_end_nif_1(struct process *p, const Term *args)
{
    struct zlib_stream *stream = zlib_stream_that(p, args[0], STREAM_PACKS);
    return stream == NULL ? NON_VALUE : zlib_outcome(p, end(stream));
}

/* An error when the data had not come to its end, or there is more behind it. */
static Term inflate_end_nif_1(struct process *p, const Term *args)
{
    struct zlib_stream *stream = zlib_stream_that(p, args[0], STREAM_UNPACKS);
    if (stream == NULL)
        return NON_VALUE;
    bool complete = stream->has_ended && zlib_input_size(&stream->input) == 0;
    int result = end(stream);
    return zlib_outcome(p, complete ? result : Z_DATA_ERROR);
}

/* deflateParams_nif(Stream, Level, Strategy): all input so far has been packed, and all of that has
 * been given out. */
static Term deflate_params_nif_3(struct process *p, const Term *args)
{
    int64_t level, strategy;
    unsigned char nothing[64];
    struct zlib_stream *stream = zlib_stream_that(p, args[0], STREAM_PACKS);
    if (stream == NULL)
        return NON_VALUE;
    if (!small_within(args[1], -1, 9, &level) || !small_within(args[2], 0, 99, &strategy))
        return builtin_badarg(p);
    stream->z.avail_in = 0;
    stream->z.next_out = nothing;
    stream->z.avail_out = sizeof nothing;
    int result = deflateParams(&stream->z, (int)level, (int)strategy);
    return zlib_outcome(p, stream->z.avail_out == sizeof nothing ? result : Z_STREAM_ERROR);
}

/* ---- what a stream keeps for its module ---- */

static Term get_buffer_size_nif_1(struct process *p, const Term *args)
{
    const struct zlib_stream *stream = zlib_stream_of(p, args[0]);
    return stream == NULL ? NON_VALUE : small_make(stream->buffer_size);
}

static Term set_buffer_size_nif_2(struct process *p, const Term *args)
{
    struct zlib_stream *stream = zlib_stream_of(p, args[0]);
    if (stream == NULL)
        return NON_VALUE;
    return small_within(args[1], 1, BUFFER_SIZE_MOST, &stream->buffer_size) ? ATOM_(ok)
                                                                            : builtin_badarg(p);
}

static Term crc32_nif_1(struct process *p, const Term *args)
{
    const struct zlib_stream *stream = zlib_stream_at_work(p, args[0]);
    return stream == NULL ? NON_VALUE : heap_uint(&p->heap, stream->crc);
}

/* setStash_nif(Stream, Term). The copy is on no heap, so it has the literals with it. */
static Term set_stash_nif_2(struct process *p, const Term *args)
{
    struct zlib_stream *stream = zlib_stream_of(p, args[0]);
    if (stream == NULL)
        return NON_VALUE;
    bool before = copy_literals_too(true);
    struct fragment *stash = copy_to_fragment(args[1]);
    (void)copy_literals_too(before);
    if (stash == NULL)
        return builtin_system_limit(p);
    stash_clear(stream);
    stream->stash = stash;
    return ATOM_(ok);
}

/* {ok, Term} or empty */
static Term get_stash_nif_1(struct process *p, const Term *args)
{
    const struct zlib_stream *stream = zlib_stream_of(p, args[0]);
    if (stream == NULL)
        return NON_VALUE;
    if (stream->stash == NULL)
        return ATOM_(empty_word);
    return heap_tuple2(&p->heap, ATOM_(ok), copy_to_heap(&p->heap, stream->stash->term));
}

static Term clear_stash_nif_1(struct process *p, const Term *args)
{
    struct zlib_stream *stream = zlib_stream_of(p, args[0]);
    if (stream == NULL)
        return NON_VALUE;
    stash_clear(stream);
    return ATOM_(ok);
}

const struct builtin_row builtins_zlib_stream[] = {
    {"zlib", "open_nif", 0, open_nif_0},
    {"zlib", "close_nif", 1, close_nif_1},
    {"zlib", "set_controller_nif", 2, set_controller_nif_2},
    {"zlib", "deflateInit_nif", 6, deflate_init_nif_6},
    {"zlib", "deflateReset_nif", 1, deflate_reset_nif_1},
    {"zlib", "deflateParams_nif", 3, deflate_params_nif_3},
    {"zlib", "deflateEnd_nif", 1, deflate_end_nif_1},
    {"zlib", "inflateInit_nif", 3, inflate_init_nif_3},
    {"zlib", "inflateReset_nif", 1, inflate_reset_nif_1},
    {"zlib", "inflateEnd_nif", 1, inflate_end_nif_1},
    {"zlib", "crc32_nif", 1, crc32_nif_1},
    {"zlib", "getBufSize_nif", 1, get_buffer_size_nif_1},
    {"zlib", "setBufSize_nif", 2, set_buffer_size_nif_2},
    {"zlib", "setStash_nif", 2, set_stash_nif_2},
    {"zlib", "getStash_nif", 1, get_stash_nif_1},
    {"zlib", "clearStash_nif", 1, clear_stash_nif_1},
    {0},
};
