/* SPDX-License-Identifier: Apache-2.0 */
/* disassemble.c: bytes as a BEAM file to text, or one error. The assembler can read the text; if it
 * finds no fault with what the code does, the file it makes gives the text of the same functions
 * again and, assembled once more, the same code to the byte. */
#include "tests/fuzz/fuzz.h"

#include "loader/container.h"
#include "tools/dis/dis.h"

#include <stdlib.h>
#include <string.h>

struct text {
    char *bytes;
    size_t size;
};

void fuzz_start(void)
{
    fuzz_machine();
}

/* False: the file was refused, and the error is one line that names it. */
static bool disassemble(struct bytes contents, struct text *text)
{
    struct beam_file file = {0};
    *text = (struct text){NULL, 0};
    FILE *to = open_memstream(&text->bytes, &text->size);
    if (to == NULL)
        fuzz_broken("no memory stream");
    static const struct dis_options options = {.all = false};
    bool ok =
        beam_file_parse(&file, "input.beam", contents) && dis_module(to, &file, contents, &options);
    fclose(to);
    if (ok == (file.error.text != NULL))
        fuzz_broken("neither text nor an error, or both");
    if (!ok && (strchr(file.error.text, '\n') != NULL ||
                strncmp(file.error.text, "input.beam: ", 12) != 0))
        fuzz_broken("no line of text that names the file: %s", file.error.text);
    beam_file_release(&file);
    return ok;
}

static void show(const struct text *text)
{
    fwrite(text->bytes, 1, text->size, stderr);
}

/* False: the assembler can read the text, but does not put up with the code. */
static bool assemble(const struct text *text, struct asm_bytes *beam)
{
    *beam = (struct asm_bytes){0};
    if (fuzz_assemble(text->bytes, text->size, beam, NULL))
        return true;
    asm_bytes_free(beam);
    if (fuzz_reads(text->bytes, text->size))
        return false;
    show(text);
    (void)fuzz_assemble(text->bytes, text->size, beam, stderr);
    fuzz_broken("the assembler cannot read the text");
}

/* ---- the promise ---- */

/* The functions, behind what the text says of the module. */
static const char *functions(const struct text *text)
{
    const char *first = strstr(text->bytes, "\nfun ");
    return first == NULL ? text->bytes + text->size : first;
}

/* tick-asm adds the functions module_info where a file has none; they come last. */
static bool are_added(const char *rest)
{
    return *rest == '\0' || strstr(rest, "fun module_info/") != NULL;
}

static void same_text(const struct text *before, const struct text *after)
{
    const char *these = functions(before), *those = functions(after);
    size_t size = strlen(these);
    if (strncmp(these, those, size) == 0 && are_added(those + size))
        return;
    show(before);
    fputs("---- and again:\n", stderr);
    show(after);
    fuzz_broken("the text assembled and disassembled is another text");
}

static void same_code(const struct asm_bytes *before, const struct asm_bytes *after)
{
    struct bytes a, b;
    if (!container_chunk((struct bytes){before->data, before->size}, "Code", &a) ||
        !container_chunk((struct bytes){after->data, after->size}, "Code", &b))
        fuzz_broken("no code");
    if (a.size != b.size || memcmp(a.data, b.data, a.size) != 0)
        fuzz_broken("assembled again, it is other code");
}

/* A table of funs carried as it is holds numbers of labels and atoms, which need not be those that
 * tick-asm gives: that it comes back is promised for files of compilers only. */
static bool carries_funs(const struct text *text)
{
    return strstr(text->bytes, "\nchunk \"FunT\"") != NULL;
}

static void round_trip(const struct text *text)
{
    struct asm_bytes beam, last;
    struct text again;
    if (!assemble(text, &beam))
        return;
    if (!disassemble((struct bytes){beam.data, beam.size}, &again))
        fuzz_broken("tick-dis does not take what tick-asm made");
    same_text(text, &again);
    if (!assemble(&again, &last))
        fuzz_broken("the assembler takes the text, but not when it comes again");
    same_code(&beam, &last);
    asm_bytes_free(&beam);
    asm_bytes_free(&last);
    free(again.bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text text = {NULL, 0};
    bool packed = size > 0 && data[0] == 0x1f; /* tick-dis unpacks a file when it reads it */
    if (!packed && disassemble((struct bytes){data, size}, &text) && !carries_funs(&text))
        round_trip(&text);
    free(text.bytes);
    return 0;
}
