/* SPDX-License-Identifier: Apache-2.0 */
/* report.c: see report.h. */
#include "tools/explore/report.h"

#include "tools/explore/search.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Lines of standard error that are shown. */
#define ERROR_LINES 20

/* ---- the command ---- */

/* WORD as a shell reads it. */
static void print_word(const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_./:=+,@%-";
    if (word[0] != '\0' && strspn(word, plain) == strlen(word)) {
        printf(" %s", word);
        return;
    }
    fputs(" '", stdout);
    for (; *word != '\0'; word++)
        if (*word == '\'')
            fputs("'\\''", stdout);
        else
            putchar(*word);
    putchar('\'');
}

static void print_command(const struct explore_options *options, uint64_t seed)
{
    printf("to repeat it:\n  tick run --seed %" PRIu64, seed);
    for (char **word = options->run_options; *word != NULL; word++)
        print_word(*word);
    print_word(options->file);
    for (char **word = options->args; *word != NULL; word++)
        print_word(*word);
    putchar('\n');
}

/* ---- the difference ---- */

static size_t line_length(const char *text)
{
    return strcspn(text, "\n");
}

static void print_line(const char *title, size_t number, const char *text, const char *end)
{
    if (text >= end)
        printf("  line %zu %s is missing\n", number, title);
    else
        printf("  line %zu %s: %.*s\n", number, title, (int)line_length(text), text);
}

/* The first line that differs. */
static void print_difference(const struct outcome *expected, const struct outcome *found)
{
    const char *a = expected->output, *b = found->output;
    const char *a_end = a + expected->output_size, *b_end = b + found->output_size;
    size_t number = 1;
    while (a < a_end && b < b_end && line_length(a) == line_length(b) &&
           memcmp(a, b, line_length(a)) == 0) {
        a += line_length(a) + (a + line_length(a) < a_end);
        b += line_length(b) + (b + line_length(b) < b_end);
        number++;
    }
    print_line("expected", number, a, a_end);
    print_line("of this run", number, b, b_end);
}

/* The first lines of TEXT. */
static void print_errors(const char *text)
{
    for (unsigned i = 0; i < ERROR_LINES && *text != '\0'; i++) {
        size_t length = line_length(text);
        printf("  %.*s\n", (int)length, text);
        text += length + (text[length] == '\n');
    }
}

/* The list that the run has made of who waits where, its headline in our line. */
static void print_deadlock(const char *errors)
{
    const char *list = strstr(errors, "deadlock: ");
    size_t headline = line_length(list);
    printf("%.*s\n%s", (int)headline, list, list + headline + (list[headline] == '\n'));
}

void report_found(const struct explore_options *options, const struct outcome *expected,
                  const struct outcome *found)
{
    printf("seed %" PRIu64 ": ", found->seed);
    if (found->timed_out) {
        printf("no end within %u s\n", options->seconds);
    } else if (found->signal != 0) {
        printf("ended by signal %d (%s)\n", found->signal, strsignal(found->signal));
        print_errors(found->errors);
    } else if (is_deadlock(found)) {
        print_deadlock(found->errors);
    } else if (found->status != expected->status) {
        printf("exit status %d instead of %d\n", found->status, expected->status);
        print_errors(found->errors);
    } else {
        puts("the output is not as expected");
        print_difference(expected, found);
    }
    print_command(options, found->seed);
}

void report_nothing(const struct explore_options *options, const struct outcome *expected)
{
    printf("seeds %" PRIu64 "..%" PRIu64 ": all runs ended as expected, with exit status %d\n",
           options->first, options->last, expected->status);
}
