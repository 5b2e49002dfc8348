/* SPDX-License-Identifier: Apache-2.0 */
/* report.c: what is printed when an exception that nobody caught ends a process. */
#include "vm/process/lifecycle.h"

#include "vm/process/clock.h"
#include "vm/process/info.h"
#include "vm/term/atom.h"
#include "vm/term/print.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

proc_crash_fn *proc_crash_hook;

/* =ERROR REPORT==== 31-Dec-2026::23:59:59.123456 === */
static void put_headline(struct text_buffer *text, const char *kind)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    int64_t now = clock_system() / 1000;
    time_t seconds = (time_t)(now / 1000000);
    struct tm date;
    if (localtime_r(&seconds, &date) == NULL)
        date = (struct tm){0};
    char line[96];
    (void)snprintf(line, sizeof line, "=%s REPORT==== %d-%.3s-%d::%02d:%02d:%02d.%06d ===\n", kind,
                   date.tm_mday, months + 3 * (date.tm_mon % 12), 1900 + date.tm_year, date.tm_hour,
                   date.tm_min, date.tm_sec, (int)(now % 1000000));
    text_put_string(text, line);
}

/* Bytes of a term that anybody would read; to print megabytes would hold the scheduler. */
#define TERM_BYTES 65536

static void put_term(struct text_buffer *text, Term term)
{
    if (!print_term_up_to(text, term, &PRINT_PRETTY, text->size + TERM_BYTES))
        text_put_string(text, "...");
}

static void put_out(struct text_buffer *text)
{
    if (!text->failed)
        (void)fwrite(text->bytes, 1, text->size, stderr);
    text_buffer_release(text);
}

void proc_report_crash(struct process *p, Term reason)
{
    if (proc_crash_hook != NULL) {
        proc_crash_hook(p, reason);
        return;
    }
    struct text_buffer text = TEXT_BUFFER_EMPTY;
    put_headline(&text, "ERROR");
    text_put_string(&text, "Error in process ");
    print_id(&text, p->id);
    text_put_string(&text, " with exit value:\n");
    put_term(&text, reason);
    text_put_string(&text, "\n\n");
    put_out(&text);
}

/* A line of a report: the name in a column of its own, then the value. */
static void put_field(struct text_buffer *text, const char *name, Term value)
{
    static const char column[] = "                    ";
    text_put_string(text, "     ");
    text_put_string(text, name);
    text_put_string(text, column + strlen(name));
    put_term(text, value);
    text_put_string(text, "\n");
}

void proc_report_heap_limit(struct process *p, const char *context, size_t most, size_t words)
{
    const struct heap_limit *limit = &p->settings->heap_limit;
    struct text_buffer text = TEXT_BUFFER_EMPTY;
    struct heap heap;
    heap_init(&heap, 64);
    put_headline(&text, "ERROR");
    put_field(&text, "Process:", p->id);
    text_put_string(&text, "     Context:            ");
    text_put_string(&text, context);
    text_put_string(&text, "\n");
    put_field(&text, "Max Heap Size:", heap_uint(&heap, most));
    put_field(&text, "Total Heap Size:", heap_uint(&heap, words));
    put_field(&text, "Kill:", limit->kill ? ATOM_(true) : ATOM_(false));
    put_field(&text, "Error Logger:", ATOM_(true));
    put_field(&text, "Message Queue Len:", small_make(p->message_count));
    put_field(&text,
              "GC Info:", tuple_get(info_items(&heap, p, ATOM_(garbage_collection_info)), 1));
    text_put_string(&text, "\n");
    heap_release(&heap);
    put_out(&text);
}

void proc_report_long_queue(struct process *p)
{
    struct text_buffer text = TEXT_BUFFER_EMPTY;
    put_headline(&text, "WARNING");
    put_field(&text, "Process:", p->id);
    text_put_string(&text, "     Context:            long message queue\n");
    put_field(&text, "Message Queue Len:", small_make(p->message_count));
    text_put_string(&text, "\n");
    put_out(&text);
}

void proc_report_signal(Term reason)
{
    struct text_buffer text = TEXT_BUFFER_EMPTY;
    text_put_string(&text, "exception exit: ");
    put_term(&text, reason);
    text_put_string(&text, "\n");
    put_out(&text);
}
