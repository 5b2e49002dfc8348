/* SPDX-License-Identifier: Apache-2.0 */
/* load.c: the steps of a load in their order: take the file apart, decode, verify, transform, fuse,
 * emit, publish. Nothing of a file that fails in any of them becomes visible. */
#include "loader/load.h"
#include "loader/container.h"
#include "loader/decode.h"
#include "loader/emit.h"
#include "loader/fuse.h"
#include "loader/select.h"
#include "loader/transform.h"
#include "loader/verify.h"
#include "vm/builtin/builtin.h"
#include "vm/interp/interp.h"
#include "vm/memory/literal.h"
#include "vm/term/atom.h"

#include <stdio.h>
#include <string.h>

bool load_init(void)
{
    if (!literal_area_init())
        return false;
    code_init();
    builtin_init();
    interp_init();
    select_init();
    fuse_init();
    return true;
}

static bool check_name(struct beam_file *file, Term expected)
{
    if (expected == NON_VALUE || file->name == expected)
        return true;
    return load_fail(&file->error, "expected module %s, found module %s", atom_text(expected)->utf8,
                     atom_text(file->name)->utf8);
}

static struct module *load_code(struct beam_file *file)
{
    struct beam_code code;
    struct transformed transformed;
    struct module *module = NULL;
    if (decode_code(file, &code) && verify_code(&code) && transform_code(&code, &transformed)) {
        fuse_code(&transformed.list);
        module = emit_module(&code, &transformed);
    }
    pool_release(&code.pool);
    return module;
}

/* Goes on with FILE, which has been parsed if PARSED, and releases it. */
static struct module *finish(struct beam_file *file, bool parsed, Term expected, char **error)
{
    struct module *module = NULL;
    if (parsed && check_name(file, expected))
        module = load_code(file);
    *error = file->error.text;
    file->error.text = NULL;
    beam_file_release(file);
    return module;
}

struct module *load_read(const char *path, const unsigned char *bytes, size_t size, Term expected,
                         char **error)
{
    struct beam_file file = {0};
    bool parsed = beam_file_parse(&file, path, (struct bytes){bytes, size});
    return finish(&file, parsed, expected, error);
}

bool load_chunk(const unsigned char *bytes, size_t size, const char *name,
                const unsigned char **chunk, size_t *chunk_size)
{
    struct bytes found;
    if (!container_chunk((struct bytes){bytes, size}, name, &found))
        return false;
    *chunk = found.data;
    *chunk_size = found.size;
    return true;
}

static char *not_purged(const char *path)
{
    static const char text[] = "%s: the module has an old version that must be purged first";
    size_t bytes = sizeof text + strlen(path);
    char *error = mem_alloc(bytes);
    (void)snprintf(error, bytes, text, path);
    return error;
}

struct module *load_file(const char *path, Term expected, char **error)
{
    struct beam_file file = {0};
    bool parsed = beam_file_read(&file, path);
    struct module *module = finish(&file, parsed, expected, error);
    if (module == NULL)
        return NULL;
    module->path = mem_strdup(path);
    if (module_publish(&module, 1))
        return module;
    module_discard(module);
    *error = not_purged(path);
    return NULL;
}
