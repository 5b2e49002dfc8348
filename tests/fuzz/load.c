/* SPDX-License-Identifier: Apache-2.0 */
/* load.c: bytes as a BEAM file, which is loaded or refused with one line of text. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

void fuzz_start(void)
{
    fuzz_machine();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *error;
    (void)fuzz_load((struct bytes){data, size}, &error);
    free(error);
    return 0;
}
