/* SPDX-License-Identifier: Apache-2.0 */
/* os.c: the module os: environment, identity and clocks of the operating system. The environment
 * is shared by all threads and guarded by a lock. */
#include "vm/builtin/encoding.h"
#include "vm/builtin/support.h"
#include "vm/builtin/text.h"
#include "vm/process/clock.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

extern char **environ;
static pthread_mutex_t environment_lock = PTHREAD_MUTEX_INITIALIZER;

/* text_for_outside for the name of a variable, which must not contain '='. */
static bool inside_name(struct text_buffer *buffer, Term list)
{
    if (!text_for_outside(buffer, list))
        return false;
    if (memchr(buffer->bytes, '=', buffer->size) == NULL)
        return true;
    text_buffer_release(buffer);
    return false;
}

/* ---- environment ---- */

static Term variable(struct process *p, Term name, Term otherwise)
{
    struct text_buffer text;
    if (!inside_name(&text, name))
        return builtin_badarg(p);
    pthread_mutex_lock(&environment_lock);
    const char *value = getenv(text.bytes);
    Term result = value == NULL ? otherwise : text_from_outside(&p->heap, value, strlen(value));
    pthread_mutex_unlock(&environment_lock);
    text_buffer_release(&text);
    return result;
}

static Term getenv_1(struct process *p, const Term *args)
{
    return variable(p, args[0], ATOM_(false));
}

static Term getenv_2(struct process *p, const Term *args)
{
    return variable(p, args[0], args[1]);
}

/* Calls MAKE with every name and value; lists what it returns. */
static Term environment(struct process *p, Term (*make)(struct heap *, const char *, size_t))
{
    Term list = NIL;
    pthread_mutex_lock(&environment_lock);
    for (char **entry = environ; entry != NULL && *entry != NULL; entry++) {
        const char *equals = strchr(*entry, '=');
        if (equals != NULL)
            list = heap_cons(&p->heap, make(&p->heap, *entry, (size_t)(equals - *entry)), list);
    }
    pthread_mutex_unlock(&environment_lock);
    return list;
}

static Term whole_entry(struct heap *heap, const char *entry, size_t name_size)
{
    (void)name_size;
    return text_from_outside(heap, entry, strlen(entry));
}

static Term pair_entry(struct heap *heap, const char *entry, size_t name_size)
{
    const char *value = entry + name_size + 1;
    Term name = text_from_outside(heap, entry, name_size);
    return heap_tuple2(heap, name, text_from_outside(heap, value, strlen(value)));
}

static Term getenv_0(struct process *p, const Term *args)
{
    (void)args;
    return environment(p, whole_entry);
}

static Term env_0(struct process *p, const Term *args)
{
    (void)args;
    return environment(p, pair_entry);
}

static Term putenv_2(struct process *p, const Term *args)
{
    struct text_buffer name, value;
    if (!inside_name(&name, args[0]))
        return builtin_badarg(p);
    if (!text_for_outside(&value, args[1])) {
        text_buffer_release(&name);
        return builtin_badarg(p);
    }
    pthread_mutex_lock(&environment_lock);
    bool good = setenv(name.bytes, value.bytes, 1) == 0;
    pthread_mutex_unlock(&environment_lock);
    text_buffer_release(&name);
    text_buffer_release(&value);
    return good ? ATOM_(true) : builtin_badarg(p);
}

static Term unsetenv_1(struct process *p, const Term *args)
{
    struct text_buffer name;
    if (!inside_name(&name, args[0]))
        return builtin_badarg(p);
    pthread_mutex_lock(&environment_lock);
    (void)unsetenv(name.bytes);
    pthread_mutex_unlock(&environment_lock);
    text_buffer_release(&name);
    return ATOM_(true);
}

/* ---- identity ---- */

static Term type_0(struct process *p, const Term *args)
{
    (void)args;
    return heap_tuple2(&p->heap, ATOM_(unix), ATOM_(linux));
}

/* The first three numbers in the name of the kernel's release. */
static Term version_0(struct process *p, const Term *args)
{
    (void)args;
    struct utsname names;
    Term numbers[3] = {SMALL(0), SMALL(0), SMALL(0)};
    const char *at = uname(&names) == 0 ? names.release : "";
    for (size_t i = 0; i < COUNT_OF(numbers) && *at >= '0' && *at <= '9'; i++) {
        char *end;
        numbers[i] = small_make((int64_t)(strtoul(at, &end, 10) % 1000000));
        at = *end == '.' ? end + 1 : end;
    }
    return heap_tuple(&p->heap, COUNT_OF(numbers), numbers);
}

static Term getpid_0(struct process *p, const Term *args)
{
    (void)args;
    struct text_buffer text = TEXT_BUFFER_EMPTY;
    text_put_uint(&text, clock_is_virtual() ? 1 : (uint64_t)getpid());
    return text_to_list(p, &text);
}

/* ---- clocks ---- */

static Term timestamp_0(struct process *p, const Term *args)
{
    (void)args;
    int64_t micro = clock_system() / 1000, second = micro / 1000000;
    return heap_tuple3(&p->heap, small_make(second / 1000000), small_make(second % 1000000),
                       small_make(micro % 1000000));
}

static Term perf_counter_0(struct process *p, const Term *args)
{
    (void)args;
    return heap_int(&p->heap, clock_now());
}

const struct builtin_row builtins_os[] = {
    /* environment */
    {"os", "getenv", 0, getenv_0},
    {"os", "getenv", 1, getenv_1},
    {"os", "getenv", 2, getenv_2},
    {"os", "env", 0, env_0},
    {"os", "putenv", 2, putenv_2},
    {"os", "unsetenv", 1, unsetenv_1},
    /* identity */
    {"os", "type", 0, type_0},
    {"os", "version", 0, version_0},
    {"os", "getpid", 0, getpid_0},
    /* clocks: those that need a unit are in time.c */
    {"os", "timestamp", 0, timestamp_0},
    {"os", "perf_counter", 0, perf_counter_0},
    {0},
};
