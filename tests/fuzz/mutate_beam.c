/* SPDX-License-Identifier: Apache-2.0 */
/* mutate_beam.c: changes BEAM files chunk by chunk, keeping the sizes around them right, so that
 * what is changed is looked at: instructions and operands in the code, words in tables, bytes
 * elsewhere. */
#include "tests/fuzz/mutate_code.h"
#include "tests/fuzz/random.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { FILE_HEAD = 12, CHUNK_HEAD = 8, MOST_CHUNKS = 64, ROOM = 256, MOST_LITERALS = 1 << 16 };

struct chunk {
    char id[4];
    struct bytes data;
};

struct file {
    struct chunk chunks[MOST_CHUNKS];
    size_t count;
};

static uint32_t big_endian(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static bool take_apart(struct file *file, const uint8_t *data, size_t size)
{
    file->count = 0;
    if (size < FILE_HEAD || memcmp(data, "FOR1", 4) != 0 || memcmp(data + 8, "BEAM", 4) != 0)
        return false;
    for (size_t at = FILE_HEAD; size - at >= CHUNK_HEAD && file->count < MOST_CHUNKS;) {
        struct chunk *chunk = &file->chunks[file->count];
        size_t bytes = big_endian(data + at + 4), left = size - at - CHUNK_HEAD;
        memcpy(chunk->id, data + at, 4);
        chunk->data = (struct bytes){data + at + CHUNK_HEAD, bytes < left ? bytes : left};
        file->count++;
        size_t padded = (chunk->data.size + 3) & ~(size_t)3;
        at += CHUNK_HEAD + (padded < left ? padded : left);
    }
    return file->count > 0;
}

/* ---- one chunk ---- */

/* DATA as libFuzzer changes bytes; in small chunks, where SIZE bytes of head are kept, behind them
 * only. */
static void put_bytes_changed(struct asm_bytes *to, struct bytes data)
{
    uint8_t *room = mem_alloc(data.size + ROOM);
    if (data.size > 0)
        memcpy(room, data.data, data.size);
    asm_put(to, room, LLVMFuzzerMutate(room, data.size, data.size + ROOM));
    free(room);
}

/* A table of 32-bit words: one of them changed, or a row of ROW bytes away or there twice. */
static void put_table_changed(struct asm_bytes *to, struct bytes data, size_t row)
{
    static const uint32_t edges[] = {0, 1, 255, 256, 65535, INT32_MAX, UINT32_MAX};
    size_t rows = data.size < 4 ? 0 : (data.size - 4) / row, start = to->size,
           at = 4 + row * random_below(rows);
    if (rows == 0) {
        put_bytes_changed(to, data);
        return;
    }
    asm_put(to, data.data, data.size);
    uint8_t *copy = to->data + start,
            *word = copy + (random_once_in(10) ? 0 : at + 4 * random_below(row / 4));
    uint32_t value =
        random_once_in(5) ? edges[random_below(COUNT_OF(edges))] : (uint32_t)random_below(12);
    switch (random_below(6)) {
    case 0:
        memmove(copy + at, copy + at + row, data.size - at - row);
        to->size -= row;
        copy[3]--;
        break;
    case 1:
        copy[3]++;
        asm_put(to, data.data + at, row);
        break;
    default:
        for (unsigned i = 0; i < 4; i++)
            word[i] = (uint8_t)(value >> (24 - 8 * i));
        break;
    }
}

/* Packed literals, changed as bytes and packed again. */
static void put_literals_changed(struct asm_bytes *to, struct bytes data)
{
    static uint8_t plain[MOST_LITERALS + ROOM];
    uLongf size = MOST_LITERALS, packed = compressBound(MOST_LITERALS + ROOM);
    if (data.size < 4 || random_once_in(10) ||
        uncompress(plain, &size, data.data + 4, data.size - 4) != Z_OK) {
        put_bytes_changed(to, data);
        return;
    }
    size = LLVMFuzzerMutate(plain, size, size + ROOM);
    uint8_t *room = mem_alloc(packed);
    if (compress2(room, &packed, plain, size, Z_BEST_SPEED) != Z_OK)
        fatal("out of memory");
    asm_put32(to, (uint32_t)size);
    asm_put(to, room, packed);
    free(room);
}

static void put_changed(struct asm_bytes *to, const struct chunk *chunk)
{
    static const struct {
        char id[5];
        size_t row;
    } tables[] = {{"ImpT", 12}, {"ExpT", 12}, {"LocT", 12}, {"FunT", 24}};
    for (size_t i = 0; i < COUNT_OF(tables); i++)
        if (memcmp(chunk->id, tables[i].id, 4) == 0) {
            put_table_changed(to, chunk->data, tables[i].row);
            return;
        }
    if (memcmp(chunk->id, "Code", 4) == 0 && !random_once_in(12))
        mutate_code(to, chunk->data);
    else if (memcmp(chunk->id, "LitT", 4) == 0)
        put_literals_changed(to, chunk->data);
    else
        put_bytes_changed(to, chunk->data);
}

/* ---- the file ---- */

static void put_chunk(struct asm_bytes *to, const struct chunk *chunk, bool change)
{
    asm_put(to, chunk->id, 4);
    asm_put32(to, 0);
    size_t start = to->size;
    if (change)
        put_changed(to, chunk);
    else
        asm_put(to, chunk->data.data, chunk->data.size);
    uint32_t size = (uint32_t)(to->size - start);
    for (unsigned i = 0; i < 4; i++)
        to->data[start - 4 + i] = (uint8_t)(size >> (24 - 8 * i));
    while (to->size % 4 != 0)
        asm_put8(to, 0);
}

/* Half of all changes are made in the code. */
static size_t chunk_to_change(const struct file *file)
{
    for (size_t i = 0; i < file->count; i++)
        if (memcmp(file->chunks[i].id, "Code", 4) == 0 && random_once_in(2))
            return i;
    return random_below(file->count);
}

static size_t put_together(const struct file *file, uint8_t *data, size_t max_size)
{
    struct asm_bytes out = {0};
    size_t changed = chunk_to_change(file),
           gone = random_once_in(100) ? random_below(file->count) : file->count;
    asm_put(&out, data, FILE_HEAD);
    for (size_t i = 0; i < file->count; i++)
        if (i != gone)
            put_chunk(&out, &file->chunks[i], i == changed);
    for (unsigned i = 0; i < 4; i++)
        out.data[4 + i] = (uint8_t)((out.size - 8) >> (24 - 8 * i));
    size_t size = out.size < max_size ? out.size : max_size;
    memcpy(data, out.data, size);
    asm_bytes_free(&out);
    return size;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    struct file file;
    random_seed(seed);
    if (random_once_in(50) || !take_apart(&file, data, size))
        return LLVMFuzzerMutate(data, size, max_size);
    for (size_t changes = 1 + random_below(3); changes > 0; changes--) {
        size = put_together(&file, data, max_size);
        if (!take_apart(&file, data, size))
            break;
    }
    return size;
}
