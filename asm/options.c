/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of tick-asm. */

#include "asm/options.h"

#include "asm/nearest.h"
#include "vm/base/version.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] = "Usage: tick-asm [OPTIONS] FILE.tasm\n";

static const char help[] =
    "Assembles FILE.tasm (- is standard input) to a BEAM file.\n"
    "\n"
    "  -o, --output FILE   write to FILE; without it, the file's name with .beam\n"
    "                      in the current folder, or MODULE.beam for standard input\n"
    "  -c, --check         only look for errors: write nothing\n"
    "  -W error, error=ID  make an error of every warning, of this one\n"
    "  -W ID, -W no-ID     give this warning, leave it out\n"
    "  -W all, -W none     give every warning, also those that are off; give none\n"
    "  --explain ID        print what a message means\n"
    "  --max-errors N      show at most N errors and N warnings (100; 0: all)\n"
    "  --color WHEN        colours: auto (on a terminal, unless NO_COLOR is set),\n"
    "                      always or never\n"
    "  --json              messages as JSON on standard output, one object a line\n"
    "  -h, --help          show this help\n"
    "  -V, --version       show the version\n"
    "\n"
    "ID is what stands in brackets at the end of a message.\n"
    "\n"
    "Exit status: 0 when the file was written (could be, with --check), 2 when not.\n";

static bool bad_usage(const char *what, const char *word)
{
    if (what != NULL)
        fprintf(stderr, "tick-asm: %s%s\n", what, word);
    fputs(usage, stderr);
    fputs("Try tick-asm --help.\n", stderr);
    return false;
}

/* ---- names of messages ---- */

/* Is WORD the name of the message, with - or _ between its words? */
static bool names(const char *word, const char *name)
{
    while (*word != '\0' && (*word == *name || (*word == '-' && *name == '_')))
        word++, name++;
    return *word == '\0' && *name == '\0';
}

/* The message called WORD, or ASM_MESSAGE_COUNT. */
static enum asm_message_id message_called(const char *word)
{
    unsigned id = 0;
    while (id < ASM_MESSAGE_COUNT && !names(word, asm_messages[id].name))
        id++;
    return id;
}

static bool unknown_message(const char *word)
{
    struct asm_nearest nearest = asm_nearest_to(word, strlen(word));
    for (unsigned id = 0; id < ASM_MESSAGE_COUNT; id++)
        asm_nearest_try(&nearest, asm_messages[id].name, strlen(asm_messages[id].name), 0, id);
    fprintf(stderr, "tick-asm: there is no message %s", word);
    if (nearest.best != NULL) {
        fputs("; did you mean ", stderr);
        asm_print_message_name(stderr, (enum asm_message_id)nearest.which);
        fputc('?', stderr);
    }
    fputc('\n', stderr);
    return false;
}

static bool explain(const char *word)
{
    enum asm_message_id id = message_called(word);
    if (id == ASM_MESSAGE_COUNT)
        return unknown_message(word);
    static const char *const severities[] = {
        [ASM_SEVERITY_off] = "warning, off unless -W asks for it",
        [ASM_SEVERITY_warning] = "warning",
        [ASM_SEVERITY_error] = "error",
    };
    asm_print_message_name(stdout, id);
    printf(" (%s)\n%s\n", severities[asm_messages[id].severity], asm_messages[id].text);
    return true;
}

/* ---- options with values ---- */

static bool set_severity(struct asm_diag *diag, const char *word, enum asm_severity severity)
{
    enum asm_message_id id = message_called(word);
    if (id == ASM_MESSAGE_COUNT)
        return unknown_message(word);
    if (asm_messages[id].severity == ASM_SEVERITY_error)
        return bad_usage("-W is for warnings, and this is an error: ", word);
    diag->severities[id] = (uint8_t)severity;
    return true;
}

/* Makes of all warnings that are now FROM what TO says. */
static void change_all(struct asm_diag *diag, enum asm_severity from, enum asm_severity to)
{
    for (unsigned id = 0; id < ASM_MESSAGE_COUNT; id++)
        if (asm_messages[id].severity != ASM_SEVERITY_error && asm_diag_severity(diag, id) == from)
            diag->severities[id] = (uint8_t)to;
}

