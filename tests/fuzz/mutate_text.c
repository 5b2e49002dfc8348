/* SPDX-License-Identifier: Apache-2.0 */
/* mutate_text.c: changes source text token by token and line by line, so that most of it stays
 * meaningful: instructions are made up from the letters of opcodes.def. Now and then libFuzzer
 * changes bytes, too. */
#include "tests/fuzz/random.h"

#include "asm/lexer.h"
#include "asm/opcode.h"

#include <stdlib.h>
#include <string.h>

/* A token, with the blanks and comments up to the next one. */
struct piece {
    uint32_t at, size;
    enum asm_token_kind kind;
};

struct text {
    const char *bytes;
    ASM_VECTOR(struct piece) pieces;
    ASM_VECTOR(size_t) lines; /* the first piece of each */
    struct asm_bytes out;
};

static void put(struct text *t, const char *string)
{
    asm_put(&t->out, string, strlen(string));
}

static void put_number(struct text *t, uint64_t number)
{
    char digits[24];
    (void)snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
    put(t, digits);
}

static void put_pieces(struct text *t, size_t from, size_t to)
{
    for (; from < to && from < t->pieces.count; from++)
        asm_put(&t->out, t->bytes + t->pieces.items[from].at, t->pieces.items[from].size);
}

static const char *pick(const char *const *from, size_t count)
{
    return from[random_below(count)];
}
#define PICK(array) pick(array, COUNT_OF(array))

/* ---- made-up text ---- */

static uint64_t number(void)
{
    static const uint64_t edges[] = {15,
                                     16,
                                     255,
                                     256,
                                     1022,
                                     1023,
                                     1024,
                                     2047,
                                     2048,
                                     65535,
                                     INT32_MAX,
                                     UINT32_MAX,
                                     (UINT64_C(1) << 59) - 1,
                                     UINT64_C(1) << 59,
                                     INT64_MAX,
                                     UINT64_MAX};
    return random_once_in(6) ? edges[random_below(COUNT_OF(edges))] : random_below(5);
}

static void put_term(struct text *t)
{
    static const char *const terms[] = {
        "ok",
        "'a b'",
        "[]",
        "\"text\"",
        "\"λ\"",
        "<<\"b\", 1:7>>",
        "{a, 1}",
        "#{k => v, 1 => 2}",
        "1.5",
        "-3",
        "$a",
        "fun m:f/1",
        "[1, 2 | x]",
        "16#ffffffffffffffffffff",
        "-0.0",
        "nil",
        "integer",
        "binary",
        "string",
        "utf8",
        "all",
        "append",
        "ensure_exactly",
        "get_tail",
        "'=:='",
        "safe",
    };
    put(t, PICK(terms));
}

static void put_register(struct text *t, const char *letters)
{
    char kind[2] = {letters[random_below(strlen(letters))], '\0'};
    put(t, kind);
    put_number(t, random_once_in(20) ? number() % 1025 : random_below(4));
}

static void put_label(struct text *t)
{
    static const char *const labels[] = {".a", ".b", ".func_info", ".entry", "-", "f/1", "no_fail"};
    put(t, PICK(labels));
}

static void put_function(struct text *t, bool external)
{
    static const char *const local[] = {"f/1", "g/0", "'h'/2", "main/0", "module_info/0"};
    static const char *const others[] = {"erlang:'+'/2", "erlang:hd/1", "lists:reverse/1",
                                         "erlang:self/0", "m:f/255"};
    put(t, external ? PICK(others) : PICK(local));
}

static void put_operand(struct text *t, char letter, unsigned op);

static void put_list(struct text *t, unsigned op)
{
    const char *elements = asm_opcode_elements[op] == NULL ? "s" : asm_opcode_elements[op];
    size_t round = strlen(elements);
    put(t, "[");
    for (size_t i = 0, count = round * random_below(4); i < count; i++) {
        if (i > 0)
            put(t, round == 2 && i % 2 == 1 ? " => " : ", ");
        put_operand(t, elements[i % round], op);
    }
    put(t, "]");
}

static void put_untagged(struct text *t)
{
    static const char *const flags[] = {"[little, signed]", "[]", "<<\"ab\">>", "[native]"};
    if (random_once_in(5))
        put(t, PICK(flags));
    else
        put_number(t, number());
}

static void put_heap(struct text *t)
{
    put(t, random_once_in(3) ? "[words => 2, floats => 1, funs => 1]" : "4");
}

static void put_operand(struct text *t, char letter, unsigned op)
{
    static const char all[] = "scdyFGSunhfaebki*m";
    if (random_once_in(25))
        letter = all[random_below(sizeof all - 1)];
    switch (letter) {
    case 's':
    case 'S':
    case 'm':
        if (random_once_in(2))
            put_term(t);
        else
            put_register(t, letter == 'S' ? "xyf" : "xxy");
        break;
    case 'c':
    case 'd':
    case 'D':
        put_register(t, letter == 'D' ? "xyf" : "xxy");
        break;
    case 'y':
        put_register(t, "y");
        break;
    case 'F':
    case 'G':
        put_register(t, "f");
        break;
    case 'f':
        put_label(t);
        break;
    case 'n':
        if (random_once_in(2))
            put(t, "_");
        else
            put_number(t, number());
        break;
    case 'h':
        put_heap(t);
        break;
    case 'a':
        put_term(t);
        break;
    case 'e':
    case 'b':
    case 'k':
        put_function(t, letter != 'k');
        break;
    case 'i':
        put(t, random_once_in(3) ? "-" : "\"f.erl\", 7");
        break;
    case '*':
        put_list(t, op);
        break;
    default:
        put_untagged(t);
        break;
    }
}

