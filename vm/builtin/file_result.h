/* SPDX-License-Identifier: Apache-2.0 */
/* file_result.h: what builtins about files take and return: paths, `ok`, {error, enoent}; and how
 * they are left to dirty schedulers. Nothing here is shared between processes but atoms, whose
 * table any thread may use. */
#ifndef TICK_VM_BUILTIN_FILE_RESULT_H
#define TICK_VM_BUILTIN_FILE_RESULT_H

#include "vm/base/text_buffer.h"
#include "vm/builtin/text.h"
#include "vm/interp/elsewhere.h"

/* {error, Reason}: errno as an atom in small letters, or REASON. */
Term file_error(struct process *p);
Term file_error_named(struct process *p, Term reason);

/* {ok, VALUE}. */
Term file_ok(struct process *p, Term value);

/* ok, or {error, Reason} from errno. */
Term file_done(struct process *p, bool good);

/* {ok, Binary} of the bytes of BUFFER, which is released, or {error, enomem}. */
Term file_bytes(struct process *p, struct text_buffer *buffer);

/* The bytes of a path as prim_file:internal_name2native makes it: a binary that ends with its only
 * zero byte. False: it is none. Released with text_arg_release. */
bool file_path(struct text_arg *path, Term term) MUST_CHECK;

/* A size or an offset into *VALUE. False: no file has it, which is {error, einval}. */
bool file_size(Term term, int64_t *value) MUST_CHECK;

#define AT_POSITION (-1) /* an offset: where the file is */

/* prim_file:NAME_nif/ARITY, which a dirty scheduler does: NAME_there(p, args). */
#define FILE_BUILTIN(name, arity)                                                            \
    static Term name##_##arity(struct process *p, const Term *args)                          \
    {                                                                                        \
        return builtin_dirty(p, DIRTY_IO, name##_there, ATOM_(prim_file), ATOM_(name##_nif), \
                             arity, args);                                                   \
    }

#define FILE_ROW(name, arity) {"prim_file", #name "_nif", arity, name##_##arity}

#endif
