/* SPDX-License-Identifier: Apache-2.0 */
/* beam_file.h: a BEAM file taken apart into its tables. A BEAM file is an IFF container ("FOR1",
 * size, "BEAM", then chunks of four-letter name, size and contents, padded to four bytes), as a
 * whole perhaps compressed with gzip. Here every count, index and size in the tables is checked;
 * the instructions themselves stay bytes (decode.h). */
#ifndef TICK_LOADER_BEAM_FILE_H
#define TICK_LOADER_BEAM_FILE_H

#include "loader/arena.h"
#include "loader/reader.h"
#include "vm/base/md5.h"
#include "vm/term/term.h"

/* The most bytes that a file, or something compressed in one, may unpack to. */
#define BEAM_FILE_MAX_BYTES ((size_t)256 * 1024 * 1024)

struct beam_import {
    Term module, function;
    uint32_t arity;
};

struct beam_export {
    Term function;
    uint32_t arity;
    uint32_t label;
};

/* A row of the fun table. */
struct beam_lambda {
    Term function;
    uint32_t arity; /* of the function that holds the body: free variables count */
    uint32_t label;
    uint32_t index;
    uint32_t num_free;
    uint32_t old_uniq;
};

struct beam_line {
    uint32_t file; /* 0: the module's own source; n: file_names[n - 1] */
    uint32_t line; /* 0: unknown */
};

struct beam_file {
    struct arena arena;
    struct load_error error;

    Term name;
    Term *atoms; /* atoms[0] is nil, as in operands */
    uint32_t atom_count;
    struct beam_import *imports;
    uint32_t import_count;
    struct beam_export *exports;
    uint32_t export_count;
    struct beam_lambda *lambdas;
    uint32_t lambda_count;
    struct bytes *literals; /* each in the external term format */
    uint32_t literal_count;
    struct beam_line *lines; /* lines[0] is "unknown" */
    uint32_t line_count;
    struct bytes *file_names; /* UTF-8 */
    uint32_t file_count;
    struct bytes strings;    /* what bs_put_string and bs_match_string refer to */
    struct bytes attributes; /* external terms; empty when the chunk is not there */
    struct bytes compile_info;
    unsigned char md5[MD5_DIGEST]; /* of what makes up the code, as Erlang/OTP computes it */

    struct bytes code;    /* the whole chunk */
    uint32_t code_start;  /* offset of the first instruction in it */
    uint32_t label_count; /* labels are 1 .. label_count - 1 */
    uint32_t function_count;
};

/* Takes apart CONTENTS, which must stay as long as FILE is used; PATH is for messages. False on a
 * fault, which FILE->error tells; beam_file_release either way. Makes atoms. */
bool beam_file_parse(struct beam_file *file, const char *path, struct bytes contents) MUST_CHECK;

/* The same, read from the file system. */
bool beam_file_read(struct beam_file *file, const char *path) MUST_CHECK;

/* Frees everything, the error too. */
void beam_file_release(struct beam_file *file);

#endif