/* -W WHAT: each changes what those before it have said. */
static bool warnings(struct asm_diag *diag, const char *what)
{
    if (strcmp(what, "error") == 0) {
        change_all(diag, ASM_SEVERITY_warning, ASM_SEVERITY_error);
    } else if (strcmp(what, "all") == 0) {
        change_all(diag, ASM_SEVERITY_off, ASM_SEVERITY_warning);
    } else if (strcmp(what, "none") == 0) {
        change_all(diag, ASM_SEVERITY_warning, ASM_SEVERITY_off);
        change_all(diag, ASM_SEVERITY_error, ASM_SEVERITY_off);
    } else if (strncmp(what, "error=", 6) == 0) {
        return set_severity(diag, what + 6, ASM_SEVERITY_error);
    } else if (strncmp(what, "no-", 3) == 0 && message_called(what) == ASM_MESSAGE_COUNT) {
        return set_severity(diag, what + 3, ASM_SEVERITY_off);
    } else {
        return set_severity(diag, what, ASM_SEVERITY_warning);
    }
    return true;
}

static bool colours(struct asm_options *options, const char *when)
{
    if (strcmp(when, "auto") == 0)
        options->colour = isatty(STDERR_FILENO) && getenv("NO_COLOR") == NULL;
    else if (strcmp(when, "always") == 0 || strcmp(when, "never") == 0)
        options->colour = when[0] == 'a';
    else
        return bad_usage("--color takes auto, always or never, not ", when);
    return true;
}

static bool limit(struct asm_diag *diag, const char *number)
{
    char *end;
    errno = 0;
    unsigned long value = strtoul(number, &end, 10);
    if (number[0] < '0' || number[0] > '9' || *end != '\0' || errno != 0)
        return bad_usage("--max-errors takes a number, not ", number);
    diag->limit = value == 0 ? SIZE_MAX : value;
    return true;
}

/* ---- all ---- */

enum { OPTION_EXPLAIN = 256, OPTION_MAX_ERRORS, OPTION_COLOUR, OPTION_JSON };

/* One option. False: the program ends with *STATUS. */
static bool option(struct asm_options *options, int which, int *status)
{
    switch (which) {
    case 'o':
        options->output = optarg;
        return true;
    case 'c':
        options->check = true;
        return true;
    case 'W':
        return warnings(&options->diag, optarg);
    case OPTION_MAX_ERRORS:
        return limit(&options->diag, optarg);
    case OPTION_COLOUR:
        return colours(options, optarg);
    case OPTION_JSON:
        options->json = true;
        return true;
    case OPTION_EXPLAIN:
        *status = explain(optarg) ? EXIT_SUCCESS : EXIT_BAD;
        return false;
    case 'h':
        *status = fputs(usage, stdout) < 0 || fputs(help, stdout) < 0 ? EXIT_BAD : EXIT_SUCCESS;
        return false;
    case 'V':
        *status = puts("tick-asm " TICK_VERSION) < 0 ? EXIT_BAD : EXIT_SUCCESS;
        return false;
    default:
        return bad_usage(NULL, "");
    }
}

bool asm_options(struct asm_options *options, int argc, char **argv, int *status)
{
    static const struct option known[] = {
        {"output", required_argument, NULL, 'o'},
        {"check", no_argument, NULL, 'c'},
        {"explain", required_argument, NULL, OPTION_EXPLAIN},
        {"max-errors", required_argument, NULL, OPTION_MAX_ERRORS},
        {"color", required_argument, NULL, OPTION_COLOUR},
        {"colour", required_argument, NULL, OPTION_COLOUR},
        {"json", no_argument, NULL, OPTION_JSON},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'V'},
        {NULL, 0, NULL, 0},
    };
    *options = (struct asm_options){0};
    *status = EXIT_BAD;
    (void)colours(options, "auto");
    int which;
    while ((which = getopt_long(argc, argv, "o:cW:hV", known, NULL)) != -1)
        if (!option(options, which, status))
            return false;
    if (argc - optind != 1)
        return bad_usage(optind == argc ? "no file given" : "one file at a time", "");
    if (options->check && options->output != NULL)
        return bad_usage("--check writes no file, so there is nothing for --output", "");
    options->file = argv[optind];
    return true;
}
