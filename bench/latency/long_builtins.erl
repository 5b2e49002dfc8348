%% SPDX-License-Identifier: Apache-2.0
%% Twelve processes that call builtins with 300,000 elements or 2.4 MB, over and over again.
-module(long_builtins).
-export([main/0]).

main() ->
    List = lists:seq(1, 300000),
    Reversed = lists:reverse(List),
    Tuple = list_to_tuple(List),
    Pairs = [{I, I} || I <- List],
    Map = maps:from_list(Pairs),
    External = term_to_binary(Pairs),
    Bytes = binary:copy(<<"a">>, 2400000),
    Calls = [fun() -> lists:sort(Reversed) end, fun() -> term_to_binary(Pairs) end, fun() -> binary_to_term(External) end,
             fun() -> maps:from_list(Pairs) end, fun() -> maps:keys(Map) end, fun() -> binary_to_list(Bytes) end,
             fun() -> erlang:md5(Bytes) end, fun() -> binary:matches(Bytes, <<"ab">>) end, fun() -> List -- [1, 2, 3] end,
             fun() -> tuple_to_list(Tuple) end, fun() -> unicode:characters_to_list(Bytes) end,
             fun() -> erlang:phash2(Pairs) end],
    lateness:beside([fun() -> lateness:forever(Call) end || Call <- Calls]).
