/* SPDX-License-Identifier: Apache-2.0 */
/* transform_match.c: matching of bitstrings: the promises of bs_start_match, integers whose size
 * is known, and the commands of bs_match, of which each becomes an instruction. */
#include "loader/match_command.h"
#include "loader/transform_parts.h"
#include "vm/term/atom.h"
#include "vm/term/match.h"

#include <string.h>

/* An unsigned integer of so many bits is always small; one with a sign may have one bit more. */
enum { SMALL_BITS = 59 };

/* That it cannot fail, or that its source is a context already, is a promise of the compiler which
 * nobody here has checked: then there is a check. */
void transform_start_match(struct transformer *t, const struct instr *in)
{
    const struct operand *fail = &in->operands[0];
    bool is_label = fail->kind == OPERAND_LABEL && fail->number != 0;
    bool newer = in->op == OP_bs_start_match4;
    const char *pick = newer ? "0213" : "0123";
    if (is_label)
        transform_picked(t, OP_bs_start_match3, in, pick);
    else
        transform_checked_match(t, in, &in->operands[newer ? 2 : 1], pick);
}

/* ---- integers ---- */

/* What fetches integers: as an instruction of its own, or inside of bs_match. */
struct integer_ops {
    enum opcode byte, two_bytes, four_bytes, small, any;
};

static const struct integer_ops own = {OP_bs_get_8, OP_bs_get_16, OP_bs_get_32, OP_bs_get_small,
                                       OP_bs_get_integer2};
static const struct integer_ops inside = {OP_bs_match_8, OP_bs_match_16, OP_bs_match_32,
                                          OP_bs_match_small, OP_bs_match_integer};

/* Operands of bs_get_integer2, of which bs_get_binary2 and bs_get_float2 have the same. */
enum get_operand { GET_FAIL, GET_CONTEXT, GET_LIVE, GET_SIZE, GET_UNIT, GET_FLAGS, GET_TO };

static void add_integer(struct transformer *t, const struct instr *from,
                        const struct integer_ops *ops, const struct operand *get)
{
    uint64_t bits, flags = get[GET_FLAGS].number;
    bool known = constant_bits(&get[GET_SIZE], get[GET_UNIT].number, &bits);
    if (!known || bits > SMALL_BITS) {
        struct instr *in = transform_add(t, ops->any, from, 7);
        for (unsigned i = 0; i < 7; i++)
            in->operands[i] = get[i];
        return;
    }
    bool plain = (flags & SEGMENT_SIGNED) == 0 &&
                 (bits == 8 || (flags & (SEGMENT_LITTLE | SEGMENT_NATIVE)) == 0);
    enum opcode op = plain && bits == 8    ? ops->byte
                     : plain && bits == 16 ? ops->two_bytes
                     : plain && bits == 32 ? ops->four_bytes
                                           : ops->small;
    struct instr *in = transform_add(t, op, from, op == ops->small ? 5 : 3);
    in->operands[0] = get[GET_FAIL];
    in->operands[1] = get[GET_CONTEXT];
    if (op == ops->small) {
        in->operands[2] = number_operand(bits);
        in->operands[3] = number_operand(flags);
    }
    in->operands[in->count - 1] = get[GET_TO];
}

void transform_get_integer(struct transformer *t, const struct instr *in)
{
    add_integer(t, in, &own, in->operands);
}

void transform_skip_bits(struct transformer *t, const struct instr *in)
{
    uint64_t bits;
    bool known = constant_bits(&in->operands[2], in->operands[3].number, &bits);
    struct instr *skip =
        transform_picked(t, known ? OP_bs_skip : OP_bs_skip_bits2, in, known ? "012" : "01234");
    if (known)
        skip->operands[2] = number_operand(bits);
}

/* ---- the commands of bs_match ---- */

struct matcher {
    struct transformer *t;
    const struct instr *in;
    const struct operand *command; /* the atom; its operands follow */
};

