" SPDX-License-Identifier: Apache-2.0
" Text assembly of the BEAM, for Tick's assembler (tick asm).
" Made from loader/opcodes.def and asm/directives.def by `make docs`.
if exists('b:current_syntax')
  finish
endif

syntax case match
syntax iskeyword @,48-57,_

syntax match tasmFun /\<fun\>/

" What a line begins with, behind a label perhaps. A word that is none of these is left as it is: it may be the
" name of an atom in a list that goes on from the line before.
syntax match tasmFirst /^\s*\l\w*\>/ contains=tasmInstruction,tasmDirective
syntax match tasmBehindLabel /\l\w*\>/ contained contains=tasmInstruction,tasmDirective
syntax keyword tasmInstruction contained label func_info int_code_end call call_last call_only call_ext call_ext_last bif0 bif1 bif2 allocate allocate_heap test_heap deallocate return send remove_message timeout loop_rec loop_rec_end wait wait_timeout is_lt is_ge is_eq is_ne is_eq_exact is_ne_exact is_integer is_float is_number is_atom is_pid is_reference is_port is_nil is_binary is_list is_nonempty_list is_tuple test_arity select_val select_tuple_arity jump catch catch_end move get_list get_tuple_element set_tuple_element put_list badmatch if_end case_end call_fun is_function call_ext_only bs_put_integer bs_put_binary bs_put_float bs_put_string fmove fconv fadd fsub fmul fdiv fnegate try try_end try_case try_case_end raise bs_init2 bs_add apply apply_last is_boolean is_function2 bs_get_integer2 bs_get_float2 bs_get_binary2 bs_skip_bits2 bs_test_tail2 gc_bif1 gc_bif2 is_bitstr bs_test_unit bs_match_string bs_init_writable bs_append bs_private_append trim bs_init_bits bs_get_utf8 bs_skip_utf8 bs_get_utf16 bs_skip_utf16 bs_get_utf32 bs_skip_utf32 bs_utf8_size bs_put_utf8 bs_utf16_size bs_put_utf16 bs_put_utf32 on_load gc_bif3 line put_map_assoc put_map_exact is_map has_map_fields get_map_elements is_tagged_tuple build_stacktrace raw_raise get_hd get_tl put_tuple2 bs_get_tail bs_start_match3 bs_get_position bs_set_position swap bs_start_match4 make_fun3 init_yregs recv_marker_bind recv_marker_clear recv_marker_reserve recv_marker_use bs_create_bin call_fun2 nif_start badrecord update_record bs_match executable_line debug_line
syntax keyword tasmDirective contained module export fun attribute attributes type chunk old_uniq lines end record include define macro

syntax match tasmLabel /\.[0-9A-Za-z_@]\+/
syntax match tasmLabelHere /^\s*\.[0-9A-Za-z_@]\+:/ nextgroup=tasmBehindLabel skipwhite

syntax match tasmRegister /\<[xyf]\d\+\>/
syntax match tasmNumber /\<\d\+\(_\d\+\)*\(#[0-9A-Za-z_]\+\)\?\>/
syntax match tasmFloat /\<\d\+\(_\d\+\)*\.\d\+\(_\d\+\)*\([eE][+-]\?\d\+\)\?\>/
syntax match tasmName /\<\u[0-9A-Za-z_@]*\>/
syntax match tasmFunction /\<\l[0-9A-Za-z_@]*\ze\/\d/
syntax match tasmModule /\<\l[0-9A-Za-z_@]*\ze:[a-z']/
syntax match tasmRecord /#\l[0-9A-Za-z_@]*\(\.\l[0-9A-Za-z_@]*\)\?/
syntax match tasmNone /\(^\|\s\)\@1<=[-_]\ze\(,\|\s\|$\)/

" Texts. A character may be a quote or a semicolon, so it comes before them.
syntax match tasmEscape contained /\\\(x{\x\+}\|x\x\x\|\^.\|\o\{1,3}\|.\)/
syntax region tasmString start=/"/ skip=/\\./ end=/"/ oneline contains=tasmEscape
syntax region tasmAtom start=/'/ skip=/\\./ end=/'/ oneline contains=tasmEscape
syntax match tasmCharacter /\$\(\\\(x{\x\+}\|x\x\x\|\^.\|\o\{1,3}\|.\)\|[^\\]\)/

syntax keyword tasmTodo contained TODO FIXME XXX
syntax match tasmComment /;.*$/ contains=tasmTodo,@Spell

highlight default link tasmInstruction Statement
highlight default link tasmDirective PreProc
highlight default link tasmFun Keyword
highlight default link tasmLabel Label
highlight default link tasmLabelHere Label
highlight default link tasmRegister Identifier
highlight default link tasmNumber Number
highlight default link tasmFloat Float
highlight default link tasmName Macro
highlight default link tasmFunction Function
highlight default link tasmModule Type
highlight default link tasmRecord Structure
highlight default link tasmNone Special
highlight default link tasmEscape SpecialChar
highlight default link tasmString String
highlight default link tasmAtom Constant
highlight default link tasmCharacter Character
highlight default link tasmTodo Todo
highlight default link tasmComment Comment

let b:current_syntax = 'tasm'
