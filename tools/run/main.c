/* SPDX-License-Identifier: Apache-2.0 */
/* main.c: tick-run: sets up the machine, loads the program and starts it. From then on tick_boot, a
 * module of Tick's stdlib, is in charge: it starts the process behind standard output, calls the
 * entry function and ends the machine. */
#include "tools/run/assemble.h"
#include "tools/run/options.h"
#include "tools/run/os_signals.h"
#include "loader/load.h"
#include "loader/path.h"
#include "vm/base/utf8.h"
#include "vm/builtin/ffi.h"
#include "vm/builtin/program.h"
#include "vm/memory/literal.h"
#include "vm/process/heap_limit.h"
#include "vm/process/lifecycle.h"
#include "vm/process/schedule_hash.h"
#include "vm/process/scheduler.h"
#include "vm/term/atom.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the machine ---- */

static bool start_machine(const struct run_options *options)
{
    atom_init(options->max_atoms != 0 ? options->max_atoms : ATOM_DEFAULT_LIMIT);
    heap_limit_init(options->max_heap);
    if (!load_init()) {
        fputs("tick-run: the system gives no room for literals\n", stderr);
        return false;
    }
    if (options->no_ffi)
        ffi_refuse();
    scheduler_init(&(struct scheduler_options){
        .schedulers = options->schedulers,
        .online = options->online,
        .binding = options->binding,
        .placement = options->placement,
        .max_processes = options->max_processes,
        .seeded = options->seeded,
        .seed = options->seed,
        .long_queue = options->long_queue,
        .long_schedule = options->long_schedule,
        .dirty_cpu = options->dirty_cpu,
        .dirty_io = options->dirty_io,
    });
    if (options->trace_hash)
        schedule_hash_begin();
    return true;
}

static bool set_path(const struct run_options *options)
{
    path_add_folder_of(options->file);
    for (size_t i = 0; i < options->folder_count; i++)
        path_add(options->folders[i]);
    if (!path_add_stdlib()) {
        fputs(
            "tick-run: Tick's stdlib is neither in ../stdlib nor in ../lib/tick/stdlib, seen from "
            "this program\n",
            stderr);
        return false;
    }
    if (options->otp != NULL && !path_add_otp(options->otp)) {
        fprintf(stderr, "tick-run: %s has no lib/kernel-*/ebin and lib/stdlib-*/ebin\n",
                options->otp);
        return false;
    }
    if (!path_add_behind()) {
        fputs("tick-run: Tick's stdlib has no folder behind\n", stderr);
        return false;
    }
    module_loader = path_load;
    module_reader = load_read;
    module_chunk = load_chunk;
    module_path = &path_operations;
    return true;
}

/* Loads PATH; NAME is what messages call it. */
static const struct module *load_program(const char *path)
{
    char *error;
    const struct module *module = load_file(path, NON_VALUE, &error);
    if (module == NULL)
        fprintf(stderr, "tick-run: %s\n", error);
    free(error);
    return module;
}

/* ---- the entry function ---- */

struct entry {
    Term module, function;
    bool takes_arguments;
};

static bool exports(const struct module *module, Term function, uint32_t arity)
{
    for (uint32_t i = 0; i < module->export_count; i++)
        if (module->exports[i].function == function && module->exports[i].arity == arity)
            return true;
    return false;
}

static bool choose_entry(const struct module *module, const char *file, struct entry *entry)
{
    entry->module = module->name;
    entry->function = ATOM_(main);
    entry->takes_arguments = exports(module, ATOM_(main), 1);
    if (entry->takes_arguments || exports(module, ATOM_(main), 0))
        return true;
    entry->function = ATOM_(start);
    if (exports(module, ATOM_(start), 0))
        return true;
    fprintf(stderr, "tick-run: %s: expected an exported main/1, main/0 or start/0, found none\n",
            file);
    return false;
}

static Term atom_of(const char *text, size_t bytes)
{
    int64_t characters = utf8_count((const unsigned char *)text, bytes);
    return characters < 0 || characters > ATOM_MAX_CHARACTERS ? NON_VALUE
                                                              : atom_from_utf8(text, bytes);
}