/* An instruction for the command at hand that begins with label and context. */
static struct instr *add_command(const struct matcher *m, enum opcode op, unsigned count)
{
    struct instr *in = transform_add(m->t, op, m->in, count);
    in->operands[0] = m->in->operands[0];
    in->operands[1] = m->in->operands[1];
    return in;
}

static void ensure_command(const struct matcher *m, enum opcode op, unsigned operands)
{
    struct instr *in = add_command(m, op, 2 + operands);
    for (unsigned i = 0; i < operands; i++)
        in->operands[2 + i] = m->command[1 + i];
}

/* Live, flags, size, unit, destination. */
static void get_command(const struct matcher *m, bool integer)
{
    const struct operand *o = m->command + 1;
    uint64_t flags = transform_flags(m->t->code, &o[1]);
    struct operand get[] = {
        m->in->operands[0],
        m->in->operands[1],
        o[0],
        size_operand(o[2].number),
        o[3],
        number_operand(flags),
        o[4],
    };
    if (integer) {
        add_integer(m->t, m->in, &inside, get);
        return;
    }
    struct instr *in = transform_add(m->t, OP_bs_match_binary, m->in, COUNT_OF(get));
    for (unsigned i = 0; i < COUNT_OF(get); i++)
        in->operands[i] = get[i];
}

/* Nil, size, value. Values that are no small integers are compared in two parts. */
static void equal_command(const struct matcher *m)
{
    uint64_t size = m->command[2].number, value = m->command[3].number;
    for (uint64_t rest = size; rest > 0;) {
        uint64_t part = rest > 32 ? rest - 32 : rest;
        struct instr *in = add_command(m, OP_bs_match_value, 4);
        rest -= part;
        in->operands[2] = number_operand(part);
        in->operands[3] = size_operand(value >> rest & (UINT64_MAX >> (64 - part)));
    }
}

static void tail_command(const struct matcher *m)
{
    struct instr *in = transform_add(m->t, OP_bs_match_tail, m->in, 3);
    in->operands[0] = m->in->operands[1];
    in->operands[1] = m->command[3];
    in->operands[2] = m->command[1];
}

/* ---- bs_match ---- */

static void transform_command(const struct matcher *m)
{
    Term name = m->command->term;
    if (name == ATOM_(ensure_at_least))
        ensure_command(m, OP_bs_ensure_at_least, 2);
    else if (name == ATOM_(ensure_exactly))
        ensure_command(m, OP_bs_ensure_exactly, 1);
    else if (name == ATOM_(integer) || name == ATOM_(binary))
        get_command(m, name == ATOM_(integer));
    else if (name == ATOM_(skip))
        add_command(m, OP_bs_match_skip, 3)->operands[2] = m->command[1];
    else if (name == ATOM_(get_tail))
        tail_command(m);
    else
        equal_command(m);
}

static bool begins_with_ensure(const struct operand *list)
{
    return list->count > 0 && list->list[0].kind == OPERAND_TERM &&
           (list->list[0].term == ATOM_(ensure_at_least) ||
            list->list[0].term == ATOM_(ensure_exactly));
}

/* Only ensuring costs a reduction, the rest has been paid with it. */
bool transform_bs_match(struct transformer *t, const struct instr *in)
{
    const struct operand *list = &in->operands[2];
    struct matcher m = {.t = t, .in = in};
    if (!begins_with_ensure(list)) {
        struct instr *ensure = add_command(&m, OP_bs_ensure_at_least, 4);
        ensure->operands[2] = number_operand(0);
        ensure->operands[3] = number_operand(1);
    }
    for (uint32_t i = 0; i < list->count;) {
        m.command = &list->list[i];
        const char *operands = match_command(m.command, list->count - i);
        if (operands == NULL)
            return transform_fail(t, in, "expected a command and its operands, found others at %u",
                                  i);
        transform_command(&m);
        i += 1 + (uint32_t)strlen(operands);
    }
    return true;
}
