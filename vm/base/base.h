/* SPDX-License-Identifier: Apache-2.0 */
/* base.h: the handful of compiler hints and fatal-error helpers that every folder uses.
 * Small allocations without which nothing can go on use mem_alloc and friends, which never return
 * NULL; whoever can report a failure to a program (a huge heap, a huge binary) calls malloc itself.
 */
#ifndef TICK_VM_BASE_H
#define TICK_VM_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIKELY(x)   __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

#define COLD          __attribute__((noinline, cold))
#define NOINLINE      __attribute__((noinline))
#define ALWAYS_INLINE static inline __attribute__((always_inline))
#define MUST_CHECK    __attribute__((warn_unused_result))
#define NORETURN      __attribute__((noreturn))
#define PRINTF(f, a)  __attribute__((format(printf, f, a)))

/* Before a loop that seldom runs more than a few times: unrolled or vectorised it would be slower.
 */
#ifdef __clang__
#define SHORT_LOOP _Pragma("clang loop vectorize(disable) unroll(disable)")
#else
#define SHORT_LOOP _Pragma("GCC unroll 1")
#endif

#define CACHE_LINE    64
#define CACHE_ALIGNED __attribute__((aligned(CACHE_LINE)))

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#if defined(__SANITIZE_ADDRESS__)
#define TICK_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TICK_ASAN 1
#endif
#endif

#if defined(__SANITIZE_THREAD__)
#define TICK_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define TICK_TSAN 1
#endif
#endif

/* Prints "tick: <message>" on standard error and aborts: only for states that leave nothing to
 * report to (out of memory for the VM's own structures, a broken invariant). */
NORETURN void fatal(const char *format, ...) PRINTF(1, 2);

/* malloc, calloc and realloc that end in fatal() when memory is exhausted. Freed with free(). */
void *mem_alloc(size_t bytes) __attribute__((malloc, returns_nonnull, alloc_size(1)));
void *mem_zalloc(size_t bytes) __attribute__((malloc, returns_nonnull, alloc_size(1)));
void *mem_realloc(void *block, size_t bytes) __attribute__((returns_nonnull, alloc_size(2)));
char *mem_strdup(const char *text) __attribute__((malloc, returns_nonnull));

#endif
