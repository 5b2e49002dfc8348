/* SPDX-License-Identifier: Apache-2.0 */
/* loading.c: changing what is loaded: new versions of modules, deleting and purging them, and the
 * folders where modules are looked for. The module code (stdlib/code.tasm) is made of these. */
#include "vm/builtin/leave.h"
#include "vm/builtin/support.h"
#include "vm/builtin/text.h"

#include "vm/memory/magic.h"
#include "vm/process/purge.h"
#include "vm/process/request.h"
#include "vm/term/bits.h"
#include "vm/term/fun.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Bytes of a file that are loaded for one reduction. */
#define FILE_BYTES_PER_REDUCTION 4

/* ---- from bytes to a module ---- */

/* The module in BINARY, not published; NULL when there is none, with a line on standard error if
 * COMPLAIN. */
static struct module *read_module(struct process *p, Term name, Term binary, const char *path,
                                  bool complain)
{
    unsigned char *copy;
    const unsigned char *bytes = bits_bytes(binary, &copy);
    size_t size = bits_size(binary) / 8;
    char *error = NULL;
    struct module *module = NULL;
    if (bytes != NULL)
        module = module_reader(path == NULL ? "binary" : path, bytes, size, name, &error);
    builtin_charge(p, (int64_t)(size / FILE_BYTES_PER_REDUCTION));
    if (error != NULL && complain)
        (void)fprintf(stderr, "tick: %s\n", error);
    free(error);
    free(copy);
    if (module != NULL && path != NULL)
        module->path = mem_strdup(path);
    return module;
}

static bool is_binary(Term term)
{
    return term_is_bitstring(term) && bits_size(term) % 8 == 0;
}

static Term error_pair(struct process *p, Term reason)
{
    return heap_tuple2(&p->heap, ATOM_(error), reason);
}

static Term load_module(struct process *p, Term name, Term binary, const char *path)
{
    struct module *module = read_module(p, name, binary, path, true);
    if (module == NULL)
        return error_pair(p, ATOM_(badfile));
    bool has_on_load = module->on_load != NULL;
    if (!module_publish(&module, 1)) {
        module_discard(module);
        return error_pair(p, ATOM_(not_purged));
    }
    return has_on_load ? error_pair(p, ATOM_(on_load)) : heap_tuple2(&p->heap, ATOM_(module), name);
}

static Term load_module_2(struct process *p, const Term *args)
{
    if (!term_is_atom(args[0]) || !is_binary(args[1]) || module_reader == NULL)
        return builtin_badarg(p);
    return load_module(p, args[0], args[1], NULL);
}

/* tick:load_module(Module, Binary, Path): the same for the contents of a file. */
static Term load_module_3(struct process *p, const Term *args)
{
    struct text_buffer path;
    if (!term_is_atom(args[0]) || !is_binary(args[1]) || module_reader == NULL ||
        !text_for_outside(&path, args[2]))
        return builtin_badarg(p);
    Term result = load_module(p, args[0], args[1], path.bytes);
    text_buffer_release(&path);
    return result;
}

static Term beamfile_module_md5_1(struct process *p, const Term *args)
{
    if (!is_binary(args[0]) || module_reader == NULL)
        return builtin_badarg(p);
    struct module *module = read_module(p, NON_VALUE, args[0], NULL, false);
    if (module == NULL)
        return ATOM_(undefined);
    Term md5 = bits_from_bytes(&p->heap, module->md5, sizeof module->md5);
    module_discard(module);
    return md5 == NON_VALUE ? builtin_system_limit(p) : md5;
}

/* A list of four bytes. */
static bool read_chunk_name(Term list, char name[4])
{
    int64_t byte;
    size_t count = 0;
    for (; term_is_cons(list) && count < 4; list = list_tail(list))
        if (small_within(list_head(list), 0, UINT8_MAX, &byte))
            name[count++] = (char)byte;
        else
            return false;
    return count == 4 && term_is_nil(list);
}

/* The chunk as a part of the binary, or undefined, also when it is empty. */
static Term beamfile_chunk_2(struct process *p, const Term *args)
{
    char name[4];
    if (!is_binary(args[0]) || !read_chunk_name(args[1], name) || module_chunk == NULL)
        return builtin_badarg(p);
    unsigned char *copy;
    const unsigned char *bytes = bits_bytes(args[0], &copy), *chunk;
    size_t size;
    if (bytes == NULL)
        return builtin_system_limit(p);
    Term result = ATOM_(undefined);
    if (module_chunk(bytes, bits_size(args[0]) / 8, name, &chunk, &size) && size > 0)
        result = bits_sub(&p->heap, args[0], 8 * (size_t)(chunk - bytes), 8 * size);
    free(copy);
    return result;
}

/* ---- in two steps ---- */

/* A module that has been read and not published. */
struct prepared {
    struct magic magic;
    _Atomic(struct module *) module; /* NULL: finished */
};

static void release_prepared(struct magic *magic)
{
    struct prepared *prepared = (struct prepared *)magic;
    struct module *module = atomic_load(&prepared->module);
    if (module != NULL)
        module_discard(module);
    free(prepared);
}

