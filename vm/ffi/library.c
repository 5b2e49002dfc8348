/* SPDX-License-Identifier: Apache-2.0 */
/* library.c: dlopen and its relatives. */
#include "vm/ffi/library.h"

#include "vm/process/dirty.h"

#include <dlfcn.h>
#include <stdlib.h>

struct library {
    struct magic magic; /* first */
    void *handle;
};

/* What the library does at its end is not known. */
static void close_there(void *handle)
{
    (void)dlclose(handle);
}

static void release(struct magic *magic)
{
    struct library *library = (struct library *)magic;
    dirty_leave(DIRTY_IO, close_there, library->handle);
    free(library);
}

Term library_open(struct heap *heap, const char *name, const char **problem)
{
    void *handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) {
        *problem = dlerror();
        return NON_VALUE;
    }
    struct library *library = mem_alloc(sizeof *library);
    magic_init(&library->magic, release, sizeof *library);
    library->handle = handle;
    return magic_reference(heap, &library->magic);
}

struct magic *library_of(Term term)
{
    return magic_of(term, release);
}

void *library_symbol(const struct magic *library, const char *name)
{
    return dlsym(((const struct library *)library)->handle, name);
}
