/* SPDX-License-Identifier: Apache-2.0 */
/* external_decode.c: the walk. Tuples, lists, maps and funs that are not complete yet are frames on
 * a stack; each says where its next element goes.
 *
 * Every element takes at least one byte, so the elements that all open frames still wait for can
 * never be more than the bytes left. That sum is checked before room is made for a container: so
 * all allocations together are proportional to the input, whatever lengths it claims. */
#include "vm/term/external_decode.h"
#include "vm/term/compare.h"
#include "vm/term/external_input.h"
#include "vm/term/external_tags.h"
#include "vm/term/map.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define LOCAL_FRAMES 24

/* Data compressed by zlib cannot be less than about 1/1030 of what it stands for. */
#define ZLIB_MAX_RATIO 1040

enum frame_kind { FRAME_WORDS, FRAME_LIST, FRAME_FLAT_MAP, FRAME_LARGE_MAP };

struct frame {
    Term *slots;  /* elements; cells of a list; keys of a map */
    Term *values; /* of a map */
    size_t next;  /* number of the next element */
    size_t count;
    enum frame_kind kind;
    Term *to; /* FRAME_LARGE_MAP: where the finished map goes */
};

struct decoder {
    struct external_input in;
    size_t awaited; /* elements that frames still wait for, those taken by name only included */
    size_t frame_count;
    size_t frame_room;
    struct frame *frames;
    struct frame local[LOCAL_FRAMES];
};

/* ---- frames ---- */

static bool push(struct decoder *d, struct frame frame)
{
    if (d->frame_count == d->frame_room) {
        size_t room = 2 * d->frame_room;
        bool was_local = d->frames == d->local;
        struct frame *frames = realloc(was_local ? NULL : d->frames, room * sizeof frame);
        if (frames == NULL)
            return false;
        if (was_local)
            memcpy(frames, d->local, sizeof d->local);
        d->frames = frames;
        d->frame_room = room;
    }
    d->frames[d->frame_count++] = frame;
    return true;
}

static void release(struct decoder *d)
{
    for (size_t i = 0; i < d->frame_count; i++)
        if (d->frames[i].kind == FRAME_LARGE_MAP)
            free(d->frames[i].slots);
    if (d->frames != d->local)
        free(d->frames);
}

/* Announces COUNT elements; false when there cannot be that many. */
static bool await(struct decoder *d, size_t count)
{
    size_t left = input_left(&d->in);
    if (d->awaited > left || count > left - d->awaited)
        return false;
    d->awaited += count;
    return true;
}

static Term *next_slot(struct frame *frame)
{
    size_t i = frame->next++;
    switch (frame->kind) {
    case FRAME_WORDS:
        return frame->slots + i;
    case FRAME_LIST: /* the last one is the tail */
        return i + 1 < frame->count ? frame->slots + 2 * i : frame->slots + 2 * i - 1;
    default:
        return (i % 2 == 0 ? frame->slots : frame->values) + i / 2;
    }
}

/* Sorts by insertion: input written by an Erlang VM is sorted already. False: two equal keys. */
static bool sort_flat(Term *keys, Term *values, size_t size)
{
    for (size_t i = 1; i < size; i++) {
        Term key = keys[i];
        Term value = values[i];
        size_t at = i;
        for (; at > 0; at--) {
            int order = term_compare_exact(key, keys[at - 1]);
            if (order == 0)
                return false;
            if (order > 0)
                break;
            keys[at] = keys[at - 1];
            values[at] = values[at - 1];
        }
        keys[at] = key;
        values[at] = value;
    }
    return true;
}

/* All elements of a map are there. */
static bool finish_map(struct decoder *d)
{
    struct frame *frame = &d->frames[--d->frame_count];
    size_t size = frame->count / 2;
    if (frame->kind == FRAME_FLAT_MAP)
        return sort_flat(frame->slots, frame->values, size);
    Term map = map_from_pairs(d->in.heap, size, frame->slots, frame->values);
    free(frame->slots);
    *frame->to = map;
    return map_size(map) == size;
}

/* ---- leaves of a container, without a frame ---- */

static Term read_leaf(struct external_input *in, unsigned tag);

/* Bytes of the longest term that read_leaves reads by itself. */
#define LEAF_BYTES 5

/* Reads terms that hold no others into COUNT places, each STRIDE words behind the one before, up to
 * one of another kind; returns how many. */
