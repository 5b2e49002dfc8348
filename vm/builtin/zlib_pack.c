/* SPDX-License-Identifier: Apache-2.0 */
/* zlib_pack.c: data through a stream (zlib_stream.h). Input is first put into a queue
 * (enqueue_nif); each call of deflate_nif or inflate_nif takes a chunk of that, gives a chunk of
 * output, and says whether there is more to do. The loop around is the module's, so no call here
 * takes long. */
#include "vm/builtin/zlib_stream.h"

#include "vm/base/text_buffer.h"
#include "vm/builtin/iodata.h"
#include "vm/term/bits.h"

#include <string.h>

/* Packing takes about thirty nanoseconds a byte, unpacking five. */
#define PACKED_BYTES_PER_REDUCTION   1
#define UNPACKED_BYTES_PER_REDUCTION 8

#define CHUNK_MOST 65536 /* of output, whatever is asked for */
#define INPUT_MOST (1 << 24)

/* ---- input ---- */

/* Makes room for SIZE bytes more. False: no memory. */
static bool input_reserve(struct zlib_input *input, size_t size)
{
    size_t kept = zlib_input_size(input);
    if (size <= input->room - input->end)
        return true;
    size_t room = 2 * (kept + size);
    unsigned char *bytes = malloc(room);
    if (bytes == NULL)
        return false;
    if (kept > 0)
        memcpy(bytes, input->bytes + input->first, kept);
    free(input->bytes);
    *input = (struct zlib_input){.bytes = bytes, .end = kept, .room = room};
    return true;
}

static bool input_append(struct zlib_input *input, Term binary, size_t size)
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

/* enqueue_nif(Stream, Binaries): ok, or {continue, Binaries} with those that are still to be put
 * in. */
static Term enqueue_nif_2(struct process *p, const Term *args)
{
    struct zlib_stream *stream = zlib_stream_at_work(p, args[0]);
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
static int run(struct process *p, struct zlib_stream *stream, size_t most, int flush,
               struct chunk *chunk)
{
    z_stream *z = &stream->z;
    size_t whole = zlib_input_size(&stream->input), size = whole < most ? whole : most;
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

/* What the module's loop is told after RESULT: {continue | finished, Output}, or {need_dictionary,
 * Checksum, Output}, where Output is a list of one binary or none. */
static Term report(struct process *p, struct zlib_stream *stream, int result,
                   const struct chunk *chunk)
{
    Term output = NIL;
    if (result != Z_OK && result != Z_STREAM_END && result != Z_NEED_DICT)
        return zlib_outcome(p, result);
    if (chunk->size > 0) {
        Term binary = bits_from_bytes(&p->heap, chunk->bytes, chunk->size);
        if (binary == NON_VALUE)
            return builtin_system_limit(p);
        output = heap_cons(&p->heap, binary, NIL);
    }
    if (result == Z_NEED_DICT)
        return heap_tuple3(&p->heap, ATOM_(need_dictionary), heap_uint(&p->heap, stream->z.adler),
                           output);
    bool more = zlib_input_size(&stream->input) > 0 ||
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
    struct zlib_stream *stream = zlib_stream_that(p, args[0], STREAM_PACKS);
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
static int go_on_behind_end(struct zlib_stream *stream)
{
    if (zlib_input_size(&stream->input) == 0)
        return Z_STREAM_END;
    if (stream->end_behaviour == END_ERROR)
        return Z_DATA_ERROR;
    if (stream->end_behaviour == END_CUT) {
        zlib_input_clear(&stream->input);
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
    struct zlib_stream *stream = zlib_stream_that(p, args[0], STREAM_UNPACKS);
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
        zlib_input_clear(&stream->input);
    Term answer = report(p, stream, result, &chunk);
    free(chunk.bytes);
    return answer;
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
static bool set_dictionary(struct process *p, struct zlib_stream *stream, Term data, int *result)
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
    struct zlib_stream *stream = zlib_stream_that(p, args[0], STREAM_PACKS);
    if (stream == NULL)
        return NON_VALUE;
    if (!set_dictionary(p, stream, args[1], &result))
        return builtin_badarg(p);
    return result == Z_OK ? heap_uint(&p->heap, stream->z.adler) : zlib_outcome(p, result);
}

static Term inflate_set_dictionary_nif_2(struct process *p, const Term *args)
{
    int result;
    struct zlib_stream *stream = zlib_stream_that(p, args[0], STREAM_UNPACKS);
    if (stream == NULL)
        return NON_VALUE;
    if (!set_dictionary(p, stream, args[1], &result))
        return builtin_badarg(p);
    stream->wants_dictionary = stream->wants_dictionary && result != Z_OK;
    return zlib_outcome(p, result);
}

static Term inflate_get_dictionary_nif_1(struct process *p, const Term *args)
{
    unsigned char bytes[32768];
    uInt size = 0;
    struct zlib_stream *stream = zlib_stream_that(p, args[0], STREAM_UNPACKS);
    if (stream == NULL)
        return NON_VALUE;
    int result = inflateGetDictionary(&stream->z, bytes, &size);
    if (result != Z_OK)
        return zlib_outcome(p, result);
    Term dictionary = bits_from_bytes(&p->heap, bytes, size);
    return dictionary == NON_VALUE ? builtin_system_limit(p) : dictionary;
}

const struct builtin_row builtins_zlib_pack[] = {
    {"zlib", "deflateSetDictionary_nif", 2, deflate_set_dictionary_nif_2},
    {"zlib", "deflate_nif", 4, deflate_nif_4},
    {"zlib", "inflateSetDictionary_nif", 2, inflate_set_dictionary_nif_2},
    {"zlib", "inflateGetDictionary_nif", 1, inflate_get_dictionary_nif_1},
    {"zlib", "inflate_nif", 4, inflate_nif_4},
    {"zlib", "enqueue_nif", 2, enqueue_nif_2},
    {0},
};
