/* SPDX-License-Identifier: Apache-2.0 */
/* verify.h: proves of each function what the instruction handlers rely on, by walking every way
 * through it with what is known of the registers:
 *
 *   - a frame is there where it is used and has the size that deallocate, trim and the calls say;
 *   - x registers are written before they are read, live counts cover only such registers;
 *   - y registers are written before anything that may collect, raise or read them, or else
 *     the frame is made with slots set to nil (allocate becomes allocate_zero);
 *   - heap words are reserved before terms are built, and not kept over anything that may collect;
 *   - an exception handler begins with what takes the exception;
 *   - every loop has a call, or begins with an instruction that gives up the turn (code->loops);
 *   - lists, tuples, maps, floats and match contexts are what the instruction at hand takes them
 * for.
 *
 * Compilers know more about types than one function shows. Where the last point cannot be proved
 * the instruction is marked as unproved, and transform.c gives it a checked form. */
#ifndef TICK_LOADER_VERIFY_H
#define TICK_LOADER_VERIFY_H

#include "loader/decode.h"

/* False on a fault, told by the file's error with function and instruction. Linear in the size of
 * the code for what compilers write; a budget bounds it for all else. */
bool verify_code(struct beam_code *code) MUST_CHECK;

#endif
