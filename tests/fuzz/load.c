/* SPDX-License-Identifier: Apache-2.0 */
/* load.c: bytes as a BEAM file, which is loaded or refused with one line of text. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    fuzz_machine();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *error;
    (void)fuzz_load((struct bytes){data, size}, &error);
    free(error);
    return 0;
}
