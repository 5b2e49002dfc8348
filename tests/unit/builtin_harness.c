/* SPDX-License-Identifier: Apache-2.0 */
/* builtin_harness.c: see builtin_harness.h. */
#include "tests/unit/builtin_harness.h"

#include "tests/unit/term_reader.h"
#include "vm/memory/gc.h"
#include "vm/memory/literal.h"
#include "vm/term/hash.h"
#include "vm/term/print.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAP_WORDS 233
#define MAX_SLICES 2000000

/* Of a longer text the hash of the term is enough. */
#define LONG_TEXT 500

struct process harness_process;
size_t harness_slices;

static struct registers *registers;
static enum harness_mode current_mode;
static size_t most_slices = SIZE_MAX; /* of a call, before it is given up */

void harness_setup(void)
{
    cr_assert(literal_area_init());
    atom_init(ATOM_DEFAULT_LIMIT);
    code_init();
    builtin_init();
    registers = mem_zalloc(sizeof *registers);
    harness_process = (struct process){.regs = registers, .id = pid_make(1)};
    registers->process = &harness_process;
    heap_init(&harness_process.heap, HEAP_WORDS);
    harness_slices = 0;
}

void harness_teardown(void)
{
    heap_release(&harness_process.heap);
    free(registers);
}

/* ---- calling ---- */

static void collect(unsigned live)
{
    struct root_array roots = {registers->x, live};
    struct gc_request request = {
        .major = true, .min_words = HEAP_WORDS, .roots = &roots, .root_arrays = 1};
    cr_assert(gc_collect(&harness_process.heap, &request));
}

/* The export that a trap leads to: always a builtin here. */
static const struct export *trapped_to(void)
{
    CodePtr code = registers->trap;
    registers->trap = NULL;
    const struct export *export =
        (const struct export *)((const char *)code - offsetof(struct export, stub));
    cr_assert(export->builtin != NULL && export->mfa.arity == registers->trap_arity,
              "a trap to something that is no builtin");
    return export;
}

static Term run(const struct export *export, enum harness_mode mode)
{
    static const int64_t quanta[HARNESS_MODES] = {INT64_C(1) << 40, 1, 7, 100};
    for (size_t slices = 0; slices < MAX_SLICES; slices++) {
        if (slices == most_slices && mode != HARNESS_AT_ONCE)
            return NON_VALUE;
        harness_slices++;
        registers->reductions = quanta[mode];
        Term result = export->builtin(&harness_process, registers->x);
        if (result != NON_VALUE || registers->trap == NULL)
            return result;
        export = trapped_to();
        if (mode != HARNESS_AT_ONCE)
            collect(export->mfa.arity);
    }
    cr_assert(false, "no end after %d slices of %s:%s", MAX_SLICES,
              atom_text(export->mfa.module)->utf8, atom_text(export->mfa.function)->utf8);
    return NON_VALUE;
}

static Term call_terms(Term module, Term function, unsigned count, const Term *args)
{
    const struct export *export = export_find(module, function, count);
    cr_assert(export != NULL && export->builtin != NULL, "no builtin %s:%s/%u",
              atom_text(module)->utf8, atom_text(function)->utf8, count);
    memcpy(registers->x, args, count * sizeof args[0]);
    return run(export, current_mode);
}

Term harness_call(const char *module, const char *function, unsigned count, const Term *args,
                  enum harness_mode mode)
{
    current_mode = mode;
    return call_terms(atom_from_utf8(module, strlen(module)),
                      atom_from_utf8(function, strlen(function)), count, args);
}

/* ---- expressions ---- */

/* A call inside a term: its garbage is not collected, since the reader holds terms. */
static Term call_inside(Term module, Term function, unsigned count, const Term *args)
{
    enum harness_mode mode = current_mode;
    current_mode = HARNESS_AT_ONCE;
    Term result = call_terms(module, function, count, args);
    current_mode = mode;
    cr_assert_neq(result, NON_VALUE, "exception in an inner call");
    return result;
}

