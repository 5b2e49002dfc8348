/* SPDX-License-Identifier: Apache-2.0 */
/* external_words.c: how much an external term is going to take on the heap. Terms come one after
 * the other in the input, what a container holds behind it: so a count of those still to come is
 * all that a walk needs. Nothing is checked here but that lengths are within the input. */
#include "vm/term/external_words.h"

#include "vm/term/bits.h"
#include "vm/term/external_tags.h"
#include "vm/term/map.h"

/* Words of a pair of a hash trie, with its part of the nodes. */
#define TRIE_PAIR_WORDS 3

/* Bytes that are there when a tag and a length are read. */
#define HEAD_BYTES 5

struct outlook {
    const unsigned char *at;
    const unsigned char *end;
    size_t awaited; /* terms still to come */
    size_t words;
};

static size_t length_at(const unsigned char *at, unsigned size)
{
    size_t length = 0;
    for (unsigned i = 0; i < size; i++)
        length = length << 8 | at[i];
    return length;
}

static void skip(struct outlook *o, size_t bytes, size_t words)
{
    size_t left = (size_t)(o->end - o->at);
    o->at += bytes < left ? bytes : left;
    o->words += words;
}

/* A container whose COUNT terms follow; there cannot be more than bytes. */
static bool enter(struct outlook *o, size_t head, size_t count, size_t words)
{
    o->at += head;
    o->awaited += count;
    if (o->awaited > (size_t)(o->end - o->at))
        return false;
    o->words += words;
    return true;
}

static size_t binary_words(size_t size)
{
    return size <= HEAP_BITS_MAX_BYTES ? HEAP_BITS_WORDS(8 * size) : BIN_REF_WORDS + SUB_BITS_WORDS;
}

static size_t map_words(size_t pairs)
{
    return pairs <= MAP_FLAT_MAX ? 1 + pairs + MAP_FLAT_WORDS(pairs) : TRIE_PAIR_WORDS * pairs;
}

/* One term. False: it is malformed, or none of the common ones. */
static bool look(struct outlook *o)
{
    const unsigned char *at = o->at;
    size_t length = length_at(at + 1, 4);
    o->awaited--;
    switch (at[0]) {
    case TAG_SMALL_INTEGER:
        skip(o, 2, 0);
        return true;
    case TAG_INTEGER:
        skip(o, 5, 0);
        return true;
    case TAG_NIL:
        skip(o, 1, 0);
        return true;
    case TAG_NEW_FLOAT:
        skip(o, 9, FLOAT_WORDS);
        return true;
    case TAG_SMALL_BIG:
        skip(o, 3 + (size_t)at[1], 1 + ((size_t)at[1] + 7) / 8);
        return true;
    case TAG_SMALL_ATOM:
    case TAG_SMALL_ATOM_UTF8:
        skip(o, 2 + (size_t)at[1], 0);
        return true;
    case TAG_ATOM:
    case TAG_ATOM_UTF8:
        skip(o, 3 + (length >> 16), 0);
        return true;
    case TAG_STRING:
        if (length >> 16 > (size_t)(o->end - at))
            return false;
        skip(o, 3 + (length >> 16), 2 * (length >> 16));
        return true;
    case TAG_BINARY:
        skip(o, 5 + length, binary_words(length));
        return true;
    case TAG_SMALL_TUPLE:
        return enter(o, 2, at[1], 1 + (size_t)at[1]);
    case TAG_LARGE_TUPLE:
        return enter(o, 5, length, 1 + length);
    case TAG_LIST:
        return enter(o, 5, length + 1, 2 * length);
    case TAG_MAP:
        return enter(o, 5, 2 * length, map_words(length));
    default:
        return false;
    }
}

size_t external_words(const unsigned char *bytes, size_t size)
{
    struct outlook o = {.at = bytes, .end = bytes + size, .awaited = 1};
    while (o.awaited > 0 && o.end - o.at >= HEAD_BYTES && look(&o)) {
    }
    return o.words;
}
