/* SPDX-License-Identifier: Apache-2.0 */
/* tick-check: names the functions that BEAM files call and that nobody provides, before they run.
 */
#include "tools/check/provided.h"
#include "loader/beam_file.h"
#include "loader/load.h"
#include "loader/path.h"
#include "vm/base/version.h"
#include "vm/term/atom.h"
#include "vm/term/print.h"

#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXIT_MISSING = 1, EXIT_BAD = 2 };

static const char usage[] = "usage: tick check [OPTIONS] FILE.beam...\n"
                            "       tick check --missing\n";

static const char help[] =
    "\n"
    "Names the functions that the files call and that nobody provides: neither Tick nor a module on\n"
    "the path.\n"
    "\n"
    "  -m, --missing    name the builtins of Erlang/OTP 25 that Tick lacks\n"
    "  -P, --path DIR   look for modules in DIR too; may be repeated\n"
    "      --otp DIR    put the applications of the Erlang/OTP installation in DIR on the path\n"
    "  -h, --help       print this text\n"
    "      --version    print the version\n"
    "\n"
    "Exit status: 0 nothing is missing; 1 something is; 2 bad usage, or a file that cannot be read.\n";

/* ---- what is printed ---- */

struct report {
    const char *file; /* NULL: none is named */
    int status;
};

/* A line "FILE: module:function/arity". */
static void print_missing(const struct mfa *mfa, void *context)
{
    struct report *report = context;
    struct text_buffer buffer = TEXT_BUFFER_EMPTY;
    if (report->file != NULL) {
        text_put_string(&buffer, report->file);
        text_put_string(&buffer, ": ");
    }
    print_atom(&buffer, mfa->module, PRINT_UNICODE);
    text_put_byte(&buffer, ':');
    print_atom(&buffer, mfa->function, PRINT_UNICODE);
    text_put_byte(&buffer, '/');
    text_put_uint(&buffer, mfa->arity);
    const char *text = text_cstring(&buffer);
    if (text != NULL)
        puts(text);
    report->status = text != NULL ? EXIT_MISSING : EXIT_BAD;
    text_buffer_release(&buffer);
}

/* Names what the file at PATH calls and nobody provides. */
static int check_file(const char *path)
{
    struct beam_file file = {0};
    struct report report = {.file = path};
    if (!beam_file_read(&file, path)) {
        fprintf(stderr, "tick-check: %s\n", file.error.text);
        report.status = EXIT_BAD;
    }
    for (uint32_t i = 0; i < file.import_count && report.status != EXIT_BAD; i++) {
        const struct beam_import *import = &file.imports[i];
        struct mfa mfa = {import->module, import->function, import->arity};
        if (is_missing(&mfa))
            print_missing(&mfa, &report);
    }
    beam_file_release(&file);
    return report.status;
}

/* ---- the command line ---- */

enum long_only { OPTION_OTP = 256, OPTION_VERSION };

static const struct option long_options[] = {
    {"missing", no_argument, NULL, 'm'},
    {"path", required_argument, NULL, 'P'},
    {"otp", required_argument, NULL, OPTION_OTP},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, OPTION_VERSION},
    {0},
};

struct check_options {
    bool missing;
    const char *otp;
    const char **folders; /* in their order; malloc'd */
    size_t folder_count;
};

NORETURN static void bad_usage(const char *why)
{
    if (why != NULL)
        fprintf(stderr, "tick-check: %s\n", why);
    fputs(usage, stderr);
    exit(EXIT_BAD);
}

NORETURN static void finish(void)
{
    exit(fflush(stdout) == 0 ? 0 : EXIT_BAD);
}

static void take(struct check_options *options, int option)
{
    switch (option) {
    case 'm':
        options->missing = true;
        break;
    case 'P':
        options->folders =
            mem_realloc(options->folders, (options->folder_count + 1) * sizeof *options->folders);
        options->folders[options->folder_count++] = optarg;
        break;
    case OPTION_OTP:
        options->otp = optarg;
        break;
    case 'h':
        fputs(usage, stdout);
        fputs(help, stdout);
        finish();
    case OPTION_VERSION:
        puts("tick-check " TICK_VERSION);
        finish();
    default:
        bad_usage(NULL);
    }
}

static void parse(struct check_options *options, int argc, char **argv)
{
    int option;
    while ((option = getopt_long(argc, argv, "+mP:h", long_options, NULL)) != -1)
        take(options, option);
    if (options->missing && optind < argc)
        bad_usage("--missing takes no files");
    if (!options->missing && optind == argc)
        bad_usage("no file given");
}

/* ---- the machine, as far as it is needed ---- */

/* The path that tick-run would have. */
static bool set_path(const struct check_options *options, char **files)
{
    path_clear();
    provided_forget();
    for (; *files != NULL; files++)
        path_add_folder_of(*files);
    for (size_t i = 0; i < options->folder_count; i++)
        path_add(options->folders[i]);
    if (path_add_stdlib() && (options->otp == NULL || path_add_otp(options->otp)) &&
        path_add_behind())
        return true;
    fprintf(stderr, "tick-check: %s has no lib/kernel-*/ebin and lib/stdlib-*/ebin\n",
            options->otp);
    return false;
}

static int check_files(const struct check_options *options, char **files)
{
    if (!set_path(options, files))
        return EXIT_BAD;
    int worst = 0;
    for (; *files != NULL; files++) {
        int status = check_file(*files);
        worst = status > worst ? status : worst;
    }
    provided_forget();
    return worst;
}

int main(int argc, char **argv)
{
    struct check_options options = {0};
    parse(&options, argc, argv);
    atom_init(ATOM_DEFAULT_LIMIT);
    if (!load_init() || !path_add_stdlib() || !path_add_behind()) {
        fputs("tick-check: Tick's stdlib is not where it belongs, or there is no memory\n", stderr);
        return EXIT_BAD;
    }
    provided_init();
    struct report report = {0};
    if (options.missing)
        each_missing_builtin(print_missing, &report);
    else
        report.status = check_files(&options, argv + optind);
    free(options.folders);
    return fflush(stdout) == 0 ? report.status : EXIT_BAD;
}
