/* SPDX-License-Identifier: Apache-2.0 */
/* pages.c: the library does not depend on mimalloc; the programs bring it, or not. */
#include "vm/base/pages.h"

#include <mimalloc.h>

#pragma weak mi_option_enable

void pages_prefer_large(void)
{
    if (mi_option_enable != NULL)
        mi_option_enable(mi_option_large_os_pages);
}
