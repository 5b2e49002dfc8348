/* SPDX-License-Identifier: Apache-2.0 */
/* Atoms, strings and numbers in the assembler's syntax. */

#include "tools/dis/dis.h"

#include "vm/term/atom.h"

#include <gmp.h>
#include <stdlib.h>
#include <string.h>

static bool is_word_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '@';
}

/* x0, y12, f3: an atom that looks like a register. */
static bool is_register(const char *text, size_t size)
{
    if (size < 2 || strchr("xyf", text[0]) == NULL)
        return false;
    for (size_t i = 1; i < size; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return true;
}

static bool needs_quotes(const char *text, size_t size)
{
    if (size == 0 || text[0] < 'a' || text[0] > 'z' || is_register(text, size))
        return true;
    for (size_t i = 1; i < size; i++)
        if (!is_word_character(text[i]))
            return true;
    return size == 3 && memcmp(text, "fun", 3) == 0;
}

static void print_quoted(FILE *to, char quote, const char *text, size_t size)
{
    fputc(quote, to);
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == (unsigned char)quote || c == '\\')
            fprintf(to, "\\%c", c);
        else if (c == '\n')
            fputs("\\n", to);
        else if (c < ' ' || c == 127)
            fprintf(to, "\\x{%x}", c);
        else
            fputc(c, to);
    }
    fputc(quote, to);
}

void dis_atom(FILE *to, const char *text, size_t size)
{
    if (needs_quotes(text, size))
        print_quoted(to, '\'', text, size);
    else
        fwrite(text, 1, size, to);
}

void dis_atom_term(FILE *to, Term atom)
{
    const struct atom_text *text = atom_text(atom);
    dis_atom(to, text->utf8, text->bytes);
}

void dis_function_name(FILE *to, Term name, uint32_t arity)
{
    dis_atom_term(to, name);
    fprintf(to, "/%u", arity);
}

void dis_string(FILE *to, struct bytes text)
{
    print_quoted(to, '"', (const char *)text.data, text.size);
}

static bool is_plain(struct bytes bytes)
{
    for (size_t i = 0; i < bytes.size; i++)
        if (bytes.data[i] < ' ' || bytes.data[i] > 126)
            return false;
    return bytes.size > 0;
}

void dis_binary(FILE *to, struct bytes bytes, unsigned unused)
{
    fputs("<<", to);
    if (unused == 0 && is_plain(bytes)) {
        dis_string(to, bytes);
    } else {
        for (size_t i = 0; i < bytes.size; i++) {
            bool partial = unused > 0 && i + 1 == bytes.size;
            fprintf(to, "%s%u", i == 0 ? "" : ",",
                    partial ? bytes.data[i] >> unused : bytes.data[i]);
            if (partial)
                fprintf(to, ":%u", 8 - unused);
        }
    }
    fputs(">>", to);
}

void dis_long_binary(FILE *to, struct bytes bytes)
{
    enum { WIDTH = 100 };
    if (is_plain(bytes)) {
        dis_binary(to, bytes, 0);
        return;
    }
    fputs("<<", to);
    int column = WIDTH;
    for (size_t i = 0; i < bytes.size; i++) {
        if (column > WIDTH - 5)
            column = fprintf(to, "\n    ") - 1;
        column += fprintf(to, i + 1 < bytes.size ? "%u," : "%u", bytes.data[i]);
    }
    fputs(">>", to);
}

/* The shortest decimal that reads back as the same number, with the point that the syntax asks for.
 */
void dis_float(FILE *to, double number)
{
    char text[40];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, number);
        if (strtod(text, NULL) == number)
            break;
    }
    char *exponent = strchr(text, 'e');
    if (exponent == NULL) {
        fprintf(to, "%s%s", text, strchr(text, '.') == NULL ? ".0" : "");
        return;
    }
    *exponent = '\0';
    fprintf(to, "%s%se%s", text, strchr(text, '.') == NULL ? ".0" : "", exponent + 1);
}

void dis_integer(FILE *to, struct bytes digits)
{
    mpz_t value;
    mpz_init(value);
    mpz_import(value, digits.size, 1, 1, 1, 0, digits.data);
    if (digits.size > 0 && (digits.data[0] & 0x80) != 0) {
        mpz_t modulus;
        mpz_init_set_ui(modulus, 1);
        mpz_mul_2exp(modulus, modulus, 8 * digits.size);
        mpz_sub(value, value, modulus);
        mpz_clear(modulus);
    }
    mpz_out_str(to, 10, value);
    mpz_clear(value);
}
