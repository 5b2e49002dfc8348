/* SPDX-License-Identifier: Apache-2.0 */
/* library.c: a shared library for tests/ffi: functions of every signature that the module ffi can
 * call, each simple enough that the test knows what it returns. */
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#define EXPORTED __attribute__((visibility("default")))

/* ---- each type of its own ---- */

#define ECHO(name, type)                  \
    EXPORTED type echo_##name(type);      \
    EXPORTED type echo_##name(type value) \
    {                                     \
        return value;                     \
    }

ECHO(int8, int8_t)
ECHO(int16, int16_t)
ECHO(int32, int32_t)
ECHO(int64, int64_t)
ECHO(uint8, uint8_t)
ECHO(uint16, uint16_t)
ECHO(uint32, uint32_t)
ECHO(uint64, uint64_t)
ECHO(schar, signed char)
ECHO(uchar, unsigned char)
ECHO(short, short)
ECHO(ushort, unsigned short)
ECHO(int, int)
ECHO(uint, unsigned)
ECHO(long, long)
ECHO(ulong, unsigned long)
ECHO(longlong, long long)
ECHO(ulonglong, unsigned long long)
ECHO(size_t, size_t)
ECHO(ssize_t, ssize_t)
ECHO(truth, bool)
ECHO(float, float)
ECHO(double, double)
ECHO(pointer, void *)
ECHO(string, const char *)

/* ---- many arguments: more than there are registers ---- */

EXPORTED double weigh(int8_t, double, uint16_t, float, int32_t, double, uint64_t, float, int64_t,
                      double, int8_t, double, uint8_t, double, int16_t, double, int32_t, double,
                      uint32_t, double, int64_t, double);
EXPORTED double weigh(int8_t a, double b, uint16_t c, float d, int32_t e, double f, uint64_t g,
                      float h, int64_t i, double j, int8_t k, double l, uint8_t m, double n,
                      int16_t o, double p, int32_t q, double r, uint32_t s, double t, int64_t u,
                      double v)
{
    return 1 * a + 2 * b + 3 * c + 4 * (double)d + 5 * e + 6 * f + 7 * (double)g + 8 * (double)h +
           9 * (double)i + 10 * j + 11 * k + 12 * l + 13 * m + 14 * n + 15 * o + 16 * p +
           17 * (double)q + 18 * r + 19 * (double)s + 20 * t + 21 * (double)u + 22 * v;
}

/* ---- structures by value: 1 to 40 bytes, each byte turned into its complement ---- */

#define BYTES(n)                                              \
    struct bytes##n {                                         \
        uint8_t b[n];                                         \
    };                                                        \
    EXPORTED struct bytes##n bytes_##n(struct bytes##n);      \
    EXPORTED struct bytes##n bytes_##n(struct bytes##n value) \
    {                                                         \
        for (int i = 0; i < (n); i++)                         \
            value.b[i] ^= 0xFF;                               \
        return value;                                         \
    }

BYTES(1)
BYTES(2)
BYTES(3)
BYTES(4)
BYTES(5)
BYTES(6)
BYTES(7)
BYTES(8)
BYTES(9)
BYTES(10)
BYTES(11)
BYTES(12)
BYTES(13)
BYTES(14)
BYTES(15)
BYTES(16)
BYTES(17)
BYTES(18)
BYTES(19)
BYTES(20)
BYTES(21)
BYTES(22)
BYTES(23)
BYTES(24)
BYTES(25)
BYTES(26)
BYTES(27)
BYTES(28)
BYTES(29)
BYTES(30)
BYTES(31)
BYTES(32)
BYTES(33)
BYTES(34)
BYTES(35)
BYTES(36)
BYTES(37)
BYTES(38)
BYTES(39)
BYTES(40)

/* ---- structures of mixed members: each number is doubled ---- */

struct float1 {
    float x;
};
struct float2 {
    float x, y;
};
struct float3 {
    float x, y, z;
};
struct float4 {
    float v[4];
};
struct double2 {
    double x, y;
};
struct float_int {
    float x;
    int32_t i;
};
struct int_double {
    int8_t i;
    double x;
};
struct mixed {
    int8_t a;
    struct double2 p;
    uint16_t b;
    struct float_int q[2];
};

#define DOUBLED(name, ...)                             \
    EXPORTED struct name doubled_##name(struct name);  \
    EXPORTED struct name doubled_##name(struct name v) \
    {                                                  \
        __VA_ARGS__                                    \
        return v;                                      \
    }

DOUBLED(float1, v.x *= 2;)
DOUBLED(float2, v.x *= 2; v.y *= 2;)
DOUBLED(float3, v.x *= 2; v.y *= 2; v.z *= 2;)
DOUBLED(float4, for (int i = 0; i < 4; i++) v.v[i] *= 2;)
DOUBLED(double2, v.x *= 2; v.y *= 2;)
DOUBLED(float_int, v.x *= 2; v.i *= 2;)
DOUBLED(int_double, v.i = (int8_t)(v.i * 2); v.x *= 2;)
DOUBLED(
    mixed, v.a = (int8_t)(v.a * 2); v.p.x *= 2; v.p.y *= 2; v.b = (uint16_t)(v.b * 2);
    for (int i = 0; i < 2; i++) {
        v.q[i].x *= 2;
        v.q[i].i *= 2;
    })

