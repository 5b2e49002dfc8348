/* SPDX-License-Identifier: Apache-2.0 */
/* tick-dis: a BEAM file to text assembly that tick-asm turns back into the same code.
 *
 * Exit status: 0 the text was printed; 2 bad usage, or a file that cannot be read or is malformed,
 * and then nothing was printed. */

#include "tools/dis/dis.h"

#include "vm/term/atom.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

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

static int cannot_write(const char *path)
{
    fprintf(stderr, "tick-dis: cannot write %s: %s\n", path == NULL ? "standard output" : path,
            strerror(errno));
    return EXIT_BAD;
}

static bool put(FILE *to, const char *text, size_t size)
{
    return fwrite(text, 1, size, to) == size && fflush(to) == 0;
}

/* To standard output, or to a file, which stays empty or cut short when there is no room for it. */
static int write_text(const char *path, const char *text, size_t size)
{
    if (path == NULL)
        return put(stdout, text, size) ? EXIT_SUCCESS : cannot_write(path);
    FILE *to = fopen(path, "w");
    if (to == NULL)
        return cannot_write(path);
    bool written = put(to, text, size);
    bool closed = fclose(to) == 0;
    return written && closed ? EXIT_SUCCESS : cannot_write(path);
}

static bool print(FILE *to, struct beam_file *file, struct bytes contents,
                  const struct dis_options *options)
{
    return options->chunks ? dis_chunks(to, file, contents)
                           : dis_module(to, file, contents, options);
}

static int disassemble(const struct dis_options *options, struct bytes contents)
{
    struct beam_file file = {0};
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    if (to == NULL)
        fatal("out of memory");
    bool ok =
        beam_file_parse(&file, options->file, contents) && print(to, &file, contents, options);
    if (fclose(to) != 0)
        fatal("out of memory");
    int status = EXIT_BAD;
    if (ok)
        status = write_text(options->output, text, size);
    else
        fprintf(stderr, "tick-dis: %s\n", file.error.text);
    free(text);
    beam_file_release(&file);
    return status;
}

int main(int argc, char **argv)
{
    struct dis_options options;
    struct bytes contents = {NULL, 0};
    int status = EXIT_BAD;
    if (!dis_options(argc, argv, &options, &status))
        return status;
    atom_init(ATOM_DEFAULT_LIMIT);
    errno = 0;
    if (read_file(options.file, &contents))
        status = disassemble(&options, contents);
    else
        fprintf(stderr, "tick-dis: cannot read %s: %s\n", options.file, strerror(errno));
    free((void *)(uintptr_t)contents.data);
    return status;
}