static Term prepare_loading_2(struct process *p, const Term *args)
{
    if (!term_is_atom(args[0]) || !is_binary(args[1]) || module_reader == NULL)
        return builtin_badarg(p);
    struct module *module = read_module(p, args[0], args[1], NULL, true);
    if (module == NULL)
        return error_pair(p, ATOM_(badfile));
    struct prepared *prepared = mem_alloc(sizeof *prepared);
    magic_init(&prepared->magic, release_prepared, module->code_words * sizeof(uint64_t));
    atomic_init(&prepared->module, module);
    return magic_reference(&p->heap, &prepared->magic);
}

static struct prepared *prepared_of(Term term)
{
    struct prepared *prepared = (struct prepared *)magic_of(term, release_prepared);
    return prepared == NULL || atomic_load(&prepared->module) == NULL ? NULL : prepared;
}

static Term has_prepared_code_on_load_1(struct process *p, const Term *args)
{
    const struct prepared *prepared = prepared_of(args[0]);
    return prepared == NULL ? builtin_badarg(p)
                            : truth(atomic_load(&prepared->module)->on_load != NULL);
}

/* The names of those of COUNT modules for which WHEN holds; NIL: of none. */
static Term names_when(struct process *p, struct module **modules, size_t count,
                       bool (*when)(struct module **modules, size_t index))
{
    Term names = NIL;
    for (size_t i = count; i-- > 0;)
        if (when(modules, i))
            names = heap_cons(&p->heap, modules[i]->name, names);
    return names;
}

static bool is_duplicate(struct module **modules, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (modules[i]->name == modules[index]->name)
            return true;
    return false;
}

static bool has_on_load(struct module **modules, size_t index)
{
    return modules[index]->on_load != NULL;
}

static bool has_two(struct module **modules, size_t index)
{
    return module_find(modules[index]->name) != NULL && module_old(modules[index]->name) != NULL;
}

/* Publishes COUNT modules, all or none. */
static Term finish(struct process *p, struct module **modules, size_t count)
{
    Term names = names_when(p, modules, count, is_duplicate);
    if (names != NIL)
        return heap_tuple2(&p->heap, ATOM_(duplicated), names);
    names = names_when(p, modules, count, has_on_load);
    if (names != NIL && count > 1)
        return heap_tuple2(&p->heap, ATOM_(on_load), names);
    if (module_publish(modules, count))
        return names == NIL ? ATOM_(ok) : heap_tuple2(&p->heap, ATOM_(on_load), names);
    names = names_when(p, modules, count, has_two);
    return heap_tuple2(&p->heap, ATOM_(not_purged), names);
}

/* Takes the modules out of a list of prepared ones. False: not all are, or one is there twice. */
static bool take_prepared(Term list, struct module **modules, size_t count)
{
    for (size_t i = 0; i < count; i++, list = list_tail(list)) {
        struct prepared *prepared = prepared_of(list_head(list));
        modules[i] = prepared == NULL ? NULL : atomic_exchange(&prepared->module, NULL);
        if (modules[i] == NULL)
            return false;
    }
    return true;
}

static void give_back(Term list, struct module **modules, size_t count)
{
    for (size_t i = 0; i < count && modules[i] != NULL; i++, list = list_tail(list))
        atomic_store(&((struct prepared *)magic_of(list_head(list), release_prepared))->module,
                     modules[i]);
}

static Term finish_loading_1(struct process *p, const Term *args)
{
    int64_t count = list_length_up_to(args[0], UINT16_MAX);
    if (count < 0)
        return builtin_badarg(p);
    struct module **modules = mem_zalloc(((size_t)count + 1) * sizeof *modules);
    bool taken = take_prepared(args[0], modules, (size_t)count);
    Term result = taken ? finish(p, modules, (size_t)count) : builtin_badarg(p);
    bool published =
        result == ATOM_(ok) || (taken && count == 1 && tuple_get(result, 0) == ATOM_(on_load));
    if (!published)
        give_back(args[0], modules, (size_t)count);
    free(modules);
    return result;
}

/* ---- old versions ---- */

static Term delete_module_1(struct process *p, const Term *args)
{
    if (!term_is_atom(args[0]))
        return builtin_badarg(p);
    switch (module_delete(args[0])) {
    case MODULE_DELETED:
        return ATOM_(true);
    case MODULE_ABSENT:
        return ATOM_(undefined);
    default:
        return builtin_badarg(p);
    }
}

static Term check_old_code_1(struct process *p, const Term *args)
{
    return term_is_atom(args[0]) ? truth(module_old(args[0]) != NULL) : builtin_badarg(p);
}

/* tick:purge(Module, Kill): for code:purge and soft_purge; true or false as purge_start says. */
static Term purge_2(struct process *p, const Term *args)
{
    bool kill = args[1] == ATOM_(true);
    if (!term_is_atom(args[0]))
        return builtin_badarg(p);
    switch (purge_start(p, args[0], kill)) {
    case PURGE_STARTED:
        return builtin_wait(p, ATOM_(await_answer), 0, p->regs->x);
    case PURGE_BUSY:
        return builtin_leave(p, ATOM_(purge), 2, (const Term[]){args[0], args[1]});
    default:
        return truth(!kill);
    }
}

