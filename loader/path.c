/* SPDX-License-Identifier: Apache-2.0 */
/* path.c: see path.h. */
#define _GNU_SOURCE /* strverscmp */
#include "loader/path.h"

#include "loader/load.h"
#include "vm/term/atom.h"

#include <glob.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char **folders;
static size_t folder_count;

static char *join(const char *folder, const char *rest)
{
    size_t bytes = strlen(folder) + strlen(rest) + 2;
    char *path = mem_alloc(bytes);
    snprintf(path, bytes, "%s/%s", folder, rest);
    return path;
}

/* ---- the list; under the lock ---- */

/* folder_count when it is not there. */
static size_t index_of(const char *folder)
{
    size_t at = 0;
    while (at < folder_count && strcmp(folders[at], folder) != 0)
        at++;
    return at;
}

static bool take_out(const char *folder)
{
    size_t at = index_of(folder);
    if (at == folder_count)
        return false;
    free(folders[at]);
    folder_count--;
    memmove(folders + at, folders + at + 1, (folder_count - at) * sizeof *folders);
    return true;
}

static void put_in(const char *folder, bool first)
{
    folders = mem_realloc(folders, (folder_count + 1) * sizeof *folders);
    size_t at = first ? 0 : folder_count;
    memmove(folders + at + 1, folders + at, (folder_count - at) * sizeof *folders);
    folders[at] = mem_strdup(folder);
    folder_count++;
}

/* ---- what a running program does with it ---- */

static void insert(const char *folder, bool first)
{
    pthread_mutex_lock(&lock);
    if (first)
        (void)take_out(folder);
    if (index_of(folder) == folder_count)
        put_in(folder, first);
    pthread_mutex_unlock(&lock);
}

static bool remove_folder(const char *folder)
{
    pthread_mutex_lock(&lock);
    bool found = take_out(folder);
    pthread_mutex_unlock(&lock);
    return found;
}

static void each(void (*visit)(const char *folder, void *context), void *context)
{
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < folder_count; i++)
        visit(folders[i], context);
    pthread_mutex_unlock(&lock);
}

static char *find(const char *file)
{
    char *path = NULL;
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < folder_count && path == NULL; i++) {
        path = join(folders[i], file);
        if (access(path, F_OK) != 0) {
            free(path);
            path = NULL;
        }
    }
    pthread_mutex_unlock(&lock);
    return path;
}

const struct module_path path_operations = {
    .each = each, .insert = insert, .remove = remove_folder, .find = find};

/* ---- before the program starts ---- */

void path_add(const char *folder)
{
    put_in(folder, false);
}

void path_clear(void)
{
    for (size_t i = 0; i < folder_count; i++)
        free(folders[i]);
    free(folders);
    folders = NULL;
    folder_count = 0;
}

char *path_find(const char *name)
{
    for (size_t i = 0; i < folder_count; i++) {
        char *path = join(folders[i], name);
        if (access(path, F_OK) == 0)
            return path;
        free(path);
    }
    return NULL;
}

/* Cuts off the last part of PATH, in place. */
static const char *folder_of(char *path)
{
    char *slash = strrchr(path, '/');
    if (slash == NULL)
        return ".";
    slash[slash == path] = '\0';
    return path;
}

void path_add_folder_of(const char *file)
{
    char *copy = mem_strdup(file);
    path_add(folder_of(copy));
    free(copy);
}

char *path_of_program(void)
{
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length <= 0)
        return NULL;
    path[length] = '\0';
    return mem_strdup(folder_of(path));
}

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Appends the folder PART (NULL for itself) of Tick's stdlib. */
static bool add_stdlib_folder(const char *part)
{
    static const char *const places[] = {"../stdlib", "../lib/tick/stdlib"};
    char *program = path_of_program();
    bool found = false;
    for (size_t i = 0; program != NULL && i < COUNT_OF(places) && !found; i++) {
        char *place = join(program, places[i]);
        char *folder = part == NULL ? mem_strdup(place) : join(place, part);
        found = is_folder(folder);
        if (found)
            path_add(folder);
        free(folder);
        free(place);
    }
    free(program);
    return found;
}

bool path_add_stdlib(void)
{
    return add_stdlib_folder(NULL);
}

bool path_add_behind(void)
{
    return add_stdlib_folder("behind");
}

/* ---- Erlang/OTP ---- */

/* Folders ROOT/lib/NAME-VERSION/ebin, older versions of an application before newer ones. */
struct applications {
    char **ebins;
    size_t count;
};

static int by_version(const void *a, const void *b)
{
    return strverscmp(*(char *const *)a, *(char *const *)b);
}

/* The part of an ebin folder's path in front of "-VERSION/ebin". */
static size_t name_size(const char *ebin)
{
    const char *end = ebin + strlen(ebin) - strlen("/ebin");
    while (end > ebin && *end != '-')
        end--;
    return (size_t)(end - ebin);
}

static bool same_application(const char *a, const char *b)
{
    return name_size(a) == name_size(b) && memcmp(a, b, name_size(a)) == 0;
}

/* Is EBIN that of the application NAME? */
static bool is_application(const char *ebin, const char *name)
{
    size_t end = name_size(ebin), size = strlen(name);
    return end > size && ebin[end - size - 1] == '/' && memcmp(ebin + end - size, name, size) == 0;
}

/* Appends the newest version of each application: with FIRST of kernel and stdlib, else of all
 * others. Returns how many. */
static size_t add_applications(const struct applications *found, bool first)
{
    size_t added = 0;
    for (size_t i = 0; i < found->count; i++) {
        const char *ebin = found->ebins[i];
        bool newest = i + 1 == found->count || !same_application(ebin, found->ebins[i + 1]);
        if (newest && first == (is_application(ebin, "kernel") || is_application(ebin, "stdlib"))) {
            path_add(ebin);
            added++;
        }
    }
    return added;
}

bool path_add_otp(const char *root)
{
    char *pattern = join(root, "lib/*-*/ebin");
    glob_t found;
    bool complete = false;
    if (glob(pattern, GLOB_NOSORT, NULL, &found) == 0) {
        struct applications applications = {found.gl_pathv, found.gl_pathc};
        qsort(applications.ebins, applications.count, sizeof(char *), by_version);
        complete = add_applications(&applications, true) == 2;
        add_applications(&applications, false);
        globfree(&found);
    }
    free(pattern);
    return complete;
}

bool path_load(Term name, char **error)
{
    const struct atom_text *text = atom_text(name);
    char file[4 * ATOM_MAX_CHARACTERS + sizeof ".beam"];
    *error = NULL;
    if (text->bytes == 0 || strlen(text->utf8) != text->bytes || strchr(text->utf8, '/') != NULL)
        return false;
    if (snprintf(file, sizeof file, "%s.beam", text->utf8) >= (int)sizeof file)
        return false;
    char *path = find(file);
    bool loaded = path != NULL && load_file(path, name, error) != NULL;
    free(path);
    return loaded;
}
