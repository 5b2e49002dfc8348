/* SPDX-License-Identifier: Apache-2.0 */
/* ffi_memory.c: builtins of the module ffi for memory as C sees it: blocks (vm/ffi/memory.h),
 * values and bytes in them, addresses, and how large things are. What lies in a block of known size
 * is not read or written behind its end; a block is in use while it is, so nobody frees it. */
#include "vm/builtin/ffi.h"

#include "vm/ffi/memory.h"
#include "vm/ffi/signature.h"
#include "vm/ffi/value.h"
#include "vm/interp/elsewhere.h"
#include "vm/term/big.h"

#include <stdlib.h>
#include <string.h>

/* More bytes than these are copied by a dirty scheduler. */
#define COPY_BYTES_MOST ((size_t)1 << 20)

/* ---- blocks ---- */

/* alloc(Size) */
static Term alloc_1(struct process *p, const Term *args)
{
    int64_t size;
    if (!small_within(args[0], 0, SMALL_MAX, &size))
        return ffi_bad_argument(p, 1, ATOM_(size));
    Term memory = cmemory_new(&p->heap, (size_t)size);
    return memory != NON_VALUE ? memory : builtin_system_limit(p);
}

/* free(Pointer) */
static Term free_1(struct process *p, const Term *args)
{
    struct cmemory *memory = cmemory_of(args[0]);
    if (memory == NULL)
        return ffi_bad_argument(p, 1, ATOM_(pointer));
    switch (cmemory_free(memory)) {
    case CMEMORY_FREED:
        return ATOM_(ok);
    case CMEMORY_GONE:
        return ffi_badarg(p, ATOM_(freed));
    case CMEMORY_IN_USE:
        return ffi_badarg(p, ATOM_(in_use));
    case CMEMORY_NOT_OURS:
        break;
    }
    return ffi_badarg(p, ATOM_(not_allocated));
}

/* give(Memory): C frees it */
static Term give_1(struct process *p, const Term *args)
{
    struct cmemory *memory = cmemory_of(args[0]);
    if (memory == NULL)
        return ffi_bad_argument(p, 1, ATOM_(pointer));
    return cmemory_give(memory) ? ATOM_(ok) : ffi_badarg(p, ATOM_(not_allocated));
}

/* A part of a block that is being read or written. */
struct window {
    struct cmemory *memory; /* in use until window_close */
    char *bytes;
};

static bool is_inside(const struct cmemory *memory, int64_t offset, size_t size)
{
    size_t whole = cmemory_size(memory);
    return whole == CMEMORY_SIZE_UNKNOWN ||
           (offset >= 0 && (size_t)offset <= whole && whole - (size_t)offset >= size);
}

/* SIZE bytes from the offset ARGS[1] of the block ARGS[0]. False: they are not there, and badarg
 * has been raised. */
static bool window_open(struct process *p, struct window *w, const Term *args, size_t size)
{
    int64_t offset;
    w->memory = cmemory_of(args[0]);
    if (w->memory == NULL)
        (void)ffi_bad_argument(p, 1, ATOM_(pointer));
    else if (!small_within(args[1], SMALL_MIN, SMALL_MAX, &offset))
        (void)ffi_bad_argument(p, 2, ATOM_(offset));
    else if (!is_inside(w->memory, offset, size))
        (void)ffi_badarg(p, ATOM_(outside));
    else if (!cmemory_use(w->memory))
        (void)ffi_badarg(p, ATOM_(freed));
    else {
        w->bytes = (char *)cmemory_address(w->memory) + offset;
        return true;
    }
    return false;
}

static void window_close(struct window *w)
{
    cmemory_let_go(w->memory);
}

static void charge_copy(struct process *p, size_t bytes)
{
    builtin_charge(p, (int64_t)(bytes / COPIED_BYTES_PER_REDUCTION));
}

