/* SPDX-License-Identifier: Apache-2.0 */
/* internal_code.c: the few functions in threaded code that no module holds: where a process ends,
 * and apply as a function. Each is one instruction with a func_info before it, as every
 * entry has. */
#include "vm/interp/internal_code.h"

#include "vm/interp/guard.h"
#include "vm/interp/instr.h"
#include "vm/term/atom.h"

struct internal_function {
    uint64_t func_info[func_info_size / 8];
    uint64_t instruction[1];
};

static struct internal_function process_end, apply_mfa, apply_fun;

CodePtr code_process_end = process_end.instruction;

static void fill(struct internal_function *function, uint32_t arity, handler *code)
{
    function->func_info[0] = (uint64_t)(uintptr_t)op_func_info;
    __builtin_memcpy((char *)function->func_info + func_info_c, &arity, sizeof arity);
    function->instruction[0] = (uint64_t)(uintptr_t)code;
}

static void define(Term name, uint32_t arity, struct internal_function *function)
{
    struct export *export = export_get(ATOM_(erlang), name, arity);
    atomic_store(&export->code, function->instruction);
}

void interp_init(void)
{
    fill(&process_end, 0, op_process_end);
    fill(&apply_mfa, 3, op_apply_mfa_only);
    fill(&apply_fun, 2, op_apply_fun_only);
    define(ATOM_(apply), 3, &apply_mfa);
    define(ATOM_(apply), 2, &apply_fun);
    guard_init();
}
