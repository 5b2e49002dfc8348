/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of tick-dis. */

#include "tools/dis/dis.h"

#include "vm/base/version.h"

#include <getopt.h>
#include <stdlib.h>

static const char usage[] = "Usage: tick-dis [OPTIONS] FILE.beam\n";

static const char help[] =
    "Prints a BEAM file as text assembly, from which tick-asm makes the same code again.\n"
    "\n"
    "  -a, --all            print the chunks that the machine does not run, too (debug\n"
    "                       information, documentation, compile information): tick-asm then\n"
    "                       gives the same file, byte for byte\n"
    "  -f, --function NAME/ARITY\n"
    "                       print this function only\n"
    "  -l, --lines          name the source line behind each instruction that has one\n"
    "  -t, --types          tell the types of typed registers\n"
    "      --loaded         show below each instruction what the loader makes of it\n"
    "  -c, --chunks         list chunks and tables in place of the text\n"
    "  -o, --output FILE    write to FILE\n"
    "  -h, --help           show this help\n"
    "  -V, --version        show the version\n"
    "\n"
    "Exit status: 0; or 2 when the file is no sound BEAM file or has no such function.\n";

enum { OPTION_LOADED = 256 };

static const struct option long_options[] = {
    {"all", no_argument, NULL, 'a'},
    {"function", required_argument, NULL, 'f'},
    {"lines", no_argument, NULL, 'l'},
    {"types", no_argument, NULL, 't'},
    {"loaded", no_argument, NULL, OPTION_LOADED},
    {"chunks", no_argument, NULL, 'c'},
    {"output", required_argument, NULL, 'o'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static int bad_usage(const char *what)
{
    if (what != NULL)
        fprintf(stderr, "tick-dis: %s\n", what);
    fputs(usage, stderr);
    fputs("Try tick-dis --help.\n", stderr);
    return EXIT_BAD;
}

/* Takes one option. False: end with *STATUS. */
static bool take(struct dis_options *options, int option, int *status)
{
    switch (option) {
    case 'a':
        options->all = true;
        return true;
    case 'f':
        options->function = optarg;
        return true;
    case 'l':
        options->lines = true;
        return true;
    case 't':
        options->types = true;
        return true;
    case OPTION_LOADED:
        options->loaded = true;
        return true;
    case 'c':
        options->chunks = true;
        return true;
    case 'o':
        options->output = optarg;
        return true;
    case 'h':
        fputs(usage, stdout);
        fputs(help, stdout);
        *status = EXIT_SUCCESS;
        return false;
    case 'V':
        puts("tick-dis " TICK_VERSION);
        *status = EXIT_SUCCESS;
        return false;
    default:
        *status = bad_usage(NULL);
        return false;
    }
}

/* Options that mean nothing together; NULL: there are none. */
static const char *conflict(const struct dis_options *options)
{
    bool text = options->all || options->function != NULL || options->lines || options->types ||
                options->loaded;
    if (options->chunks && text)
        return "--chunks is in place of the text: no other option goes with it";
    if (options->all && options->function != NULL)
        return "--all is for whole files, --function for a part of one";
    return NULL;
}

bool dis_options(int argc, char **argv, struct dis_options *options, int *status)
{
    int option;
    *options = (struct dis_options){0};
    while ((option = getopt_long(argc, argv, "af:ltco:hV", long_options, NULL)) != -1)
        if (!take(options, option, status))
            return false;
    const char *wrong = argc - optind == 1 ? conflict(options)
                        : optind == argc   ? "no file given"
                                           : "one file at a time";
    if (wrong != NULL) {
        *status = bad_usage(wrong);
        return false;
    }
    options->file = argv[optind];
    return true;
}