/* read(Pointer, Offset, Type) */
static Term read_3(struct process *p, const Term *args)
{
    struct window w;
    const struct ctype *type = ctype_new(args[2]);
    if (type == NULL || type->size == 0 || type->kind == CTYPE_BINARY) {
        ctype_free(type);
        return ffi_bad_type(p, args[2]);
    }
    Term value = NON_VALUE;
    bool there = window_open(p, &w, args, type->size);
    if (there) {
        value = cvalue_read(&p->heap, type, w.bytes);
        window_close(&w);
        builtin_charge(p, (int64_t)(type->scalars / CELLS_PER_REDUCTION));
    }
    ctype_free(type);
    if (!there)
        return NON_VALUE;
    if (value == NON_VALUE)
        return builtin_system_limit(p);
    charge_copy(p, ffi_binary_bytes(value));
    return value;
}

/* Copies what TYPE takes from BYTES to the place that ARGS name. */
static Term put_there(struct process *p, const Term *args, const struct ctype *type,
                      const void *bytes)
{
    struct window w;
    if (!window_open(p, &w, args, type->size))
        return NON_VALUE;
    memcpy(w.bytes, bytes, type->size);
    window_close(&w);
    builtin_charge(p, (int64_t)(type->scalars / CELLS_PER_REDUCTION));
    return ATOM_(ok);
}

/* write(Pointer, Offset, Type, Value): what was there stays when the value is bad. */
static Term write_4(struct process *p, const Term *args)
{
    const struct ctype *type = ctype_new(args[2]);
    if (type == NULL || type->kind == CTYPE_VOID)
        return ffi_bad_type(p, args[2]);
    void *copy = mem_alloc(type->size);
    Term result = cvalue_write(type, args[3], copy, NULL) == CVALUE_DONE
                      ? put_there(p, args, type, copy)
                      : ffi_bad_argument(p, 4, type->name);
    free(copy);
    ctype_free(type);
    return result;
}

static bool is_for_others(const struct process *p, size_t bytes)
{
    return bytes > COPY_BYTES_MOST && p->regs->scheduler != NULL;
}

static Term read_bytes(struct process *p, const Term *args)
{
    struct window w;
    size_t size = (size_t)small_value(args[2]);
    if (!window_open(p, &w, args, size))
        return NON_VALUE;
    Term binary = bits_from_bytes(&p->heap, w.bytes, size);
    window_close(&w);
    charge_copy(p, size);
    return binary != NON_VALUE ? binary : builtin_system_limit(p);
}

/* read_binary(Pointer, Offset, Size) */
static Term read_binary_3(struct process *p, const Term *args)
{
    int64_t size;
    if (!small_within(args[2], 0, SMALL_MAX, &size))
        return ffi_bad_argument(p, 3, ATOM_(size));
    if (is_for_others(p, (size_t)size))
        return builtin_dirty(p, DIRTY_CPU, read_bytes, ATOM_(ffi), ATOM_(read_binary), 3, args);
    return read_bytes(p, args);
}

static Term write_bytes(struct process *p, const Term *args)
{
    struct window w;
    size_t size = ffi_binary_bytes(args[2]);
    if (!window_open(p, &w, args, size))
        return NON_VALUE;
    struct bits bits = bits_of(args[2]);
    bits_copy((unsigned char *)w.bytes, 0, bits.base, bits.first, bits.size);
    window_close(&w);
    charge_copy(p, size);
    return ATOM_(ok);
}

/* write_binary(Pointer, Offset, Binary) */
static Term write_binary_3(struct process *p, const Term *args)
{
    if (!term_is_binary(args[2]))
        return ffi_bad_argument(p, 3, ATOM_(binary));
    if (is_for_others(p, ffi_binary_bytes(args[2])))
        return builtin_dirty(p, DIRTY_CPU, write_bytes, ATOM_(ffi), ATOM_(write_binary), 3, args);
    return write_bytes(p, args);
}

