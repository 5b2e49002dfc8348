/* SPDX-License-Identifier: Apache-2.0 */
/* The atom table: identity, texts, hashes, the limit, and four threads at once. */
#include "vm/term/atom.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static void setup(void)
{
    atom_init(ATOM_DEFAULT_LIMIT);
}

TestSuite(atom, .init = setup, .timeout = 60);

static Term make(const char *text)
{
    return atom_from_utf8(text, strlen(text));
}

Test(atom, constants_have_their_indices)
{
    cr_assert_eq(make("ok"), ATOM_(ok));
    cr_assert_eq(make("EXIT"), ATOM_(exit_signal));
    cr_assert_eq(make(""), ATOM_(empty));
    cr_assert_str_eq(atom_text(ATOM_(badarith))->utf8, "badarith");
    cr_assert_eq(atom_count(), ATOM_CONSTANTS);
}

Test(atom, the_same_text_is_the_same_atom)
{
    Term first = make("some_new_atom");
    cr_assert_eq(make("some_new_atom"), first);
    cr_assert_neq(make("some_new_atoms"), first);
    cr_assert_eq(atom_from_utf8("some_new_atom and more", 13), first);
}

Test(atom, existing_makes_none)
{
    cr_assert_eq(atom_existing("not there yet", 13), NON_VALUE);
    cr_assert_eq(atom_count(), ATOM_CONSTANTS);
    Term made = make("not there yet");
    cr_assert_eq(atom_existing("not there yet", 13), made);
}

Test(atom, texts_know_bytes_and_characters)
{
    const struct atom_text *text = atom_text(make("a\xC3\xA9\xE2\x82\xAC"));
    cr_assert_eq(text->bytes, 6);
    cr_assert_eq(text->characters, 3);
    cr_assert_eq(text->utf8[6], '\0');
}

Test(atom, texts_may_contain_zero_bytes)
{
    Term a = atom_from_utf8("a\0b", 3);
    cr_assert_neq(a, atom_from_utf8("a\0c", 3));
    cr_assert_eq(atom_text(a)->bytes, 3);
}

Test(atom, latin1_and_utf8_name_the_same_atom)
{
    cr_assert_eq(atom_from_latin1("\xE9t\xE9", 3), make("\xC3\xA9t\xC3\xA9"));
    char longest[ATOM_MAX_CHARACTERS + 1];
    memset(longest, 0xFF, sizeof longest);
    cr_assert_neq(atom_from_latin1(longest, ATOM_MAX_CHARACTERS), NON_VALUE);
    cr_assert_eq(atom_from_latin1(longest, ATOM_MAX_CHARACTERS + 1), NON_VALUE);
}

Test(atom, hash_is_hashpjw_of_the_latin1_text)
{
    cr_assert_eq(atom_text(make("a"))->hash, 97);
    cr_assert_eq(atom_text(make("ab"))->hash, 97 * 16 + 98);
    cr_assert_eq(atom_text(make("\xC3\xA9"))->hash, 0xE9);
    cr_assert_eq(atom_text(make("\xE2\x82\xAC"))->hash, (0xE2 * 16 + 0x82) * 16 + 0xAC);
    /* Seven letters of 0x77 fill 28 bits and more: the high four are folded back. */
    uint32_t hash = 0;
    for (int i = 0; i < 12; i++) {
        hash = (hash << 4) + 'w';
        uint32_t high = hash & 0xF0000000u;
        hash = (hash ^ high >> 24) & ~high;
    }
    cr_assert_eq(atom_text(make("wwwwwwwwwwww"))->hash, hash);
}

Test(atom, growth_loses_nothing)
{
    enum { MANY = 50000 };
    static Term atoms[MANY];
    char text[32];
    for (int i = 0; i < MANY; i++) {
        int bytes = snprintf(text, sizeof text, "atom_%d", i);
        atoms[i] = atom_from_utf8(text, (size_t)bytes);
    }
    for (int i = 0; i < MANY; i++) {
        int bytes = snprintf(text, sizeof text, "atom_%d", i);
        cr_assert_eq(atom_existing(text, (size_t)bytes), atoms[i]);
        cr_assert_str_eq(atom_text(atoms[i])->utf8, text);
    }
}

Test(atom_limit, a_full_table_refuses_new_atoms_and_finds_old_ones)
{
    atom_init(ATOM_CONSTANTS + 2);
    Term a = make("limit_a");
    cr_assert_neq(a, NON_VALUE);
    cr_assert_neq(make("limit_b"), NON_VALUE);
    cr_assert_eq(make("limit_c"), NON_VALUE);
    cr_assert_eq(make("limit_a"), a);
    cr_assert_eq(atom_count(), ATOM_CONSTANTS + 2);
}

/* ---- four threads, each making all atoms in an order of its own ---- */

enum { THREADS = 4, SHARED = 20011 };

struct worker {
    size_t stride;
    const char *failure;
    Term atoms[SHARED];
};

static void *work(void *argument)
{
    struct worker *worker = argument;
    char text[32];
    for (size_t i = 0, at = 0; i < SHARED; i++, at = (at + worker->stride) % SHARED) {
        int bytes = snprintf(text, sizeof text, "shared_%zu", at);
        Term atom = atom_from_utf8(text, (size_t)bytes);
        worker->atoms[at] = atom;
        if (strcmp(atom_text(atom)->utf8, text) != 0)
            worker->failure = "an atom has another text";
        if (atom_existing(text, (size_t)bytes) != atom)
            worker->failure = "an atom is not found";
    }
    return NULL;
}

Test(atom, four_threads_agree_on_every_atom)
{
    static struct worker workers[THREADS];
    static const size_t strides[THREADS] = {1, 20010, 7919, 7919};
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        workers[i].stride = strides[i];
        cr_assert_eq(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        cr_assert_null(workers[i].failure, "%s", workers[i].failure);
        cr_assert_arr_eq(workers[i].atoms, workers[0].atoms, sizeof workers[0].atoms);
    }
    cr_assert_eq(atom_count(), ATOM_CONSTANTS + SHARED);
}
