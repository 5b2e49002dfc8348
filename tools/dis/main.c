/* SPDX-License-Identifier: Apache-2.0 */
/* tick-dis: a BEAM file to text assembly that tick-asm turns back into the same code.
 *
 * Exit status: 0 the text was printed; 2 bad usage, or a file that cannot be read or is malformed,
 * and then nothing was printed. */

#include "tools/dis/dis.h"
#include "vm/base/version.h"

#include "vm/term/atom.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { EXIT_BAD = 2 };

static const char usage[] = "Usage: tick-dis FILE.beam\n";

static const char help[] = "Prints a BEAM file as text assembly, which tick-asm accepts.\n"
                           "\n"
                           "  -h, --help      show this help\n"
                           "  -V, --version   show the version\n"
                           "\n"
                           "Exit status: 0, or 2 when the file is no sound BEAM file.\n";

/* The whole file, unpacked if it is compressed. False with errno on a failure. */
static bool read_file(const char *path, struct bytes *contents)
{
    gzFile file = gzopen(path, "rb");
    if (file == NULL)
        return false;
    uint8_t *data = NULL;
    size_t size = 0, room = 0;
    int step;
    do {
        if (size == room)
            data = mem_realloc(data, room = room == 0 ? 65536 : 2 * room);
        step = gzread(file, data + size, (unsigned)(room - size < 65536 ? room - size : 65536));
        size += step > 0 ? (size_t)step : 0;
    } while (step > 0 && size < BEAM_FILE_MAX_BYTES);
    if (step < 0)
        errno = errno != 0 ? errno : EIO;
    gzclose(file);
    *contents = (struct bytes){data, size};
    return step >= 0;
}

static uint32_t big_endian(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* The data of a chunk that the loader does not need, in a file known to be sound. */
static struct bytes find_chunk(struct bytes contents, const char *id)
{
    for (size_t at = 12; at + 8 <= contents.size;) {
        size_t size = big_endian(contents.data + at + 4);
        if (size > contents.size - at - 8)
            break;
        if (memcmp(contents.data + at, id, 4) == 0)
            return (struct bytes){contents.data + at + 8, size};
        at += 8 + ((size + 3) & ~(size_t)3);
    }
    return (struct bytes){NULL, 0};
}

static void print_exports(FILE *to, const struct beam_file *file)
{
    for (uint32_t i = file->export_count; i-- > 0;) {
        fputs("export ", to);
        dis_atom_term(to, file->exports[i].function);
        fprintf(to, "/%u\n", file->exports[i].arity);
    }
}

static bool print_attributes(FILE *to, struct beam_file *file)
{
    struct reader r = {.bytes = file->attributes, .chunk = "Attr", .error = &file->error};
    return file->attributes.size == 0 || dis_attributes(to, &r);
}

static bool print_module(FILE *to, struct beam_file *file, struct bytes contents)
{
    struct bytes types = find_chunk(contents, "Type");
    fputs("module ", to);
    dis_atom_term(to, file->name);
    fputs("\nlines explicit\n\n", to);
    print_exports(to, file);
    fputc('\n', to);
    if (!print_attributes(to, file))
        return false;
    if (types.data != NULL) {
        fputs("chunk \"Type\", ", to);
        dis_binary(to, types, 0);
        fputc('\n', to);
    }
    return dis_code(to, file);
}

static bool disassemble(const char *path, struct bytes contents)
{
    struct beam_file file = {0};
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    if (to == NULL)
        fatal("out of memory");
    bool ok = beam_file_parse(&file, path, contents) && print_module(to, &file, contents);
    fclose(to);
    if (ok)
        fwrite(text, 1, size, stdout);
    else
        fprintf(stderr, "tick-dis: %s\n", file.error.text);
    free(text);
    beam_file_release(&file);
    return ok;
}

static int run(const char *path)
{
    struct bytes contents = {NULL, 0};
    errno = 0;
    int status = EXIT_BAD;
    if (!read_file(path, &contents))
        fprintf(stderr, "tick-dis: cannot read %s: %s\n", path, strerror(errno));
    else if (disassemble(path, contents))
        status = EXIT_SUCCESS;
    free((void *)(uintptr_t)contents.data);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "tick-dis: cannot write: %s\n", strerror(errno));
        status = EXIT_BAD;
    }
    return status;
}

static int bad_usage(const char *what)
{
    if (what != NULL)
        fprintf(stderr, "tick-dis: %s\n", what);
    fputs(usage, stderr);
    fputs("Try tick-dis --help.\n", stderr);
    return EXIT_BAD;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"help", no_argument, NULL, 'h'}, {"version", no_argument, NULL, 'V'}, {NULL, 0, NULL, 0}};
    int option;
    while ((option = getopt_long(argc, argv, "hV", options, NULL)) != -1) {
        switch (option) {
        case 'h':
            fputs(usage, stdout);
            fputs(help, stdout);
            return EXIT_SUCCESS;
        case 'V':
            puts("tick-dis " TICK_VERSION);
            return EXIT_SUCCESS;
        default:
            return bad_usage(NULL);
        }
    }
    if (argc - optind != 1)
        return bad_usage(optind == argc ? "no file given" : "one file at a time");
    atom_init(ATOM_DEFAULT_LIMIT);
    return run(argv[optind]);
}