static size_t read_leaves(struct decoder *d, Term *to, size_t stride, size_t count)
{
    struct external_input *in = &d->in;
    const unsigned char *at = in->at, *end = in->end;
    size_t i = 0;
    for (; i < count && end - at >= LEAF_BYTES; i++, to += stride) {
        if (at[0] == TAG_SMALL_INTEGER) {
            *to = small_make(at[1]);
            at += 2;
        } else if (at[0] == TAG_INTEGER) {
            uint32_t value = (uint32_t)at[1] << 24 | at[2] << 16 | at[3] << 8 | at[4];
            *to = small_make((int32_t)value);
            at += 5;
        } else if (at[0] == TAG_NIL) {
            *to = NIL;
            at++;
        } else if (at[0] == TAG_BINARY) {
            in->at = at + 1;
            *to = input_binary(in);
            if (UNLIKELY(*to == NON_VALUE))
                break; /* read once more, it is found to be malformed */
            at = in->at;
        } else {
            break;
        }
    }
    in->at = at;
    d->awaited -= i;
    return i;
}

/* ---- containers ---- */

static bool begin_tuple(struct decoder *d, unsigned length_size, Term *to)
{
    size_t arity;
    if (!input_length(&d->in, length_size, &arity) || !await(d, arity))
        return false;
    Term *cell = heap_alloc(d->in.heap, 1 + arity);
    cell[0] = HEADER(BOXED_TUPLE, arity);
    *to = boxed_make(cell);
    size_t next = read_leaves(d, cell + 1, 1, arity);
    return next == arity ||
           push(d, (struct frame){.slots = cell + 1, .next = next, .count = arity});
}

static bool begin_list(struct decoder *d, Term *to)
{
    size_t length;
    if (!input_length(&d->in, 4, &length) || !await(d, length + 1))
        return false;
    if (length == 0) /* nothing but a tail */
        return push(d, (struct frame){.slots = to, .count = 1});
    Term *cells = heap_alloc(d->in.heap, 2 * length);
    for (size_t i = 0; i + 1 < length; i++)
        cells[2 * i + 1] = cons_make(cells + 2 * i + 2);
    *to = cons_make(cells);
    size_t next = read_leaves(d, cells, 2, length);
    if (next == length)
        next += read_leaves(d, cells + 2 * length - 1, 1, 1);
    return next == length + 1 ||
           push(d, (struct frame){
                       .slots = cells, .next = next, .count = length + 1, .kind = FRAME_LIST});
}

static bool begin_large_map(struct decoder *d, size_t size, Term *to)
{
    Term *arrays = malloc(2 * size * sizeof(Term));
    if (arrays == NULL)
        return false;
    struct frame frame = {.slots = arrays,
                          .values = arrays + size,
                          .count = 2 * size,
                          .kind = FRAME_LARGE_MAP,
                          .to = to};
    if (push(d, frame))
        return true;
    free(arrays);
    return false;
}

static bool begin_map(struct decoder *d, Term *to)
{
    size_t size;
    if (!input_length(&d->in, 4, &size) || !await(d, 2 * size))
        return false;
    if (size > MAP_FLAT_MAX)
        return begin_large_map(d, size, to);
    Term *cell = heap_alloc(d->in.heap, 1 + size + MAP_FLAT_WORDS(size));
    cell[0] = HEADER(BOXED_TUPLE, size);
    *to = map_flat_put(cell + 1 + size, boxed_make(cell), size);
    struct frame frame = {.slots = cell + 1,
                          .values = map_flat_values(*to),
                          .count = 2 * size,
                          .kind = FRAME_FLAT_MAP};
    return size == 0 || push(d, frame);
}

static bool begin_fun(struct decoder *d, Term *to)
{
    size_t free_count;
    Term fun = input_fun(&d->in, &free_count);
    if (fun == NON_VALUE || !await(d, free_count))
        return false;
    *to = fun;
    return free_count == 0 ||
           push(d, (struct frame){.slots = boxed_ptr(fun) + 2, .count = free_count});
}

/* ---- terms ---- */

static Term read_byte(struct external_input *in)
{
    uint64_t value;
    return input_uint(in, 1, &value) ? small_make((int64_t)value) : NON_VALUE;
}

static Term read_integer(struct external_input *in)
{
    uint64_t value;
    return input_uint(in, 4, &value) ? small_make((int32_t)value) : NON_VALUE;
}

/* A term that holds no others. */
static Term read_leaf(struct external_input *in, unsigned tag)
{
    switch (tag) {
    case TAG_SMALL_INTEGER:
        return read_byte(in);
    case TAG_INTEGER:
        return read_integer(in);
    case TAG_SMALL_BIG:
        return input_big(in, 1);
    case TAG_LARGE_BIG:
        return input_big(in, 4);
    case TAG_NEW_FLOAT:
        return input_new_float(in);
    case TAG_FLOAT:
        return input_old_float(in);
    case TAG_ATOM:
    case TAG_SMALL_ATOM:
    case TAG_ATOM_UTF8:
    case TAG_SMALL_ATOM_UTF8:
        return input_atom(in, tag);
    case TAG_NIL:
        return NIL;
    case TAG_STRING:
        return input_string(in);
    case TAG_BINARY:
        return input_binary(in);
    case TAG_BIT_BINARY:
        return input_bit_binary(in);
    case TAG_NEW_PID:
    case TAG_PID:
    case TAG_V4_PORT:
    case TAG_NEW_PORT:
    case TAG_PORT:
    case TAG_REFERENCE:
    case TAG_NEW_REFERENCE:
    case TAG_NEWER_REFERENCE:
        return input_id(in, tag);
    case TAG_EXPORT:
        return input_export(in);
    default:
        in->at--; /* the unknown tag is where it went wrong */
        return NON_VALUE;
    }
}

