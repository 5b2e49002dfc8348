/* SPDX-License-Identifier: Apache-2.0 */
/* The function that a command line names, and the one that may be meant when there is none. */

#include "tools/dis/operand.h"

#include "asm/opcode.h"
#include "vm/term/atom.h"

#include <stdlib.h>
#include <string.h>

/* Is TEXT the name and arity of FUNCTION? With the quotes of text assembly or without. */
static bool is_called(const struct dis_function *function, const char *text)
{
    const struct atom_text *name = atom_text(function->name);
    const char *slash = strrchr(text, '/');
    char arity[16];
    (void)snprintf(arity, sizeof arity, "/%u", function->arity);
    if (slash == NULL || strcmp(slash, arity) != 0)
        return false;
    size_t size = (size_t)(slash - text);
    if (size == (size_t)name->bytes && memcmp(text, name->utf8, size) == 0)
        return true;
    return size == (size_t)name->bytes + 2 && text[0] == '\'' && text[size - 1] == '\'' &&
           memcmp(text + 1, name->utf8, name->bytes) == 0;
}

/* How far FUNCTION is from what TEXT says: 0 for the same name with another arity. */
static unsigned distance(const struct dis_function *function, const char *text)
{
    const struct atom_text *name = atom_text(function->name);
    const char *slash = strrchr(text, '/');
    size_t size = slash == NULL ? strlen(text) : (size_t)(slash - text);
    return asm_edit_distance(text, size, name->utf8, name->bytes);
}

static bool tell_missing(struct dis *d, const char *text)
{
    const struct dis_function *nearest = NULL;
    unsigned best = strlen(text) < 6 ? 2 : 4;
    for (uint32_t i = 0; i < d->count; i++) {
        unsigned here = distance(&d->functions[i], text);
        if (here < best) {
            best = here;
            nearest = &d->functions[i];
        }
    }
    struct load_error *error = &d->file->error;
    if (nearest == NULL)
        return load_fail(error, "there is no function %s", text);
    char *name = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&name, &size);
    if (to == NULL)
        fatal("out of memory");
    dis_function_name(to, nearest->name, nearest->arity);
    if (fclose(to) != 0)
        fatal("out of memory");
    (void)load_fail(error, "there is no function %s; did you mean %s?", text, name);
    free(name);
    return false;
}

bool dis_find_function(struct dis *d, const char *text, uint32_t *number)
{
    for (*number = 0; *number < d->count; ++*number)
        if (is_called(&d->functions[*number], text))
            return true;
    return tell_missing(d, text);
}
