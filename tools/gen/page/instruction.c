/* SPDX-License-Identifier: Apache-2.0 */
/* instruction.c: prints docs/instructions/NAME.md, the page of one instruction, from its row in
 * loader/opcodes.def and from docs/instructions/NAME.tasm, whose comments hold the words and whose
 * code is the example:
 *
 *     ; SPDX-...
 *     ; NAME Operand, [Other, ...]         how it is written
 *     ;   Operand  what it means           a line for each operand and each element of the list, in
 * order
 *     ;
 *     ; Some paragraphs.
 *     ;
 *     ; heap: what it takes                these may be left out, see `facts`, but for the last;
 *     ; raises: what                       each may go on for several lines
 *     ; reductions: how many
 *     ; see: NAME ...
 *     ; result: what main/0 returns, as tick run --print prints it
 *
 *             module  NAME
 *     ...
 *
 * Fails when the operands are not as many as the table has, or when something is missing. */
#include "tools/gen/table.h"

static const char *const releases[][2] = {
#define OP(number, name, operands, text)
#define OP_SINCE(number, release) {#number, release},
#include "loader/opcodes.def"
};

/* What ends the comments of a page; in the order in which they are printed. */
enum fact { HEAP, RAISES, REDUCTIONS, SEE, RESULT, FACTS };

static struct {
    const char *key, *title;
    char text[2000]; /* what holds unless the page says something else */
} facts[FACTS] = {
    [HEAP] = {"heap", "Heap", "none."},
    [RAISES] = {"raises", "Raises", "nothing."},
    [REDUCTIONS] = {"reductions", "Reductions", "one."},
    [SEE] = {"see", "See also", ""},
    [RESULT] = {"result", NULL, ""},
};

enum { LINE_BYTES = 400 };

struct page {
    FILE *file;
    const struct instruction *in;
    char line[LINE_BYTES]; /* the last line read, without "; " if it is a comment */
    bool comment;          /* is it one? */
};

_Noreturn static void fault(const struct page *p, const char *message)
{
    give_up(p->in->name, strlen(p->in->name), message);
}

/* False at the end of the file. */
static bool read_line(struct page *p)
{
    char line[LINE_BYTES];
    if (fgets(line, sizeof line, p->file) == NULL)
        return false;
    line[strcspn(line, "\n")] = '\0';
    p->comment = line[0] == ';';
    snprintf(p->line, sizeof p->line, "%s",
             p->comment ? line + strspn(line, ";") + (line[1] == ' ') : line);
    return true;
}

/* ---- operands ---- */

/* The letters of the operands that the text has, lists replaced by what one round holds. Calls by
 * name do not repeat the number of arguments. */
static void text_operands(const struct instruction *in, char *letters, size_t size)
{
    const char *operands = in->operands;
    if (strncmp(operands, "uf", 2) == 0 || strncmp(operands, "ue", 2) == 0)
        operands++;
    size_t fixed = strcspn(operands, "*");
    snprintf(letters, size, "%.*s%s", (int)fixed, operands,
             operands[fixed] == '*' ? in->elements : "");
}

static void print_operands(struct page *p)
{
    char letters[64];
    text_operands(p->in, letters, sizeof letters);
    for (size_t i = 0; letters[i] != '\0'; i++) {
        if (!read_line(p) || strncmp(p->line, "  ", 2) != 0)
            fault(p, ".tasm: fewer operands than the table has");
        char *name = p->line + 2;
        size_t bytes = strcspn(name, " ");
        const char *meaning = name + bytes + strspn(name + bytes, " ");
        if (i == 0)
            puts("\n| operand | [kind](../instructions.md) | |\n| --- | --- | --- |");
        printf("| *%.*s* | %s | %s |\n", (int)bytes, name, word_of(letters[i]), meaning);
    }
    if (!read_line(p) || p->line[0] != '\0')
        fault(p, ".tasm: more operands than the table has");
}

/* ---- words ---- */

/* If LINE is the first of a fact, that; else FACTS. */
static enum fact fact_at(const char *line)
{
    enum fact fact = 0;
    for (; fact < FACTS; fact++) {
        size_t bytes = strlen(facts[fact].key);
        if (strncmp(line, facts[fact].key, bytes) == 0 && line[bytes] == ':')
            break;
    }
    return fact;
}

static void print_paragraphs(struct page *p)
{
    bool blank = true;
    while (read_line(p) && p->comment && !(blank && fact_at(p->line) != FACTS)) {
        if (p->line[0] != '\0')
            printf("%s%s\n", blank ? "\n" : "", p->line);
        blank = p->line[0] == '\0';
    }
}

