/* SPDX-License-Identifier: Apache-2.0 */
/* atom.c: two tables. The first, in chunks that never move, leads from an index to the text; the
 * second is a hash table of indices, open-addressed. Entries are never removed, so readers of
 * either need no lock: a slot goes from empty to filled once, after the text it leads to is
 * complete. When the hash table fills up a larger one is published; readers still in the old one
 * find what was there when they began. Old tables stay (all of them together are smaller than the
 * newest). */
#include "vm/term/atom.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#define CHUNK_BITS       12
#define CHUNK_ATOMS      (1u << CHUNK_BITS)
#define MAX_ATOMS        ((uint32_t)1 << 31)
#define MAX_BYTES        (ATOM_MAX_CHARACTERS * 4)
#define FIRST_TABLE_SIZE 4096 /* a power of two */

typedef _Atomic(const struct atom_text *) text_slot;

struct hash_table {
    struct hash_table *older;
    uint32_t mask;             /* size - 1 */
    _Atomic(uint32_t) slots[]; /* index + 1; 0: empty */
};

static pthread_mutex_t insert_lock = PTHREAD_MUTEX_INITIALIZER;
static uint32_t atom_limit;
static _Atomic(uint32_t) count;
static _Atomic(size_t) text_bytes; /* of all texts together */
static _Atomic(text_slot *) *chunks;
static _Atomic(struct hash_table *) table;

/* ---- hashing ---- */

static uint32_t hash_step(uint32_t hash, uint32_t value)
{
    hash = (hash << 4) + value;
    uint32_t high = hash & 0xF0000000u;
    if (high != 0) {
        hash ^= high >> 24;
        hash ^= high;
    }
    return hash;
}

/* P. J. Weinberger's hash (hashpjw) over the bytes, those characters that are in Latin-1 counting
 * as their one Latin-1 byte: the value that erlang:phash2 of an atom is made from. */
static uint32_t hash_text(const unsigned char *text, size_t bytes)
{
    uint32_t hash = 0;
    for (size_t i = 0; i < bytes; i++) {
        uint32_t value = text[i];
        if ((value & 0xFC) == 0xC0 && i + 1 < bytes)
            value = value << 6 | (text[++i] & 0x3F);
        hash = hash_step(hash, value & 0xFF);
    }
    return hash;
}

static uint32_t first_slot(const struct hash_table *in, uint32_t hash)
{
    return (hash * 0x9E3779B1u ^ hash >> 15) & in->mask;
}

/* ---- looking up ---- */

static const struct atom_text *text_of(uint32_t index)
{
    text_slot *chunk = atomic_load_explicit(&chunks[index >> CHUNK_BITS], memory_order_acquire);
    return atomic_load_explicit(&chunk[index & (CHUNK_ATOMS - 1)], memory_order_acquire);
}

const struct atom_text *atom_text(Term atom)
{
    return text_of(atom_index(atom));
}

uint32_t atom_count(void)
{
    return atomic_load_explicit(&count, memory_order_acquire);
}

size_t atom_memory(uint64_t *used)
{
    size_t texts = atomic_load_explicit(&text_bytes, memory_order_relaxed), bytes = texts;
    size_t atoms = atom_count(), chunk_count = (atoms + CHUNK_ATOMS - 1) >> CHUNK_BITS;
    const struct hash_table *each = atomic_load_explicit(&table, memory_order_acquire);
    for (; each != NULL; each = each->older)
        bytes += sizeof *each + ((size_t)each->mask + 1) * sizeof each->slots[0];
    *used = texts + atoms * (sizeof(text_slot) + sizeof(uint32_t));
    return bytes + chunk_count * CHUNK_ATOMS * sizeof(text_slot);
}

static bool is_text(uint32_t index, uint32_t hash, const char *text, size_t bytes)
{
    const struct atom_text *entry = text_of(index);
    return entry->hash == hash && entry->bytes == bytes && memcmp(entry->utf8, text, bytes) == 0;
}

/* The atom, or NON_VALUE and in *EMPTY the slot where it belongs. */
static Term find(struct hash_table *in, uint32_t hash, const char *text, size_t bytes,
                 uint32_t *empty)
{
    for (uint32_t slot = first_slot(in, hash);; slot = (slot + 1) & in->mask) {
        uint32_t entry = atomic_load_explicit(&in->slots[slot], memory_order_acquire);
        if (entry == 0) {
            *empty = slot;
            return NON_VALUE;
        }
        if (is_text(entry - 1, hash, text, bytes))
            return ATOM_TERM(entry - 1);
    }
}

Term atom_existing(const char *text, size_t bytes)
{
    uint32_t empty;
    struct hash_table *now = atomic_load_explicit(&table, memory_order_acquire);
    return find(now, hash_text((const unsigned char *)text, bytes), text, bytes, &empty);
}

/* ---- inserting, under the lock ---- */

static struct hash_table *table_new(uint32_t size, struct hash_table *older)
{
    struct hash_table *made = mem_zalloc(sizeof *made + size * sizeof made->slots[0]);
    made->older = older;
    made->mask = size - 1;
    return made;
}

