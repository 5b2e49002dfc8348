/* SPDX-License-Identifier: Apache-2.0 */
/* version.h: what --version says. */
#ifndef TICK_VM_VERSION_H
#define TICK_VM_VERSION_H

#define TICK_VERSION "0.1.0"

#endif