/* read_string(Pointer, Offset): the bytes from there up to a zero byte */
static Term read_string_2(struct process *p, const Term *args)
{
    struct window w;
    if (!window_open(p, &w, args, 0))
        return NON_VALUE;
    size_t whole = cmemory_size(w.memory);
    size_t most = whole - (size_t)(w.bytes - (char *)cmemory_address(w.memory));
    size_t size = whole == CMEMORY_SIZE_UNKNOWN ? strlen(w.bytes) : strnlen(w.bytes, most);
    Term binary = bits_from_bytes(&p->heap, w.bytes, size);
    window_close(&w);
    charge_copy(p, size);
    return binary != NON_VALUE ? binary : builtin_system_limit(p);
}

/* ---- addresses ---- */

/* address(Pointer): 0 for null */
static Term address_1(struct process *p, const Term *args)
{
    const struct cmemory *memory = cmemory_of(args[0]);
    if (memory == NULL)
        return args[0] == ATOM_(null) ? SMALL(0) : ffi_bad_argument(p, 1, ATOM_(pointer));
    return heap_uint(&p->heap, (uint64_t)(uintptr_t)cmemory_address(memory));
}

/* An address is unsigned; C writes special ones as negative numbers. */
static bool read_address(Term term, void **address)
{
    uint64_t number;
    int64_t negative;
    if (!term_is_integer(term))
        return false;
    if (!int_to_uint64(term, &number)) {
        if (!int_to_int64(term, &negative))
            return false;
        number = (uint64_t)negative;
    }
    *address = (void *)(uintptr_t)number; // NOLINT(performance-no-int-to-ptr)
    return true;
}

/* pointer(Address, Size): believes both */
static Term pointer_2(struct process *p, const Term *args)
{
    void *address;
    int64_t size;
    if (!read_address(args[0], &address))
        return ffi_bad_argument(p, 1, ATOM_(address));
    if (!small_within(args[1], 0, SMALL_MAX, &size))
        return ffi_bad_argument(p, 2, ATOM_(size));
    return cmemory_pointer(&p->heap, address, (size_t)size, NULL);
}

static Term pointer_1(struct process *p, const Term *args)
{
    void *address;
    if (!read_address(args[0], &address))
        return ffi_bad_argument(p, 1, ATOM_(address));
    return cmemory_pointer(&p->heap, address, CMEMORY_SIZE_UNKNOWN, NULL);
}

/* ---- types ---- */

/* size(Type) */
static Term size_1(struct process *p, const Term *args)
{
    const struct ctype *type = ctype_new(args[0]);
    if (type == NULL)
        return ffi_bad_type(p, args[0]);
    size_t size = type->size;
    ctype_free(type);
    return small_make((int64_t)size);
}

/* offset(Type, Number): of a member of a structure, or an element of an array, counted from 1 */
static Term offset_2(struct process *p, const Term *args)
{
    const struct ctype *type = ctype_new(args[0]);
    int64_t number, offset = 0;
    if (type == NULL)
        return ffi_bad_type(p, args[0]);
    bool there = small_within(args[1], 1, (int64_t)type->count, &number);
    if (there && type->kind == CTYPE_STRUCT)
        offset = (int64_t)type->members[number - 1].offset;
    else if (there)
        offset = (number - 1) * (int64_t)type->members[0].type->size;
    ctype_free(type);
    return there ? small_make(offset) : ffi_bad_argument(p, 2, ATOM_(member));
}

const struct builtin_row builtins_ffi_memory[] = {
    {"ffi", "alloc", 1, alloc_1},
    {"ffi", "free", 1, free_1},
    {"ffi", "give", 1, give_1},
    {"ffi", "read", 3, read_3},
    {"ffi", "write", 4, write_4},
    {"ffi", "read_binary", 3, read_binary_3},
    {"ffi", "write_binary", 3, write_binary_3},
    {"ffi", "read_string", 2, read_string_2},
    {"ffi", "address", 1, address_1},
    {"ffi", "pointer", 1, pointer_1},
    {"ffi", "pointer", 2, pointer_2},
    {"ffi", "size", 1, size_1},
    {"ffi", "offset", 2, offset_2},
    {0},
};
