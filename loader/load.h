/* SPDX-License-Identifier: Apache-2.0 */
/* load.h: loading a BEAM file, from first byte to published module. */
#ifndef TICK_LOADER_LOAD_H
#define TICK_LOADER_LOAD_H

#include "loader/reader.h"
#include "vm/code/code.h"

/* Prepares the machine for modules: memory for literals, the tables of code and builtins,
 * interpreter and loader. Once, after atom_init, before anything else of them. False: the system
 * gives no address space for literals. */
bool load_init(void) MUST_CHECK;

/* Loads the file at PATH and publishes the module. EXPECTED is the name it must have, or NON_VALUE.
 * Returns NULL on a fault; *ERROR is then one line of malloc'd text: file, place in it, what was
 * expected, what was found. */
struct module *load_file(const char *path, Term expected, char **error) MUST_CHECK;

/* The same from memory, without publishing: a module_reader_fn. */
struct module *load_read(const char *path, const unsigned char *bytes, size_t size, Term expected,
                         char **error) MUST_CHECK;

/* The chunk called NAME in a BEAM file that is not compressed: a module_chunk_fn. */
bool load_chunk(const unsigned char *bytes, size_t size, const char *name,
                const unsigned char **chunk, size_t *chunk_size) MUST_CHECK;

#endif