static bool read_term(struct decoder *d, Term *to)
{
    uint64_t tag;
    if (!input_uint(&d->in, 1, &tag))
        return false;
    switch (tag) {
    case TAG_SMALL_TUPLE:
        return begin_tuple(d, 1, to);
    case TAG_LARGE_TUPLE:
        return begin_tuple(d, 4, to);
    case TAG_LIST:
        return begin_list(d, to);
    case TAG_MAP:
        return begin_map(d, to);
    case TAG_NEW_FUN:
        return begin_fun(d, to);
    default:
        *to = read_leaf(&d->in, (unsigned)tag);
        return *to != NON_VALUE;
    }
}

/* Where the next term goes; NULL when all are read, or two keys of a map are equal (*VALID false).
 * A frame whose last element is being read is not needed any more, unless it is a map. */
static Term *next_target(struct decoder *d, bool *valid)
{
    while (d->frame_count != 0) {
        struct frame *frame = &d->frames[d->frame_count - 1];
        bool is_map = frame->kind == FRAME_FLAT_MAP || frame->kind == FRAME_LARGE_MAP;
        if (frame->next < frame->count) {
            Term *slot = next_slot(frame);
            if (frame->next == frame->count && !is_map)
                d->frame_count--;
            d->awaited--;
            return slot;
        }
        if (!finish_map(d)) {
            *valid = false;
            return NULL;
        }
    }
    return NULL;
}

static Term decode(struct external_input *in)
{
    struct decoder d = {.in = *in, .frame_room = LOCAL_FRAMES};
    d.frames = d.local;
    Term result = NON_VALUE;
    bool valid = true;
    for (Term *to = &result; valid && to != NULL;) {
        valid = read_term(&d, to);
        if (valid)
            to = next_target(&d, &valid);
    }
    release(&d);
    in->at = d.in.at;
    return valid ? result : NON_VALUE;
}

/* ---- compressed terms ---- */

/* Unpacks all of IN into SIZE bytes; what is used of IN is taken from it. */
static bool inflate_all(struct external_input *in, unsigned char *bytes, size_t size)
{
    z_stream stream = {0};
    if (inflateInit(&stream) != Z_OK)
        return false;
    size_t left = input_left(in);
    stream.next_in = (z_const Bytef *)(uintptr_t)in->at;
    stream.avail_in = left > UINT32_MAX ? UINT32_MAX : (uInt)left;
    stream.next_out = bytes;
    stream.avail_out = (uInt)size;
    int status = inflate(&stream, Z_FINISH);
    bool complete = status == Z_STREAM_END && stream.total_out == size;
    if (complete)
        in->at += stream.total_in;
    inflateEnd(&stream);
    return complete;
}

static Term decode_compressed(struct external_input *in)
{
    uint64_t size;
    if (!input_uint(in, 4, &size) || size / ZLIB_MAX_RATIO > input_left(in))
        return NON_VALUE;
    unsigned char *bytes = malloc(size + 1);
    if (bytes == NULL || !inflate_all(in, bytes, size)) {
        free(bytes);
        return NON_VALUE;
    }
    struct external_input inner = *in;
    inner.at = bytes;
    inner.end = bytes + size;
    Term result = decode(&inner);
    bool all = inner.at == inner.end;
    free(bytes);
    return all ? result : NON_VALUE;
}

Term external_decode(struct heap *heap, const unsigned char *bytes, size_t size, unsigned options,
                     size_t *used)
{
    struct external_input in = {.heap = heap, .at = bytes, .end = bytes + size, .options = options};
    Term result = NON_VALUE;
    uint64_t version = EXTERNAL_VERSION;
    if (options & EXTERNAL_NO_VERSION || input_uint(&in, 1, &version)) {
        if (version != EXTERNAL_VERSION) {
            in.at--;
        } else if (input_left(&in) != 0 && *in.at == TAG_COMPRESSED) {
            in.at++;
            result = decode_compressed(&in);
        } else {
            result = decode(&in);
        }
    }
    *used = (size_t)(in.at - bytes);
    return result;
}
