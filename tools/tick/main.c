/* SPDX-License-Identifier: Apache-2.0 */
/* main.c: `tick WORD ARGS...` becomes the program `tick-WORD ARGS...`, the one beside this program
 * or else the first in PATH. A word without a program gets the nearest name as an answer. */
#include "vm/base/version.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PREFIX     "tick-"
#define WORD_BYTES 64
#define EXIT_USAGE 2

static const char help[] =
    "usage: tick WORD [ARGS...]\n"
    "\n"
    "  tick run FILE [ARGS...]     run a .beam or .tasm file\n"
    "  tick asm FILE [-o FILE]     text assembly to a BEAM file\n"
    "  tick dis FILE               a BEAM file back to text assembly\n"
    "  tick explore FILE [ARGS...] look for the order of events in which a program goes wrong\n"
    "  tick check FILE             what a BEAM file calls and nobody provides\n"
    "\n"
    "`tick WORD` starts the program tick-WORD; `tick WORD --help` tells about it.\n"
    "  --help, -h    print this text\n"
    "  --version     print the version\n";

/* The folder of this program with a slash behind it, or "". */
static void own_folder(char folder[PATH_MAX])
{
    ssize_t length = readlink("/proc/self/exe", folder, PATH_MAX - 1);
    folder[length < 0 ? 0 : length] = '\0';
    char *slash = strrchr(folder, '/');
    folder[slash == NULL ? 0 : slash - folder + 1] = '\0';
}

/* ---- the nearest name ---- */

/* Edit distance; words longer than WORD_BYTES are no near miss of anything. */
static size_t distance(const char *a, const char *b)
{
    size_t row[WORD_BYTES + 1];
    size_t columns = strlen(b);
    if (columns > WORD_BYTES)
        return SIZE_MAX;
    for (size_t j = 0; j <= columns; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= columns; j++) {
            size_t change = diagonal + (a[i - 1] != b[j - 1]);
            size_t gap = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            diagonal = row[j];
            row[j] = change < gap ? change : gap;
        }
    }
    return row[columns];
}

struct nearest {
    char word[WORD_BYTES];
    size_t distance;
};

/* Looks at all programs tick-* in FOLDER. */
static void look_in(const char *folder, const char *word, struct nearest *nearest)
{
    DIR *dir = opendir(folder[0] == '\0' ? "." : folder);
    if (dir == NULL)
        return;
    for (const struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        const char *name = entry->d_name;
        if (strncmp(name, PREFIX, strlen(PREFIX)) != 0 ||
            strlen(name) - strlen(PREFIX) >= WORD_BYTES)
            continue;
        size_t far = distance(word, name + strlen(PREFIX));
        if (far < nearest->distance) {
            nearest->distance = far;
            snprintf(nearest->word, sizeof nearest->word, "%s", name + strlen(PREFIX));
        }
    }
    closedir(dir);
}

static void look_in_path(const char *word, struct nearest *nearest)
{
    const char *path = getenv("PATH");
    char *copy = path == NULL ? NULL : strdup(path);
    char *rest = NULL;
    for (char *folder = copy == NULL ? NULL : strtok_r(copy, ":", &rest); folder != NULL;
         folder = strtok_r(NULL, ":", &rest))
        look_in(folder, word, nearest);
    free(copy);
}

static int unknown_word(const char *folder, const char *word)
{
    struct nearest nearest = {.distance = 3}; /* two slips at most */
    if (strlen(word) < WORD_BYTES) {
        look_in(folder, word, &nearest);
        look_in_path(word, &nearest);
    }
    fprintf(stderr, "tick: there is no program " PREFIX "%s", word);
    if (nearest.word[0] != '\0')
        fprintf(stderr, "; did you mean `tick %s`?", nearest.word);
    else
        fputs("; `tick --help` lists what there is", stderr);
    fputc('\n', stderr);
    return EXIT_USAGE;
}

/* ---- starting ---- */

static int start(const char *word, char **args)
{
    char folder[PATH_MAX], program[PATH_MAX + sizeof PREFIX + WORD_BYTES];
    own_folder(folder);
    if (strchr(word, '/') != NULL || strlen(word) >= WORD_BYTES)
        return unknown_word(folder, word);
    snprintf(program, sizeof program, "%s" PREFIX "%s", folder, word);
    args[0] = program;
    if (folder[0] != '\0')
        execv(program, args);
    if (folder[0] == '\0' || errno == ENOENT) {
        args[0] = program + strlen(folder);
        execvp(args[0], args);
    }
    if (errno == ENOENT)
        return unknown_word(folder, word);
    fprintf(stderr, "tick: cannot start %s: %s\n", args[0], strerror(errno));
    return EXIT_USAGE;
}

int main(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : NULL;
    if (word == NULL) {
        fputs(help, stderr);
        return EXIT_USAGE;
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0)
        return fputs(help, stdout) < 0;
    if (strcmp(word, "--version") == 0)
        return puts("tick " TICK_VERSION) < 0;
    if (word[0] == '-') {
        fprintf(stderr, "tick: unknown option %s; `tick --help` lists what there is\n", word);
        return EXIT_USAGE;
    }
    return start(word, argv + 1);
}
