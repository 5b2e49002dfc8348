/* SPDX-License-Identifier: Apache-2.0 */
/* zlib_stream.c: streams of the library zlib as OTP's module zlib calls them: what it leaves to C,
 * the functions NAME_nif.
 *
 * A stream is an object behind a magic reference (vm/memory/magic.h). It has an owner, and only the
 * owner may use it: zlib's state is no term, and no two schedulers may meet in it. Input is first
 * put into a queue (enqueue_nif); each call of deflate_nif or inflate_nif takes a chunk of that,
 * gives a chunk of output, and says whether there is more to do. The loop around is OTP's, so no
 * call here takes long. An error of zlib is an exception with zlib's name for it. */
#include "vm/builtin/iodata.h"
#include "vm/builtin/support.h"

#include "vm/base/text_buffer.h"
#include "vm/memory/copy.h"
#include "vm/memory/magic.h"
#include "vm/process/process.h"
#include "vm/term/bits.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* Packing takes about thirty nanoseconds a byte, unpacking five. */
#define PACKED_BYTES_PER_REDUCTION   1
#define UNPACKED_BYTES_PER_REDUCTION 8

/* What zlib takes for packing, with its usual settings. */
#define STREAM_BYTES ((size_t)1 << 18)

#define CHUNK_MOST 65536 /* of output, whatever is asked for */
#define INPUT_MOST (1 << 24)

#define BUFFER_SIZE_DEFAULT 4000
#define BUFFER_SIZE_MOST    (1 << 24)

enum stream_state { STREAM_NEW, STREAM_PACKS, STREAM_UNPACKS, STREAM_CLOSED };

/* What comes behind the end of packed data: a fault, another stream, or nothing that matters. The
 * numbers are those that OTP's module zlib passes. */
enum end_behaviour { END_ERROR, END_RESET, END_CUT };

/* Bytes that wait to be packed or unpacked. */
struct input {
    unsigned char *bytes;
    size_t first; /* that has not been taken */
    size_t end;
    size_t room;
};

struct stream {
    struct magic magic;
    _Atomic(Term) owner;
    enum stream_state state;
    enum end_behaviour end_behaviour;
    bool is_raw; /* neither header nor checksum */
    bool has_ended;
    bool wants_dictionary;
    uint32_t crc; /* of the data that is not packed, when raw */
    int64_t buffer_size;
    struct input input;
    struct fragment *stash; /* a term that is kept for OTP's module zlib; or NULL */
    z_stream z;
};

/* ---- the queue ---- */

static size_t input_size(const struct input *input)
{
    return input->end - input->first;
}

static void input_clear(struct input *input)
{
    free(input->bytes);
    *input = (struct input){0};
}

/* Makes room for SIZE bytes more. False: no memory. */
static bool input_reserve(struct input *input, size_t size)
{
    size_t kept = input_size(input);
    if (size <= input->room - input->end)
        return true;
    size_t room = 2 * (kept + size);
    unsigned char *bytes = malloc(room);
    if (bytes == NULL)
        return false;
    if (kept > 0)
        memcpy(bytes, input->bytes + input->first, kept);
    free(input->bytes);
    *input = (struct input){.bytes = bytes, .end = kept, .room = room};
    return true;
}

static bool input_append(struct input *input, Term binary, size_t size)
{
    unsigned char *copy;
    const unsigned char *bytes = bits_bytes(binary, &copy);
    bool good = bytes != NULL && input_reserve(input, size);
    if (good && size > 0)
        memcpy(input->bytes + input->end, bytes, size);
    free(copy);
    input->end += good ? size : 0;
    return good;
}

/* ---- streams ---- */

static void stash_clear(struct stream *stream)
{
    if (stream->stash != NULL)
        fragment_free(stream->stash);
    stream->stash = NULL;
}

/* Forgets what belongs to the data so far. */
static void forget(struct stream *stream)
{
    input_clear(&stream->input);
    stash_clear(stream);
    stream->has_ended = stream->wants_dictionary = false;
    stream->crc = 0;
}

