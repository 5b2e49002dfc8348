/* SPDX-License-Identifier: Apache-2.0 */
/* count.c: counters of forms and of pairs of forms, printed at the end of the program. */
#include "vm/interp/count.h"

#ifdef TICK_COUNT_FORMS

#include <stdio.h>
#include <stdlib.h>

#define ROWS_SHOWN 60

static uint64_t executed[FORMS], followed[FORMS][FORMS], total;
static uint16_t by_code[FORMS]; /* forms in the order of the addresses of their handlers */
static uint16_t previous;

static int compare_words(uintptr_t a, uintptr_t b)
{
    return (a > b) - (a < b);
}

static int compare_codes(const void *a, const void *b)
{
    return compare_words((uintptr_t)form_rows[*(const uint16_t *)a].code,
                         (uintptr_t)form_rows[*(const uint16_t *)b].code);
}

static int compare_code(const void *code, const void *form)
{
    return compare_words((uintptr_t)code, (uintptr_t)form_rows[*(const uint16_t *)form].code);
}

static int most_pairs_first(const void *a, const void *b)
{
    const uint64_t *counts = &followed[0][0];
    return compare_words(counts[*(const uint32_t *)b], counts[*(const uint32_t *)a]);
}

static int most_first(const void *a, const void *b)
{
    return compare_words(executed[*(const uint32_t *)b], executed[*(const uint32_t *)a]);
}

static void print_row(uint64_t count, const char *first, const char *second)
{
    if (count > 0)
        fprintf(stderr, "%6.2f %% %s %s\n", 100.0 * (double)count / (double)total, first, second);
}

static void report(void)
{
    static uint32_t order[FORMS * FORMS];
    for (uint32_t i = 0; i < FORMS * FORMS; i++)
        order[i] = i;
    qsort(order, FORMS, sizeof order[0], most_first);
    fprintf(stderr, "%llu instructions executed\n", (unsigned long long)total);
    for (uint32_t i = 0; i < ROWS_SHOWN && i < FORMS; i++)
        print_row(executed[order[i]], form_rows[order[i]].name, "");
    for (uint32_t i = 0; i < FORMS; i++)
        order[i] = i;
    qsort(order, (size_t)FORMS * FORMS, sizeof order[0], most_pairs_first);
    for (uint32_t i = 0; i < ROWS_SHOWN; i++)
        print_row((&followed[0][0])[order[i]], form_rows[order[i] / FORMS].name,
                  form_rows[order[i] % FORMS].name);
}

static void prepare(void)
{
    for (uint16_t form = 0; form < FORMS; form++)
        by_code[form] = form;
    qsort(by_code, FORMS, sizeof by_code[0], compare_codes);
    (void)atexit(report);
}

void count_executed(handler *code)
{
    if (total++ == 0)
        prepare();
    const uint16_t *form =
        bsearch((const void *)(uintptr_t)code, by_code, FORMS, sizeof by_code[0], compare_code);
    if (form == NULL)
        return;
    executed[*form]++;
    followed[previous][*form]++;
    previous = *form;
}

#endif
