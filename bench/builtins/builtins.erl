%% SPDX-License-Identifier: Apache-2.0
%% Builtins on large data: a line "Name Microseconds" for each, the best of some calls.
-module(builtins).
-export([main/0]).

-define(SIZE, 300000).
-define(DIGITS, 100000).
-define(CALLS, 7).

main() ->
    [io:format("~w ~w~n", [Name, best(Call, Argument())]) || {Name, Argument, Call} <- rows()].

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

rows() ->
    [{length, fun list/0, fun(L) -> length(L) end},
     {append, fun list/0, fun(L) -> L ++ [1] end},
     {subtract, fun list/0, fun(L) -> L -- L end},
     {reverse, fun list/0, fun(L) -> lists:reverse(L) end},
     {member, fun list/0, fun(L) -> lists:member(0, L) end},
     {keyfind, fun tuples/0, fun(L) -> lists:keyfind(0, 1, L) end},
     {list_to_tuple, fun list/0, fun(L) -> list_to_tuple(L) end},
     {tuple_to_list, fun tuple/0, fun(T) -> tuple_to_list(T) end},
     {setelement, fun tuple/0, fun(T) -> setelement(1, T, x) end},
     {binary_to_list, fun binary/0, fun(B) -> binary_to_list(B) end},
     {list_to_binary, fun bytes/0, fun(L) -> list_to_binary(L) end},
     {iolist_size, fun iolist/0, fun(L) -> iolist_size(L) end},
     {iolist_to_binary, fun iolist/0, fun(L) -> iolist_to_binary(L) end},
     {term_to_binary, fun tuples/0, fun(T) -> term_to_binary(T) end},
     {term_to_binary_compressed, fun tuples/0, fun(T) -> term_to_binary(T, [compressed]) end},
     {external_size, fun tuples/0, fun(T) -> erlang:external_size(T) end},
     {binary_to_term, fun() -> term_to_binary(tuples()) end, fun(B) -> binary_to_term(B) end},
     {equal, fun two/0, fun({A, B}) -> A =:= B end},
     {less, fun two/0, fun({A, B}) -> A < B end},
     {phash2, fun tuples/0, fun(T) -> erlang:phash2(T) end},
     {phash2_binary, fun binary/0, fun(B) -> erlang:phash2(B) end},
     {phash2_map, fun map/0, fun(M) -> erlang:phash2(M) end},
     {phash, fun tuples/0, fun(T) -> erlang:phash(T, 1000) end},
     {maps_from_list, fun tuples2/0, fun(L) -> maps:from_list(L) end},
     {maps_merge, fun map/0, fun(M) -> maps:merge(M, #{x => y}) end},
     {maps_keys, fun map/0, fun(M) -> maps:keys(M) end},
     {maps_to_list, fun map/0, fun(M) -> maps:to_list(M) end},
     {match, fun binary/0, fun(B) -> binary:match(B, <<"xyz">>) end},
     {matches, fun binary/0, fun(B) -> binary:matches(B, <<"a">>) end},
     {split, fun binary/0, fun(B) -> binary:split(B, <<"a">>, [global]) end},
     {replace, fun binary/0, fun(B) -> binary:replace(B, <<"a">>, <<"xx">>, [global]) end},
     {common_prefix, fun binary/0, fun(B) -> binary:longest_common_prefix([B, B]) end},
     {encode_hex, fun binary/0, fun(B) -> binary:encode_hex(B) end},
     {characters_to_list, fun text/0, fun(T) -> unicode:characters_to_list(T) end},
     {characters_to_nfd, fun text/0, fun(T) -> unicode:characters_to_nfd_list(T) end},
     {md5, fun binary/0, fun(B) -> erlang:md5(B) end},
     {crc32, fun binary/0, fun(B) -> erlang:crc32(B) end},
     {crc32_list, fun bytes/0, fun(L) -> erlang:crc32(L) end},
     {re_run, fun binary/0, fun(B) -> re:run(B, "x[yz]") end},
     {re_global, fun binary/0, fun(B) -> re:run(B, "a", [global]) end},
     {multiply, fun integer/0, fun(I) -> I * I end},
     {divide, fun integer/0, fun(I) -> I * I div (I + 1) end},
     {integer_to_binary, fun integer/0, fun(I) -> integer_to_binary(I) end},
     {binary_to_integer, fun digits/0, fun(B) -> binary_to_integer(B) end},
     {write, fun tuples/0, fun(T) -> io_lib:format("~w", [T]) end},
     {ets_insert, fun tuples2/0, fun(L) -> ets:insert(ets:new(t, []), L) end},
     {ets_select, fun tuples2/0, fun(L) -> select(L) end},
     {flat_size, fun tuples/0, fun(T) -> erts_debug:flat_size(T) end}].

select(List) ->
    Table = ets:new(t, []),
    ets:insert(Table, List),
    ets:select(Table, [{{'$1', '_'}, [{'>', '$1', 5}], ['$1']}]).

list() -> lists:seq(1, ?SIZE).
bytes() -> [I band 255 || I <- list()].
iolist() -> [[I band 255, <<"abc">>] || I <- list()].
tuples() -> [{I, [I, I + 1], <<"abc">>} || I <- list()].
tuples2() -> [{I, I} || I <- list()].
two() -> {tuples(), tuples()}.
tuple() -> list_to_tuple(list()).
map() -> maps:from_list(tuples2()).
binary() -> binary:copy(<<"abcdefgh">>, ?SIZE).
text() -> binary:copy(<<"a\x{e9}\x{221a}"/utf8>>, ?SIZE div 3).
digits() -> binary:copy(<<"7">>, ?DIGITS).
integer() -> binary_to_integer(digits()).
