%% SPDX-License-Identifier: Apache-2.0
%% Builtins that make something large in one piece, called beside others that want to run: results, errors and their traces, and
%% processes that are killed while a call is going on.
%% args: 100000
%% stress-gc args: 600
-module(undivided).
-export([main/1]).

main([Arg]) ->
    Size = list_to_integer(Arg),
    undivided_run:run(good(Size), bad(Size)).

elements(Size) -> lists:seq(1, Size).

tuple(Size) -> list_to_tuple(elements(Size)).

pairs(Size) -> [{I, I * I} || I <- elements(Size)].

patterns(Size) -> [<<I:32>> || I <- lists:seq(1, Size div 300)].

bytes(Size) -> binary:copy(<<"0123456789">>, Size * 3).

good(Size) ->
    [{list_to_tuple, fun() -> list_to_tuple(elements(Size)) end},
     {tuple_to_list, fun() -> tuple_to_list(tuple(Size)) end},
     {setelement, fun() -> setelement(Size div 2, tuple(Size), here) end},
     {make_tuple, fun() -> erlang:make_tuple(Size, x) end},
     {make_tuple_of_pairs, fun() -> erlang:make_tuple(Size, x, pairs_within(Size)) end},
     {make_small_tuple, fun() -> erlang:make_tuple(10, x, lists:duplicate(Size, {3, y})) end},
     {append_element, fun() -> erlang:append_element(tuple(Size), last) end},
     {insert_element, fun() -> erlang:insert_element(7, tuple(Size), seventh) end},
     {delete_element, fun() -> erlang:delete_element(7, tuple(Size)) end},
     {from_list, fun() -> maps:from_list(pairs(Size) ++ [{5, last}]) end},
     {from_keys, fun() -> maps:from_keys(elements(Size) ++ elements(Size), v) end},
     {copy, fun() -> binary:copy(bytes(Size)) end},
     {copy_twice, fun() -> binary:copy(bytes(Size), 2) end},
     {copy_no_times, fun() -> binary:copy(bytes(Size), 0) end},
     {match, fun() -> binary:match(bytes(Size), patterns(Size)) end},
     {matches, fun() -> binary:matches(bytes(Size), [<<"90">>, <<"12">> | patterns(Size)]) end},
     {split, fun() -> binary:split(bytes(Size), [<<"90">> | patterns(Size)], [global]) end},
     {replace, fun() -> binary:replace(bytes(Size), [<<"90">> | patterns(Size)], <<"-">>, [global]) end},
     {compiled, fun() -> binary:matches(bytes(Size), binary:compile_pattern([<<"56">> | patterns(Size)])) end},
     {term_to_binary, fun() -> binary_to_term(term_to_binary(pairs(Size))) end},
     {compressed, fun() -> binary_to_term(term_to_binary(pairs(Size), [{compressed, 1}])) end},
     {iovec, fun() -> binary_to_term(iolist_to_binary(erlang:term_to_iovec(pairs(Size)))) end},
     {external_size, fun() -> erlang:external_size(pairs(Size)) end},
     {flat_size, fun() -> erts_debug:flat_size(pairs(Size)) end},
     {size, fun() -> L = elements(Size), erts_debug:size([L, L | pairs(Size)]) end}].

pairs_within(Size) -> [{I, {I}} || I <- lists:seq(1, Size, 2)].

bad(Size) ->
    [{list_to_tuple_improper, fun() -> list_to_tuple(elements(Size) ++ tail) end},
     {make_tuple_outside, fun() -> erlang:make_tuple(Size, x, [{Size + 1, y}]) end},
     {from_list_no_pair, fun() -> maps:from_list(elements(Size)) end},
     {from_list_improper, fun() -> maps:from_list(pairs(Size) ++ tail) end},
     {from_keys_improper, fun() -> maps:from_keys(elements(Size) ++ tail, v) end},
     {empty_pattern, fun() -> binary:matches(bytes(Size), patterns(Size) ++ [<<>>]) end},
     {improper_patterns, fun() -> binary:compile_pattern(patterns(Size) ++ tail) end}].
