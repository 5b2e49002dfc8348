/* SPDX-License-Identifier: Apache-2.0 */
/* Messages for programs, one JSON object a line:
 *
 *     {"file":"ring.tasm","line":12,"column":9,"end_line":12,"end_column":13,"severity":"error",
 *      "id":"unknown-instruction","text":"there is no instruction mvoe","notes":[],
 *      "helps":["did you mean move?"]}
 *
 * A note has a text and a place of the same form. */

#include "asm/diag.h"
#include "asm/show.h"

#include <string.h>

struct writer {
    const struct asm_diag *diag;
    FILE *to;
    const char *separator; /* before the next element of an array */
};

/* What asm_show prints needs no escapes but for these. */
static void write_string(FILE *to, const char *text)
{
    fputc('"', to);
    for (;;) {
        size_t plain = strcspn(text, "\"\\\t");
        asm_show(to, text, plain);
        text += plain;
        if (*text == '\0')
            break;
        fputc('\\', to);
        fputc(*text == '\t' ? 't' : *text, to);
        text++;
    }
    fputc('"', to);
}

/* The members for a place; the end is that of the character behind the text. */
static void write_place(const struct writer *w, struct asm_span span)
{
    struct asm_place start = asm_source_place(w->diag->source, span.at);
    struct asm_place end = asm_source_place(w->diag->source, span.at + span.size);
    fputs("\"file\":", w->to);
    write_string(w->to, start.file->name);
    fprintf(w->to, ",\"line\":%u,\"column\":%u,\"end_line\":%u,\"end_column\":%u", start.line,
            start.column, end.line, end.column);
}

static void separate(struct writer *w)
{
    fputs(w->separator, w->to);
    w->separator = ",";
}

static void write_note(void *context, struct asm_span span, const char *text)
{
    struct writer *w = context;
    if (span.at == ASM_NO_PLACE)
        return;
    separate(w);
    fputc('{', w->to);
    write_place(w, span);
    fputs(",\"text\":", w->to);
    write_string(w->to, text);
    fputc('}', w->to);
}

static void write_help(void *context, struct asm_span span, const char *text)
{
    struct writer *w = context;
    (void)span;
    separate(w);
    write_string(w->to, text);
}

static void write_message(void *context, const struct asm_message *message)
{
    struct writer *w = context;
    fputc('{', w->to);
    write_place(w, message->span);
    fprintf(w->to, ",\"severity\":\"%s\",\"id\":\"",
            message->severity == ASM_SEVERITY_error ? "error" : "warning");
    asm_print_message_name(w->to, message->id);
    fputs("\",\"text\":", w->to);
    write_string(w->to, message->text);
    fputs(",\"notes\":[", w->to);
    w->separator = "";
    asm_diag_notes(w->diag, message, write_note, w);
    fputs("],\"helps\":[", w->to);
    w->separator = "";
    asm_diag_helps(w->diag, message, write_help, w);
    fputs("]}\n", w->to);
}

void asm_diag_print_json(struct asm_diag *diag, FILE *to)
{
    struct writer writer = {diag, to, ""};
    (void)asm_diag_each(diag, write_message, &writer);
}