/* Ends what zlib has begun; STREAM can then be used anew. Returns zlib's result. */
static int end(struct stream *stream)
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
    struct stream *stream = (struct stream *)magic;
    (void)end(stream);
    free(stream);
}

/* The stream of P behind REFERENCE. NULL: it is none, or not P's, and the exception is raised. */
static struct stream *stream_of(struct process *p, Term reference)
{
    struct stream *stream = (struct stream *)magic_of(reference, release);
    if (stream == NULL)
        (void)builtin_badarg(p);
    else if (atomic_load_explicit(&stream->owner, memory_order_acquire) != p->id)
        (void)builtin_error(p, ATOM_(not_on_controlling_process));
    else
        return stream;
    return NULL;
}

/* The same if it packs, or unpacks. */
static struct stream *stream_that(struct process *p, Term reference, enum stream_state does)
{
    struct stream *stream = stream_of(p, reference);
    if (stream == NULL || stream->state == does)
        return stream;
    (void)builtin_error(p, ATOM_(not_initialized));
    return NULL;
}

/* The same if it does one of them. */
static struct stream *stream_at_work(struct process *p, Term reference)
{
    struct stream *stream = stream_of(p, reference);
    if (stream == NULL || stream->state == STREAM_PACKS || stream->state == STREAM_UNPACKS)
        return stream;
    (void)builtin_error(p, ATOM_(not_initialized));
    return NULL;
}

/* ok, or the exception for zlib's RESULT. */
static Term outcome(struct process *p, int result)
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
    struct stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL)
        return builtin_system_limit(p);
    magic_init(&stream->magic, release, STREAM_BYTES);
    atomic_init(&stream->owner, p->id);
    stream->buffer_size = BUFFER_SIZE_DEFAULT;
    return magic_reference(&p->heap, &stream->magic);
}

static Term close_nif_1(struct process *p, const Term *args)
{
    struct stream *stream = stream_of(p, args[0]);
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
    struct stream *stream = stream_of(p, args[0]);
    if (stream == NULL)
        return NON_VALUE;
    if (!term_is_local_pid(args[1]))
        return builtin_badarg(p);
    atomic_store_explicit(&stream->owner, args[1], memory_order_release);
    return ATOM_(ok);
}

/* What to answer after zlib's RESULT of preparing STREAM, which then does what it DOES. */
static Term begun(struct process *p, struct stream *stream, enum stream_state does, int result)
{
    if (result == Z_OK)
        stream->state = does;
    return outcome(p, result);
}

/* A stream that may begin, or NULL. */
static struct stream *stream_to_begin(struct process *p, Term reference)
{
    struct stream *stream = stream_of(p, reference);
    if (stream == NULL || stream->state == STREAM_NEW)
        return stream;
    (void)builtin_error(p, ATOM_(already_initialized));
    return NULL;
}

/* deflateInit_nif(Stream, Level, Method, WindowBits, MemLevel, Strategy): zlib's numbers */
static Term deflate_init_nif_6(struct process *p, const Term *args)
{
    int64_t level, method, window, memory, strategy;
    struct stream *stream = stream_to_begin(p, args[0]);
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
    struct stream *stream = stream_to_begin(p, args[0]);
    if (stream == NULL)
        return NON_VALUE;
    if (!small_within(args[1], -99, 99, &window) ||
        !small_within(args[2], END_ERROR, END_CUT, &behaviour))
        return builtin_badarg(p);
    stream->is_raw = window < 0;
    stream->end_behaviour = (enum end_behaviour)behaviour;
    stream->z.next_in = NULL;
    stream->z.avail_in = 0;
    return begun(p, stream, STREAM_UNPACKS, inflateInit2(&stream->z, (int)window));
}

