/* SPDX-License-Identifier: Apache-2.0 */
/* container.h: the outside of a BEAM file: compression and chunks. */
#ifndef TICK_LOADER_CONTAINER_H
#define TICK_LOADER_CONTAINER_H

#include "loader/beam_file.h"

enum chunk_id {
    CHUNK_ATOM_UTF8,
    CHUNK_ATOM_LATIN1,
    CHUNK_CODE,
    CHUNK_STRINGS,
    CHUNK_IMPORTS,
    CHUNK_EXPORTS,
    CHUNK_LITERALS,
    CHUNK_LAMBDAS,
    CHUNK_LINES,
    CHUNK_ATTRIBUTES,
    CHUNK_COMPILE_INFO,
    CHUNK_META,
    CHUNKS
};

extern const char *const chunk_names[CHUNKS];

/* The contents of the chunks; DATA is NULL for one that is not there. */
struct chunks {
    struct bytes of[CHUNKS];
};

/* Finds the chunks in CONTENTS (unpacked). */
bool container_parse(struct beam_file *file, struct bytes contents,
                     struct chunks *chunks) MUST_CHECK;

/* The chunk that is called by the four bytes at TAG in CONTENTS; false: there is none, or these are
 * no BEAM file up to there. */
bool container_chunk(struct bytes contents, const char *tag, struct bytes *chunk) MUST_CHECK;

/* The chunk that begins at byte *AT of CONTENTS, which are a sound BEAM file, unpacked; *AT is then
 * behind it. The first one begins at CONTAINER_HEAD. False: there are no more. */
enum { CONTAINER_HEAD = 12 };
bool container_next(struct bytes contents, size_t *at, struct bytes *name, struct bytes *chunk);

/* Unpacks PACKED into SIZE bytes of FILE's arena. FORMAT is zlib's windowBits: 15 for zlib data, 31
 * for gzip. */
bool container_inflate(struct beam_file *file, struct bytes packed, size_t size, int format,
                       const char *what, struct bytes *result) MUST_CHECK;

/* Is this a gzip file? Then *SIZE is what it says it unpacks to. */
bool container_is_gzip(struct bytes contents, size_t *size);

#endif
