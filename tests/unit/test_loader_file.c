/* SPDX-License-Identifier: Apache-2.0 */
/* The container and the tables of a BEAM file: forms of different releases, and faults, which name
 * chunk and place. Files are put together by hand. */
#include "tests/unit/loader_harness.h"
#include "loader/beam_file.h"
#include "loader/compact.h"
#include "vm/term/atom.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

TestSuite(loader_file, .init = loader_setup);

static uint8_t out[65536];
static size_t size;

static void put(const void *bytes, size_t count)
{
    memcpy(out + size, bytes, count);
    size += count;
}

static void put32(uint32_t value)
{
    uint8_t bytes[] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8),
                       (uint8_t)value};
    put(bytes, 4);
}

static void patch32(size_t at, uint32_t value)
{
    size_t end = size;
    size = at;
    put32(value);
    size = end;
}

static size_t begin_chunk(const char *name)
{
    put(name, 4);
    put32(0);
    return size;
}

static void end_chunk(size_t start)
{
    patch32(start - 4, (uint32_t)(size - start));
    while (size % 4 != 0)
        out[size++] = 0;
}

static void chunk(const char *name, const void *bytes, size_t count)
{
    size_t start = begin_chunk(name);
    put(bytes, count);
    end_chunk(start);
}

static void begin_file(void)
{
    size = 0;
    put("FOR1\0\0\0\0BEAM", 12);
}

/* Atoms m, f; f/0 returns m. */
static const uint8_t code[] = {
    0,  0,    0,    16,   0,    0,    0, 0,    0, 0, 0, 180, 0, 0, 0, 3, 0, 0, 0, 1, /* head */
    1,  0x10, 2,    0x12, 0x22, 0x00, 1, 0x20, /* label, func_info, label */
    64, 0x12, 0x03, 19,   3,                   /* move, return, end */
};
static const uint8_t atoms[] = {0, 0, 0, 2, 1, 'm', 1, 'f'};
static const uint8_t exports[] = {0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2};
static const uint8_t none[] = {0, 0, 0, 0};

static const struct {
    const char *name;
    const uint8_t *bytes;
    size_t size;
} needed[] = {{"AtU8", atoms, sizeof atoms},
              {"Code", code, sizeof code},
              {"ImpT", none, sizeof none},
              {"ExpT", exports, sizeof exports}};

/* The needed chunks, with BYTES under the name INSTEAD where OTHER would be. */
static void needed_chunks_but(const char *other, const char *instead, const void *bytes,
                              size_t count)
{
    for (size_t i = 0; i < COUNT_OF(needed); i++)
        if (strcmp(needed[i].name, other) != 0)
            chunk(needed[i].name, needed[i].bytes, needed[i].size);
        else if (instead != NULL)
            chunk(instead, bytes, count);
}

static void needed_chunks(void)
{
    needed_chunks_but("", NULL, NULL, 0);
}

static char *load(void)
{
    patch32(4, (uint32_t)(size - 8));
    uint8_t *copy = malloc(size);
    memcpy(copy, out, size);
    return loader_load((struct bytes){copy, size});
}

static void accept(void)
{
    char *fault = load();
    cr_expect_null(fault, "%s", fault);
    free(fault);
}

static void refuse(const char *why)
{
    char *fault = load();
    cr_expect_not_null(fault, "loaded, without %s", why);
    if (fault != NULL)
        cr_expect_not_null(strstr(fault, why), "%s is not about %s", fault, why);
    free(fault);
}

/* ---- the container ---- */

Test(loader_file, needs_no_more_than_four_chunks)
{
    begin_file();
    needed_chunks();
    accept();
    const struct module *m = module_find(atom_existing("m", 1));
    cr_assert_not_null(m);
    cr_expect_eq(m->function_count, 1);
}

Test(loader_file, passes_over_unknown_chunks)
{
    begin_file();
    chunk("Xyz1", "odd", 3);
    needed_chunks();
    chunk("Dbgi", "anything", 8);
    accept();
}

Test(loader_file, missing_chunk_is_named)
{
    begin_file();
    needed_chunks_but("ImpT", NULL, NULL, 0);
    refuse("expected a chunk ImpT");
}

Test(loader_file, chunk_twice_is_a_fault)
{
    begin_file();
    needed_chunks();
    chunk("ImpT", none, sizeof none);
    refuse("chunk ImpT again");
}