/* The same where the structure lies. */
EXPORTED void double_mixed(struct mixed *);
EXPORTED void double_mixed(struct mixed *v)
{
    *v = doubled_mixed(*v);
}

EXPORTED size_t size_mixed(void);
EXPORTED size_t size_mixed(void)
{
    return sizeof(struct mixed);
}

struct named {
    int8_t number;
    const char *name;
};
EXPORTED size_t length_in_struct(struct named);
EXPORTED size_t length_in_struct(struct named v)
{
    return strlen(v.name);
}

/* ---- arguments behind dots: i int, l int64_t, d double, s string, p two doubles ---- */

EXPORTED double add_up(const char *, ...);
EXPORTED double add_up(const char *kinds, ...)
{
    double sum = 0;
    va_list args;
    va_start(args, kinds);
    for (; *kinds != '\0'; kinds++) {
        if (*kinds == 'i')
            sum += va_arg(args, int);
        else if (*kinds == 'l')
            sum += (double)va_arg(args, int64_t);
        else if (*kinds == 'd')
            sum += va_arg(args, double);
        else if (*kinds == 's')
            sum += (double)strlen(va_arg(args, const char *));
        else
            sum += va_arg(args, struct double2).y;
    }
    va_end(args);
    return sum;
}

/* ---- memory ---- */

EXPORTED uint64_t sum_bytes(const uint8_t *, size_t);
EXPORTED uint64_t sum_bytes(const uint8_t *bytes, size_t size)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < size; i++)
        sum += bytes[i];
    return sum;
}

EXPORTED char *duplicate(const char *);
EXPORTED char *duplicate(const char *text)
{
    return strdup(text);
}

EXPORTED int fail_with(int);
EXPORTED int fail_with(int error)
{
    errno = error;
    return -1;
}

/* ---- callbacks ---- */

EXPORTED int call_narrow(int8_t (*)(int8_t, uint8_t, int16_t, uint16_t, float, bool));
EXPORTED int call_narrow(int8_t (*f)(int8_t, uint8_t, int16_t, uint16_t, float, bool))
{
    return f(INT8_MIN, UINT8_MAX, INT16_MIN, UINT16_MAX, 1.5F, true);
}

EXPORTED double call_struct(struct double2 (*)(struct mixed));
EXPORTED double call_struct(struct double2 (*f)(struct mixed))
{
    struct double2 p = f((struct mixed){1, {2, 3}, 4, {{5, 6}, {7, 8}}});
    return p.x * 100 + p.y;
}

EXPORTED float call_float(float (*)(double));
EXPORTED float call_float(float (*f)(double))
{
    return f(0.25) * 2;
}

EXPORTED void call_void(void (*)(const char *), const char *);
EXPORTED void call_void(void (*f)(const char *), const char *text)
{
    f(text);
}

EXPORTED int64_t call_int(int64_t (*)(int64_t), int64_t);
EXPORTED int64_t call_int(int64_t (*f)(int64_t), int64_t value)
{
    return f(value);
}

struct errand {
    int64_t (*f)(int64_t);
    int64_t value;
};

static void *run_errand(void *argument)
{
    struct errand *errand = argument;
    errand->value = errand->f(errand->value);
    return NULL;
}

/* From a thread of its own, which is waited for; -1: there was none. */
EXPORTED int64_t call_from_thread(int64_t (*)(int64_t), int64_t);
EXPORTED int64_t call_from_thread(int64_t (*f)(int64_t), int64_t value)
{
    pthread_t thread;
    struct errand errand = {f, value};
    if (pthread_create(&thread, NULL, run_errand, &errand) != 0)
        return -1;
    (void)pthread_join(thread, NULL);
    return errand.value;
}

/* ---- a gate: who waits at it goes on when somebody has opened it ---- */

static pthread_mutex_t gate_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t gate_changed = PTHREAD_COND_INITIALIZER;
static int gate_waiting, gate_opened;

EXPORTED int gate_pass(int);
EXPORTED int gate_pass(int value)
{
    (void)pthread_mutex_lock(&gate_lock);
    gate_waiting++;
    while (!gate_opened)
        (void)pthread_cond_wait(&gate_changed, &gate_lock);
    gate_waiting--;
    (void)pthread_mutex_unlock(&gate_lock);
    return value;
}

/* The same with an address that must stay valid. */
EXPORTED uint64_t gate_pass_bytes(const uint8_t *, size_t);
EXPORTED uint64_t gate_pass_bytes(const uint8_t *bytes, size_t size)
{
    (void)gate_pass(0);
    return sum_bytes(bytes, size);
}

EXPORTED int gate_count(void);
EXPORTED int gate_count(void)
{
    (void)pthread_mutex_lock(&gate_lock);
    int waiting = gate_waiting;
    (void)pthread_mutex_unlock(&gate_lock);
    return waiting;
}

EXPORTED void gate_set(bool);
EXPORTED void gate_set(bool opened)
{
    (void)pthread_mutex_lock(&gate_lock);
    gate_opened = opened;
    (void)pthread_cond_broadcast(&gate_changed);
    (void)pthread_mutex_unlock(&gate_lock);
}
