%% SPDX-License-Identifier: Apache-2.0
%% Builtins on large data: a line "Name Microseconds" for each, the best of some calls. The rows are those of bench/small, too.
-module(builtins).
-export([main/0, rows/2]).

-define(SIZE, 300000).
-define(DIGITS, 100000).
-define(CALLS, 7).

main() ->
    [io:format("~w ~w~n", [Name, best(Call, Argument())]) || {Name, Argument, Call} <- rows(?SIZE, ?DIGITS) ++ tables(?SIZE)].

best(Call, Argument) ->
    lists:min([time(Call, Argument) || _ <- lists:seq(1, ?CALLS)]).

%% In a process of its own, so that the garbage of one call is no burden to the next.
time(Call, Argument) ->
    {_, Ref} = spawn_monitor(fun() ->
        Start = erlang:monotonic_time(microsecond),
        _ = Call(Argument),
        exit({took, erlang:monotonic_time(microsecond) - Start})
    end),
    receive {'DOWN', Ref, process, _, {took, Time}} -> Time end.

%% {Name, what makes the argument of Size elements, or of Digits, Call}
rows(Size, Digits) ->
    [{length, fun() -> list(Size) end, fun(L) -> length(L) end},
     {append, fun() -> list(Size) end, fun(L) -> L ++ [1] end},
     {subtract, fun() -> list(Size) end, fun(L) -> L -- L end},
     {reverse, fun() -> list(Size) end, fun(L) -> lists:reverse(L) end},
     {member, fun() -> list(Size) end, fun(L) -> lists:member(0, L) end},
     {keyfind, fun() -> tuples(Size) end, fun(L) -> lists:keyfind(0, 1, L) end},
     {list_to_tuple, fun() -> list(Size) end, fun(L) -> list_to_tuple(L) end},
     {tuple_to_list, fun() -> tuple(Size) end, fun(T) -> tuple_to_list(T) end},
     {setelement, fun() -> tuple(Size) end, fun(T) -> setelement(1, T, x) end},
     {binary_to_list, fun() -> binary(Size) end, fun(B) -> binary_to_list(B) end},
     {list_to_binary, fun() -> bytes(Size) end, fun(L) -> list_to_binary(L) end},
     {iolist_size, fun() -> iolist(Size) end, fun(L) -> iolist_size(L) end},
     {iolist_to_binary, fun() -> iolist(Size) end, fun(L) -> iolist_to_binary(L) end},
     {term_to_binary, fun() -> tuples(Size) end, fun(T) -> term_to_binary(T) end},
     {term_to_binary_compressed, fun() -> tuples(Size) end, fun(T) -> term_to_binary(T, [compressed]) end},
     {external_size, fun() -> tuples(Size) end, fun(T) -> erlang:external_size(T) end},
     {binary_to_term, fun() -> term_to_binary(tuples(Size)) end, fun(B) -> binary_to_term(B) end},
     {equal, fun() -> two(Size) end, fun({A, B}) -> A =:= B end},
     {less, fun() -> two(Size) end, fun({A, B}) -> A < B end},
     {phash2, fun() -> tuples(Size) end, fun(T) -> erlang:phash2(T) end},
     {phash2_binary, fun() -> binary(Size) end, fun(B) -> erlang:phash2(B) end},
     {phash2_map, fun() -> map(Size) end, fun(M) -> erlang:phash2(M) end},
     {phash, fun() -> tuples(Size) end, fun(T) -> erlang:phash(T, 1000) end},
     {maps_from_list, fun() -> tuples2(Size) end, fun(L) -> maps:from_list(L) end},
     {maps_merge, fun() -> map(Size) end, fun(M) -> maps:merge(M, #{x => y}) end},
     {maps_keys, fun() -> map(Size) end, fun(M) -> maps:keys(M) end},
     {maps_to_list, fun() -> map(Size) end, fun(M) -> maps:to_list(M) end},
     {match, fun() -> binary(Size) end, fun(B) -> binary:match(B, <<"xyz">>) end},
     {matches, fun() -> binary(Size) end, fun(B) -> binary:matches(B, <<"a">>) end},
     {split, fun() -> binary(Size) end, fun(B) -> binary:split(B, <<"a">>, [global]) end},
     {replace, fun() -> binary(Size) end, fun(B) -> binary:replace(B, <<"a">>, <<"xx">>, [global]) end},
     {common_prefix, fun() -> binary(Size) end, fun(B) -> binary:longest_common_prefix([B, B]) end},
     {encode_hex, fun() -> binary(Size) end, fun(B) -> binary:encode_hex(B) end},
     {characters_to_list, fun() -> text(Size) end, fun(T) -> unicode:characters_to_list(T) end},
     {characters_to_nfd, fun() -> text(Size) end, fun(T) -> unicode:characters_to_nfd_list(T) end},
     {md5, fun() -> binary(Size) end, fun(B) -> erlang:md5(B) end},
     {crc32, fun() -> binary(Size) end, fun(B) -> erlang:crc32(B) end},
     {crc32_list, fun() -> bytes(Size) end, fun(L) -> erlang:crc32(L) end},
     {re_run, fun() -> binary(Size) end, fun(B) -> re:run(B, "x[yz]") end},
     {re_global, fun() -> binary(Size) end, fun(B) -> re:run(B, "a", [global]) end},
     {multiply, fun() -> integer(Digits) end, fun(I) -> I * I end},
     {divide, fun() -> integer(Digits) end, fun(I) -> I * I div (I + 1) end},
     {integer_to_binary, fun() -> integer(Digits) end, fun(I) -> integer_to_binary(I) end},
     {binary_to_integer, fun() -> digits(Digits) end, fun(B) -> binary_to_integer(B) end},
     {write, fun() -> tuples(Size) end, fun(T) -> io_lib:format("~w", [T]) end},
     {flat_size, fun() -> tuples(Size) end, fun(T) -> erts_debug:flat_size(T) end}].

tables(Size) ->
    [{ets_insert, fun() -> tuples2(Size) end, fun(L) -> ets:insert(ets:new(t, []), L) end},
     {ets_select, fun() -> tuples2(Size) end, fun(L) -> select(L) end}].

select(List) ->
    Table = ets:new(t, []),
    ets:insert(Table, List),
    ets:select(Table, [{{'$1', '_'}, [{'>', '$1', 5}], ['$1']}]).

list(Size) -> lists:seq(1, Size).
bytes(Size) -> [I band 255 || I <- list(Size)].
iolist(Size) -> [[I band 255, <<"abc">>] || I <- list(Size)].
tuples(Size) -> [{I, [I, I + 1], <<"abc">>} || I <- list(Size)].
tuples2(Size) -> [{I, I} || I <- list(Size)].
two(Size) -> {tuples(Size), tuples(Size)}.
tuple(Size) -> list_to_tuple(list(Size)).
map(Size) -> maps:from_list(tuples2(Size)).
binary(Size) -> binary:copy(<<"abcdefgh">>, Size).
text(Size) -> binary:copy(<<"a\x{e9}\x{221a}"/utf8>>, Size div 3).
digits(Digits) -> binary:copy(<<"7">>, Digits).
integer(Digits) -> binary_to_integer(digits(Digits)).