static void put_operands(struct text *t, unsigned op)
{
    const char *letters = asm_opcodes[op].operands;
    for (const char *at = letters; at != NULL && *at != '\0'; at++) {
        put(t, at == letters ? " " : ", ");
        if (at[0] == 'u' && (at[1] == 'f' || at[1] == 'e'))
            put_function(t, *++at == 'e');
        else
            put_operand(t, *at, op);
    }
}

static void put_instruction(struct text *t)
{
    unsigned op = 1 + (unsigned)random_below(BEAM_MAX_OPCODE);
    put(t, asm_opcodes[op].name == NULL ? "return" : asm_opcodes[op].name);
    put_operands(t, op);
    put(t, "\n");
}

static void put_line(struct text *t)
{
    static const char *const lines[] = {
        ".a: ",
        ".b:\n",
        "fun f/1\n",
        "fun g/0\n",
        "export f/1\n",
        "attribute v, [1]\n",
        "define A, 1\n",
        "macro M P\n move P, x0\nend\n",
        "M x1\n",
        "include \"other\"\n",
        "Twice return\n",
        "lines explicit\n",
        "chunk \"Type\", <<0, 0, 0, 0>>\n",
        "module m\n",
    };
    if (random_once_in(3))
        put(t, PICK(lines));
    else
        put_instruction(t);
}

/* ---- changes ---- */

static void split(struct text *t, const struct asm_source *source, uint32_t size)
{
    struct asm_lexer lexer = {source, 0, size};
    bool starts = true;
    for (struct asm_token token; (token = asm_lex(&lexer)).kind != TOKEN_END;) {
        if (starts)
            *ASM_PUSH(&t->lines) = t->pieces.count;
        starts = token.kind == TOKEN_NEWLINE;
        uint32_t at = token.span.at;
        if (t->pieces.count > 0) {
            struct piece *before = &t->pieces.items[t->pieces.count - 1];
            before->size = at - before->at;
        } else {
            at = 0;
        }
        *ASM_PUSH(&t->pieces) =
            (struct piece){at, token.span.at + token.span.size - at, token.kind};
    }
}

/* Another token of about the same kind. */
static void put_instead(struct text *t, const struct piece *piece)
{
    static const char *const words[] = {
        "x0", "y1", "f0", "_",   "-",   "[", "]", "{",  "}", "<<", ">>",   "#{",       "=>",    "|",
        ",",  ":",  "/",  "fun", "end", "A", "M", "\n", ";", "''", "\"\"", "\"self\"", "module"};
    switch (random_once_in(3) ? TOKEN_BAD : piece->kind) {
    case TOKEN_INTEGER:
        put_number(t, number());
        break;
    case TOKEN_X:
    case TOKEN_Y:
    case TOKEN_F:
        put_register(t, "xxyf");
        break;
    case TOKEN_LABEL:
        put_label(t);
        break;
    case TOKEN_WORD:
        if (random_once_in(2))
            put_term(t);
        else
            put(t, asm_opcodes[1 + random_below(BEAM_MAX_OPCODE)].name);
        break;
    default:
        put(t, PICK(words));
        break;
    }
    put(t, " ");
}

static void change_pieces(struct text *t)
{
    size_t count = t->pieces.count, from = random_below(count), to = from + 1 + random_below(3);
    size_t other = random_below(count);
    put_pieces(t, 0, from);
    switch (random_below(4)) {
    case 0: /* away */
        break;
    case 1: /* twice */
        put_pieces(t, from, to);
        put_pieces(t, from, to);
        break;
    case 2: /* as elsewhere */
        put_pieces(t, other, other + to - from);
        break;
    default:
        put_instead(t, &t->pieces.items[from]);
        to = from + 1;
        break;
    }
    put_pieces(t, to, count);
}

static size_t line_start(const struct text *t, size_t line)
{
    return line < t->lines.count ? t->lines.items[line] : t->pieces.count;
}

static void change_lines(struct text *t)
{
    size_t line = random_below(t->lines.count), lines = 1 + random_below(3),
           other = random_below(t->lines.count);
    size_t from = line_start(t, line), to = line_start(t, line + lines);
    put_pieces(t, 0, from);
    switch (random_below(5)) {
    case 0:
        break;
    case 1:
        put_pieces(t, from, to);
        put_pieces(t, from, to);
        break;
    case 2:
        put_pieces(t, line_start(t, other), line_start(t, other + lines));
        to = from;
        break;
    default:
        put_line(t);
        to = from;
        break;
    }
    put_pieces(t, to, t->pieces.count);
}

static size_t take(struct text *t, uint8_t *data, size_t max_size)
{
    size_t size = t->out.size < max_size ? t->out.size : max_size;
    if (size > 0)
        memcpy(data, t->out.data, size);
    return size;
}

static size_t mutate(uint8_t *data, size_t size, size_t max_size)
{
    struct asm_source source = {0};
    struct text t = {0};
    asm_source_add(&source, "input", (const char *)data, size);
    t.bytes = source.text;
    split(&t, &source, (uint32_t)size);
    if (t.pieces.count == 0)
        put(&t, "module m\nfun f/1\nreturn\n");
    else if (random_once_in(2))
        change_pieces(&t);
    else
        change_lines(&t);
    size = take(&t, data, max_size);
    free(t.pieces.items);
    free(t.lines.items);
    asm_bytes_free(&t.out);
    asm_source_free(&source);
    return size;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    random_seed(seed);
    if (random_once_in(8))
        return LLVMFuzzerMutate(data, size, max_size);
    for (size_t changes = 1 + random_below(4); changes > 0; changes--)
        size = mutate(data, size, max_size);
    return size;
}
