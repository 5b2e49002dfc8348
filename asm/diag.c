/* SPDX-License-Identifier: Apache-2.0 */
/* Collecting messages. */

#include "asm/diag.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_TEXT = 2000 }; /* bytes; a name of 255 characters takes 1020 at most */

#define MESSAGE(name, severity, text) [ASM_MESSAGE_##name] = {#name, ASM_SEVERITY_##severity, text},
const struct asm_message_info asm_messages[ASM_MESSAGE_COUNT] = {
#include "asm/messages.def"
};

/* A name may hold anything, but a message is one line, and moves no cursor; a tab does no harm. */
static void hide_control_characters(char *text)
{
    for (; *text != '\0'; text++)
        if (((unsigned char)*text < ' ' && *text != '\t') || *text == 0x7f)
            *text = '?';
}

/* A name may be as long as the source. Of a text that is longer than anybody reads, the rest is
 * left out. */
static const char *formatted(struct asm_diag *diag, const char *format, va_list arguments)
{
    static const char cut[] = "...";
    char text[LONGEST_TEXT + sizeof cut];
    int wanted = vsnprintf(text, LONGEST_TEXT, format, arguments);
    size_t size = wanted < 0 ? 0 : (size_t)wanted;
    if (size >= LONGEST_TEXT) {
        for (size = LONGEST_TEXT - 1; ((unsigned char)text[size - 1] & 0xc0) == 0x80;)
            size--; /* no character in part */
        memcpy(text + size - 1, cut, sizeof cut);
        size += sizeof cut - 2;
    }
    hide_control_characters(text);
    char *kept = asm_arena_alloc(&diag->texts, size + 1);
    return memcpy(kept, text, size + 1);
}

enum asm_severity asm_diag_severity(const struct asm_diag *diag, enum asm_message_id id)
{
    enum asm_severity severity = diag->severities[id];
    return severity == ASM_SEVERITY_default ? asm_messages[id].severity : severity;
}

static void add_message(struct asm_diag *diag, enum asm_message_id id, enum asm_severity severity,
                        struct asm_span span, const char *text)
{
    uint32_t number = (uint32_t)diag->messages.count;
    *ASM_PUSH(&diag->messages) = (struct asm_message){.id = id,
                                                      .severity = severity,
                                                      .span = span,
                                                      .use = diag->use,
                                                      .number = number,
                                                      .first_remark = diag->remarks.count,
                                                      .text = text};
}

bool asm_error(struct asm_diag *diag, enum asm_message_id id, struct asm_span span,
               const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    diag->silent = false;
    add_message(diag, id, ASM_SEVERITY_error, span, formatted(diag, format, arguments));
    diag->errors++;
    va_end(arguments);
    return false;
}

void asm_warning(struct asm_diag *diag, enum asm_message_id id, struct asm_span span,
                 const char *format, ...)
{
    enum asm_severity severity = asm_diag_severity(diag, id);
    diag->silent = severity == ASM_SEVERITY_off;
    if (diag->silent)
        return;
    va_list arguments;
    va_start(arguments, format);
    add_message(diag, id, severity, span, formatted(diag, format, arguments));
    diag->promoted += severity == ASM_SEVERITY_error;
    va_end(arguments);
}

static void add_remark(struct asm_diag *diag, struct asm_span span, const char *format,
                       va_list arguments)
{
    if (diag->silent || diag->messages.count == 0)
        return;
    *ASM_PUSH(&diag->remarks) = (struct asm_remark){span, formatted(diag, format, arguments)};
    diag->messages.items[diag->messages.count - 1].remarks++;
}

void asm_note(struct asm_diag *diag, struct asm_span span, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_remark(diag, span, format, arguments);
    va_end(arguments);
}

void asm_help(struct asm_diag *diag, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_remark(diag, (struct asm_span){ASM_NO_PLACE, 0}, format, arguments);
    va_end(arguments);
}

static size_t limit_of(const struct asm_diag *diag)
{
    return diag->limit == 0 ? ASM_MESSAGES_SHOWN : diag->limit;
}

bool asm_diag_ok(const struct asm_diag *diag)
{
    return diag->errors == 0 && diag->promoted == 0;
}

bool asm_diag_full(const struct asm_diag *diag)
{
    return diag->errors >= limit_of(diag);
}

uint32_t asm_diag_use(struct asm_diag *diag, struct asm_span span, uint32_t outer)
{
    *ASM_PUSH(&diag->uses) = (struct asm_use){span, outer};
    return (uint32_t)diag->uses.count;
}

struct asm_span asm_diag_outermost(const struct asm_diag *diag, uint32_t use)
{
    const struct asm_use *at = &diag->uses.items[use - 1];
    while (at->outer != 0)
        at = &diag->uses.items[at->outer - 1];
    return at->span;
}

void asm_print_message_name(FILE *to, enum asm_message_id id)
{
    for (const char *at = asm_messages[id].name; *at != '\0'; at++)
        fputc(*at == '_' ? '-' : *at, to);
}

static int by_place(const void *a, const void *b)
{
    const struct asm_message *left = a, *right = b;
    if (left->span.at != right->span.at)
        return left->span.at < right->span.at ? -1 : 1;
    return left->number < right->number ? -1 : 1;
}

size_t asm_diag_each(struct asm_diag *diag, asm_show_message *show, void *context)
{
    size_t shown[ASM_SEVERITY_error + 1] = {0}, count = 0;
    if (diag->messages.count > 0)
        qsort(diag->messages.items, diag->messages.count, sizeof *diag->messages.items, by_place);
    for (size_t i = 0; i < diag->messages.count; i++) {
        const struct asm_message *message = &diag->messages.items[i];
        if (shown[message->severity]++ >= limit_of(diag))
            continue;
        show(context, message);
        count++;
    }
    return diag->messages.count - count;
}

void asm_diag_free(struct asm_diag *diag)
{
    free(diag->uses.items);
    free(diag->messages.items);
    free(diag->remarks.items);
    asm_arena_free(&diag->texts);
    *diag = (struct asm_diag){0};
}
