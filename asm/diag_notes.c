/* SPDX-License-Identifier: Apache-2.0 */
/* What belongs to a message: notes, helps, and how the assembler came to the place it is about. */

#include "asm/diag.h"

enum { INNER_SHOWN = 4 }; /* links of a chain, besides the outermost */

static void give(const struct asm_diag *diag, const struct asm_message *message, bool helps,
                 asm_show_note *show, void *context)
{
    for (size_t i = 0; i < message->remarks; i++) {
        const struct asm_remark *remark = &diag->remarks.items[message->first_remark + i];
        if ((remark->span.at == ASM_NO_PLACE) == helps)
            show(context, remark->span, remark->text);
    }
}

void asm_diag_helps(const struct asm_diag *diag, const struct asm_message *message,
                    asm_show_note *show, void *context)
{
    give(diag, message, true, show, context);
}

/* One link of a chain, LEFT from its end: shown, or the first of those that are not. */
static void link_of_chain(asm_show_note *show, void *context, unsigned number, unsigned left,
                          struct asm_span span, const char *text)
{
    char more[40];
    if (number < INNER_SHOWN || left == 1) {
        show(context, span, text);
    } else if (number == INNER_SHOWN) {
        (void)snprintf(more, sizeof more, "and %u more in between", left - 1);
        show(context, (struct asm_span){ASM_NO_PLACE, 0}, more);
    }
}

static void show_uses(const struct asm_diag *diag, uint32_t use, asm_show_note *show, void *context)
{
    enum { LONGEST_NAME_SHOWN = 50 };
    unsigned left = 0;
    for (uint32_t i = use; i != 0; i = diag->uses.items[i - 1].outer)
        left++;
    for (unsigned number = 0; use != 0; number++, left--) {
        const struct asm_use *at = &diag->uses.items[use - 1];
        int size = at->span.size > LONGEST_NAME_SHOWN ? LONGEST_NAME_SHOWN : (int)at->span.size;
        char text[LONGEST_NAME_SHOWN + 20];
        (void)snprintf(text, sizeof text, "in this use of %.*s", size,
                       diag->source->text + at->span.at);
        link_of_chain(show, context, number, left, at->span, text);
        use = at->outer;
    }
}

static struct asm_span included(const struct asm_diag *diag, struct asm_span span)
{
    return asm_source_place(diag->source, span.at).file->included;
}

static void show_includes(const struct asm_diag *diag, struct asm_span span, asm_show_note *show,
                          void *context)
{
    unsigned left = 0;
    for (struct asm_span at = included(diag, span); at.size > 0; at = included(diag, at))
        left++;
    for (unsigned number = 0; left > 0; number++, left--) {
        span = included(diag, span);
        link_of_chain(show, context, number, left, span, "in the file included here");
    }
}

void asm_diag_notes(const struct asm_diag *diag, const struct asm_message *message,
                    asm_show_note *show, void *context)
{
    give(diag, message, false, show, context);
    show_uses(diag, message->use, show, context);
    struct asm_span outermost =
        message->use == 0 ? message->span : asm_diag_outermost(diag, message->use);
    show_includes(diag, outermost, show, context);
}
