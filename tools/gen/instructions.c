/* SPDX-License-Identifier: Apache-2.0 */
/* instructions.c: prints docs/instructions.md, the reference of the generic instructions, from
 * loader/opcodes.def: operand letters become words, the chapters are its groups. Fails when an
 * instruction is in no group or in two, or when a group names what is no instruction. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct instruction {
    unsigned number;
    const char *name, *operands, *elements, *text;
    bool printed;
};

static struct instruction instructions[] = {
#define OP(number, name, operands, text) {number, #name, operands, NULL, text, false},
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

static const char *const obsolete[] = {
#define OP(number, name, operands, text)
#define OP_OBSOLETE(number, name, arity) #number " " #name,
#include "loader/opcodes.def"
};

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static const char introduction[] =
    "# The generic instructions\n"
    "\n"
    "<!-- Made from loader/opcodes.def by `make docs`. Change that file, not this one. -->\n"
    "\n"
    "These are the instructions that BEAM files hold and that you write in text assembly: what "
    "compilers of Erlang/OTP 24\n"
    "to 28 emit. How they are written is told in [assembly.md](assembly.md), what the machine makes "
    "of them in\n"
    "[internals/dispatch.md](internals/dispatch.md).\n"
    "\n"
    "Operands stand in the order of the text. The label to jump to comes first, where results go "
    "comes last.\n";

/* What a reader wants to know of an operand: a word for the tables, and what may stand there. */
static const struct operand_word {
    char letter;
    const char *word, *meaning;
} words[] = {
    {'f', "label",
     "a label of this function, `.name`; where a function begins, `name/arity`; `-` for none: "
     "then failing raises an exception"},
    {'s', "value", "`x` or `y` register, integer, atom, `[]` or any other constant term"},
    {'d', "result", "`x` or `y` register that is written (or a context that is changed)"},
    {'y', "slot", "`y` register"},
    {'F', "float", "floating point register, `f0`"},
    {'S', "value or float", "either of the two"},
    {'D', "result or float", "either of the two, written"},
    {'u', "number",
     "a plain number: arity, count, size, unit, position. Flags of bit syntax may be a list, "
     "`[little, signed]`; a place in the table of strings is written as the bytes, "
     "`<<\"abc\">>`"},
    {'n', "live", "how many `x` registers are kept if memory is collected; `_` has it computed"},
    {'h', "words", "how much heap is needed: words, or `[words => 2, floats => 1, funs => 1]`"},
    {'a', "atom", "an atom"},
    {'e', "function", "a function of any module, `lists:reverse/1`"},
    {'b', "builtin", "a function that may stand in a guard, `erlang:hd/1`"},
    {'k', "body",
     "the local function behind a fun, `name/arity`; in `call_fun2` what is known of the fun: "
     "`safe`, `unsafe` or a body"},
    {'i', "line", "a place in a source, `\"file.erl\", 12`; `-` when it is not known"},
    {'L', "own label", "the name that this place gets, written in front: `.name:`"},
    {'m', "command", "an atom and its operands, see [assembly.md](assembly.md)"},
};

static const char *word_of(char letter)
{
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (words[i].letter == letter)
            return words[i].word;
    fprintf(stderr, "instructions: no word for operand letter %c\n", letter);
    exit(1);
}

static struct instruction *find(const char *name, size_t bytes)
{
    for (size_t i = 0; i < COUNT_OF(instructions); i++)
        if (strlen(instructions[i].name) == bytes && memcmp(instructions[i].name, name, bytes) == 0)
            return &instructions[i];
    fprintf(stderr, "instructions: %.*s is no instruction\n", (int)bytes, name);
    exit(1);
}

static void print_words(void)
{
    puts("\n| operand | what stands there |\n| --- | --- |");
    for (size_t i = 0; i < COUNT_OF(words); i++)
        printf("| *%s* | %s |\n", words[i].word, words[i].meaning);
    puts(
        "\nA list stands in brackets and repeats what is shown in them; pairs are written `key => value`.\n"
        "Calls of functions by name do not repeat the number of arguments: `call relay/1`.");
}

/* One round of a list: `[value => label, ...]`. */
static void print_elements(const char *elements)
{
    putchar('[');
    for (size_t i = 0; elements[i] != '\0'; i++)
        printf("%s*%s*", i == 0 ? "" : strlen(elements) == 2 ? " => " : ", ", word_of(elements[i]));
    fputs(", ...]", stdout);
}

static void print_instruction(struct instruction *in)
{
    if (in->printed) {
        fprintf(stderr, "instructions: %s is in two groups\n", in->name);
        exit(1);
    }
    in->printed = true;
    printf("| %u | `%s` | ", in->number, in->name);
    for (size_t i = 0; in->operands[i] != '\0'; i++) {
        fputs(i == 0 ? "" : ", ", stdout);
        if (in->operands[i] == '*')
            print_elements(in->elements);
        else
            printf("*%s*", word_of(in->operands[i]));
    }
    printf("%s| %s |\n", in->operands[0] == '\0' ? "" : " ", in->text);
}

static void print_group(const char *title, const char *names)
{
    printf(
        "\n## %s\n\n| number | instruction | operands | what it does |\n| ---: | --- | --- | --- |\n",
        title);
    for (size_t bytes; *names != '\0'; names += bytes + (names[bytes] == ' ')) {
        bytes = strcspn(names, " ");
        print_instruction(find(names, bytes));
    }
}

static void print_obsolete(void)
{
    puts("\n## Numbers that are no longer used\n\n"
         "Compilers before OTP 24 wrote these. Tick refuses files that hold them.\n");
    for (size_t i = 0; i < COUNT_OF(obsolete); i++)
        printf("%s%s", obsolete[i],
               i + 1 == COUNT_OF(obsolete) ? ".\n"
               : i % 6 == 5                ? ",\n"
                                           : ", ");
}

int main(void)
{
    for (size_t i = 0; i < COUNT_OF(lists); i++)
        find(lists[i][0], strlen(lists[i][0]))->elements = lists[i][1];
    fputs(introduction, stdout);
    print_words();
    for (size_t i = 0; i < COUNT_OF(groups); i++)
        print_group(groups[i][0], groups[i][1]);
    print_obsolete();
    for (size_t i = 0; i < COUNT_OF(instructions); i++)
        if (!instructions[i].printed) {
            fprintf(stderr, "instructions: %s is in no group\n", instructions[i].name);
            return 1;
        }
    return ferror(stdout) || fflush(stdout) != 0;
}
