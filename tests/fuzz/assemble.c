/* SPDX-License-Identifier: Apache-2.0 */
/* assemble.c: bytes as source text. Either there are errors, each with a place in the text, or
 * there is a file; the same text gives the same file, and the loader takes that or says in one line
 * why not.
 *
 * The text may include two files: itself, as "self", and a short one, "other". */
#include "tests/fuzz/fuzz.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static FILE *log_file;
static bool assembling; /* else fopen is called by libFuzzer */

static struct {
    const uint8_t *data;
    size_t size;
} input;

static char other[] = "define Other, 1\nmacro Twice Line\n Line\n Line\nend\n";

/* Called in place of fopen by the assembler: no input reaches the files of the machine. */
FILE *__wrap_fopen(const char *path, const char *mode);
FILE *__real_fopen(const char *path, const char *mode);

FILE *__wrap_fopen(const char *path, const char *mode)
{
    if (!assembling)
        return __real_fopen(path, mode);
    if (strcmp(path, "self") == 0 && input.size > 0)
        return fmemopen((void *)(uintptr_t)input.data, input.size, mode);
    if (strcmp(path, "other") == 0)
        return fmemopen(other, sizeof other - 1, mode);
    errno = ENOENT;
    return NULL;
}

void fuzz_start(void)
{
    log_file = __real_fopen("/dev/null", "w");
    if (log_file == NULL)
        fuzz_broken("cannot open /dev/null");
    fuzz_machine();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct asm_bytes beam = {0}, again = {0};
    char *error = NULL;
    input.data = data;
    input.size = size;
    assembling = true;
    if (fuzz_assemble((const char *)data, size, &beam, log_file)) {
        /* Small ones twice: that is soon done, and there are many of them. */
        if (size < 1000 &&
            (!fuzz_assemble((const char *)data, size, &again, NULL) || again.size != beam.size ||
             memcmp(again.data, beam.data, beam.size) != 0))
            fuzz_broken("assembled again, it is another file");
        (void)fuzz_load((struct bytes){beam.data, beam.size}, &error);
    }
    assembling = false;
    free(error);
    asm_bytes_free(&beam);
    asm_bytes_free(&again);
    return 0;
}
