/* SPDX-License-Identifier: Apache-2.0 */
/* replay.c: runs a target with each of the files it is given, in a build without libFuzzer. */
#include "tests/fuzz/fuzz.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The file in memory of exactly its size, so that reading behind its end is noticed; NULL with
 * errno on a failure. */
static uint8_t *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return NULL;
    uint8_t *data = NULL;
    if (fseek(file, 0, SEEK_END) == 0) {
        long end = ftell(file);
        *size = end < 0 ? 0 : (size_t)end;
        data = mem_alloc(*size + (*size == 0));
        if (end < 0 || fseek(file, 0, SEEK_SET) != 0 || fread(data, 1, *size, file) != *size) {
            free(data);
            data = NULL;
        }
    }
    fclose(file);
    return data;
}

int main(int argc, char **argv)
{
    fuzz_start();
    for (int i = 1; i < argc; i++) {
        size_t size = 0;
        uint8_t *data = read_file(argv[i], &size);
        if (data == NULL) {
            fprintf(stderr, "replay: cannot read %s: %s\n", argv[i], strerror(errno));
            return EXIT_FAILURE;
        }
        printf("%s\n", argv[i]);
        fflush(stdout);
        (void)LLVMFuzzerTestOneInput(data, size);
        free(data);
    }
    return EXIT_SUCCESS;
}
