/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz.h: what the targets of the fuzzers share. A target is one file NAME.c with the two functions
 * declared first here; docs/internals/fuzzing.md tells what each of them promises. */
#ifndef TICK_TESTS_FUZZ_H
#define TICK_TESTS_FUZZ_H

#include "asm/vector.h"
#include "loader/beam_file.h"

#include <stdio.h>

/* What has to be done once, before the first input. */
void fuzz_start(void);

/* libFuzzer calls this for each input. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* libFuzzer calls this at the start. Returns 0. */
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* Ends the process, as a sanitizer does, with one line that says which promise was broken. */
NORETURN void fuzz_broken(const char *format, ...) PRINTF(1, 2);

/* The tables of the machine: atoms, literals, exports, builtins, instructions. No scheduler. */
void fuzz_machine(void);

/* Assembles TEXT in memory. True: BEAM, which the caller frees, holds the file; false: there was at
 * least one error, with a place in the text and without a line end, and BEAM is as it was. What the
 * errors look like when they are printed goes to LOG, if there is one. */
bool fuzz_assemble(const char *text, size_t size, struct asm_bytes *beam, FILE *log);

/* Can the assembler read TEXT, whatever it thinks of the code? */
bool fuzz_reads(const char *text, size_t size);

/* Loads a file, without running it, and gives it up. False: it was refused; that it was is then one
 * line of text in *ERROR, which the caller frees. */
bool fuzz_load(struct bytes contents, char **error);

#endif
