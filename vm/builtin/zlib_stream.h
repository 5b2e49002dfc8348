/* SPDX-License-Identifier: Apache-2.0 */
/* zlib_stream.h: a stream of the library zlib, an object behind a magic reference
 * (vm/memory/magic.h). It has an owner, and only the owner may use it: zlib's state is no term, and
 * no two schedulers may meet in it. An error of zlib is an exception with zlib's name for it. */
#ifndef TICK_VM_BUILTIN_ZLIB_STREAM_H
#define TICK_VM_BUILTIN_ZLIB_STREAM_H

#include "vm/builtin/support.h"
#include "vm/memory/magic.h"

#include <stdlib.h>
#include <zlib.h>

/* What is asked for at a time, at the most. */
#define BUFFER_SIZE_MOST (1 << 24)

enum zlib_state { STREAM_NEW, STREAM_PACKS, STREAM_UNPACKS, STREAM_CLOSED };

/* What comes behind the end of packed data: a fault, another stream, or nothing that matters. The
 * numbers are those that the module zlib passes. */
enum zlib_end_behaviour { END_ERROR, END_RESET, END_CUT };

/* Bytes that wait to be packed or unpacked. */
struct zlib_input {
    unsigned char *bytes;
    size_t first; /* that has not been taken */
    size_t end;
    size_t room;
};

struct zlib_stream {
    struct magic magic;
    _Atomic(Term) owner;
    enum zlib_state state;
    enum zlib_end_behaviour end_behaviour;
    bool is_raw; /* neither header nor checksum */
    bool has_ended;
    bool wants_dictionary;
    uint32_t crc; /* of the data that is not packed, when raw */
    int64_t buffer_size;
    struct zlib_input input;
    struct fragment *stash; /* a term that is kept for the module; or NULL */
    z_stream z;
};

ALWAYS_INLINE size_t zlib_input_size(const struct zlib_input *input)
{
    return input->end - input->first;
}

ALWAYS_INLINE void zlib_input_clear(struct zlib_input *input)
{
    free(input->bytes);
    *input = (struct zlib_input){0};
}

/* The stream of P behind REFERENCE. NULL: it is none, or not P's, and the exception is raised. */
struct zlib_stream *zlib_stream_of(struct process *p, Term reference);

/* The same if it packs, or unpacks. */
struct zlib_stream *zlib_stream_that(struct process *p, Term reference, enum zlib_state does);

/* The same if it does one of them. */
struct zlib_stream *zlib_stream_at_work(struct process *p, Term reference);

/* ok, or the exception for zlib's RESULT. */
Term zlib_outcome(struct process *p, int result);

#endif
