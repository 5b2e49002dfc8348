/* SPDX-License-Identifier: Apache-2.0 */
/* The checks of the assembler against the loader: sound sources are changed at random, a line or an
 * operand at a time. Whatever the assembler then still accepts the loader must accept, too, and
 * what it refuses as unsound the loader must refuse. The changes are drawn from a fixed seed;
 * TICK_MUTATIONS=N makes N of them. */
#include "tests/unit/loader_harness.h"
#include "asm/assemble.h"

#include <criterion/criterion.h>
#include <criterion/logging.h>
#include <ctype.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(asm_check, .init = loader_setup, .timeout = 3600);

enum { DEFAULT_MUTATIONS = 1500, MAX_LINES = 4096 };

/* ---- random numbers: xorshift64 ---- */

static uint64_t state = 88172645463325252u;

static size_t next_random(size_t limit)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (size_t)(state % limit);
}

/* ---- sources as lines ---- */

struct source_text {
    const char *name;
    char *text;
    size_t count;
    char *lines[MAX_LINES]; /* into the text */
};

static bool read_source(struct source_text *source, const char *name)
{
    FILE *file = fopen(name, "rb");
    cr_assert_not_null(file, "%s", name);
    char *text = calloc(1, 1 << 20);
    cr_assert_not_null(text);
    size_t size = fread(text, 1, (1 << 20) - 1, file);
    fclose(file);
    source->name = name;
    source->text = text;
    source->count = 0;
    bool fits = size < (1 << 20) - 1;
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        fits = fits && source->count < MAX_LINES && strstr(line, "include ") == NULL;
        if (fits)
            source->lines[source->count++] = line;
    }
    if (fits && source->count > 3)
        return true;
    free(text);
    return false;
}

/* ---- changes ---- */

static char spare[512]; /* the changed line */

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '\'' || c == '.' || c == '-';
}

/* The start of a random word of LINE behind the mnemonic; NULL if there is none. */
static char *random_word(char *line)
{
    char *words[64];
    size_t count = 0;
    for (char *c = line; *c != '\0' && *c != ';' && count < 64; c++)
        if (is_word(*c) && (c == line || !is_word(c[-1])))
            words[count++] = c;
    return count < 2 ? NULL : words[1 + next_random(count - 1)];
}

/* Puts WORD in the place of the SIZE bytes at AT, which is in a spare line. */
static void replace(char *line, char *at, size_t size, const char *word)
{
    char rest[sizeof spare];
    snprintf(rest, sizeof rest, "%s", at + size);
    snprintf(at, sizeof spare - (size_t)(at - line), "%s%s", word, rest);
}

/* A register, a number or a label becomes another one. */
static bool change_word(char *line)
{
    char *at = random_word(line), word[64];
    if (at == NULL)
        return false;
    size_t size = 1;
    while (is_word(at[size]))
        size++;
    bool is_register = strchr("xyf", *at) != NULL && isdigit((unsigned char)at[1]);
    if (is_register)
        snprintf(word, sizeof word, "%c%zu", "xxxyyf"[next_random(6)], next_random(6));
    else if (isdigit((unsigned char)*at) || (*at == '_' && size == 1))
        snprintf(word, sizeof word, "%zu",
                 next_random(3) == 0 ? next_random(12)
                                     : (size_t)abs(atoi(at) + (int)next_random(3) - 1));
    else if (*at == '.')
        snprintf(word, sizeof word, "%s",
                 (const char *[]){".func_info", ".entry", "-", ".loop", ".end"}[next_random(5)]);
    else
        return false;
    replace(line, at, size, word);
    return true;
}

/* Lines of the changed source. Returns false if this change cannot be made there. */
static bool mutate(const struct source_text *source, char **lines, size_t *count)
{
    size_t at = 2 + next_random(source->count - 2), other = 2 + next_random(source->count - 2);
    memcpy(lines, source->lines, source->count * sizeof *lines);
    *count = source->count;
    switch (next_random(8)) {
    case 0: /* leave a line out */
        memmove(lines + at, lines + at + 1, (--*count - at) * sizeof *lines);
        return true;
    case 1: /* say it twice */
        memmove(lines + at + 1, lines + at, ((*count)++ - at) * sizeof *lines);
        return true;
    case 2: /* one of another place */
        memmove(lines + at + 1, lines + at, ((*count)++ - at) * sizeof *lines);
        lines[at] = source->lines[other];
        return true;
    case 3: { /* swap neighbours */
        char *line = lines[at];
        lines[at] = lines[at - 1];
        lines[at - 1] = line;
        return true;
    }
    default:
        if (strlen(lines[at]) >= sizeof spare - 64)
            return false;
        snprintf(spare, sizeof spare, "%s", lines[at]);
        lines[at] = spare;
        return change_word(lines[at]);
    }
}

