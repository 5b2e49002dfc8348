/* SPDX-License-Identifier: Apache-2.0 */
/* reader.h: reading bytes that may be anything. A reader never goes past its end: the first fault
 * is written down as one line of text (file, chunk, offset, what was expected, what was found), and
 * from then on every read returns 0. So a run of reads needs one check at its end; only loops ask
 * in between. */
#ifndef TICK_LOADER_READER_H
#define TICK_LOADER_READER_H

#include "vm/base/base.h"

/* The first fault of a load. TEXT is NULL while there is none; whoever owns it frees it. */
struct load_error {
    const char *path; /* of the file, for messages */
    char *text;
};

/* Writes the fault down unless there is one already: "PATH: <message>". Returns false. */
bool load_fail(struct load_error *error, const char *format, ...) PRINTF(2, 3);

struct bytes {
    const uint8_t *data;
    size_t size;
};

struct reader {
    struct bytes bytes;
    size_t at;
    const char *chunk; /* for messages */
    struct load_error *error;
};

/* Has there been a fault (of this reader or any other of the same load)? */
ALWAYS_INLINE bool reader_failed(const struct reader *r)
{
    return r->error->text != NULL;
}

ALWAYS_INLINE size_t reader_left(const struct reader *r)
{
    return r->bytes.size - r->at;
}

/* "PATH: chunk CHUNK, offset AT: expected EXPECTED, found <format>". Returns false. */
bool reader_fail(struct reader *r, size_t at, const char *expected, const char *format, ...)
    PRINTF(4, 5);

/* The slow half of read_u8: there is no byte. */
uint8_t read_no_u8(struct reader *r, const char *what);

/* Big-endian integers; WHAT names them in the message when the bytes end too early. */
ALWAYS_INLINE uint8_t read_u8(struct reader *r, const char *what)
{
    if (LIKELY(r->at < r->bytes.size && !reader_failed(r)))
        return r->bytes.data[r->at++];
    return read_no_u8(r, what);
}

uint32_t read_u32(struct reader *r, const char *what);

/* COUNT bytes of the reader's own memory; an empty slice on a fault. */
struct bytes read_bytes(struct reader *r, size_t count, const char *what);

/* A number of things of at least BYTES_EACH bytes, of which so many must be left: what a count from
 * a file may make us allocate is bounded by the size of the file. */
uint32_t read_count(struct reader *r, size_t bytes_each, const char *what);

#endif