Test(loader_file, something_else_is_no_beam_file)
{
    size = 0;
    put("#!/bin/sh\nexit 0\n", 17);
    char *fault = loader_load((struct bytes){memcpy(malloc(size), out, size), size});
    cr_expect_str_eq(fault, "test.beam: offset 0: expected a BEAM file (\"FOR1\"), found \"#!/b\"");
    free(fault);
}

Test(loader_file, chunk_longer_than_the_file)
{
    begin_file();
    needed_chunks();
    put("LitT\xff\xff\xff\xff", 8);
    refuse("size of a chunk");
}

Test(loader_file, compressed_as_a_whole)
{
    begin_file();
    needed_chunks();
    patch32(4, (uint32_t)(size - 8));
    uint8_t *packed = malloc(4096);
    z_stream stream = {
        .next_in = out, .avail_in = (unsigned)size, .next_out = packed, .avail_out = 4096};
    cr_assert_eq(deflateInit2(&stream, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    cr_assert_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    size_t packed_size = stream.total_out;
    deflateEnd(&stream);
    uint8_t *damaged = memcpy(malloc(packed_size), packed, packed_size);
    memset(damaged + packed_size - 4, 0x7F, 4); /* the size it says it has */
    char *fault = loader_load((struct bytes){packed, packed_size});
    cr_expect_null(fault, "%s", fault);
    fault = loader_load((struct bytes){damaged, packed_size});
    cr_expect_not_null(strstr(fault, "compressed file"), "%s", fault);
    free(fault);
}

/* ---- atoms ---- */

Test(loader_file, atoms_with_long_lengths)
{
    static const uint8_t long_form[] = {0xFF, 0xFF, 0xFF, 0xFE, 0x10, 'm', 0x10, 'f'};
    begin_file();
    needed_chunks_but("AtU8", "AtU8", long_form, sizeof long_form);
    accept();
}

Test(loader_file, atoms_in_latin1)
{
    static const uint8_t latin1[] = {0, 0, 0, 2, 1, 'm', 1, 0xE9};
    begin_file();
    needed_chunks_but("AtU8", "Atom", latin1, sizeof latin1);
    accept();
    cr_expect_neq(atom_existing("\xC3\xA9", 2), NON_VALUE);
}

Test(loader_file, atoms_that_are_no_utf8)
{
    static const uint8_t bad[] = {0, 0, 0, 2, 1, 'm', 1, 0xE9};
    begin_file();
    needed_chunks_but("AtU8", "AtU8", bad, sizeof bad);
    refuse("chunk AtU8, offset 6: expected the text of an atom");
}

Test(loader_file, more_atoms_than_bytes)
{
    begin_file();
    needed_chunks_but("AtU8", "AtU8", "\x7f\xff\xff\xff", 4);
    refuse("number of atoms");
}

/* ---- other tables ---- */

Test(loader_file, import_of_an_atom_that_is_not_there)
{
    static const uint8_t imports[] = {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 9, 0, 0, 0, 0};
    begin_file();
    needed_chunks_but("ImpT", "ImpT", imports, sizeof imports);
    refuse("chunk ImpT, offset 8: expected function of an import, found atom 9 of 2");
}

Test(loader_file, export_of_a_label_that_is_no_entry)
{
    static const uint8_t wrong[] = {0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1};
    begin_file();
    needed_chunks_but("ExpT", "ExpT", wrong, sizeof wrong);
    refuse("chunk ExpT, row 0");
}

/* One literal, the atom `ok` in the external format, at PLAIN bytes behind a size word. */
static size_t literal_table(uint8_t plain[16])
{
    static const uint8_t table[] = {0, 0, 0, 1, 0, 0, 0, 5, 131, 119, 2, 'o', 'k'};
    memcpy(plain, table, sizeof table);
    return sizeof table;
}

Test(loader_file, literals_packed_and_not)
{
    uint8_t plain[16], packed[128];
    size_t plain_size = literal_table(plain);
    uLongf packed_size = sizeof packed;
    cr_assert_eq(compress(packed, &packed_size, plain, plain_size), Z_OK);
    begin_file();
    needed_chunks();
    size_t start = begin_chunk("LitT");
    put32((uint32_t)plain_size);
    put(packed, packed_size);
    end_chunk(start);
    accept();
    begin_file();
    needed_chunks();
    start = begin_chunk("LitT");
    put32(0);
    put(plain, plain_size);
    end_chunk(start);
    accept();
}

Test(loader_file, literals_that_say_they_are_huge)
{
    begin_file();
    needed_chunks();
    chunk("LitT", "\x7f\xff\xff\xff\x78\x9c", 6);
    refuse("chunk LitT: 2 bytes cannot unpack to 2147483647");
}

Test(loader_file, literal_that_is_no_term)
{
    static const uint8_t bad[] = {0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 131, 255};
    begin_file();
    needed_chunks();
    chunk("LitT", bad, sizeof bad);
    refuse("external format");
}

/* ---- what tells versions apart ---- */

/* The MD5 of a file with the needed chunks, one fun with this unique number, and chunk NAME. */
static void md5_of_file(uint32_t uniq, const char *name, const char *contents, unsigned char *md5)
{
    begin_file();
    needed_chunks();
    size_t start = begin_chunk("FunT");
    const uint32_t words[] = {1, 2, 0, 2, 0, 0, uniq};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        put32(words[i]);
    end_chunk(start);
    chunk(name, contents, strlen(contents));
    patch32(4, (uint32_t)size - 8);
    struct beam_file file = {0};
    bool parsed = beam_file_parse(&file, "m.beam", (struct bytes){out, size});
    cr_expect(parsed, "%s", file.error.text);
    memcpy(md5, file.md5, MD5_DIGEST);
    beam_file_release(&file);
}

Test(loader_file, md5_is_of_what_is_executed)
{
    unsigned char first[MD5_DIGEST], other[MD5_DIGEST];
    md5_of_file(1, "Meta", "", first);
    md5_of_file(2, "Meta", "", other);
    cr_expect_eq(memcmp(first, other, MD5_DIGEST), 0, "a number made from the source");
    md5_of_file(1, "Dbgi", "debug information", other);
    cr_expect_eq(memcmp(first, other, MD5_DIGEST), 0);
    md5_of_file(1, "StrT", "strings", other);
    cr_expect_neq(memcmp(first, other, MD5_DIGEST), 0);
    md5_of_file(1, "Meta", "features", other);
    cr_expect_neq(memcmp(first, other, MD5_DIGEST), 0);
}

Test(loader_file, line_table_of_an_unknown_version_is_passed_over)
{
    static const uint8_t lines[] = {0, 0, 0, 9, 1, 2, 3};
    begin_file();
    needed_chunks();
    chunk("Line", lines, sizeof lines);
    accept();
}

/* ---- compact numbers ---- */

static struct compact compact_of(const void *bytes, size_t count, bool *failed)
{
    struct load_error error = {.path = "test"};
    struct reader r = {.bytes = {bytes, count}, .chunk = "x", .error = &error};
    struct compact c = read_compact(&r, "a number");
    *failed = error.text != NULL;
    free(error.text);
    return c;
}

static void expect_value(const void *bytes, size_t count, enum compact_tag tag, int64_t value)
{
    bool failed;
    struct compact c = compact_of(bytes, count, &failed);
    cr_expect(!failed);
    cr_expect_eq(c.tag, tag);
    cr_expect_eq(c.value, value);
}

Test(loader_file, compact_numbers_of_each_length)
{
    expect_value("\x51", 1, COMPACT_I, 5);
    expect_value("\xE9\xFF", 2, COMPACT_I, 2047);
    expect_value("\x19\xFF\x00", 3, COMPACT_I, -256);
    expect_value("\xD9\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 9, COMPACT_I, INT64_MAX);
}

Test(loader_file, compact_integer_wider_than_a_word)
{
    bool failed;
    struct compact c = compact_of("\xF9\x00\x01\0\0\0\0\0\0\0\0", 11, &failed);
    cr_expect(!failed);
    cr_expect_eq(c.digits.size, 9);
    cr_expect_eq(c.digits.data[0], 1);
}

Test(loader_file, compact_number_of_64_bits)
{
    bool failed;
    struct compact c = compact_of("\xF8\x00\x00\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFE", 11, &failed);
    cr_expect(!failed);
    cr_expect_eq(compact_number(&c), UINT64_MAX - 1);
    cr_expect_eq(c.value, INT64_MAX);
    compact_of("\xF8\x00\x01\0\0\0\0\0\0\0\0", 11, &failed); /* 65 bits */
    cr_expect(failed);
    compact_of("\xFB\x00\x00\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFE", 11, &failed); /* a register */
    cr_expect(failed);
}

Test(loader_file, compact_numbers_that_are_faults)
{
    bool failed;
    compact_of("\x1B\xFF\x00", 3, &failed); /* a negative register */
    cr_expect(failed);
    compact_of("\xF9\xF9\xF9\xF9", 4, &failed); /* the length of a length of a length */
    cr_expect(failed);
    compact_of("\xD9\x7F", 2, &failed); /* cut off */
    cr_expect(failed);
}
