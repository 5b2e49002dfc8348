/* SPDX-License-Identifier: Apache-2.0 */
/* diag.h: what there is to say about a source. Messages are collected with the places they are
 * about and printed together at the end, in the order of the source:
 *
 *     asm_error(diag, ASM_MESSAGE_duplicate_label, span, "the label %s is there already", name);
 *     asm_note(diag, first, "it was first defined here");
 *
 * messages.def lists what kinds of messages there are. Notes, which point at other places, and
 * helps, which say what to do, belong to the message before them. */
#ifndef TICK_ASM_DIAG_H
#define TICK_ASM_DIAG_H

#include "asm/source.h"

#include <stdio.h>

enum { ASM_MESSAGES_SHOWN = 100 };

enum asm_message_id {
#define MESSAGE(name, severity, text) ASM_MESSAGE_##name,
#include "asm/messages.def"
    ASM_MESSAGE_COUNT
};

enum asm_severity {
    ASM_SEVERITY_default, /* as messages.def has it */
    ASM_SEVERITY_off,
    ASM_SEVERITY_warning,
    ASM_SEVERITY_error,
};

struct asm_message_info {
    const char *name; /* with _ where people see - */
    enum asm_severity severity;
    const char *text; /* what it means and what to do */
};

extern const struct asm_message_info asm_messages[ASM_MESSAGE_COUNT];

/* Where a constant, a parameter or a macro is used. */
struct asm_use {
    struct asm_span span; /* its name */
    uint32_t outer;       /* the use whose text this stands in, or 0 */
};

/* A note or a help. */
struct asm_remark {
    struct asm_span span; /* of a help: at ASM_NO_PLACE */
    const char *text;
};

struct asm_message {
    enum asm_message_id id;
    enum asm_severity severity;
    struct asm_span span;
    uint32_t use;    /* as in asm_diag when it was found */
    uint32_t number; /* keeps messages at one place in the order in which they were found */
    size_t first_remark, remarks;
    const char *text;
};

enum { ASM_NO_PLACE = UINT32_MAX };

/* All zero but for SOURCE: nothing said yet, everything as messages.def has it. */
struct asm_diag {
    const struct asm_source *source;
    uint32_t use;    /* messages are now about text of this use; 0: about text where it stands */
    size_t errors;   /* how many there are, warnings that the user calls errors left out */
    size_t promoted; /* those */

    uint8_t severities[ASM_MESSAGE_COUNT]; /* asm_severity, as the user wants them */
    size_t limit; /* of errors shown, and of warnings; 0: ASM_MESSAGES_SHOWN */

    bool silent;                     /* the last message is off, and so is what belongs to it */
    ASM_VECTOR(struct asm_use) uses; /* use n is item n - 1 */
    ASM_VECTOR(struct asm_message) messages;
    ASM_VECTOR(struct asm_remark) remarks;
    struct asm_arena texts;
};

/* Adds an error about the text at SPAN. Always returns false, for `return asm_error(...)`. */
bool asm_error(struct asm_diag *diag, enum asm_message_id id, struct asm_span span,
               const char *format, ...) PRINTF(4, 5);

/* Adds a warning, unless the user has turned it off. */
void asm_warning(struct asm_diag *diag, enum asm_message_id id, struct asm_span span,
                 const char *format, ...) PRINTF(4, 5);

/* Add to the last message: what is to be seen at another place, and what to do. */
void asm_note(struct asm_diag *diag, struct asm_span span, const char *format, ...) PRINTF(3, 4);
void asm_help(struct asm_diag *diag, const char *format, ...) PRINTF(2, 3);

/* What is made of message ID. */
enum asm_severity asm_diag_severity(const struct asm_diag *diag, enum asm_message_id id);

/* May the file be written? */
bool asm_diag_ok(const struct asm_diag *diag);

/* Are there as many errors as are shown? Whoever takes long to find a suggestion leaves it out.
 */
bool asm_diag_full(const struct asm_diag *diag);

/* Notes that the name at SPAN is used in text of use OUTER; returns the number of this use. */
uint32_t asm_diag_use(struct asm_diag *diag, struct asm_span span, uint32_t outer);

/* Where, outside of all constants and macros, USE comes from. USE is not 0. */
struct asm_span asm_diag_outermost(const struct asm_diag *diag, uint32_t use);

/* Prints the name of a message, with - between its words. */
void asm_print_message_name(FILE *to, enum asm_message_id id);

/* Prints the messages with their source lines; COLOUR uses terminal escapes. */
void asm_diag_print(struct asm_diag *diag, FILE *to, bool colour);

/* Prints the messages as one JSON object a line; docs/assembly.md says what is in it. */
void asm_diag_print_json(struct asm_diag *diag, FILE *to);

/* ---- for those who print ---- */

/* Brings the messages into the order of the source; SHOW is called for each that is shown. Returns
 * how many are left out. */
typedef void asm_show_message(void *context, const struct asm_message *message);
size_t asm_diag_each(struct asm_diag *diag, asm_show_message *show, void *context);

/* Calls SHOW for each note of MESSAGE: those it was given, then where the text it is about is used
 * and included, from the inside to the outside. Long chains are cut short: SPAN.at of the note that
 * says so is ASM_NO_PLACE. */
typedef void asm_show_note(void *context, struct asm_span span, const char *text);
void asm_diag_notes(const struct asm_diag *diag, const struct asm_message *message,
                    asm_show_note *show, void *context);

/* Calls SHOW for each help, at ASM_NO_PLACE. */
void asm_diag_helps(const struct asm_diag *diag, const struct asm_message *message,
                    asm_show_note *show, void *context);

void asm_diag_free(struct asm_diag *diag);

#endif
