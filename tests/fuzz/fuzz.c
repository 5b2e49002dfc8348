/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz.c: see fuzz.h. */
#include "tests/fuzz/fuzz.h"

#include "asm/assemble.h"
#include "loader/load.h"
#include "vm/term/atom.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv) /* NOLINT(readability-non-const-parameter) */
{
    (void)argc;
    (void)argv;
    fuzz_start();
    return 0;
}

void fuzz_broken(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("fuzz: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    abort();
}

void fuzz_machine(void)
{
    atom_init(ATOM_DEFAULT_LIMIT);
    if (!load_init())
        fuzz_broken("the system gives no room for literals");
}

static void check_line(const struct asm_source *source, const char *text, struct asm_span span)
{
    if (span.at != ASM_NO_PLACE && (span.at > source->size || span.size > source->size - span.at))
        fuzz_broken("a message about a place outside of the text: %s", text);
    if (strchr(text, '\n') != NULL)
        fuzz_broken("a message of more than one line: %s", text);
}

static void check_messages(const struct asm_diag *diag, bool ok)
{
    size_t errors = 0;
    for (size_t i = 0; i < diag->messages.count; i++) {
        const struct asm_message *message = &diag->messages.items[i];
        check_line(diag->source, message->text, message->span);
        errors += message->severity == ASM_SEVERITY_error;
    }
    for (size_t i = 0; i < diag->remarks.count; i++)
        check_line(diag->source, diag->remarks.items[i].text, diag->remarks.items[i].span);
    if (errors != diag->errors || ok == (errors > 0))
        fuzz_broken("a file in spite of errors, or neither a file nor an error");
}

bool fuzz_assemble(const char *text, size_t size, struct asm_bytes *beam, FILE *log)
{
    struct asm_source source = {0};
    asm_source_add(&source, "input.tasm", text, size);
    struct asm_diag diag = {.source = &source};
    char *module = NULL;
    bool ok = asm_assemble(&diag, &source, beam, &module);
    check_messages(&diag, ok);
    if (log != NULL)
        asm_diag_print(&diag, log, false);
    free(module);
    asm_diag_free(&diag);
    asm_source_free(&source);
    return ok;
}

/* About how something is written or what is named, not about what code does. */
static bool is_about_text(enum asm_message_id id)
{
    static const enum asm_message_id ids[] = {
        ASM_MESSAGE_unexpected,
        ASM_MESSAGE_unknown_instruction,
        ASM_MESSAGE_label_syntax,
        ASM_MESSAGE_outside_function,
        ASM_MESSAGE_register_number,
        ASM_MESSAGE_empty_select,
        ASM_MESSAGE_mixed_keys,
        ASM_MESSAGE_atom_too_long,
        ASM_MESSAGE_bad_code_point,
        ASM_MESSAGE_bad_utf8,
        ASM_MESSAGE_unknown_constant,
        ASM_MESSAGE_unknown_macro,
        ASM_MESSAGE_duplicate_function,
        ASM_MESSAGE_duplicate_label,
        ASM_MESSAGE_undefined_function,
        ASM_MESSAGE_undefined_label,
        ASM_MESSAGE_unknown_type,
        ASM_MESSAGE_register_in_term,
        ASM_MESSAGE_too_many_free_variables,
    };
    for (size_t i = 0; i < COUNT_OF(ids); i++)
        if (ids[i] == id)
            return true;
    return false;
}

bool fuzz_reads(const char *text, size_t size)
{
    struct asm_source source = {0};
    asm_source_add(&source, "input.tasm", text, size);
    struct asm_diag diag = {.source = &source};
    struct asm_bytes beam = {0};
    char *module = NULL;
    bool reads = true;
    if (!asm_assemble(&diag, &source, &beam, &module))
        for (size_t i = 0; i < diag.messages.count && reads; i++)
            reads = diag.messages.items[i].severity != ASM_SEVERITY_error ||
                    !is_about_text(diag.messages.items[i].id);
    free(module);
    asm_bytes_free(&beam);
    asm_diag_free(&diag);
    asm_source_free(&source);
    return reads;
}

bool fuzz_load(struct bytes contents, char **error)
{
    *error = NULL;
    struct module *module = load_read("input.beam", contents.data, contents.size, NON_VALUE, error);
    if ((module == NULL) != (*error != NULL))
        fuzz_broken("neither a module nor an error, or both");
    if (*error != NULL &&
        (strchr(*error, '\n') != NULL || strncmp(*error, "input.beam: ", 12) != 0))
        fuzz_broken("no line of text that names the file: %s", *error);
    if (module != NULL)
        module_discard(module);
    return module != NULL;
}
