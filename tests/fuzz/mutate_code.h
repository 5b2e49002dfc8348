/* SPDX-License-Identifier: Apache-2.0 */
/* mutate_code.h: changes instructions and operands in the code of a BEAM file. */
#ifndef TICK_TESTS_FUZZ_MUTATE_CODE_H
#define TICK_TESTS_FUZZ_MUTATE_CODE_H

#include "asm/vector.h"
#include "loader/reader.h"

/* Appends the data of the chunk CODE to TO, changed in one place. */
void mutate_code(struct asm_bytes *to, struct bytes code);

#endif
