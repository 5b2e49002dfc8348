/* SPDX-License-Identifier: Apache-2.0 */
/* assemble.c: see assemble.h. The assembler is a program of its own; it is looked for beside this
 * one, then in PATH. */
#define _GNU_SOURCE /* program_invocation_short_name */

#include "tools/run/assemble.h"
#include "tools/run/options.h"
#include "loader/path.h"
#include "vm/base/base.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static bool is_text_assembly(const char *file)
{
    size_t length = strlen(file);
    return length > 5 && strcmp(file + length - 5, ".tasm") == 0;
}

static char *text2(const char *first, const char *second)
{
    size_t bytes = strlen(first) + strlen(second) + 1;
    char *text = mem_alloc(bytes);
    snprintf(text, bytes, "%s%s", first, second);
    return text;
}

/* In the child: becomes tick-asm. */
NORETURN static void become_assembler(const char *file, char *output)
{
    char *folder = path_of_program();
    char *program = folder == NULL ? NULL : text2(folder, "/tick-asm");
    char name[] = "tick-asm", option[] = "-o", end[] = "--";
    char *input = mem_strdup(file);
    char *args[] = {name, option, output, end, input, NULL};
    if (program != NULL)
        execv(program, args);
    execvp(name, args);
    fprintf(stderr, "%s: cannot start tick-asm: %s\n", program_invocation_short_name,
            strerror(errno));
    _exit(EXIT_USAGE);
}

/* Waits for CHILD; the status to exit with, 0 when all is well. */
static int outcome(pid_t child)
{
    int status;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return EXIT_USAGE;
    if (WIFEXITED(status))
        return WEXITSTATUS(status) == 0 ? 0 : EXIT_USAGE;
    fprintf(stderr, "%s: tick-asm was ended by signal %d\n", program_invocation_short_name,
            WTERMSIG(status));
    return EXIT_USAGE;
}

/* *BEAM is the path of the result. Returns 0, or the status to exit with. */
static int assemble(const char *file, char **beam)
{
    const char *base = getenv("TMPDIR");
    char *folder = text2(base != NULL && base[0] != '\0' ? base : "/tmp", "/tick-XXXXXX");
    if (mkdtemp(folder) == NULL) {
        fprintf(stderr, "%s: cannot make the temporary folder %s: %s\n",
                program_invocation_short_name, folder, strerror(errno));
        free(folder);
        return EXIT_USAGE;
    }
    *beam = text2(folder, "/program.beam");
    free(folder);
    pid_t child = fork();
    if (child == 0)
        become_assembler(file, *beam);
    int status = EXIT_USAGE;
    if (child > 0)
        status = outcome(child);
    else
        fprintf(stderr, "%s: cannot start a process: %s\n", program_invocation_short_name,
                strerror(errno));
    if (status != 0)
        remove_assembled(*beam);
    return status;
}

const char *assemble_if_text(const char *file, char **assembled, int *status)
{
    *assembled = NULL;
    if (!is_text_assembly(file))
        return file;
    *status = assemble(file, assembled);
    return *status == 0 ? *assembled : NULL;
}

void remove_assembled(char *assembled)
{
    if (assembled == NULL)
        return;
    (void)unlink(assembled);
    *strrchr(assembled, '/') = '\0';
    (void)rmdir(assembled);
    free(assembled);
}