static void table_grow(uint32_t atoms)
{
    struct hash_table *old = atomic_load_explicit(&table, memory_order_relaxed);
    struct hash_table *larger = table_new(2 * (old->mask + 1), old);
    for (uint32_t index = 0; index < atoms; index++) {
        uint32_t slot = first_slot(larger, text_of(index)->hash);
        while (larger->slots[slot] != 0)
            slot = (slot + 1) & larger->mask;
        atomic_store_explicit(&larger->slots[slot], index + 1, memory_order_relaxed);
    }
    atomic_store_explicit(&table, larger, memory_order_release);
}

static uint16_t count_characters(const char *text, size_t bytes)
{
    uint16_t characters = 0;
    for (size_t i = 0; i < bytes; i++)
        characters += ((unsigned char)text[i] & 0xC0) != 0x80;
    return characters;
}

static const struct atom_text *text_new(uint32_t hash, const char *text, size_t bytes)
{
    struct atom_text *entry = mem_alloc(sizeof *entry + bytes + 1);
    char *own = (char *)(entry + 1);
    memcpy(own, text, bytes);
    own[bytes] = '\0';
    *entry = (struct atom_text){
        .utf8 = own,
        .bytes = (uint16_t)bytes,
        .characters = count_characters(text, bytes),
        .hash = hash,
    };
    return entry;
}

static void text_enter(uint32_t index, const struct atom_text *entry)
{
    _Atomic(text_slot *) *place = &chunks[index >> CHUNK_BITS];
    text_slot *chunk = atomic_load_explicit(place, memory_order_relaxed);
    if (chunk == NULL) {
        chunk = mem_zalloc(CHUNK_ATOMS * sizeof *chunk);
        atomic_store_explicit(place, chunk, memory_order_release);
    }
    atomic_store_explicit(&chunk[index & (CHUNK_ATOMS - 1)], entry, memory_order_release);
}

static Term insert(uint32_t hash, const char *text, size_t bytes)
{
    struct hash_table *now = atomic_load_explicit(&table, memory_order_relaxed);
    uint32_t slot;
    Term atom = find(now, hash, text, bytes, &slot);
    uint32_t index = atomic_load_explicit(&count, memory_order_relaxed);
    if (atom != NON_VALUE || index == atom_limit)
        return atom;
    text_enter(index, text_new(hash, text, bytes));
    atomic_fetch_add_explicit(&text_bytes, sizeof(struct atom_text) + bytes + 1,
                              memory_order_relaxed);
    atomic_store_explicit(&count, index + 1, memory_order_release);
    atomic_store_explicit(&now->slots[slot], index + 1, memory_order_release);
    if (index + 1 > now->mask - now->mask / 4)
        table_grow(index + 1);
    return ATOM_TERM(index);
}

Term atom_from_utf8(const char *text, size_t bytes)
{
    if (bytes > MAX_BYTES)
        return NON_VALUE;
    uint32_t empty;
    uint32_t hash = hash_text((const unsigned char *)text, bytes);
    struct hash_table *now = atomic_load_explicit(&table, memory_order_acquire);
    Term atom = find(now, hash, text, bytes, &empty);
    if (atom != NON_VALUE)
        return atom;
    pthread_mutex_lock(&insert_lock);
    atom = insert(hash, text, bytes);
    pthread_mutex_unlock(&insert_lock);
    return atom;
}

Term atom_from_latin1(const char *text, size_t bytes)
{
    char utf8[2 * ATOM_MAX_CHARACTERS];
    if (bytes > ATOM_MAX_CHARACTERS)
        return NON_VALUE;
    size_t length = 0;
    for (size_t i = 0; i < bytes; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c >= 0x80)
            utf8[length++] = (char)(0xC0 | c >> 6);
        utf8[length++] = (char)(c < 0x80 ? c : 0x80 | (c & 0x3F));
    }
    return atom_from_utf8(utf8, length);
}

/* ---- start ---- */

struct constant {
    const char *text;
    size_t bytes;
};

static const struct constant constants[] = {
#define ATOM(name, text) {text, sizeof(text) - 1},
#include "vm/term/atoms.def"
#undef ATOM
};

void atom_init(uint32_t limit)
{
    atom_limit = limit < ATOM_CONSTANTS ? ATOM_CONSTANTS : limit < MAX_ATOMS ? limit : MAX_ATOMS;
    size_t chunk_count = ((size_t)atom_limit + CHUNK_ATOMS - 1) >> CHUNK_BITS;
    chunks = mem_zalloc(chunk_count * sizeof *chunks);
    atomic_store(&table, table_new(FIRST_TABLE_SIZE, NULL));
    for (uint32_t i = 0; i < ATOM_CONSTANTS; i++) {
        Term atom = atom_from_utf8(constants[i].text, constants[i].bytes);
        if (atom != ATOM_TERM(i))
            fatal("atoms.def lists '%s' twice", constants[i].text);
    }
}
