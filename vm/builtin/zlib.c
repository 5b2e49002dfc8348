/* SPDX-License-Identifier: Apache-2.0 */
/* zlib.c: streams of the library zlib, for the module zlib of the stdlib.
 *
 * A stream is a magic reference, so that it goes when nobody knows it any more. Only the process
 * that opened it may use it: zlib's state is no term, and no two schedulers may meet in it. Each
 * call of zlib_step packs or unpacks what the turn allows, and hands the rest of the input back. */
#include "vm/builtin/support.h"
#include "vm/memory/off_heap.h"
#include "vm/process/process.h"
#include "vm/term/bits.h"

#include <stdlib.h>
#include <zlib.h>

/* Packing takes about thirty nanoseconds a byte, unpacking five. */
#define PACKED_BYTES_PER_REDUCTION   1
#define UNPACKED_BYTES_PER_REDUCTION 8

#define OUTPUT_BYTES 16384

struct stream {
    struct magic magic;
    z_stream z;
    Term owner;
    bool packs;
};

static void release(struct magic *magic)
{
    struct stream *stream = (struct stream *)magic;
    if (stream->packs)
        deflateEnd(&stream->z);
    else
        inflateEnd(&stream->z);
    free(stream);
}

/* The stream behind REFERENCE if it is one of P's, else NULL. */
static struct stream *stream_of(const struct process *p, Term reference)
{
    if (!term_is_kind(reference, BOXED_MAGIC_REF))
        return NULL;
    struct magic *magic = off_heap_magic(boxed_ptr(reference));
    struct stream *stream = (struct stream *)magic;
    return magic->release == release && stream->owner == p->id ? stream : NULL;
}

static Term reference_to(struct process *p, struct stream *stream)
{
    Term *cell = heap_alloc(&p->heap, MAGIC_REF_WORDS);
    cell[0] = HEADER(BOXED_MAGIC_REF, MAGIC_REF_WORDS - 1);
    cell[1] = ref_next_number();
    cell[2] = (Term)(uintptr_t)&stream->magic;
    off_heap_push(cell, &p->heap.off_heap);
    return boxed_make(cell);
}

static struct stream *stream_new(struct process *p, bool packs)
{
    struct stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL)
        return NULL;
    stream->magic.release = release;
    atomic_init(&stream->magic.references, 1);
    stream->owner = p->id;
    stream->packs = packs;
    return stream;
}

/* What to return for a new STREAM whose state zlib has prepared with RESULT. */
static Term opened(struct process *p, struct stream *stream, int result)
{
    if (result == Z_OK)
        return reference_to(p, stream);
    free(stream);
    return result == Z_MEM_ERROR ? builtin_system_limit(p) : builtin_badarg(p);
}

/* tick:zlib_packer(Level, WindowBits, MemLevel, Strategy): the numbers that zlib gives them. */
static Term zlib_packer_4(struct process *p, const Term *args)
{
    int64_t level, window, memory, strategy;
    if (!small_within(args[0], -1, 9, &level) || !small_within(args[1], -15, 31, &window) ||
        !small_within(args[2], 1, 9, &memory) || !small_within(args[3], 0, 4, &strategy))
        return builtin_badarg(p);
    struct stream *stream = stream_new(p, true);
    if (stream == NULL)
        return builtin_system_limit(p);
    return opened(
        p, stream,
        deflateInit2(&stream->z, (int)level, Z_DEFLATED, (int)window, (int)memory, (int)strategy));
}

/* tick:zlib_unpacker(WindowBits) */
static Term zlib_unpacker_1(struct process *p, const Term *args)
{
    int64_t window;
    if (!small_within(args[0], -15, 47, &window))
        return builtin_badarg(p);
    struct stream *stream = stream_new(p, false);
    if (stream == NULL)
        return builtin_system_limit(p);
    return opened(p, stream, inflateInit2(&stream->z, (int)window));
}

static Term status_atom(int status)
{
    switch (status) {
    case Z_OK:
    case Z_BUF_ERROR: /* neither input nor room for output: no harm done */
        return ATOM_(more);
    case Z_STREAM_END:
        return ATOM_(finished);
    case Z_NEED_DICT:
        return ATOM_(need_dictionary);
    case Z_DATA_ERROR:
        return ATOM_(data_error);
    case Z_STREAM_ERROR:
        return ATOM_(stream_error);
    default:
        return ATOM_(system_limit);
    }
}

/* Runs STREAM over the INPUT until it is used up or OUTPUT is full; returns zlib's status. */
static int step(struct stream *stream, const unsigned char *input, size_t size,
                unsigned char *output, int flush)
{
    z_stream *z = &stream->z;
    z->next_in = (z_const Bytef *)(uintptr_t)input;
    z->avail_in = (uInt)size;
    z->next_out = output;
    z->avail_out = OUTPUT_BYTES;
    return stream->packs ? deflate(z, flush) : inflate(z, flush);
}

/* tick:zlib_step(Stream, Input, Flush): {Status, Rest, Output}. Rest is the input not taken yet.
 * Status is `finished` at the end of the stream; `idle` when there was nothing left to do; `more`
 * when the call shall be repeated with Rest; else zlib's error. */
static Term zlib_step_3(struct process *p, const Term *args)
{
    struct stream *stream = stream_of(p, args[0]);
    int64_t flush;
    unsigned char *copy, output[OUTPUT_BYTES];
    if (stream == NULL || !term_is_binary(args[1]) ||
        !small_within(args[2], Z_NO_FLUSH, Z_FINISH, &flush))
        return builtin_badarg(p);
    size_t rate = stream->packs ? PACKED_BYTES_PER_REDUCTION : UNPACKED_BYTES_PER_REDUCTION;
    size_t budget = builtin_budget(p, rate), whole = bits_size(args[1]) / 8;
    size_t size = whole < budget ? whole : budget;
    const unsigned char *input = bits_bytes(args[1], &copy);
    if (input == NULL)
        return builtin_system_limit(p);
    int status = step(stream, input, size, output, size < whole ? Z_NO_FLUSH : (int)flush);
    free(copy);
    size_t taken = size - stream->z.avail_in, made = OUTPUT_BYTES - stream->z.avail_out;
    builtin_charge(p, (int64_t)((taken > made ? taken : made) / rate));
    Term result = bits_from_bytes(&p->heap, output, made);
    if (result == NON_VALUE)
        return builtin_system_limit(p);
    bool idle = taken == whole && made < OUTPUT_BYTES && status_atom(status) == ATOM_(more);
    Term rest = bits_sub(&p->heap, args[1], 8 * taken, 8 * (whole - taken));
    return heap_tuple3(&p->heap, idle ? ATOM_(idle) : status_atom(status), rest, result);
}

const struct builtin_row builtins_zlib[] = {
    {"tick", "zlib_packer", 4, zlib_packer_4},
    {"tick", "zlib_unpacker", 1, zlib_unpacker_1},
    {"tick", "zlib_step", 3, zlib_step_3},
    {0},
};
