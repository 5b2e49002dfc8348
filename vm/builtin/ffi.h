/* SPDX-License-Identifier: Apache-2.0 */
/* ffi.h: keeping foreign code out. */
#ifndef TICK_VM_BUILTIN_FFI_H
#define TICK_VM_BUILTIN_FFI_H

/* After builtin_init: every function of the module ffi raises notsup from now on. */
void ffi_refuse(void);

#endif
