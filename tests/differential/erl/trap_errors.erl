%% Builtins that fail late, called with any number of reductions left, so that they are divided at any place: the trace
%% names the call as the program has made it, however far it had come. Lists are short: with long ones, Erlang/OTP's own
%% trace may show what was left to do.
-module(trap_errors).
-export([main/0]).

main() ->
    [io:format("~w:~w/~w of ~w: ~w~n", [M, F, length(A), Size, outcomes(M, F, A)])
     || Size <- [5, 7], {M, F, A} <- calls(Size)],
    ok.

%% What comes of the call, wherever it is divided: one outcome. Arguments are told by their hash.
outcomes(M, F, A) ->
    lists:usort([outcome(Left, M, F, A) || Left <- lists:seq(0, 40)]).

outcome(Left, M, F, A) ->
    erlang:yield(),
    erlang:bump_reductions(4000 - Left),
    try apply(M, F, A) of
        Value -> {value, erlang:phash2(Value)}
    catch
        Class:Reason:Trace ->
            {Class, erlang:phash2(Reason), named(hd(Trace))}
    end.

named({M, F, A, _}) when is_list(A) -> {M, F, erlang:phash2(A)};
named({M, F, A, _}) -> {M, F, A}.

calls(Size) ->
    Proper = lists:seq(1, Size),
    Improper = Proper ++ x,
    Pairs = [{N, a} || N <- Proper],
    BadBytes = Proper ++ [-1],
    Bytes = [N rem 256 || N <- Proper],
    BadText = [[N rem 128 || N <- Proper], -1],
    Maps = maps:from_list(Pairs),
    [{lists, reverse, [Improper, "n"]},
     {lists, reverse, [Improper, x]},
     {erlang, length, [Improper]},
     {erlang, '++', [Improper, [a]]},
     {erlang, '--', [Improper, [a]]},
     {erlang, '--', [Proper, Improper]},
     {lists, member, [absent, Improper]},
     {lists, keyfind, [absent, 1, Improper]},
     {lists, keymember, [absent, 1, Improper]},
     {lists, keysearch, [absent, 1, Improper]},
     {erlang, list_to_binary, [Bytes ++ [x]]},
     {erlang, list_to_binary, [BadBytes]},
     {erlang, iolist_to_binary, [[Bytes, Bytes | x]]},
     {erlang, iolist_size, [[Bytes, Bytes | x]]},
     {erlang, list_to_tuple, [Improper]},
     {erlang, list_to_atom, [BadBytes]},
     {erlang, list_to_integer, [[$1 || _ <- Proper] ++ "x"]},
     {erlang, binary_to_integer, [list_to_binary([[$1 || _ <- Proper], $x])]},
     {erlang, crc32, [[Bytes, Bytes | x]]},
     {erlang, adler32, [[Bytes, Bytes | x]]},
     {erlang, md5, [[Bytes, Bytes | x]]},
     {erlang, binary_to_term, [binary:part(term_to_binary(Pairs), 0, byte_size(term_to_binary(Pairs)) - 2)]},
     {maps, merge, [Maps, x]},
     {binary, list_to_bin, [BadBytes]},
     {binary, match, [list_to_binary(Bytes), [<<"zzzz">>, <<>>]]},
     {binary, split, [list_to_binary(Bytes), [<<"zzzz">>, x]]},
     {unicode, characters_to_binary, [[BadText | x]]},
     {unicode, characters_to_list, [[BadText | x]]}].
