/* SPDX-License-Identifier: Apache-2.0 */
/* mutate_code.c: see mutate_code.h. Code is cut into units, each the number of an instruction or
 * one compact term; those of lists are units, too. */
#include "tests/fuzz/mutate_code.h"
#include "tests/fuzz/random.h"

#include "asm/encode.h"
#include "asm/opcode.h"
#include "loader/compact.h"

#include <stdlib.h>
#include <string.h>

enum { NO_TAG = 8, HEAD_SIZE = 20 };

struct unit {
    uint32_t at, size;
    unsigned tag; /* of an operand; NO_TAG: an instruction begins */
};

struct code {
    struct bytes bytes;
    ASM_VECTOR(struct unit) units;
    ASM_VECTOR(size_t) instructions; /* their first units */
    struct asm_bytes *to;
};

/* ---- cutting ---- */

static struct compact add_operand(struct code *c, struct reader *r)
{
    size_t at = r->at;
    struct compact compact = read_compact(r, "an operand");
    *ASM_PUSH(&c->units) = (struct unit){(uint32_t)at, (uint32_t)(r->at - at), compact.tag};
    return compact;
}

static void add_operand_whole(struct code *c, struct reader *r)
{
    struct compact compact = add_operand(c, r);
    if (compact.tag != COMPACT_Z || reader_failed(r))
        return;
    int64_t more = 1;
    struct compact next = add_operand(c, r);
    if (compact.value == COMPACT_LIST)
        more = next.value;
    else if (compact.value == COMPACT_ALLOC_LIST)
        more = next.value <= INT16_MAX ? 2 * next.value : INT16_MAX;
    else if (compact.value != COMPACT_TYPED_REGISTER)
        more = 0;
    for (; more > 0 && !reader_failed(r); more--)
        (void)add_operand(c, r);
}

/* Cuts until something makes no sense. */
static void cut(struct code *c)
{
    struct load_error error = {.path = "input"};
    struct reader r = {.bytes = c->bytes, .at = HEAD_SIZE, .chunk = "Code", .error = &error};
    while (!reader_failed(&r) && reader_left(&r) > 0) {
        size_t first = c->units.count, at = r.at;
        uint8_t op = read_u8(&r, "an instruction");
        if (op > BEAM_MAX_OPCODE || asm_opcodes[op].operands == NULL)
            break;
        *ASM_PUSH(&c->units) = (struct unit){(uint32_t)at, 1, NO_TAG};
        for (const char *letter = asm_opcodes[op].operands; *letter != '\0' && !reader_failed(&r);
             letter++)
            add_operand_whole(c, &r);
        if (reader_failed(&r))
            c->units.count = first;
        else
            *ASM_PUSH(&c->instructions) = first;
    }
    free(error.text);
}

/* ---- putting together ---- */

static void put_bytes(struct code *c, size_t from, size_t to)
{
    if (to > from)
        asm_put(c->to, c->bytes.data + from, to - from);
}

static uint64_t number(void)
{
    static const uint64_t edges[] = {15,   16,   255,   256,       1023,       1024,
                                     2047, 2048, 65535, INT32_MAX, UINT32_MAX, INT64_MAX};
    return random_once_in(8) ? edges[random_below(COUNT_OF(edges))]
                             : random_below(random_once_in(3) ? 40 : 6);
}

static void put_list(struct code *c, unsigned op);

/* An operand of an instruction as the letter of opcodes.def wants it, mostly. */
static void put_operand(struct code *c, char letter, unsigned op)
{
    static const struct {
        char letter;
        const char
            *tags; /* digits: tags as in compact.h; l, f, a: literal, float register, heap need */
    } kinds[] = {{'L', "0"}, {'f', "5"},  {'s', "12334l"}, {'d', "334"},   {'c', "34"},
                 {'G', "f"}, {'y', "4"},  {'F', "f"},      {'S', "33lf"},  {'D', "3f"},
                 {'n', "0"}, {'h', "0a"}, {'a', "2"},      {'m', "02334l"}};
    const char *tags = "0";
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (kinds[i].letter == letter)
            tags = kinds[i].tags;
    char tag =
        random_once_in(40) ? (char)('0' + random_below(8)) : tags[random_below(strlen(tags))];
    if (letter == '*') {
        put_list(c, op);
    } else if (tag == 'l' || tag == 'f') {
        asm_put_compact(c->to, COMPACT_Z, tag == 'l' ? COMPACT_LITERAL : COMPACT_FLOAT_REGISTER);
        asm_put_compact(c->to, COMPACT_U, number());
    } else if (tag == 'a') {
        asm_put_compact(c->to, COMPACT_Z, COMPACT_ALLOC_LIST);
        asm_put_compact(c->to, COMPACT_U, 1);
        asm_put_compact(c->to, COMPACT_U, random_below(3));
        asm_put_compact(c->to, COMPACT_U, number());
    } else {
        asm_put_compact(c->to, (unsigned)(tag - '0'), number());
    }
}