static void put_term(struct text_buffer *buffer, Term term)
{
    print_term(buffer, term, &PRINT_PRETTY);
}

static char *taken(struct text_buffer *buffer)
{
    cr_assert(text_cstring(buffer) != NULL);
    return buffer->bytes;
}

char *harness_text(Term term)
{
    struct text_buffer buffer = TEXT_BUFFER_EMPTY;
    put_term(&buffer, term);
    return taken(&buffer);
}

char *harness_evaluate(const char *expression, enum harness_mode mode)
{
    struct term_reader reader = {&harness_process.heap, expression, call_inside};
    struct text_buffer buffer = TEXT_BUFFER_EMPTY;
    Term module, function, args[READER_MAX_ITEMS];
    current_mode = mode;
    unsigned count = read_call(&reader, &module, &function, args);
    cr_assert_eq(*reader.at, '\0', "behind the call: %s", reader.at);
    Term result = call_terms(module, function, count, args);
    if (result == NON_VALUE) {
        put_term(&buffer, registers->exception_class);
        text_put_byte(&buffer, ':');
        result = registers->exception_value;
    }
    put_term(&buffer, result);
    if (buffer.size > LONG_TEXT) {
        text_buffer_release(&buffer);
        text_put_string(&buffer, "phash2:");
        text_put_uint(&buffer, hash_phash2(result) & ((1u << 27) - 1));
    }
    return taken(&buffer);
}

/* ---- files ---- */

static void check_line(const char *file, unsigned line, char *text)
{
    char *arrow = strstr(text, " => ");
    cr_assert(arrow != NULL, "%s:%u: no \" => \"", file, line);
    *arrow = '\0';
    const char *expected = arrow + strlen(" => ");
    for (int mode = 0; mode < HARNESS_MODES; mode++) {
        char *got = harness_evaluate(text, (enum harness_mode)mode);
        cr_expect_str_eq(got, expected, "%s:%u: %s\n  gave %s\n  not  %s%s", file, line, text, got,
                         expected, mode != HARNESS_AT_ONCE ? "\n  in slices" : "");
        free(got);
        collect(0);
    }
}

/* Calls CHECK for every line of a file that is none of comment. */
static void for_lines(const char *name, void (*check)(const char *file, unsigned line, char *text))
{
    char path[256], *line = NULL;
    size_t room = 0;
    snprintf(path, sizeof path, "tests/unit/builtins/%s.txt", name);
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "cannot read %s", path);
    for (unsigned number = 1; getline(&line, &room, file) > 0; number++) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] != '\0' && line[0] != '%')
            check(path, number, line);
    }
    free(line);
    fclose(file);
}

void harness_check_file(const char *name)
{
    for_lines(name, check_line);
}

/* ---- calls that are given up ---- */

static size_t most_given_up, given_up;

/* False: the call has ended before that. */
static bool give_up_after(size_t slices, const char *text)
{
    struct term_reader reader = {&harness_process.heap, text, call_inside};
    Term module, function, args[READER_MAX_ITEMS];
    current_mode = HARNESS_SLICED;
    unsigned count = read_call(&reader, &module, &function, args);
    most_slices = slices;
    registers->exception_class = NON_VALUE;
    Term result = call_terms(module, function, count, args);
    most_slices = SIZE_MAX;
    registers->trap = NULL;
    bool ended = result != NON_VALUE || registers->exception_class != NON_VALUE;
    heap_release(&harness_process.heap);
    heap_init(&harness_process.heap, HEAP_WORDS);
    given_up += !ended;
    return !ended;
}

static void give_up_line(const char *file, unsigned line, char *text)
{
    char *arrow = strstr(text, " => ");
    cr_assert(arrow != NULL, "%s:%u: no \" => \"", file, line);
    *arrow = '\0';
    for (size_t slices = 1; slices <= most_given_up; slices++)
        if (!give_up_after(slices, text))
            break;
}

size_t harness_give_up_file(const char *name, size_t most)
{
    most_given_up = most;
    given_up = 0;
    for_lines(name, give_up_line);
    return given_up;
}
