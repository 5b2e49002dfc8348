/* SPDX-License-Identifier: Apache-2.0 */
/* dump.c: each process puts its part into one list, under a lock; the last step of the census sorts
 * the parts and writes them. */
#include "vm/process/dump.h"

#include "vm/process/backtrace.h"
#include "vm/process/census.h"
#include "vm/process/clock.h"
#include "vm/process/info.h"
#include "vm/term/atom.h"
#include "vm/term/print.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* As ~P counts it: what is deeper in a term is cut off. */
#define DUMP_DEPTH  30
#define DUMP_FRAMES 1000

struct part {
    Term pid;
    struct text_buffer text;
};

struct dump {
    struct census census; /* first */
    pthread_mutex_t lock;
    char *path;
    struct part *parts;
    size_t count, room;
};

static _Atomic(bool) under_way;

/* ---- one process ---- */

static const struct field {
    const char *name;
    Term item;
} fields[] = {
    {"State", ATOM_(status)},
    {"Name", ATOM_(registered_name)},
    {"Initial call", ATOM_(initial_call)},
    {"Parent", ATOM_(parent)},
    {"Current function", ATOM_(current_function)},
    {"Message queue length", ATOM_(message_queue_len)},
    {"Messages' place", ATOM_(message_queue_data)},
    {"Heap words", ATOM_(total_heap_size)},
    {"Stack words", ATOM_(stack_size)},
    {"Memory", ATOM_(memory)},
    {"Reductions", ATOM_(reductions)},
    {"Priority", ATOM_(priority)},
    {"Traps exits", ATOM_(trap_exit)},
    {"Links", ATOM_(links)},
    {"Monitors", ATOM_(monitors)},
    {"Monitored by", ATOM_(monitored_by)},
    {"Suspends", ATOM_(suspending)},
    {"Group leader", ATOM_(group_leader)},
};

static void put_field(struct text_buffer *text, struct process *p, const struct field *field)
{
    struct heap heap;
    heap_init(&heap, 64);
    Term pair = info_items(&heap, p, field->item);
    if (!term_is_nil(pair)) { /* [] for no name */
        text_put_string(text, field->name);
        text_put_string(text, ": ");
        print_term(
            text, tuple_get(pair, 1),
            &(struct print_options){.flags = PRINT_STRINGS | PRINT_UNICODE, .depth = DUMP_DEPTH});
        text_put_byte(text, '\n');
    }
    heap_release(&heap);
}

static void put_process(struct text_buffer *text, struct process *p)
{
    text_put_string(text, "=proc:");
    print_id(text, p->id);
    text_put_byte(text, '\n');
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        put_field(text, p, &fields[i]);
    text_put_string(text, "Stack:\n");
    backtrace_put(text, p, DUMP_DEPTH, DUMP_FRAMES);
    text_put_byte(text, '\n');
}

static bool visit(struct census *census, struct process *p)
{
    struct dump *dump = (struct dump *)census;
    struct part part = {.pid = p->id, .text = TEXT_BUFFER_EMPTY};
    put_process(&part.text, p);
    pthread_mutex_lock(&dump->lock);
    if (dump->count == dump->room) {
        dump->room = dump->room == 0 ? 64 : 2 * dump->room;
        dump->parts = mem_realloc(dump->parts, dump->room * sizeof dump->parts[0]);
    }
    dump->parts[dump->count++] = part;
    pthread_mutex_unlock(&dump->lock);
    return true;
}

/* ---- the file ---- */

static int by_pid(const void *a, const void *b)
{
    Term x = ((const struct part *)a)->pid, y = ((const struct part *)b)->pid;
    return x < y ? -1 : x > y;
}

static bool put_headline(FILE *file, const struct dump *dump)
{
    char when[64] = "";
    time_t now = (time_t)(clock_system() / NANOSECONDS_PER_SECOND);
    struct tm date;
    if (localtime_r(&now, &date) != NULL)
        (void)strftime(when, sizeof when, "%Y-%m-%d %H:%M:%S", &date);
    return fprintf(file, "=tick_dump\nTime: %s\nProcesses: %zu\n\n", when, dump->count) > 0;
}

/* Into a file beside it first, so that whoever looks finds all or nothing. */
static bool write_parts(const struct dump *dump)
{
    struct text_buffer name = TEXT_BUFFER_EMPTY;
    text_put_string(&name, dump->path);
    text_put_string(&name, ".new");
    const char *path = text_cstring(&name);
    FILE *file = path == NULL ? NULL : fopen(path, "we");
    bool good = file != NULL && put_headline(file, dump);
    for (size_t i = 0; i < dump->count && good; i++) {
        const struct text_buffer *text = &dump->parts[i].text;
        good = !text->failed && fwrite(text->bytes, 1, text->size, file) == text->size;
    }
    if (file != NULL)
        good = fclose(file) == 0 && good;
    good = good && rename(path, dump->path) == 0;
    text_buffer_release(&name);
    return good;
}

static void done(struct census *census)
{
    struct dump *dump = (struct dump *)census;
    qsort(dump->parts, dump->count, sizeof dump->parts[0], by_pid);
    bool good = write_parts(dump);
    fprintf(stderr, "tick: the state of %zu processes %s %s\n", dump->count,
            good ? "is in" : "cannot be written to", dump->path);
    for (size_t i = 0; i < dump->count; i++)
        text_buffer_release(&dump->parts[i].text);
    free(dump->parts);
    free(dump->path);
    pthread_mutex_destroy(&dump->lock);
    free(dump);
    atomic_store(&under_way, false);
}

void dump_begin(const char *path)
{
    if (atomic_exchange(&under_way, true))
        return;
    struct dump *dump = mem_zalloc(sizeof *dump);
    dump->census = (struct census){.visit = visit, .done = done};
    dump->path = mem_strdup(path);
    pthread_mutex_init(&dump->lock, NULL);
    census_begin(&dump->census);
}
