/* SPDX-License-Identifier: Apache-2.0 */
/* Messages for people:
 *
 *     ring.tasm:12:9: error: there is no instruction mvoe [unknown-instruction]
 *        12 |         mvoe    x0, x1
 *           |         ^~~~
 *           = help: did you mean move?
 */

#include "asm/diag.h"

enum { LINE_SHOWN = 240 }; /* bytes of a source line; a longer one is not shown */

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

/* The line below the source line: tabs stay tabs so that the caret stands where the eye expects it.
 */
static void print_caret(FILE *to, const char *text, uint32_t start, uint32_t size,
                        uint32_t line_size)
{
    fputs("      | ", to);
    for (uint32_t i = 0; i < start; i++)
        if (((unsigned char)text[i] & 0xc0) != 0x80)
            fputc(text[i] == '\t' ? '\t' : ' ', to);
    fputc('^', to);
    for (uint32_t i = start + 1; i < start + size && i < line_size; i++)
        if (((unsigned char)text[i] & 0xc0) != 0x80)
            fputc('~', to);
}

static void print_line(FILE *to, const char *text, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        fputc(c < ' ' && c != '\t' ? '?' : c, to);
    }
    fputc('\n', to);
}

/* The line that SPAN begins in, with the part of SPAN in it underlined. */
static void print_source(const struct printer *p, struct asm_place place, struct asm_span span,
                         const char *colour)
{
    const char *text = p->diag->source->text + place.start;
    uint32_t size = place.end - place.start;
    if (size > LINE_SHOWN)
        return;
    fprintf(p->to, "%5u | ", place.line);
    print_line(p->to, text, size);
    fputs(colour, p->to);
    print_caret(p->to, text, span.at - place.start, span.size, size);
    fprintf(p->to, "%s\n", p->plain);
}

/* The words about PLACE, without the end of the line. */
static void print_words(const struct printer *p, struct asm_place place, const char *kind,
                        const char *colour, const char *text)
{
    fprintf(p->to, "%s%s:%u:%u:%s %s%s:%s %s", p->bold, place.file->name, place.line, place.column,
            p->plain, colour, kind, p->plain, text);
}

static void print_note(const struct printer *p, struct asm_span span, const char *text)
{
    struct asm_place place = asm_source_place(p->diag->source, span.at);
    print_words(p, place, "note", p->cyan, text);
    fputc('\n', p->to);
    print_source(p, place, span, p->cyan);
}

static void print_remarks(const struct printer *p, const struct asm_message *message)
{
    const struct asm_remark *remark = p->diag->remarks.items + message->first_remark;
    for (size_t i = 0; i < message->remarks; i++)
        if (remark[i].span.at == ASM_NO_PLACE)
            fprintf(p->to, "      %s= help:%s %s\n", p->cyan, p->plain, remark[i].text);
        else
            print_note(p, remark[i].span, remark[i].text);
}

static void print_use(const struct printer *p, struct asm_span name)
{
    char text[80];
    (void)snprintf(text, sizeof text, "in this use of %.*s", name.size > 50 ? 50 : (int)name.size,
                   p->diag->source->text + name.at);
    print_note(p, name, text);
}

/* Text of a constant or macro: where it is used, from the inside to the outside. */
static void print_uses(const struct printer *p, uint32_t use)
{
    enum { INNER_SHOWN = 4 };
    unsigned left = 0;
    for (uint32_t i = use; i != 0; i = p->diag->uses.items[i - 1].outer)
        left++;
    for (unsigned shown = 0; use != 0; shown++, left--) {
        const struct asm_use *at = &p->diag->uses.items[use - 1];
        if (shown < INNER_SHOWN || left == 1)
            print_use(p, at->span);
        else if (shown == INNER_SHOWN)
            fprintf(p->to, "      %s= note:%s and %u more in between\n", p->cyan, p->plain,
                    left - 1);
        use = at->outer;
    }
}

static void print_message(const struct printer *p, const struct asm_message *message)
{
    bool error = message->severity == ASM_SEVERITY_error;
    const char *colour = error ? p->red : p->magenta;
    struct asm_place place = asm_source_place(p->diag->source, message->span.at);
    print_words(p, place, error ? "error" : "warning", colour, message->text);
    fputs(" [", p->to);
    asm_print_message_name(p->to, message->id);
    fputs("]\n", p->to);
    print_source(p, place, message->span, colour);
    print_remarks(p, message);
    print_uses(p, message->use);
}

void asm_diag_print(struct asm_diag *diag, FILE *to, bool colour)
{
    struct printer printer = printer_for(diag, to, colour);
    size_t count = diag->messages.count;
    size_t limit = diag->limit == 0 ? ASM_MESSAGES_SHOWN : diag->limit;
    asm_diag_sort(diag);
    for (size_t i = 0; i < count && i < limit; i++)
        print_message(&printer, &diag->messages.items[i]);
    if (count > limit)
        fprintf(to, "%zu more messages are not shown\n", count - limit);
}
