/* SPDX-License-Identifier: Apache-2.0 */
/* expand.h: for the .c file of a family, between its DEFINE_<generic> templates and the inclusion
 * of its .def list: makes each row of the list the definition of a handler. No include guard: one
 * inclusion a file. */
#define I0(N, G, C)                         DEFINE_##G(N)
#define I1(N, G, C, A)                      DEFINE_##G(N, A)
#define I2(N, G, C, A, B)                   DEFINE_##G(N, A, B)
#define I3(N, G, C, A, B, D)                DEFINE_##G(N, A, B, D)
#define I4(N, G, C, A, B, D, E)             DEFINE_##G(N, A, B, D, E)
#define I5(N, G, C, A, B, D, E, H)          DEFINE_##G(N, A, B, D, E, H)
#define I6(N, G, C, A, B, D, E, H, J)       DEFINE_##G(N, A, B, D, E, H, J)
#define I7(N, G, C, A, B, D, E, H, J, K)    DEFINE_##G(N, A, B, D, E, H, J, K)
#define I8(N, G, C, A, B, D, E, H, J, K, L) DEFINE_##G(N, A, B, D, E, H, J, K, L)