/* ---- what becomes of them ---- */

struct tally {
    size_t malformed, accepted, refused, loaded_though_refused;
};

typedef bool assemble_fn(struct asm_diag *, struct asm_source *, struct asm_bytes *, char **);

/* Assembles TEXT; a fault's text goes into WHY. */
static bool assembles(assemble_fn *assemble, const char *text, struct asm_bytes *beam,
                      char why[256])
{
    struct asm_source source = {0};
    char *module = NULL;
    asm_source_add(&source, "test", text, strlen(text));
    struct asm_diag diag = {.source = &source};
    bool ok = assemble(&diag, &source, beam, &module);
    why[0] = '\0';
    for (size_t i = 0; i < diag.messages.count; i++) {
        const struct asm_message *message = &diag.messages.items[i];
        if (message->severity == ASM_SEVERITY_error) {
            snprintf(why, 256, "line %u: %s",
                     message->span.at == ASM_NO_PLACE
                         ? 0
                         : asm_source_place(&source, message->span.at).line,
                     message->text);
            break;
        }
    }
    free(module);
    asm_diag_free(&diag);
    asm_source_free(&source);
    return ok;
}

static char *join_lines(char **lines, size_t count)
{
    size_t size = 1;
    for (size_t i = 0; i < count; i++)
        size += strlen(lines[i]) + 1;
    char *text = malloc(size), *to = text;
    cr_assert_not_null(text);
    *to = '\0';
    for (size_t i = 0; i < count; i++)
        to += sprintf(to, "%s\n", lines[i]);
    return text;
}

static void try_text(const char *name, const char *text, struct tally *tally)
{
    struct asm_bytes plain = {0}, checked = {0};
    char why[256];
    if (!assembles(asm_assemble_unchecked, text, &plain, why)) {
        tally->malformed++;
        asm_bytes_free(&plain);
        return;
    }
    bool ok = assembles(asm_assemble, text, &checked, why);
    char *fault = loader_load((struct bytes){plain.data, plain.size});
    tally->accepted += ok;
    tally->refused += !ok;
    cr_expect(!ok || fault == NULL, "%s, changed, is accepted, and the loader says: %s\n%s", name,
              fault, text);
    if (!ok && fault == NULL) {
        tally->loaded_though_refused++;
        fprintf(stderr, "%s, changed, loads, and the assembler says: %s\n", name, why);
    }
    free(fault);
    asm_bytes_free(&checked);
}

static void mutate_source(const struct source_text *source, struct tally *tally)
{
    static char *lines[MAX_LINES + 1];
    size_t count;
    if (!mutate(source, lines, &count))
        return;
    char *text = join_lines(lines, count);
    try_text(source->name, text, tally);
    free(text);
}

static const char *const folders[] = {"stdlib/*.tasm", "examples/*.tasm", "tests/programs/*.tasm",
                                      "tests/asm/programs/*.tasm", "tests/asm/later/*.tasm"};

Test(asm_check, what_the_assembler_accepts_the_loader_accepts)
{
    static struct source_text sources[512];
    const char *wanted = getenv("TICK_MUTATIONS");
    size_t mutations = wanted != NULL ? strtoul(wanted, NULL, 10) : DEFAULT_MUTATIONS;
    size_t count = 0;
    glob_t found = {0};
    for (size_t i = 0; i < COUNT_OF(folders); i++)
        (void)glob(folders[i], i > 0 ? GLOB_APPEND : 0, NULL, &found);
    for (size_t i = 0; i < found.gl_pathc && count < COUNT_OF(sources); i++)
        count += read_source(&sources[count], found.gl_pathv[i]);
    cr_assert_gt(count, 20, "there are sources to change");
    struct tally tally = {0};
    for (size_t i = 0; i < mutations; i++)
        mutate_source(&sources[next_random(count)], &tally);
    for (size_t i = 0; i < count; i++)
        free(sources[i].text);
    globfree(&found);
    if (wanted != NULL)
        fprintf(stderr,
                "%zu changed sources accepted, %zu refused, of which the loader takes %zu; "
                "%zu that are no sources\n",
                tally.accepted, tally.refused, tally.loaded_though_refused, tally.malformed);
    cr_expect_gt(tally.refused, mutations / 10, "changes are noticed");
    cr_expect_eq(tally.loaded_though_refused, 0, "%zu of %zu refused sources load",
                 tally.loaded_though_refused, tally.refused);
}
