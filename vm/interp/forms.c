/* SPDX-License-Identifier: Apache-2.0 */
/* forms.c: the table of all forms, expanded from the lists: what the loader chooses from. */
#include "vm/interp/instr.h"

#define ROW(N, G, KINDS)                    [FORM_##N] = {#N, #G, KINDS, N##_size, op_##N},
#define I0(N, G, C)                         ROW(N, G, "")
#define I1(N, G, C, A)                      ROW(N, G, #A)
#define I2(N, G, C, A, B)                   ROW(N, G, #A #B)
#define I3(N, G, C, A, B, D)                ROW(N, G, #A #B #D)
#define I4(N, G, C, A, B, D, E)             ROW(N, G, #A #B #D #E)
#define I5(N, G, C, A, B, D, E, H)          ROW(N, G, #A #B #D #E #H)
#define I6(N, G, C, A, B, D, E, H, J)       ROW(N, G, #A #B #D #E #H #J)
#define I7(N, G, C, A, B, D, E, H, J, K)    ROW(N, G, #A #B #D #E #H #J #K)
#define I8(N, G, C, A, B, D, E, H, J, K, L) ROW(N, G, #A #B #D #E #H #J #K #L)

const struct form_row form_rows[FORMS] = {
#include "vm/interp/instructions.def"
};
