/* SPDX-License-Identifier: Apache-2.0 */
/* code.h: loaded code as the running machine sees it: threaded code, functions, exports, funs.
 *
 * Threaded code is a sequence of 64-bit words. An instruction is the address of its handler, then
 * its operands (vm/interp/instr.h). A code address is a CodePtr to the first word of an
 * instruction; as it is 8-byte aligned it looks like a header to the collector, so return addresses
 * may lie on the stack among terms. One function, code_locate, maps it back to module, function and
 * line.
 *
 * Calls between modules go through an export entry, whose code pointer can be redirected at any
 * time. Entries are never freed: threaded code and funs hold pointers to them. */
#ifndef TICK_VM_CODE_H
#define TICK_VM_CODE_H

#include "vm/term/term.h"

#include <stdatomic.h>

typedef const uint64_t *CodePtr;

struct process;
struct module;

/* A function written in C; see vm/builtin/builtin.h for what it may do. */
typedef Term builtin_fn(struct process *p, const Term *args);

struct mfa {
    Term module;
    Term function;
    uint32_t arity;
};

struct export
{
    _Atomic(CodePtr) code; /* what a call of this function executes: never NULL */
    struct mfa mfa;
    builtin_fn *builtin; /* NULL unless written in C: those are never redirected */
    uint64_t stub[2];    /* one instruction: call the builtin, or look for the module */
    struct export *next; /* in the table */
};

/* What make_fun3 refers to. One for each row of a module's fun table, found again on reload. */
struct fun_entry {
    _Atomic(CodePtr) code;
    Term module;
    Term function;  /* the local function that holds the body: arity + num_free arguments */
    uint32_t arity; /* of the fun: without the free variables */
    uint32_t num_free;
    uint32_t index;
    uint32_t old_index;
    uint32_t uniq;
    struct fun_entry *next; /* in the table */
};

/* One function of a module. The word before its entry is preceded by its func_info instruction. */
struct function {
    Term name;
    uint32_t arity;
    uint32_t start; /* offset of its func_info instruction in words from module->code */
    uint32_t entry; /* offset of its first instruction */
};

/* code[offset] and everything up to the next row belongs to this line. LINE 0: unknown. */
struct line_row {
    uint32_t offset; /* words from module->code */
    uint32_t line : 24;
    uint32_t file : 8; /* index into module->files; 0 is the module's own source */
};

/* A row of a module's fun table. */
struct module_fun {
    struct fun_entry *entry;
    uint32_t offset; /* of the body's first instruction in words from module->code */
};

struct module {
    Term name;
    uint64_t *code;
    size_t code_words;
    struct function *functions; /* ascending by start */
    uint32_t function_count;
    unsigned char *strings; /* bytes that instructions refer to */
    struct line_row *lines; /* ascending by offset */
    uint32_t line_count;
    Term *files; /* literal strings (lists of characters) */
    uint32_t file_count;
    struct mfa *exports;      /* the functions it exports, for module_info */
    uint32_t *export_entries; /* for each, the offset of its first instruction in words from code */
    uint32_t export_count;
    struct module_fun *funs;
    uint32_t fun_count;
    Term attributes; /* literals */
    Term compile_info;
    unsigned char md5[16];
    Term *literals; /* block of the literal area that holds its literals, NULL if none */
    size_t literal_words;
    CodePtr on_load;               /* function to call before exports take effect; NULL if none */
    _Atomic(Term) on_load_runner;  /* pid of the process that calls it; NIL while nobody does */
    _Atomic(struct module *) next; /* in the table */
    struct module *next_old;       /* in the list of old versions */
    bool purging;                  /* an old version that is about to go: version.c */
    char *path;                    /* of the file it came from, or NULL */
};

/* ---- tables; any thread ---- */

/* Once, before the first module or thread. */
void code_init(void);

/* The entry of M:F/A, made when there is none: then a call raises undef after looking for the
 * module. */
struct export *export_get(Term module, Term function, uint32_t arity);

/* The entry of M:F/A or NULL. */
struct export *export_find(Term module, Term function, uint32_t arity);

/* Makes M:F/A a function written in C. Once for each, before any code is loaded. */
void export_enter_builtin(Term module, Term function, uint32_t arity, builtin_fn *builtin);

/* Does a call of this entry reach a function (loaded code or a builtin)? */
bool export_is_defined(const struct export *export);

/* The fun entry for row INDEX of module's fun table with this uniq, made when there is none. */
struct fun_entry *fun_entry_get(Term module, uint32_t old_index, uint32_t old_uniq, uint32_t index);

/* The loaded module, or NULL. */
struct module *module_find(Term name);