static Term deflate_reset_nif_1(struct process *p, const Term *args)
{
    struct stream *stream = stream_that(p, args[0], STREAM_PACKS);
    if (stream == NULL)
        return NON_VALUE;
    forget(stream);
    return outcome(p, deflateReset(&stream->z));
}

static Term inflate_reset_nif_1(struct process *p, const Term *args)
{
    struct stream *stream = stream_that(p, args[0], STREAM_UNPACKS);
    if (stream == NULL)
        return NON_VALUE;
    forget(stream);
    return outcome(p, inflateReset(&stream->z));
}

static Term deflate_end_nif_1(struct process *p, const Term *args)
{
    struct stream *stream = stream_that(p, args[0], STREAM_PACKS);
    return stream == NULL ? NON_VALUE : outcome(p, end(stream));
}

/* An error when the data had not come to its end, or there is more behind it. */
static Term inflate_end_nif_1(struct process *p, const Term *args)
{
    struct stream *stream = stream_that(p, args[0], STREAM_UNPACKS);
    if (stream == NULL)
        return NON_VALUE;
    bool complete = stream->has_ended && input_size(&stream->input) == 0;
    int result = end(stream);
    return outcome(p, complete ? result : Z_DATA_ERROR);
}

/* deflateParams_nif(Stream, Level, Strategy): all input so far has been packed, and all of that has
 * been given out. */
static Term deflate_params_nif_3(struct process *p, const Term *args)
{
    int64_t level, strategy;
    unsigned char nothing[64];
    struct stream *stream = stream_that(p, args[0], STREAM_PACKS);
    if (stream == NULL)
        return NON_VALUE;
    if (!small_within(args[1], -1, 9, &level) || !small_within(args[2], 0, 99, &strategy))
        return builtin_badarg(p);
    stream->z.avail_in = 0;
    stream->z.next_out = nothing;
    stream->z.avail_out = sizeof nothing;
    int result = deflateParams(&stream->z, (int)level, (int)strategy);
    return outcome(p, stream->z.avail_out == sizeof nothing ? result : Z_STREAM_ERROR);
}

/* ---- dictionaries ---- */

/* The bytes of DATA, I/O data, go to BUFFER. False: it is something else. */
static bool read_bytes(struct process *p, Term data, struct text_buffer *buffer)
{
    struct data_cursor cursor = data_cursor_make(data, NIL, SIZE_MAX);
    enum data_item where;
    Term item;
    while ((where = data_next(&p->heap, &cursor, &item)) != DATA_END) {
        int64_t byte;
        unsigned char *copy;
        if (term_is_binary(item)) {
            const unsigned char *bytes = bits_bytes(item, &copy);
            if (bytes == NULL)
                return false;
            text_put(buffer, bytes, bits_size(item) / 8);
            free(copy);
        } else if (where == DATA_ELEMENT && small_within(item, 0, UINT8_MAX, &byte)) {
            text_put_byte(buffer, (unsigned char)byte);
        } else {
            return false;
        }
    }
    builtin_charge(p, (int64_t)(buffer->size / BYTES_PER_REDUCTION));
    return true;
}

/* Sets DATA as the dictionary of STREAM; returns zlib's result. False: no I/O data. */
static bool set_dictionary(struct process *p, struct stream *stream, Term data, int *result)
{
    struct text_buffer buffer = TEXT_BUFFER_EMPTY;
    bool good = read_bytes(p, data, &buffer);
    if (buffer.failed || buffer.size > UINT32_MAX) {
        *result = Z_MEM_ERROR;
    } else if (good) {
        const Bytef *bytes = buffer.size == 0 ? (const Bytef *)"" : (const Bytef *)buffer.bytes;
        *result = stream->state == STREAM_PACKS
                      ? deflateSetDictionary(&stream->z, bytes, (uInt)buffer.size)
                      : inflateSetDictionary(&stream->z, bytes, (uInt)buffer.size);
    }
    text_buffer_release(&buffer);
    return good;
}

