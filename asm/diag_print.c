/* SPDX-License-Identifier: Apache-2.0 */
/* Messages for people:
 *
 *     ring.tasm:12:9: error: there is no instruction mvoe [unknown-instruction]
 *        12 |         mvoe    x0, x1
 *           |         ^~~~
 *           = help: did you mean move?
 */

#include "asm/diag.h"
#include "asm/show.h"

#include <string.h>

enum {
    LONGEST_LINE = 160, /* characters; of a longer line a part is shown */
    PART = 100,         /* that part */
    BEFORE = 40,        /* how much of it stands before the place in question */
};

static const char cut[] = "...";

struct printer {
    const struct asm_diag *diag;
    FILE *to;
    const char *bold, *red, *magenta, *cyan, *plain;
};

static struct printer printer_for(const struct asm_diag *diag, FILE *to, bool colour)
{
    if (!colour)
        return (struct printer){diag, to, "", "", "", "", ""};
    return (struct printer){diag,         to,           "\033[1m", "\033[1;31m",
                            "\033[1;35m", "\033[1;36m", "\033[0m"};
}

/* ---- source lines ---- */

static const char *forward(const char *at, const char *end, unsigned characters)
{
    while (at < end && characters-- > 0)
        at += asm_character_at(at, end).size;
    return at;
}

static const char *backward(const char *at, const char *start, unsigned characters)
{
    while (at > start && characters-- > 0)
        do
            at--;
        while (at > start && ((unsigned char)*at & 0xc0) == 0x80);
    return at;
}

/* What is shown of a line: START to END of its text. */
struct part {
    const char *start, *end;
    bool cut_before, cut_behind;
};

static struct part part_of(const char *line, const char *line_end, const char *place)
{
    if (forward(line, line_end, LONGEST_LINE) == line_end)
        return (struct part){line, line_end, false, false};
    const char *start = backward(place, line, BEFORE), *end = forward(start, line_end, PART);
    if (end == line_end)
        start = backward(end, line, PART);
    return (struct part){start, end, start > line, end < line_end};
}

/* Fills the columns of the text from AT to END: tabs stay tabs, so that what follows stands where
 * the eye expects it. */
static void fill(FILE *to, const char *at, const char *end, char with)
{
    while (at < end) {
        struct asm_character character = asm_character_at(at, end);
        if (character.point == '\t')
            fputc(with == ' ' ? '\t' : with, to);
        else
            for (unsigned i = asm_character_width(character); i > 0; i--)
                fputc(with, to);
        at += character.size;
    }
}

/* ^~~~ under the text from AT to END, or ^ if there is none. */
static void underline(FILE *to, const char *at, const char *end)
{
    fputc('^', to);
    if (at >= end)
        return;
    struct asm_character first = asm_character_at(at, end);
    for (unsigned i = asm_character_width(first); i > 1; i--)
        fputc('~', to);
    fill(to, at + first.size, end, '~');
}

/* The line that SPAN begins in, with the part of SPAN in it underlined. */
static void print_source(const struct printer *p, struct asm_place place, struct asm_span span,
                         const char *colour)
{
    const char *text = p->diag->source->text, *at = text + span.at, *end = at + span.size;
    struct part part = part_of(text + place.start, text + place.end, at);
    int gutter = fprintf(p->to, "%5u | %s", place.line, part.cut_before ? cut : "");
    asm_show(p->to, part.start, (size_t)(part.end - part.start));
    fprintf(p->to, "%s\n%s%*s | %*s", part.cut_behind ? cut : "", colour,
            gutter - 3 - (int)(part.cut_before ? strlen(cut) : 0), "",
            (int)(part.cut_before ? strlen(cut) : 0), "");
    fill(p->to, part.start, at, ' ');
    underline(p->to, at, end < part.end ? end : part.end);
    fprintf(p->to, "%s\n", p->plain);
}

/* ---- words ---- */

/* The words about PLACE, without the end of the line. */
static void print_words(const struct printer *p, struct asm_place place, const char *kind,
                        const char *colour, const char *text)
{
    fputs(p->bold, p->to);
    asm_show(p->to, place.file->name, strlen(place.file->name));
    fprintf(p->to, ":%u:%u:%s %s%s:%s ", place.line, place.column, p->plain, colour, kind,
            p->plain);
    asm_show(p->to, text, strlen(text));
}

static void print_unplaced(const struct printer *p, const char *kind, const char *text)
{
    fprintf(p->to, "      %s= %s:%s ", p->cyan, kind, p->plain);
    asm_show(p->to, text, strlen(text));
    fputc('\n', p->to);
}

static void print_help(void *context, struct asm_span span, const char *text)
{
    (void)span;
    print_unplaced(context, "help", text);
}

static void print_note(void *context, struct asm_span span, const char *text)
{
    const struct printer *p = context;
    if (span.at == ASM_NO_PLACE) {
        print_unplaced(p, "note", text);
        return;
    }
    struct asm_place place = asm_source_place(p->diag->source, span.at);
    print_words(p, place, "note", p->cyan, text);
    fputc('\n', p->to);
    print_source(p, place, span, p->cyan);
}

static void print_message(void *context, const struct asm_message *message)
{
    const struct printer *p = context;
    bool error = message->severity == ASM_SEVERITY_error;
    const char *colour = error ? p->red : p->magenta;
    struct asm_place place = asm_source_place(p->diag->source, message->span.at);
    print_words(p, place, error ? "error" : "warning", colour, message->text);
    fputs(" [", p->to);
    asm_print_message_name(p->to, message->id);
    fputs("]\n", p->to);
    print_source(p, place, message->span, colour);
    asm_diag_helps(p->diag, message, print_help, context);
    asm_diag_notes(p->diag, message, print_note, context);
}

void asm_diag_print(struct asm_diag *diag, FILE *to, bool colour)
{
    struct printer printer = printer_for(diag, to, colour);
    size_t left_out = asm_diag_each(diag, print_message, &printer);
    if (left_out > 0)
        fprintf(to, "%zu more messages are not shown\n", left_out);
}
