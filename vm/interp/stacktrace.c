/* SPDX-License-Identifier: Apache-2.0 */
/* stacktrace.c: collecting raw traces and turning them into lists. */
#include "vm/interp/stacktrace.h"

#include "vm/builtin/builtin.h"
#include "vm/memory/heap.h"

#include <string.h>

/* A raw trace: {Class, First, Places}. */
enum { RAW_CLASS, RAW_FIRST, RAW_PLACES, RAW_SIZE };

/* A binary of whole words, which need not be places: code_locate takes any address. */
static bool is_words(Term term)
{
    if (!term_is_kind(term, BOXED_HEAP_BITS))
        return false;
    size_t bits = boxed_ptr(term)[1];
    return bits % 64 == 0 && bits / 64 + 1 == header_arity(boxed_header(term));
}

/* Instructions that take a raw trace can be given anything by code that no compiler has written, a
 * tuple that looks like one, too. */
static bool is_raw(Term trace)
{
    if (!term_is_tuple_of(trace, RAW_SIZE))
        return false;
    Term class = tuple_get(trace, RAW_CLASS), places = tuple_get(trace, RAW_PLACES);
    bool is_class = class == ATOM_(error) || class == ATOM_(exit_class) || class == ATOM_(throw);
    return is_class && (term_is_list(places) || is_words(places));
}

Term raw_trace_class(Term trace)
{
    return is_raw(trace) ? tuple_get(trace, RAW_CLASS) : ATOM_(error);
}

/* ---- entries ---- */

/* [{file, "..."}, {line, N} | MORE], or MORE where the place is not known. */
static Term location_list(struct heap *heap, const struct code_place *place, Term more)
{
    if (place->line == 0)
        return more;
    Term line = heap_tuple2(heap, ATOM_(line), small_make(place->line));
    Term file = heap_tuple2(heap, ATOM_(file), place->file);
    return heap_cons(heap, file, heap_cons(heap, line, more));
}

/* ARGUMENTS: their number, or their list. */
static Term place_entry(struct heap *heap, const struct code_place *place, Term arguments)
{
    return heap_tuple4(heap, place->module->name, place->function->name, arguments,
                       location_list(heap, place, NIL));
}

void raise_function_clause(struct registers *regs, CodePtr pc, unsigned arity)
{
    struct process *p = regs->process;
    struct code_place place;
    (void)builtin_error(p, ATOM_(function_clause));
    regs->exception_top = NIL;
    if (code_locate(pc, &place))
        regs->exception_top =
            place_entry(&p->heap, &place, heap_list(&p->heap, arity, regs->x, NIL));
}

static Term mfa_entry(struct heap *heap, const struct mfa *mfa, const Term *args, Term info)
{
    Term arguments = heap_list(heap, mfa->arity, args, NIL);
    return heap_tuple4(heap, mfa->module, mfa->function, arguments, info);
}

void raise_undefined(struct registers *regs, const struct export *export)
{
    struct process *p = regs->process;
    (void)builtin_error(p, ATOM_(undef));
    regs->exception_top = mfa_entry(&p->heap, &export->mfa, regs->x, NIL);
}

void note_builtin_error(struct registers *regs, const struct export *export, const Term *args)
{
    if (regs->exception_top != NON_VALUE || regs->exception_trace != NON_VALUE)
        return;
    Term info = regs->exception_info;
    if (info == NON_VALUE)
        info = regs->exception_class == ATOM_(error) ? builtin_error_info(export->mfa.module) : NIL;
    regs->exception_top = mfa_entry(&regs->process->heap, &export->mfa, args, info);
}

/* ---- collecting ---- */

/* Appends CODE unless it repeats the one before. */
static size_t add_place(CodePtr *places, size_t count, CodePtr code)
{
    if (count > 0 && places[count - 1] == code)
        return count;
    places[count] = code;
    return count + 1;
}

/* The places, innermost first. A return address stands behind its call, so the word before it
 * counts. */
static size_t walk_stack(CodePtr places[STACKTRACE_DEPTH], CodePtr pc, const Term *stack,
                         const Term *end)
{
    size_t count = 0;
    if (pc != NULL)
        places[count++] = pc;
    for (; stack < end && count < STACKTRACE_DEPTH; stack++)
        if (term_is_header(*stack) && *stack != NON_VALUE)
            count = add_place(places, count, (CodePtr)(uintptr_t)*stack - 1);
    return count;
}

/* Does the entry of the caller say more than where it is? */
static bool has_caller_entry(const struct registers *regs)
{
    return regs->exception_args != NON_VALUE ||
           (regs->exception_info != NON_VALUE && regs->exception_top == NIL);
}

/* The entry of the function at PC with its arguments, as error/2 was given them, and what error/3
 * was told. */
static Term caller_entry(struct registers *regs, CodePtr pc)
{
    struct heap *heap = &regs->process->heap;
    struct code_place place;
    if (!code_locate(pc, &place))
        return NIL;
    Term arguments = regs->exception_args, info = regs->exception_info;
    if (arguments == NON_VALUE)
        arguments = small_make((int64_t)place.function->arity);
    return heap_tuple4(heap, place.module->name, place.function->name, arguments,
                       location_list(heap, &place, info == NON_VALUE ? NIL : info));
}

Term stacktrace_collect(struct registers *regs, CodePtr pc, const Term *stack)
{
    struct heap *heap = &regs->process->heap;
    if (regs->exception_trace != NON_VALUE) {
        Term trace = regs->exception_trace;
        if (is_raw(trace) && tuple_get(trace, RAW_CLASS) == regs->exception_class)
            return trace;
        return heap_tuple3(heap, regs->exception_class, NIL, stacktrace_list(regs->process, trace));
    }

    Term first = regs->exception_top == NON_VALUE ? NIL : regs->exception_top;
    CodePtr here = pc;
    if (has_caller_entry(regs)) {
        first = caller_entry(regs, pc);
        here = NULL;
    } else if (pc[0] == (uint64_t)(uintptr_t)op_func_info) {
        here = NULL;
    }
    CodePtr places[STACKTRACE_DEPTH];
    size_t count = walk_stack(places, here, stack, heap->end);
    Term *blob = heap_alloc(heap, 2 + count);
    blob[0] = HEADER(BOXED_HEAP_BITS, 1 + count);
    blob[1] = count * 64;
    memcpy(blob + 2, places, count * sizeof places[0]);
    return heap_tuple3(heap, regs->exception_class, first, boxed_make(blob));
}

/* ---- the list ---- */

Term stacktrace_list(struct process *p, Term trace)
{
    if (!is_raw(trace))
        return trace;
    Term places = tuple_get(trace, RAW_PLACES), first = tuple_get(trace, RAW_FIRST);
    if (term_is_list(places))
        return places;
    size_t count = boxed_ptr(places)[1] / 64;
    const Term *words = boxed_ptr(places) + 2;
    Term entries[STACKTRACE_DEPTH + 1];
    size_t used = 0;
    if (term_is_tuple(first))
        entries[used++] = first;
    for (size_t i = 0; i < count && used < STACKTRACE_DEPTH; i++) {
        struct code_place place;
        if (code_locate((CodePtr)(uintptr_t)words[i], &place))
            entries[used++] =
                place_entry(&p->heap, &place, small_make((int64_t)place.function->arity));
    }
    return heap_list(&p->heap, used, entries, NIL);
}