/* Is NAME:FUNCTION/0 there, or will it be when the module's on_load function has run? */
static bool has_function(Term name, Term function)
{
    if (module_ensure_loaded(name) == MODULE_PENDING)
        return exports(module_pending(name), function, 0);
    const struct export *export = export_find(name, function, 0);
    return export != NULL && export_is_defined(export);
}

/* TEXT is "Mod:Fun". */
static bool named_entry(const char *text, struct entry *entry)
{
    const char *colon = strchr(text, ':');
    entry->module = atom_of(text, (size_t)(colon - text));
    entry->function = atom_of(colon + 1, strlen(colon + 1));
    entry->takes_arguments = false;
    bool found = entry->module != NON_VALUE && entry->function != NON_VALUE &&
                 has_function(entry->module, entry->function);
    if (!found)
        fprintf(stderr, "tick-run: there is no function %s/0\n", text);
    return found;
}

/* ---- start ---- */

/* The characters of TEXT; bytes that are no UTF-8 count as one each. */
static Term string_term(struct heap *heap, const char *text)
{
    size_t bytes = strlen(text);
    if (utf8_count((const unsigned char *)text, bytes) >= 0)
        return heap_string(heap, text, bytes);
    Term list = NIL;
    while (bytes-- > 0)
        list = heap_cons(heap, small_make((unsigned char)text[bytes]), list);
    return list;
}

static Term argument_list(struct heap *heap, char **args)
{
    size_t count = 0;
    while (args[count] != NULL)
        count++;
    Term list = NIL;
    while (count-- > 0)
        list = heap_cons(heap, string_term(heap, args[count]), list);
    return list;
}

/* The first process: tick_boot:start(Module, Function, Args, Print, Otp). */
static bool start_program(const struct run_options *options, const struct entry *entry)
{
    struct heap heap;
    heap_init(&heap, 1024);
    Term strings = argument_list(&heap, options->args);
    program_arguments = literal_copy(strings);
    Term args = entry->takes_arguments ? heap_cons(&heap, strings, NIL) : NIL;
    Term boot[] = {entry->module, entry->function, args,
                   options->print ? ATOM_(true) : ATOM_(false),
                   options->otp != NULL ? ATOM_(true) : ATOM_(false)};
    struct spawn_options spawn = SPAWN_PLAIN;
    spawn.system = true;
    Term list = heap_list(&heap, COUNT_OF(boot), boot, NIL);
    struct spawned main = proc_spawn(NULL, &spawn, ATOM_(tick_boot), ATOM_(start), list);
    heap_release(&heap);
    if (main.error != SPAWN_OK)
        fputs("tick-run: the first process cannot be started\n", stderr);
    return main.error == SPAWN_OK;
}

static int run(const struct run_options *options, const char *beam)
{
    struct entry entry;
    if (!start_machine(options) || !set_path(options))
        return EXIT_USAGE;
    const struct module *module = load_program(beam);
    if (module == NULL || !(options->entry != NULL ? named_entry(options->entry, &entry)
                                                   : choose_entry(module, options->file, &entry)))
        return EXIT_USAGE;
    return start_program(options, &entry) ? -1 : EXIT_USAGE;
}

static void print_schedule_hash(void)
{
    struct schedule_hash sum = schedule_hash_now();
    fprintf(stderr, "schedule %016" PRIx64 ": %" PRIu64 " turns, %" PRIu64 " signals\n", sum.hash,
            sum.turns, sum.signals);
}

int main(int argc, char **argv)
{
    struct run_options options;
    char *assembled;
    int status;
    options_parse(&options, argc, argv);
    const char *file = assemble_if_text(options.file, &assembled, &status);
    if (file == NULL)
        return status;
    status = run(&options, file);
    remove_assembled(assembled);
    free(options.folders);
    if (status >= 0)
        return status;
    if (!os_signals_begin()) {
        fputs("tick-run: the system gives no thread for signals\n", stderr);
        return EXIT_USAGE;
    }
    status = scheduler_run();
    if (options.trace_hash)
        print_schedule_hash();
    return status;
}
