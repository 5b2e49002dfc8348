/* SPDX-License-Identifier: Apache-2.0 */
/* pages.c: the library does not depend on mimalloc; the programs bring it, or not. */
#include "vm/base/pages.h"

#include <mimalloc.h>
#ifdef TICK_ASAN
#include <sanitizer/lsan_interface.h>
#endif

#pragma weak mi_option_enable

void pages_prefer_large(void)
{
    if (mi_option_enable != NULL)
        mi_option_enable(mi_option_large_os_pages);
}

void pages_hold_pointers(const void *area, size_t bytes)
{
#ifdef TICK_ASAN
    __lsan_register_root_region(area, bytes);
#else
    (void)area;
    (void)bytes;
#endif
}
