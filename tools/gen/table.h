/* SPDX-License-Identifier: Apache-2.0 */
/* table.h: loader/opcodes.def as the generators of pages read it: instructions with their operands,
 * chapters, releases, and what a reader is told of each operand letter. */
#ifndef TICK_GEN_TABLE_H
#define TICK_GEN_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

struct instruction {
    unsigned number;
    const char *name, *operands, *text;
    const char *elements; /* letters of one round of the list, if it has one */
    bool printed;
};

static struct instruction instructions[] = {
#define OP(number, name, operands, text) {number, #name, operands, text, NULL, false},
#include "loader/opcodes.def"
};

static const char *const lists[][2] = {
#define OP(number, name, operands, text)
#define OP_LIST(name, elements) {#name, elements},
#include "loader/opcodes.def"
};

static const char *const groups[][2] = {
#define OP(number, name, operands, text)
#define OP_GROUP(title, names) {title, names},
#include "loader/opcodes.def"
};

/* What a reader wants to know of an operand: a word for the tables, and what may stand there. */
static const struct operand_word {
    char letter;
    const char *word, *meaning;
} words[] = {
#define OPERAND(letter, word, meaning) {letter, word, meaning},
#include "loader/operands.def"
};

/* MESSAGE about NAME, and the end of the generator. */
_Noreturn static void give_up(const char *name, size_t bytes, const char *message)
{
    fprintf(stderr, "instructions: %.*s%s\n", (int)bytes, name, message);
    exit(1);
}

static const char *word_of(char letter)
{
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (words[i].letter == letter)
            return words[i].word;
    give_up(&letter, 1, ": no word for this operand letter");
}

static struct instruction *find(const char *name, size_t bytes)
{
    for (size_t i = 0; i < COUNT_OF(instructions); i++)
        if (strlen(instructions[i].name) == bytes && memcmp(instructions[i].name, name, bytes) == 0)
            return &instructions[i];
    give_up(name, bytes, " is no instruction");
}

static void fill_in_lists(void)
{
    for (size_t i = 0; i < COUNT_OF(lists); i++)
        find(lists[i][0], strlen(lists[i][0]))->elements = lists[i][1];
}

#endif