static void put_list(struct code *c, unsigned op)
{
    const char *elements = asm_opcode_elements[op] == NULL ? "s" : asm_opcode_elements[op];
    size_t round = strlen(elements), count = round * random_below(4);
    asm_put_compact(c->to, COMPACT_Z, COMPACT_LIST);
    asm_put_compact(c->to, COMPACT_U, count);
    for (size_t i = 0; i < count; i++)
        put_operand(c, elements[i % round], op);
}

static void put_instruction(struct code *c)
{
    unsigned op = 1 + (unsigned)random_below(BEAM_MAX_OPCODE);
    if (asm_opcodes[op].operands == NULL)
        op = ASM_OP_return;
    asm_put8(c->to, op);
    for (const char *letter = asm_opcodes[op].operands; *letter != '\0'; letter++)
        put_operand(c, *letter, op);
}

/* ---- changes ---- */

static size_t instruction_at(const struct code *c, size_t number)
{
    if (number >= c->instructions.count) {
        const struct unit *last = &c->units.items[c->units.count - 1];
        return last->at + last->size;
    }
    return c->units.items[c->instructions.items[number]].at;
}

static void change_instructions(struct code *c)
{
    size_t first = random_below(c->instructions.count), other = random_below(c->instructions.count);
    size_t from = instruction_at(c, first), to = instruction_at(c, first + 1 + random_below(2));
    put_bytes(c, 0, from);
    switch (random_below(5)) {
    case 0:
        break;
    case 1:
        put_bytes(c, from, to);
        to = from;
        break;
    case 2:
        put_bytes(c, instruction_at(c, other), instruction_at(c, other + 1));
        to = random_once_in(2) ? from : to;
        break;
    default:
        put_instruction(c);
        to = random_once_in(2) ? from : to;
        break;
    }
    put_bytes(c, to, c->bytes.size);
}

/* Another number of an instruction that has as many operands. */
static unsigned other_opcode(unsigned op)
{
    size_t operands = strlen(asm_opcodes[op].operands);
    for (unsigned tries = 0; tries < 50; tries++) {
        unsigned other = 1 + (unsigned)random_below(BEAM_MAX_OPCODE);
        if (asm_opcodes[other].operands != NULL && strlen(asm_opcodes[other].operands) == operands)
            return other;
    }
    return op;
}

static void change_unit(struct code *c)
{
    const struct unit *unit = &c->units.items[random_below(c->units.count)];
    const struct unit *other = &c->units.items[random_below(c->units.count)];
    put_bytes(c, 0, unit->at);
    if (unit->tag == NO_TAG)
        asm_put8(c->to, other_opcode(c->bytes.data[unit->at]));
    else if (other->tag != NO_TAG && random_once_in(3))
        put_bytes(c, other->at, other->at + other->size);
    else
        asm_put_compact(c->to, random_once_in(8) ? (unsigned)random_below(8) : unit->tag, number());
    put_bytes(c, unit->at + unit->size, c->bytes.size);
}

void mutate_code(struct asm_bytes *to, struct bytes code)
{
    struct code c = {.bytes = code, .to = to};
    if (code.size > HEAD_SIZE)
        cut(&c);
    if (c.instructions.count == 0)
        put_bytes(&c, 0, code.size);
    else if (random_once_in(2))
        change_instructions(&c);
    else
        change_unit(&c);
    free(c.units.items);
    free(c.instructions.items);
}
