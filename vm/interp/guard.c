/* SPDX-License-Identifier: Apache-2.0 */
/* guard.c: calling builtins from instructions that may stand in a guard. */
#include "vm/interp/guard.h"

#include "vm/builtin/builtin.h"
#include "vm/interp/interp.h"
#include "vm/interp/stacktrace.h"
#include "vm/memory/gc.h"

struct export *guard_exports[GUARD_BUILTINS];

static const struct {
    const char *name;
    uint32_t arity;
} guard_names[GUARD_BUILTINS] = {
    [GUARD_PLUS] = {"+", 2},  [GUARD_MINUS] = {"-", 2},         [GUARD_TIMES] = {"*", 2},
    [GUARD_DIV] = {"div", 2}, [GUARD_REM] = {"rem", 2},         [GUARD_BAND] = {"band", 2},
    [GUARD_BOR] = {"bor", 2}, [GUARD_BXOR] = {"bxor", 2},       [GUARD_BSL] = {"bsl", 2},
    [GUARD_BSR] = {"bsr", 2}, [GUARD_ELEMENT] = {"element", 2}, [GUARD_LENGTH] = {"length", 1},
};

void guard_init(void)
{
    for (size_t i = 0; i < GUARD_BUILTINS; i++) {
        const char *name = guard_names[i].name;
        Term function = atom_from_utf8(name, __builtin_strlen(name));
        guard_exports[i] = export_get(ATOM_(erlang), function, guard_names[i].arity);
    }
}

static enum guard_outcome guard_call(struct registers *regs, CodePtr pc, struct export *export,
                                     unsigned count, const Term *args, uint32_t live)
{
    struct process *p = regs->process;
    if (UNLIKELY(live != GUARD_NO_LIVE && gc_wanted(&p->heap))) {
        (void)proc_collect_or_leave(p, 0, regs->x, live);
        return GUARD_COLLECTED;
    }
    Term *scratch = regs->x + X_REGISTERS;
    for (unsigned i = 0; i < count; i++)
        scratch[i] = args[i];
    p->pc = pc;
    regs->guard_result = export->builtin(p, scratch);
    if (LIKELY(regs->guard_result != NON_VALUE))
        return GUARD_DONE;
    note_builtin_error(regs, export, args);
    return GUARD_FAILED;
}

enum guard_outcome guard_call1(struct registers *regs, CodePtr pc, struct export *export, Term a,
                               uint32_t live)
{
    return guard_call(regs, pc, export, 1, (Term[]){a}, live);
}

enum guard_outcome guard_call2(struct registers *regs, CodePtr pc, struct export *export, Term a,
                               Term b, uint32_t live)
{
    return guard_call(regs, pc, export, 2, (Term[]){a, b}, live);
}

enum guard_outcome guard_call3(struct registers *regs, CodePtr pc, struct export *export, Term a,
                               Term b, Term c, uint32_t live)
{
    return guard_call(regs, pc, export, 3, (Term[]){a, b, c}, live);
}

void guard_badarg(struct registers *regs, struct export *export, const Term *args)
{
    (void)builtin_badarg(regs->process);
    note_builtin_error(regs, export, args);
}
