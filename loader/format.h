/* SPDX-License-Identifier: Apache-2.0 */
/* format.h: the numbers of the BEAM file format and of the external term format, for whoever writes
 * or reads files. All integers of several bytes are big-endian. A file is "FOR1", the size of what
 * follows, "BEAM", then chunks: four letters, the size of the data, the data, zero bytes up to a
 * multiple of four. */
#ifndef TICK_LOADER_FORMAT_H
#define TICK_LOADER_FORMAT_H

/* Limits of the file format and of the machine. */
enum beam_limit {
    BEAM_MAX_REGISTERS = 1024, /* x, y and float registers each have numbers below this */
    BEAM_MAX_ARITY = 255,
    BEAM_MAX_ATOM_CHARACTERS = 255,
    BEAM_MAX_OPCODE = 184,
    BEAM_LEAST_HIGHEST_OPCODE = 169, /* no file of today asks for less of the machine */
    BEAM_TYPED_REGISTER_OPCODE =
        178,                  /* highest opcode of the release that brought typed registers */
    BEAM_INSTRUCTION_SET = 0, /* version, in the head of the Code chunk */
    BEAM_CODE_HEAD_SIZE = 16, /* bytes of that head after its own size field */
    BEAM_SMALL_INTEGER_BITS = 60,
};

/* Compact terms: the low three bits of the first byte. */
enum beam_tag {
    BEAM_TAG_U = 0, /* untagged number */
    BEAM_TAG_I = 1, /* integer */
    BEAM_TAG_A = 2, /* atom, 1 up; 0 is the empty list */
    BEAM_TAG_X = 3,
    BEAM_TAG_Y = 4,
    BEAM_TAG_F = 5, /* label, 0 for none */
    BEAM_TAG_H = 6, /* character */
    BEAM_TAG_Z = 7, /* extended */
};

/* What the value of an extended term says. */
enum beam_extended {
    BEAM_EXT_LIST = 1,
    BEAM_EXT_FLOAT_REGISTER = 2,
    BEAM_EXT_ALLOC_LIST = 3,
    BEAM_EXT_LITERAL = 4,
    BEAM_EXT_TYPED_REGISTER = 5,
};

/* Rows of an allocation list: what a number counts. */
enum beam_alloc {
    BEAM_ALLOC_WORDS = 0,
    BEAM_ALLOC_FLOATS = 1,
    BEAM_ALLOC_FUNS = 2,
};

/* The Type chunk, version 1: a u32 of the version and one of the number of rows; a row is the kinds
 * (types.def) in two bytes, then the least and the greatest integer in eight bytes each. */
enum beam_types {
    BEAM_TYPES_VERSION = 1,
    BEAM_TYPE_BYTES = 18,
    BEAM_NO_LEAST = 0, /* no range is known: these two together */
    BEAM_NO_MOST = -1,
};

/* Flags of binary instructions. */
enum beam_bit_flag {
    BEAM_BITS_ALIGNED = 1,
    BEAM_BITS_LITTLE = 2,
    BEAM_BITS_SIGNED = 4,
    BEAM_BITS_EXACT = 8,
    BEAM_BITS_NATIVE = 16,
};

/* External term format. */
enum etf_tag {
    ETF_VERSION = 131,
    ETF_NEW_FLOAT = 70,
    ETF_BIT_BINARY = 77,
    ETF_SMALL_INTEGER = 97,
    ETF_INTEGER = 98,
    ETF_FLOAT_TEXT = 99,
    ETF_ATOM = 100, /* Latin-1, size in two bytes */
    ETF_SMALL_TUPLE = 104,
    ETF_LARGE_TUPLE = 105,
    ETF_NIL = 106,
    ETF_STRING = 107,
    ETF_LIST = 108,
    ETF_BINARY = 109,
    ETF_SMALL_BIG = 110,
    ETF_LARGE_BIG = 111,
    ETF_EXPORT = 113,
    ETF_SMALL_ATOM = 115, /* Latin-1, size in one byte */
    ETF_MAP = 116,
    ETF_ATOM_UTF8 = 118,
    ETF_SMALL_ATOM_UTF8 = 119,
};

#endif
