/* SPDX-License-Identifier: Apache-2.0 */
/* pages.c: the library does not depend on mimalloc; the programs bring it, or not. */
#include "vm/base/pages.h"

#include <mimalloc.h>

extern __attribute__((weak)) void mi_option_enable(mi_option_t option);

void pages_prefer_large(void)
{
    if (mi_option_enable != NULL)
        mi_option_enable(mi_option_large_os_pages);
}