static void read_facts(struct page *p)
{
    enum fact fact = FACTS;
    for (; p->comment; read_line(p)) {
        enum fact next = fact_at(p->line);
        const char *text = p->line;
        if (next != FACTS) {
            fact = next;
            text += strlen(facts[fact].key) + 1;
            facts[fact].text[0] = '\0';
        }
        text += strspn(text, " ");
        size_t used = strlen(facts[fact].text);
        if (used + strlen(text) + 2 > sizeof facts[fact].text)
            fault(p, ".tasm: too long a text");
        snprintf(facts[fact].text + used, sizeof facts[fact].text - used, "%s%s",
                 used == 0 ? "" : " ", text);
    }
    if (facts[RESULT].text[0] == '\0')
        fault(p, ".tasm: there is no result");
}

static void print_see_also(void)
{
    const char *name = facts[SEE].text;
    for (size_t bytes; *name != '\0'; name += strspn(name, " ")) {
        bytes = strcspn(name, " ");
        (void)find(name, bytes);
        printf("%s[%.*s](%.*s.md)", name == facts[SEE].text ? "" : ", ", (int)bytes, name,
               (int)bytes, name);
        name += bytes;
    }
    puts(".");
}

static const char *release_of(const struct instruction *in)
{
    const char *release = NULL;
    for (size_t i = 0; i < COUNT_OF(releases); i++)
        if (strtoul(releases[i][0], NULL, 10) <= in->number)
            release = releases[i][1];
    return release;
}

static const char *chapter_of(const struct instruction *in)
{
    size_t bytes = strlen(in->name);
    for (size_t i = 0; i < COUNT_OF(groups); i++)
        for (const char *at = groups[i][1]; *at != '\0'; at += strspn(at, " ")) {
            if (strcspn(at, " ") == bytes && memcmp(at, in->name, bytes) == 0)
                return groups[i][0];
            at += strcspn(at, " ");
        }
    give_up(in->name, bytes, " is in no group");
}

static void print_facts(const struct page *p)
{
    puts("\n| | |\n| --- | --- |");
    for (enum fact fact = 0; fact < SEE; fact++) {
        printf("| %s | ", facts[fact].title);
        for (const char *c = facts[fact].text; *c != '\0'; c++)
            printf("%s%c", *c == '|' ? "\\" : "", *c);
        puts(" |");
    }
    printf("| Number | %u |\n| Since Erlang/OTP | %s |\n", p->in->number, release_of(p->in));
}

/* The rest of the file. */
static void print_example(struct page *p)
{
    puts("\n## Example\n");
    while (p->line[0] == '\0' && read_line(p))
        ;
    do {
        if (p->line[0] == '\0')
            putchar('\n');
        else
            printf("    %s%s\n", p->comment ? "; " : "", p->line);
    } while (read_line(p));
    printf(
        "\n`tick run --print docs/instructions/%s.tasm` prints what `main/0` returns:\n\n    %s\n",
        p->in->name, facts[RESULT].text);
}

static void print_page(struct page *p)
{
    const struct instruction *in = p->in;
    printf("# %s\n\n<!-- Made from loader/opcodes.def and %s.tasm by `make docs`. -->\n\n",
           in->name, in->name);
    while (read_line(p) && strncmp(p->line, "SPDX", 4) == 0)
        ;
    if (strncmp(p->line, in->name, strlen(in->name)) != 0)
        fault(p, ".tasm: its first line is to show the instruction");
    printf("    %s\n\n%s: %s.\n", p->line, chapter_of(in), in->text);
    print_operands(p);
    print_paragraphs(p);
    read_facts(p);
    print_facts(p);
    print_example(p);
    if (facts[SEE].text[0] != '\0') {
        fputs("\nSee also ", stdout);
        print_see_also();
    }
    puts("\n[All instructions](../instructions.md)");
}

/* The argument is the path of NAME.tasm. */
int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    const char *slash = strrchr(argv[1], '/'), *name = slash == NULL ? argv[1] : slash + 1;
    struct page page = {.in = find(name, strcspn(name, ".")), .file = fopen(argv[1], "r")};
    if (page.file == NULL)
        fault(&page, ".tasm: cannot be read");
    fill_in_lists();
    print_page(&page);
    fclose(page.file);
    return ferror(stdout) || fflush(stdout) != 0;
}
