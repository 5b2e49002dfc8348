/* SPDX-License-Identifier: Apache-2.0 */
/* errors.c: what OTP says about wrong patterns. PCRE2 has other words for some errors of PCRE 8,
 * and errors that PCRE 8 did not know; those keep the words of PCRE2. */
#include "vm/regex/compile.h"

#define ERROR(name, text) [PCRE2_ERROR_##name - PCRE2_ERROR_END_BACKSLASH] = (text)
static const char *const texts[] = {
    ERROR(END_BACKSLASH, "\\ at end of pattern"),
    ERROR(END_BACKSLASH_C, "\\c at end of pattern"),
    ERROR(UNKNOWN_ESCAPE, "unrecognized character follows \\"),
    ERROR(QUANTIFIER_OUT_OF_ORDER, "numbers out of order in {} quantifier"),
    ERROR(QUANTIFIER_TOO_BIG, "number too big in {} quantifier"),
    ERROR(MISSING_SQUARE_BRACKET, "missing terminating ] for character class"),
    ERROR(ESCAPE_INVALID_IN_CLASS, "invalid escape sequence in character class"),
    ERROR(CLASS_RANGE_ORDER, "range out of order in character class"),
    ERROR(QUANTIFIER_INVALID, "nothing to repeat"),
    ERROR(INTERNAL_UNEXPECTED_REPEAT, "internal error: unexpected repeat"),
    ERROR(INVALID_AFTER_PARENS_QUERY, "unrecognized character after (? or (?-"),
    ERROR(POSIX_CLASS_NOT_IN_CLASS, "POSIX named classes are supported only within a class"),
    ERROR(POSIX_NO_SUPPORT_COLLATING, "POSIX collating elements are not supported"),
    ERROR(MISSING_CLOSING_PARENTHESIS, "missing )"),
    ERROR(BAD_SUBPATTERN_REFERENCE, "reference to non-existent subpattern"),
    ERROR(NULL_PATTERN, "pattern passed as NULL"),
    ERROR(BAD_OPTIONS, "unknown option bit(s) set"),
    ERROR(MISSING_COMMENT_CLOSING, "missing ) after comment"),
    ERROR(PARENTHESES_NEST_TOO_DEEP, "parentheses are too deeply nested"),
    ERROR(PATTERN_TOO_LARGE, "regular expression is too large"),
    ERROR(HEAP_FAILED, "failed to get memory"),
    ERROR(UNMATCHED_CLOSING_PARENTHESIS, "unmatched parentheses"),
    ERROR(INTERNAL_CODE_OVERFLOW, "internal error: code overflow"),
    ERROR(MISSING_CONDITION_CLOSING, "malformed number or name after (?("),
    ERROR(LOOKBEHIND_NOT_FIXED_LENGTH, "lookbehind assertion is not fixed length"),
    ERROR(ZERO_RELATIVE_REFERENCE, "a numbered reference must not be zero"),
    ERROR(TOO_MANY_CONDITION_BRANCHES, "conditional group contains more than two branches"),
    ERROR(CONDITION_ASSERTION_EXPECTED, "assertion expected after (?( or (?(?C)"),
    ERROR(BAD_RELATIVE_REFERENCE, "digit expected after (?+"),
    ERROR(UNKNOWN_POSIX_CLASS, "unknown POSIX class name"),
    ERROR(INTERNAL_STUDY_ERROR, "internal error: error while studying"),
    ERROR(UNICODE_NOT_SUPPORTED, "this version of PCRE is compiled without UTF support"),
    ERROR(PARENTHESES_STACK_CHECK, "parentheses are too deeply nested (stack check)"),
    ERROR(CODE_POINT_TOO_BIG, "character value in \\x{} or \\o{} is too large"),
    ERROR(LOOKBEHIND_TOO_COMPLICATED, "lookbehind is too complicated"),
    ERROR(LOOKBEHIND_INVALID_BACKSLASH_C, "\\C not allowed in lookbehind assertion"),
    ERROR(UNSUPPORTED_ESCAPE_SEQUENCE, "PCRE does not support \\L, \\l, \\N{name}, \\U, or \\u"),
    ERROR(CALLOUT_NUMBER_TOO_BIG, "number after (?C is > 255"),
    ERROR(MISSING_CALLOUT_CLOSING, "closing ) for (?C expected"),
    ERROR(ESCAPE_INVALID_IN_VERB, "(*VERB) not recognized or malformed"),
    ERROR(UNRECOGNIZED_AFTER_QUERY_P, "unrecognized character after (?P"),
    ERROR(MISSING_NAME_TERMINATOR, "syntax error in subpattern name (missing terminator)"),
    ERROR(DUPLICATE_SUBPATTERN_NAME, "two named subpatterns have the same name"),
    ERROR(INVALID_SUBPATTERN_NAME, "group name must start with a non-digit"),
    ERROR(UNICODE_PROPERTIES_UNAVAILABLE, "support for \\P, \\p, and \\X has not been compiled"),
    ERROR(MALFORMED_UNICODE_PROPERTY, "malformed \\P or \\p sequence"),
    ERROR(UNKNOWN_UNICODE_PROPERTY, "unknown property name after \\P or \\p"),
    ERROR(SUBPATTERN_NAME_TOO_LONG, "subpattern name is too long (maximum 32 characters)"),
    ERROR(TOO_MANY_NAMED_SUBPATTERNS, "too many named subpatterns (maximum 10000)"),
    ERROR(CLASS_INVALID_RANGE, "invalid range in character class"),
    ERROR(OCTAL_BYTE_TOO_BIG, "octal value is greater than \\377 in 8-bit non-UTF-8 mode"),
    ERROR(INTERNAL_OVERRAN_WORKSPACE, "internal error: overran compiling workspace"),
    ERROR(INTERNAL_MISSING_SUBPATTERN,
          "internal error: previously-checked referenced subpattern not found"),
    ERROR(DEFINE_TOO_MANY_BRANCHES, "DEFINE group contains more than one branch"),
    ERROR(BACKSLASH_O_MISSING_BRACE, "missing opening brace after \\o"),
    ERROR(INTERNAL_UNKNOWN_NEWLINE, "inconsistent NEWLINE options"),
    ERROR(BACKSLASH_G_SYNTAX,
          "\\g is not followed by a braced, angle-bracketed, or quoted name/number "
          "or by a plain number"),
    ERROR(PARENS_QUERY_R_MISSING_CLOSING, "(?R or (?[+-]digits must be followed by )"),
    ERROR(VERB_ARGUMENT_NOT_ALLOWED,
          "an argument is not allowed for (*ACCEPT), (*FAIL), or (*COMMIT)"),
    ERROR(VERB_UNKNOWN, "(*VERB) not recognized or malformed"),
    ERROR(SUBPATTERN_NUMBER_TOO_BIG, "number is too big"),
    ERROR(SUBPATTERN_NAME_EXPECTED, "subpattern name expected"),
    ERROR(INTERNAL_PARSED_OVERFLOW, "internal error: parsed pattern overflow"),
    ERROR(INVALID_OCTAL, "non-octal character in \\o{} (closing brace missing?)"),
    ERROR(SUBPATTERN_NAMES_MISMATCH,
          "different names for subpatterns of the same number are not allowed"),
    ERROR(MARK_MISSING_ARGUMENT, "(*MARK) must have an argument"),
    ERROR(INVALID_HEXADECIMAL, "non-hex character in \\x{} (closing brace missing?)"),
    ERROR(BACKSLASH_C_SYNTAX, "\\c must be followed by an ASCII character"),
    ERROR(BACKSLASH_K_SYNTAX, "\\k is not followed by a braced, angle-bracketed, or quoted name"),
    ERROR(INTERNAL_BAD_CODE_LOOKBEHINDS, "internal error: unknown opcode in find_fixedlength()"),
    ERROR(BACKSLASH_N_IN_CLASS, "\\N is not supported in a class"),
    ERROR(CALLOUT_STRING_TOO_LONG, "callout string is too long"),
    ERROR(UNICODE_DISALLOWED_CODE_POINT, "disallowed Unicode code point (>= 0xd800 && <= 0xdfff)"),
    ERROR(UTF_IS_DISABLED, "setting UTF is disabled by the application"),
    ERROR(UCP_IS_DISABLED, "setting UCP is disabled by the application"),
    ERROR(VERB_NAME_TOO_LONG, "name is too long in (*MARK), (*PRUNE), (*SKIP), or (*THEN)"),
    ERROR(BACKSLASH_U_CODE_POINT_TOO_BIG, "character value in \\u.... sequence is too large"),
    ERROR(MISSING_OCTAL_OR_HEX_DIGITS, "digits missing in \\x{} or \\o{}"),
    ERROR(VERSION_CONDITION_SYNTAX, "malformed number or name after (?("),
    ERROR(CALLOUT_NO_STRING_DELIMITER, "closing ) for (?C expected"),
    ERROR(CALLOUT_BAD_STRING_DELIMITER, "closing ) for (?C expected"),
    ERROR(BACKSLASH_C_CALLER_DISABLED, "using \\C is disabled by the application"),
    ERROR(QUERY_BARJX_NEST_TOO_DEEP, "parentheses are too deeply nested"),
    ERROR(BACKSLASH_C_LIBRARY_DISABLED, "using \\C is disabled in this PCRE2 library"),
    ERROR(PATTERN_TOO_COMPLICATED, "regular expression is too complicated"),
    ERROR(LOOKBEHIND_TOO_LONG, "lookbehind assertion is too long"),
    ERROR(PATTERN_STRING_TOO_LONG, "regular expression is too large"),
    ERROR(SUPPORTED_ONLY_IN_UNICODE, "PCRE does not support \\L, \\l, \\N{name}, \\U, or \\u"),
    ERROR(INVALID_HYPHEN_IN_OPTIONS, "unrecognized character after (? or (?-"),
    ERROR(ALPHA_ASSERTION_UNKNOWN, "(*VERB) not recognized or malformed"),
    ERROR(TOO_MANY_CAPTURES, "regular expression is too large"),
    ERROR(CONDITION_ATOMIC_ASSERTION_EXPECTED, "assertion expected after (?( or (?(?C)"),
    ERROR(BACKSLASH_K_IN_LOOKAROUND, "\\K is not allowed in lookarounds"),
};
#undef ERROR