/* Returns the checksum of the dictionary. */
static Term deflate_set_dictionary_nif_2(struct process *p, const Term *args)
{
    int result;
    struct stream *stream = stream_that(p, args[0], STREAM_PACKS);
    if (stream == NULL)
        return NON_VALUE;
    if (!set_dictionary(p, stream, args[1], &result))
        return builtin_badarg(p);
    return result == Z_OK ? heap_uint(&p->heap, stream->z.adler) : outcome(p, result);
}

static Term inflate_set_dictionary_nif_2(struct process *p, const Term *args)
{
    int result;
    struct stream *stream = stream_that(p, args[0], STREAM_UNPACKS);
    if (stream == NULL)
        return NON_VALUE;
    if (!set_dictionary(p, stream, args[1], &result))
        return builtin_badarg(p);
    stream->wants_dictionary = stream->wants_dictionary && result != Z_OK;
    return outcome(p, result);
}

static Term inflate_get_dictionary_nif_1(struct process *p, const Term *args)
{
    unsigned char bytes[32768];
    uInt size = 0;
    struct stream *stream = stream_that(p, args[0], STREAM_UNPACKS);
    if (stream == NULL)
        return NON_VALUE;
    int result = inflateGetDictionary(&stream->z, bytes, &size);
    if (result != Z_OK)
        return outcome(p, result);
    Term dictionary = bits_from_bytes(&p->heap, bytes, size);
    return dictionary == NON_VALUE ? builtin_system_limit(p) : dictionary;
}

/* ---- input ---- */

/* enqueue_nif(Stream, Binaries): ok, or {continue, Binaries} with those that are still to be put
 * in. */
static Term enqueue_nif_2(struct process *p, const Term *args)
{
    struct stream *stream = stream_at_work(p, args[0]);
    if (stream == NULL)
        return NON_VALUE;
    Term list = args[1];
    size_t budget = builtin_budget(p, COPIED_BYTES_PER_REDUCTION), left = budget;
    for (; term_is_cons(list) && left > 0; list = list_tail(list)) {
        Term binary = list_head(list);
        if (!term_is_binary(binary))
            return builtin_badarg(p);
        size_t size = bits_size(binary) / 8, taken = size < left ? size : left;
        if (!input_append(&stream->input, binary, taken))
            return builtin_system_limit(p);
        left -= taken;
        if (taken < size) {
            Term rest = bits_sub(&p->heap, binary, 8 * taken, 8 * (size - taken));
            list = heap_cons(&p->heap, rest, list_tail(list));
            break;
        }
    }
    builtin_charge(p, (int64_t)((budget - left) / COPIED_BYTES_PER_REDUCTION + 1));
    if (term_is_nil(list))
        return ATOM_(ok);
    return term_is_cons(list) ? heap_tuple2(&p->heap, ATOM_(continue), list) : builtin_badarg(p);
}

/* ---- packing and unpacking ---- */

/* One chunk of output. */
struct chunk {
    unsigned char *bytes; /* the caller frees them */
    size_t room;
    size_t size;
};

/* Lets zlib take at most MOST bytes of the input and fill the room of CHUNK; returns its result. */
static int run(struct process *p, struct stream *stream, size_t most, int flush,
               struct chunk *chunk)
{
    z_stream *z = &stream->z;
    size_t whole = input_size(&stream->input), size = whole < most ? whole : most;
    static const unsigned char nothing; /* zlib wants an address */
    const unsigned char *from = size == 0 ? &nothing : stream->input.bytes + stream->input.first;
    bool packs = stream->state == STREAM_PACKS;
    z->next_in = (z_const Bytef *)(uintptr_t)from;
    z->avail_in = (uInt)size;
    z->next_out = chunk->bytes;
    z->avail_out = (uInt)chunk->room;
    int result = packs ? deflate(z, size < whole ? Z_NO_FLUSH : flush) : inflate(z, flush);
    size_t taken = size - z->avail_in;
    chunk->size = chunk->room - z->avail_out;
    if (stream->is_raw)
        stream->crc = (uint32_t)(packs ? crc32_z(stream->crc, from, taken)
                                       : crc32_z(stream->crc, chunk->bytes, chunk->size));
    stream->input.first += taken;
    size_t rate = packs ? PACKED_BYTES_PER_REDUCTION : UNPACKED_BYTES_PER_REDUCTION;
    builtin_charge(p, (int64_t)((taken > chunk->size ? taken : chunk->size) / rate + 1));
    /* nothing to do is no error; input that cannot be taken is */
    return result == Z_BUF_ERROR && (taken == whole || chunk->size == chunk->room) ? Z_OK : result;
}

