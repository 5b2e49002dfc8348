/* SPDX-License-Identifier: Apache-2.0 */
/* instructions.c: prints docs/instructions.md, the reference of the generic instructions, from
 * loader/opcodes.def: operand letters become words, the chapters are its groups. Fails when an
 * instruction is in no group or in two, or when a group names what is no instruction. */
#include "tools/gen/table.h"

static const char *const obsolete[] = {
#define OP(number, name, operands, text)
#define OP_OBSOLETE(number, name, arity) #number " " #name,
#include "loader/opcodes.def"
};

static const char introduction[] =
    "# The generic instructions\n"
    "\n"
    "<!-- Made from loader/opcodes.def by `make docs`. Change that file, not this one. -->\n"
    "\n"
    "These are the instructions that BEAM files hold and that you write in text assembly: what "
    "compilers of Erlang/OTP 24\n"
    "to 28 emit. How they are written is told in [assembly.md](assembly.md), what the machine makes "
    "of them in\n"
    "[internals/dispatch.md](internals/dispatch.md). Each has a page of its own with an example; "
    "behind it is the source of\n"
    "that example, `instructions/NAME.tasm`.\n"
    "\n"
    "Operands stand in the order of the text. The label to jump to comes first, where results go "
    "comes last.\n";

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

static void print_operand(const struct instruction *in, size_t i)
{
    if (in->operands[i] == '*')
        print_elements(in->elements);
    else
        printf("*%s*", word_of(in->operands[i]));
}

static void print_instruction(struct instruction *in)
{
    if (in->printed)
        give_up(in->name, strlen(in->name), " is in two groups");
    in->printed = true;
    printf("| %u | [`%s`](instructions/%s.md) | ", in->number, in->name, in->name);
    for (size_t i = 0; in->operands[i] != '\0'; i++) {
        fputs(i == 0 ? "" : ", ", stdout);
        print_operand(in, i);
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
    fill_in_lists();
    fputs(introduction, stdout);
    print_words();
    for (size_t i = 0; i < COUNT_OF(groups); i++)
        print_group(groups[i][0], groups[i][1]);
    print_obsolete();
    for (size_t i = 0; i < COUNT_OF(instructions); i++)
        if (!instructions[i].printed)
            give_up(instructions[i].name, strlen(instructions[i].name), " is in no group");
    return ferror(stdout) || fflush(stdout) != 0;
}
