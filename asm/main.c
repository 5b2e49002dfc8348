/* SPDX-License-Identifier: Apache-2.0 */
/* tick-asm: text assembly to a BEAM file.
 *
 * Exit status: 0 the file was written; 2 it was not: bad usage, a source with errors, or a file
 * that cannot be read or written. The output is written under another name first and renamed when
 * it is complete, so that an old file stays as it was whenever something goes wrong. */

#include "asm/assemble.h"
#include "asm/options.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int cannot(const char *what, const char *name, const char *why)
{
    fprintf(stderr, "tick-asm: cannot %s %s: %s\n", what, name, why);
    return EXIT_BAD;
}

/* SIZE bytes of TEXT and then ENDING, in new memory. */
static char *joined(const char *text, size_t size, const char *ending)
{
    size_t bytes = size + strlen(ending) + 1;
    char *name = mem_alloc(bytes);
    (void)snprintf(name, bytes, "%.*s%s", (int)size, text, ending);
    return name;
}

/* The name of the output when none is given: FILE without its folder, .tasm replaced by .beam. */
static char *default_output(const char *file, const char *module)
{
    const char *slash = strrchr(file, '/');
    const char *base = strcmp(file, "-") == 0 ? module : slash == NULL ? file : slash + 1;
    size_t size = strlen(base);
    if (base != module && size > 5 && strcmp(base + size - 5, ".tasm") == 0)
        size -= 5;
    return joined(base, size, ".beam");
}

static bool write_all(int file, const struct asm_bytes *bytes)
{
    for (size_t done = 0; done < bytes->size;) {
        ssize_t step = write(file, bytes->data + done, bytes->size - done);
        if (step < 0 && errno == EINTR)
            continue;
        if (step < 0)
            return false;
        done += (size_t)step;
    }
    return true;
}

/* Writes BYTES under the name TEMPORARY (which mkstemp completes), then renames it to NAME. */
static bool write_and_rename(const struct asm_bytes *bytes, char *temporary, const char *name)
{
    int file = mkstemp(temporary);
    if (file < 0)
        return false;
    mode_t mask = umask(0);
    umask(mask);
    bool ok = write_all(file, bytes) && fchmod(file, 0666 & ~mask) == 0;
    int reason = errno;
    if (close(file) != 0 && ok) {
        ok = false;
        reason = errno;
    }
    if (ok && rename(temporary, name) == 0)
        return true;
    if (ok)
        reason = errno;
    unlink(temporary);
    errno = reason;
    return false;
}

/* Writes BYTES to NAME, which stays what it is. */
static bool write_in_place(const struct asm_bytes *bytes, const char *name)
{
    int file = open(name, O_WRONLY);
    bool ok = file >= 0 && write_all(file, bytes);
    int reason = errno;
    if (file >= 0 && close(file) != 0 && ok)
        return false;
    errno = reason;
    return ok;
}

static bool is_device_or_pipe(const char *name)
{
    struct stat there;
    return stat(name, &there) == 0 && !S_ISREG(there.st_mode) && !S_ISDIR(there.st_mode);
}

static int write_output(const struct asm_bytes *bytes, const char *name)
{
    char *temporary = joined(name, strlen(name), ".XXXXXX");
    bool ok = is_device_or_pipe(name) ? write_in_place(bytes, name)
                                      : write_and_rename(bytes, temporary, name);
    int reason = errno;
    free(temporary);
    return ok ? EXIT_SUCCESS : cannot("write", name, strerror(reason));
}

static void print_messages(struct asm_diag *diag, const struct asm_options *options)
{
    if (options->json)
        asm_diag_print_json(diag, stdout);
    else
        asm_diag_print(diag, stderr, options->colour);
}

static int assemble(const struct asm_options *options)
{
    struct asm_source source = {0};
    const char *why;
    uint32_t number;
    if (!asm_source_read(&source, options->file, &number, &why)) {
        asm_source_free(&source);
        return cannot("read", options->file, why);
    }
    struct asm_diag diag = options->diag;
    diag.source = &source;
    struct asm_bytes beam = {0};
    char *module = NULL;
    bool ok = asm_assemble(&diag, &source, &beam, &module);
    int status = ok ? EXIT_SUCCESS : EXIT_BAD;
    if (ok && !options->check) {
        char *name = options->output != NULL ? mem_strdup(options->output)
                                             : default_output(options->file, module);
        status = write_output(&beam, name);
        free(name);
    }
    print_messages(&diag, options);
    free(module);
    asm_bytes_free(&beam);
    asm_diag_free(&diag);
    asm_source_free(&source);
    return status;
}

int main(int argc, char **argv)
{
    struct asm_options options;
    int status;
    (void)setlocale(LC_CTYPE, "C.UTF-8"); /* for the widths of characters */
    return asm_options(&options, argc, argv, &status) ? assemble(&options) : status;
}