static const char *text_of(int code)
{
    unsigned index = (unsigned)(code - PCRE2_ERROR_END_BACKSLASH);
    if (code < 0) /* the source is no valid UTF-8 */
        return "invalid UTF-8 string";
    if (index < COUNT_OF(texts) && texts[index] != NULL)
        return texts[index];
    return "internal error: unknown error of PCRE2";
}

/* ---- places ---- */

struct place {
    const unsigned char *source;
    size_t size;
    size_t offset;
};

static unsigned char byte_at(const struct place *place, size_t at)
{
    return at < place->size ? place->source[at] : '\0';
}

static bool is_word(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The letter of the escape sequence that has been read up to the place. */
static size_t escape_offset(const struct place *place)
{
    size_t at = place->offset;
    while (at > 0 && byte_at(place, at) != '\\')
        at--;
    return at + 1;
}

/* A name is blamed at its end, a number at the end of the pattern: PCRE 8 looks for what numbers
 * refer to when all is read. */
static size_t reference_offset(const struct place *place)
{
    size_t at = place->offset;
    unsigned char c = byte_at(place, at);
    if (is_word(c) && (c < '0' || c > '9') && at > 0 && !is_word(byte_at(place, at - 1))) {
        while (is_word(byte_at(place, at)))
            at++;
        return at;
    }
    while (at > 0 && is_word(byte_at(place, at - 1)) && byte_at(place, at - 1) <= '9')
        at--;
    return at > 0 && byte_at(place, at - 1) == '\\' ? place->size : place->offset;
}

/* The parenthesis that closes the group at the place. */
static size_t group_end(const struct place *place)
{
    size_t depth = 0;
    bool in_class = false;
    for (size_t at = place->offset; at < place->size; at++) {
        unsigned char c = place->source[at];
        if (c == '\\')
            at++;
        else if (in_class || c == '[')
            in_class = c != ']';
        else if (c == '(')
            depth++;
        else if (c == ')' && --depth == 0)
            return at;
    }
    return place->offset;
}

/* What is missing behind the last (? of the source, which has ended. */
static int unfinished(const struct place *place)
{
    size_t at = place->size;
    while (at > 0 && (is_word(place->source[at - 1]) || place->source[at - 1] == '-'))
        at--;
    if (at < 2 || place->source[at - 1] != '?' || place->source[at - 2] != '(')
        return PCRE2_ERROR_MISSING_CLOSING_PARENTHESIS;
    unsigned char c = byte_at(place, at);
    if (c == 'C')
        return PCRE2_ERROR_MISSING_CALLOUT_CLOSING;
    if (c == 'P')
        return PCRE2_ERROR_UNRECOGNIZED_AFTER_QUERY_P;
    if (c == 'R' || (c >= '0' && c <= '9'))
        return PCRE2_ERROR_PARENS_QUERY_R_MISSING_CLOSING;
    return PCRE2_ERROR_INVALID_AFTER_PARENS_QUERY;
}

static size_t offset_of(int code, const struct place *place)
{
    switch (code) {
    case PCRE2_ERROR_BACKSLASH_N_IN_CLASS:
    case PCRE2_ERROR_UNKNOWN_UNICODE_PROPERTY:
    case PCRE2_ERROR_CLASS_INVALID_RANGE:
    case PCRE2_ERROR_OCTAL_BYTE_TOO_BIG:
    case PCRE2_ERROR_DUPLICATE_SUBPATTERN_NAME:
    case PCRE2_ERROR_SUBPATTERN_NAMES_MISMATCH:
        return place->offset - (place->offset > 0);
    case PCRE2_ERROR_UNSUPPORTED_ESCAPE_SEQUENCE:
    case PCRE2_ERROR_SUPPORTED_ONLY_IN_UNICODE:
    case PCRE2_ERROR_BACKSLASH_K_SYNTAX:
    case PCRE2_ERROR_BACKSLASH_O_MISSING_BRACE:
        return escape_offset(place);
    case PCRE2_ERROR_CONDITION_ASSERTION_EXPECTED:
    case PCRE2_ERROR_BAD_RELATIVE_REFERENCE:
        return place->offset + 1;
    case PCRE2_ERROR_BAD_SUBPATTERN_REFERENCE:
        return reference_offset(place);
    case PCRE2_ERROR_LOOKBEHIND_NOT_FIXED_LENGTH:
        return group_end(place);
    default:
        return place->offset;
    }
}

struct regex_error regex_error_of(int code, size_t offset, const unsigned char *source, size_t size)
{
    struct place place = {source, size, offset};
    if (code == PCRE2_ERROR_MISSING_CLOSING_PARENTHESIS)
        code = unfinished(&place);
    else if (code == PCRE2_ERROR_MISSING_OCTAL_OR_HEX_DIGITS && offset == size && offset >= 2)
        code =
            source[offset - 2] == 'o' ? PCRE2_ERROR_INVALID_OCTAL : PCRE2_ERROR_INVALID_HEXADECIMAL;
    return (struct regex_error){text_of(code), offset_of(code, &place)};
}