/* What OTP's loop is told after RESULT: {continue | finished, Output}, or {need_dictionary,
 * Checksum, Output}, where Output is a list of one binary or none. */
static Term report(struct process *p, struct stream *stream, int result, const struct chunk *chunk)
{
    Term output = NIL;
    if (result != Z_OK && result != Z_STREAM_END && result != Z_NEED_DICT)
        return outcome(p, result);
    if (chunk->size > 0) {
        Term binary = bits_from_bytes(&p->heap, chunk->bytes, chunk->size);
        if (binary == NON_VALUE)
            return builtin_system_limit(p);
        output = heap_cons(&p->heap, binary, NIL);
    }
    if (result == Z_NEED_DICT)
        return heap_tuple3(&p->heap, ATOM_(need_dictionary), heap_uint(&p->heap, stream->z.adler),
                           output);
    bool more = input_size(&stream->input) > 0 ||
                (result != Z_STREAM_END && chunk->size == chunk->room && chunk->room > 0);
    return heap_tuple2(&p->heap, more ? ATOM_(continue) : ATOM_(finished), output);
}

/* The arguments of deflate_nif and inflate_nif behind the stream. False: no such ones. */
static bool read_chunk_sizes(const Term *args, int64_t *most, size_t *room, int64_t *flush)
{
    int64_t size;
    if (!small_within(args[1], 1, INPUT_MOST, most) ||
        !small_within(args[2], 1, BUFFER_SIZE_MOST, &size) ||
        !small_within(args[3], Z_NO_FLUSH, Z_FINISH, flush))
        return false;
    *room = size < CHUNK_MOST ? (size_t)size : CHUNK_MOST;
    return true;
}

/* deflate_nif(Stream, InputSize, OutputSize, Flush) */
static Term deflate_nif_4(struct process *p, const Term *args)
{
    int64_t most, flush;
    struct chunk chunk;
    struct stream *stream = stream_that(p, args[0], STREAM_PACKS);
    if (stream == NULL)
        return NON_VALUE;
    if (!read_chunk_sizes(args, &most, &chunk.room, &flush))
        return builtin_badarg(p);
    chunk.bytes = malloc(chunk.room);
    if (chunk.bytes == NULL)
        return builtin_system_limit(p);
    int result = run(p, stream, (size_t)most, (int)flush, &chunk);
    Term answer = report(p, stream, result, &chunk);
    free(chunk.bytes);
    return answer;
}

/* What has come to its end is done with, or goes on with what is behind it. Returns zlib's result:
 * Z_STREAM_END when there is nothing to unpack. */
static int go_on_behind_end(struct stream *stream)
{
    if (input_size(&stream->input) == 0)
        return Z_STREAM_END;
    if (stream->end_behaviour == END_ERROR)
        return Z_DATA_ERROR;
    if (stream->end_behaviour == END_CUT) {
        input_clear(&stream->input);
        return Z_STREAM_END;
    }
    stream->has_ended = false;
    stream->crc = 0;
    return inflateReset(&stream->z);
}