/* Makes each of COUNT modules the current version of its name: fills export and fun entries; the
 * version before becomes the old one. Takes them over. One with an on_load function becomes pending
 * instead: its funs work, its exports do not yet. False, and nothing has happened: of one of them
 * there are two versions already, and the old one must be purged first. */
bool module_publish(struct module *const *modules, size_t count) MUST_CHECK;

/* The newest pending module of this name, or NULL. */
struct module *module_pending(Term name);

/* Ends the waiting of MODULE, which has been pending: it becomes the current version. False: its
 * on_load function did not return ok, or another module of that name has been loaded twice
 * meanwhile; it is given up and nothing but processes it has spawned leads to it: purge_given_up.
 */
bool module_on_load_done(struct module *module, bool ok);

/* ---- old versions (version.c) ---- */

/* The old version of this name, or NULL. Stays at least until the turn ends. */
struct module *module_old(Term name);

enum module_deleted { MODULE_DELETED, MODULE_ABSENT, MODULE_NOT_PURGED };

/* Makes the current version the old one; nothing is current then. */
enum module_deleted module_delete(Term name);

/* The old version of NAME, which from now on nobody enters: no export leads to it, and calls of its
 * funs wait. NULL when there is none, or (*BUSY) somebody else is purging it. To be followed by
 * module_purge_cancel or, when no process runs it, module_purge_unlink. */
struct module *module_purge_begin(Term name, bool *busy);

/* Is an old version of NAME between begin and cancel or unlink? */
bool module_is_purging(Term name);

/* It stays: its funs work again. */
void module_purge_cancel(struct module *module);

/* Takes MODULE out of all tables. Who has found it there before may be using it still. */
void module_purge_unlink(struct module *module);

/* Frees MODULE, which nobody knows, but for its literals. */
void module_free(struct module *module);

/* Frees MODULE, which has never been published, with its literals. */
void module_discard(struct module *module);

ALWAYS_INLINE bool module_has_code(const struct module *module, CodePtr code)
{
    return code >= module->code && code < module->code + module->code_words;
}

/* Calls VISIT for every loaded module, under the table's lock. */
void module_each(void (*visit)(struct module *, void *), void *context);

/* ---- where am I ---- */

struct code_place {
    const struct module *module;
    const struct function *function;
    uint32_t line; /* 0: unknown */
    Term file;     /* a literal string, or NIL */
};

/* Where CODE lies. For a return address pass the address of the word before it (code - 1), so that
 * the call itself is found. False when it is in no module. Takes no lock. */
bool code_locate(CodePtr code, struct code_place *place);

/* All tables of places that have been replaced. When every scheduler has passed between two turns
 * since, they can be freed. */
struct code_ranges *code_ranges_replaced(void);
void code_ranges_free(struct code_ranges *ranges);

/* ---- the loader, as the machine sees it ---- */

/* Set by the program that embeds the machine: finds and loads module NAME from the module path and
 * publishes it. Returns false when there is none; *ERROR (malloc'd text, or NULL) says what is
 * wrong with a file that is there. */
typedef bool module_loader_fn(Term name, char **error);
extern module_loader_fn *module_loader;

/* Also set by that program: makes a module of the BEAM file in the SIZE bytes at BYTES, and does
 * not publish it. PATH is for messages; NAME, unless NON_VALUE, is what it must be called. NULL on
 * a fault, which *ERROR then tells as above. */
typedef struct module *module_reader_fn(const char *path, const unsigned char *bytes, size_t size,
                                        Term name, char **error);
extern module_reader_fn *module_reader;

/* Also set by that program: finds the part of the BEAM file in the SIZE bytes at BYTES that is
 * called by the four bytes at NAME. False: there is none, or these are no BEAM file. */
typedef bool module_chunk_fn(const unsigned char *bytes, size_t size, const char *name,
                             const unsigned char **chunk, size_t *chunk_size);
extern module_chunk_fn *module_chunk;

/* The folders where modules are looked for, in order. */
struct module_path {
    /* Calls VISIT for each of them, under a lock. */
    void (*each)(void (*visit)(const char *folder, void *context), void *context);
    /* Puts FOLDER first, wherever it was; or last, unless it is there already. */
    void (*insert)(const char *folder, bool first);
    /* False: it was not there. */
    bool (*remove)(const char *folder);
    /* The path, malloc'd, of the first file with this name; NULL: there is none. */
    char *(*find)(const char *file);
};

extern const struct module_path *module_path;

enum module_state { MODULE_MISSING, MODULE_LOADED, MODULE_PENDING };

/* Loads NAME once even when several threads want it at the same time. MODULE_PENDING: its on_load
 * function must run first (vm/builtin/on_load.c). */
enum module_state module_ensure_loaded(Term name);

#endif
