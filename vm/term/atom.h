/* SPDX-License-Identifier: Apache-2.0 */
/* atom.h: the table of atoms: text to index under a lock, index to text without one.
 * Atoms known when the VM is built are listed in atoms.def and are constants: ATOM_ok. */
#ifndef TICK_VM_ATOM_H
#define TICK_VM_ATOM_H

#include "vm/term/term.h"

enum atom_constant {
#define ATOM(name, text) ATOM_INDEX_##name,
#include "vm/term/atoms.def"
#undef ATOM
    ATOM_CONSTANTS
};

#define ATOM_(name) ATOM_TERM(ATOM_INDEX_##name)

#define ATOM_MAX_CHARACTERS 255
#define ATOM_DEFAULT_LIMIT  1048576

/* Enters the constants; LIMIT is the most atoms there may be. Once, before any other thread. */
void atom_init(uint32_t limit);

/* The atom with this text (valid UTF-8, at most 255 characters); NON_VALUE when the table is full.
 * Any thread. */
Term atom_from_utf8(const char *text, size_t bytes) MUST_CHECK;
Term atom_from_latin1(const char *text, size_t bytes) MUST_CHECK;

/* The atom with this text if there is one, else NON_VALUE. Never makes one. */
Term atom_existing(const char *text, size_t bytes) MUST_CHECK;

struct atom_text {
    const char *utf8; /* ends in a zero byte */
    uint16_t bytes;
    uint16_t characters;
    uint32_t hash; /* as phash2 and term hashing want it */
};

/* The text of an atom; valid for ever, read without a lock. */
const struct atom_text *atom_text(Term atom);

/* Number of atoms in the table. */
uint32_t atom_count(void);

/* Bytes of the table; in *USED those of it that are taken. */
size_t atom_memory(uint64_t *used);

#endif
