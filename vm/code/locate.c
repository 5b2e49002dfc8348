/* SPDX-License-Identifier: Apache-2.0 */
/* locate.c: from a code address to module, function and line. The extents of all modules stand in
 * one sorted array, which is replaced as a whole when a module comes or goes; readers take no lock,
 * so replaced arrays stay until a purge (vm/process/purge.c) knows that nobody reads them. (Without
 * one, those of n modules take 12 n^2 bytes.) */
#include "vm/code/tables.h"

#include <stdlib.h>
#include <string.h>

struct range {
    CodePtr start, end;
    const struct module *module;
};

struct code_ranges {
    struct code_ranges *older; /* kept reachable */
    size_t count;
    struct range rows[]; /* ascending */
};

static _Atomic(struct code_ranges *) current;

static struct code_ranges *ranges_new(struct code_ranges *older, size_t count)
{
    struct code_ranges *ranges = mem_alloc(sizeof *ranges + count * sizeof(struct range));
    ranges->older = older;
    ranges->count = count;
    return ranges;
}

void locate_add(const struct module *module)
{
    struct code_ranges *old = atomic_load_explicit(&current, memory_order_relaxed);
    size_t count = old == NULL ? 0 : old->count;
    struct code_ranges *new = ranges_new(old, count + 1);
    size_t place = 0;
    while (place < count && old->rows[place].start < module->code)
        place++;
    if (old != NULL) {
        memcpy(new->rows, old->rows, place * sizeof(struct range));
        memcpy(new->rows + place + 1, old->rows + place, (count - place) * sizeof(struct range));
    }
    new->rows[place] = (struct range){module->code, module->code + module->code_words, module};
    atomic_store_explicit(&current, new, memory_order_release); /* pairs with find_module */
}

void locate_remove(const struct module *module)
{
    struct code_ranges *old = atomic_load_explicit(&current, memory_order_relaxed);
    size_t place = 0;
    while (old->rows[place].module != module)
        place++;
    size_t behind = old->count - place - 1;
    struct code_ranges *new = ranges_new(old, old->count - 1);
    memcpy(new->rows, old->rows, place * sizeof(struct range));
    memcpy(new->rows + place, old->rows + place + 1, behind * sizeof(struct range));
    atomic_store_explicit(&current, new, memory_order_release); /* pairs with find_module */
}

struct code_ranges *code_ranges_replaced(void)
{
    module_lock();
    struct code_ranges *ranges = atomic_load_explicit(&current, memory_order_relaxed);
    struct code_ranges *replaced = ranges->older;
    ranges->older = NULL;
    module_unlock();
    return replaced;
}

void code_ranges_free(struct code_ranges *ranges)
{
    while (ranges != NULL) {
        struct code_ranges *older = ranges->older;
        free(ranges);
        ranges = older;
    }
}

static const struct module *find_module(CodePtr code)
{
    const struct code_ranges *ranges = atomic_load_explicit(&current, memory_order_acquire);
    size_t low = 0, count = ranges == NULL ? 0 : ranges->count;
    while (count > 1) {
        size_t half = count / 2;
        low = ranges->rows[low + half].start <= code ? low + half : low;
        count -= half;
    }
    if (count == 0 || code < ranges->rows[low].start || code >= ranges->rows[low].end)
        return NULL;
    return ranges->rows[low].module;
}

static const struct function *find_function(const struct module *module, uint32_t offset)
{
    uint32_t low = 0, count = module->function_count;
    while (count > 1) {
        uint32_t half = count / 2;
        low = module->functions[low + half].start <= offset ? low + half : low;
        count -= half;
    }
    return count == 0 || module->functions[low].start > offset ? NULL : &module->functions[low];
}

/* The last row at or before OFFSET, if it belongs to the same function. */
static const struct line_row *find_line(const struct module *module, uint32_t first,
                                        uint32_t offset)
{
    uint32_t low = 0, count = module->line_count;
    while (count > 1) {
        uint32_t half = count / 2;
        low = module->lines[low + half].offset <= offset ? low + half : low;
        count -= half;
    }
    const struct line_row *row = module->lines + low;
    return count == 0 || row->offset > offset || row->offset < first ? NULL : row;
}

bool code_locate(CodePtr code, struct code_place *place)
{
    const struct module *module = find_module(code);
    if (module == NULL)
        return false;
    uint32_t offset = (uint32_t)(code - module->code);
    const struct function *function = find_function(module, offset);
    if (function == NULL)
        return false;
    const struct line_row *row = find_line(module, function->start, offset);
    *place = (struct code_place){.module = module, .function = function, .line = 0, .file = NIL};
    if (row != NULL && row->line != 0) {
        place->line = row->line;
        place->file = row->file < module->file_count ? module->files[row->file] : NIL;
    }
    return true;
}