/* erlang:purge_module(Module): kills, too. */
static Term purge_module_1(struct process *p, const Term *args)
{
    if (!term_is_atom(args[0]) || module_old(args[0]) == NULL)
        return builtin_badarg(p);
    switch (purge_start(p, args[0], true)) {
    case PURGE_STARTED:
        return builtin_wait(p, ATOM_(purged), 0, p->regs->x);
    case PURGE_BUSY:
        return builtin_leave(p, ATOM_(purge_module), 1, (const Term[]){args[0]});
    default:
        return builtin_badarg(p);
    }
}

/* tick:purged/0: true when the answer has come. */
static Term purged_0(struct process *p, const Term *args)
{
    (void)args;
    Term answer = request_take_answer(p);
    return answer != NON_VALUE ? ATOM_(true) : builtin_wait(p, ATOM_(purged), 0, p->regs->x);
}

/* tick:call_after_purge(Fun, Args): Fun(Args...) when it is decided whether Fun's code goes. */
static Term call_after_purge_2(struct process *p, const Term *args)
{
    const Term call[] = {args[0], args[1]};
    if (module_is_purging(fun_entry(args[0])->module))
        return builtin_leave(p, ATOM_(call_after_purge), 2, call);
    return builtin_trap2(p, export_get(ATOM_(erlang), ATOM_(apply), 2), call[0], call[1]);
}

/* ---- files and folders ---- */

static Term string_of(struct process *p, const char *text)
{
    return text_from_outside(&p->heap, text, strlen(text));
}

/* tick:module_path(Module): where its file was; none: it is loaded, but from no file; false. */
static Term module_path_1(struct process *p, const Term *args)
{
    const struct module *module = term_is_atom(args[0]) ? module_find(args[0]) : NULL;
    if (module == NULL)
        return args[0] == ATOM_(erlang) ? ATOM_(none) : ATOM_(false);
    return module->path == NULL ? ATOM_(none) : string_of(p, module->path);
}

struct folder_list {
    struct process *p;
    Term reversed;
};

static void add_folder(const char *folder, void *context)
{
    struct folder_list *list = context;
    list->reversed = heap_cons(&list->p->heap, string_of(list->p, folder), list->reversed);
}

/* tick:folders(): last one first. */
static Term folders_0(struct process *p, const Term *args)
{
    (void)args;
    struct folder_list list = {p, NIL};
    if (module_path != NULL)
        module_path->each(add_folder, &list);
    return list.reversed;
}

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* tick:change_folders(first | last | remove | check, Folder): false when there is no such folder,
 * or it was not in the list. */
static Term change_folders_2(struct process *p, const Term *args)
{
    struct text_buffer folder;
    if (module_path == NULL || !text_for_outside(&folder, args[1]))
        return builtin_badarg(p);
    bool done =
        args[0] == ATOM_(remove) ? module_path->remove(folder.bytes) : is_folder(folder.bytes);
    if (done && (args[0] == ATOM_(first) || args[0] == ATOM_(last)))
        module_path->insert(folder.bytes, args[0] == ATOM_(first));
    text_buffer_release(&folder);
    return truth(done);
}

/* tick:find_file(Name): the path of the first one in a folder of the list, or non_existing. */
static Term find_file_1(struct process *p, const Term *args)
{
    struct text_buffer name;
    if (!text_for_outside(&name, args[0]))
        return builtin_badarg(p);
    char *path = module_path == NULL ? NULL : module_path->find(name.bytes);
    text_buffer_release(&name);
    Term result = path == NULL ? ATOM_(non_existing) : string_of(p, path);
    free(path);
    return result;
}

const struct builtin_row builtins_loading[] = {
    {"erlang", "load_module", 2, load_module_2},
    {"erlang", "prepare_loading", 2, prepare_loading_2},
    {"erts_internal", "prepare_loading", 2, prepare_loading_2},
    {"erlang", "has_prepared_code_on_load", 1, has_prepared_code_on_load_1},
    {"erlang", "finish_loading", 1, finish_loading_1},
    {"erlang", "delete_module", 1, delete_module_1},
    {"erlang", "purge_module", 1, purge_module_1},
    {"erlang", "check_old_code", 1, check_old_code_1},
    {"erts_internal", "beamfile_module_md5", 1, beamfile_module_md5_1},
    {"erts_internal", "beamfile_chunk", 2, beamfile_chunk_2},
    {"tick", "load_module", 3, load_module_3},
    {"tick", "purge", 2, purge_2},
    {"tick", "purge_module", 1, purge_module_1},
    {"tick", "purged", 0, purged_0},
    {"tick", "call_after_purge", 2, call_after_purge_2},
    {"tick", "module_path", 1, module_path_1},
    {"tick", "folders", 0, folders_0},
    {"tick", "change_folders", 2, change_folders_2},
    {"tick", "find_file", 1, find_file_1},
    {0},
};
