/* SPDX-License-Identifier: Apache-2.0 */
/* path.c: see path.h. */
#include "loader/path.h"
#include "loader/load.h"
#include "vm/term/atom.h"

#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char **folders;
static size_t folder_count;

static char *join(const char *folder, const char *rest)
{
    size_t bytes = strlen(folder) + strlen(rest) + 2;
    char *path = mem_alloc(bytes);
    snprintf(path, bytes, "%s/%s", folder, rest);
    return path;
}

void path_add(const char *folder)
{
    folders = mem_realloc(folders, (folder_count + 1) * sizeof *folders);
    folders[folder_count++] = mem_strdup(folder);
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

bool path_add_stdlib(void)
{
    static const char *const places[] = {"../stdlib", "../lib/tick/stdlib"};
    char *program = path_of_program();
    bool found = false;
    for (size_t i = 0; program != NULL && i < COUNT_OF(places) && !found; i++) {
        char *place = join(program, places[i]);
        found = is_folder(place);
        if (found)
            path_add(place);
        free(place);
    }
    free(program);
    return found;
}

/* Appends the last folder (the newest version) that matches PATTERN below ROOT. */
static bool add_newest(const char *root, const char *pattern)
{
    char *whole = join(root, pattern);
    glob_t found;
    bool any = glob(whole, 0, NULL, &found) == 0 && found.gl_pathc > 0;
    if (any) {
        path_add(found.gl_pathv[found.gl_pathc - 1]);
        globfree(&found);
    }
    free(whole);
    return any;
}

bool path_add_otp(const char *root)
{
    bool kernel = add_newest(root, "lib/kernel-*/ebin");
    return add_newest(root, "lib/stdlib-*/ebin") && kernel;
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
    for (size_t i = 0; i < folder_count; i++) {
        char *path = join(folders[i], file);
        bool exists = access(path, F_OK) == 0;
        bool loaded = exists && load_file(path, name, error) != NULL;
        free(path);
        if (exists)
            return loaded;
    }
    return false;
}
