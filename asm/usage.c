/* SPDX-License-Identifier: Apache-2.0 */
/* How instructions are written: the letters of opcodes.def, and the words for them of operands.def.
 */

#include "asm/usage.h"

#include "asm/opcode.h"

#include <string.h>

static void put_text(struct asm_bytes *to, const char *text)
{
    asm_put(to, text, strlen(text));
}

static void put_word(struct asm_bytes *to, char letter)
{
    static const struct {
        char letter;
        const char *word;
    } words[] = {
#define OPERAND(letter, word, meaning) {letter, word},
#include "loader/operands.def"
    };
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (words[i].letter == letter)
            put_text(to, words[i].word);
}

static void put_list(struct asm_bytes *to, const char *letters)
{
    const char *between = strlen(letters) == 2 ? " => " : ", ";
    put_text(to, "[");
    for (const char *at = letters; *at != '\0'; at++) {
        put_text(to, at == letters ? "" : between);
        put_word(to, *at);
    }
    put_text(to, ", ...]");
}

void asm_usage(struct asm_bytes *to, unsigned op)
{
    const char *letters = asm_opcodes[op].operands, *separator = " ";
    put_text(to, asm_opcodes[op].name);
    while (*letters != '\0') {
        /* The number of arguments is part of the name of a function. */
        bool counted = letters[0] == 'u' && (letters[1] == 'f' || letters[1] == 'e');
        letters += counted;
        put_text(to, separator);
        if (*letters == '*')
            put_list(to, asm_opcode_elements[op]);
        else if (counted)
            put_text(to, *letters == 'f' ? "name/arity" : "module:name/arity");
        else
            put_word(to, *letters);
        separator = ", ";
        letters++;
    }
    asm_put8(to, 0);
}