/* inflate_nif(Stream, InputSize, OutputSize, Flush) */
static Term inflate_nif_4(struct process *p, const Term *args)
{
    int64_t most, flush;
    struct chunk chunk = {0};
    struct stream *stream = stream_that(p, args[0], STREAM_UNPACKS);
    if (stream == NULL)
        return NON_VALUE;
    if (!read_chunk_sizes(args, &most, &chunk.room, &flush))
        return builtin_badarg(p);
    int result = stream->wants_dictionary ? Z_DATA_ERROR
                 : stream->has_ended      ? go_on_behind_end(stream)
                                          : Z_OK;
    if (result != Z_OK)
        return report(p, stream, result, &chunk);
    chunk.bytes = malloc(chunk.room);
    if (chunk.bytes == NULL)
        return builtin_system_limit(p);
    result = run(p, stream, (size_t)most, (int)flush, &chunk);
    stream->has_ended = result == Z_STREAM_END;
    stream->wants_dictionary = result == Z_NEED_DICT;
    if (stream->has_ended && stream->end_behaviour == END_CUT)
        input_clear(&stream->input);
    Term answer = report(p, stream, result, &chunk);
    free(chunk.bytes);
    return answer;
}

/* ---- what a stream keeps for its module ---- */

static Term get_buffer_size_nif_1(struct process *p, const Term *args)
{
    const struct stream *stream = stream_of(p, args[0]);
    return stream == NULL ? NON_VALUE : small_make(stream->buffer_size);
}

static Term set_buffer_size_nif_2(struct process *p, const Term *args)
{
    struct stream *stream = stream_of(p, args[0]);
    if (stream == NULL)
        return NON_VALUE;
    return small_within(args[1], 1, BUFFER_SIZE_MOST, &stream->buffer_size) ? ATOM_(ok)
                                                                            : builtin_badarg(p);
}

static Term crc32_nif_1(struct process *p, const Term *args)
{
    const struct stream *stream = stream_at_work(p, args[0]);
    return stream == NULL ? NON_VALUE : heap_uint(&p->heap, stream->crc);
}

/* setStash_nif(Stream, Term). The copy is on no heap, so it has the literals with it. */
static Term set_stash_nif_2(struct process *p, const Term *args)
{
    struct stream *stream = stream_of(p, args[0]);
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
    const struct stream *stream = stream_of(p, args[0]);
    if (stream == NULL)
        return NON_VALUE;
    if (stream->stash == NULL)
        return ATOM_(empty_word);
    return heap_tuple2(&p->heap, ATOM_(ok), copy_to_heap(&p->heap, stream->stash->term));
}

static Term clear_stash_nif_1(struct process *p, const Term *args)
{
    struct stream *stream = stream_of(p, args[0]);
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
    {"zlib", "deflateSetDictionary_nif", 2, deflate_set_dictionary_nif_2},
    {"zlib", "deflateReset_nif", 1, deflate_reset_nif_1},
    {"zlib", "deflateParams_nif", 3, deflate_params_nif_3},
    {"zlib", "deflate_nif", 4, deflate_nif_4},
    {"zlib", "deflateEnd_nif", 1, deflate_end_nif_1},
    {"zlib", "inflateInit_nif", 3, inflate_init_nif_3},
    {"zlib", "inflateSetDictionary_nif", 2, inflate_set_dictionary_nif_2},
    {"zlib", "inflateGetDictionary_nif", 1, inflate_get_dictionary_nif_1},
    {"zlib", "inflateReset_nif", 1, inflate_reset_nif_1},
    {"zlib", "inflate_nif", 4, inflate_nif_4},
    {"zlib", "inflateEnd_nif", 1, inflate_end_nif_1},
    {"zlib", "enqueue_nif", 2, enqueue_nif_2},
    {"zlib", "crc32_nif", 1, crc32_nif_1},
    {"zlib", "getBufSize_nif", 1, get_buffer_size_nif_1},
    {"zlib", "setBufSize_nif", 2, set_buffer_size_nif_2},
    {"zlib", "setStash_nif", 2, set_stash_nif_2},
    {"zlib", "getStash_nif", 1, get_stash_nif_1},
    {"zlib", "clearStash_nif", 1, clear_stash_nif_1},
    {0},
};
