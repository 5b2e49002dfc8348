%% SPDX-License-Identifier: Apache-2.0
%% Builtins that say in error_info which of their arguments is at fault, and what they look at first.
-module(builtin_options).
-export([main/0]).

main() ->
    _ = [call(atomics, new, [Size, Options]) || Size <- sizes(), Options <- [[], [{signed, 1}], [unsigned], [{signed, true} | a], a]],
    _ = [call(counters, new, [Size, Options]) || Size <- sizes(), Options <- [[], [atomics, write_concurrency], [b], [atomics | a], a]],
    _ = [call(erlang, decode_packet, [Type, Data, Options])
         || Type <- [raw, line, 3, ssl, a], Data <- [<<"a\nb">>, <<"a\nb", 5:3>>, <<>>, <<1:1>>, a],
            Options <- [[], [{packet_size, 1}], [{packet_size, a}], a]],
    _ = [call(erlang, decode_packet, [Type, <<"a: b\r\nGET / HTTP/1.1\r\n", 2:2>>, [{line_length, Length} | More]])
         || Type <- [line, http, httph], Length <- [0, 1, 2, 5, 6, 7, 100], More <- [[], [{packet_size, 100}], [{packet_size, 3}]]],
    _ = [call(erlang, decode_packet, [Type, <<"a">>, [{line_length, 1}, {packet_size, Most}]]) || Type <- [line, http, httph], Most <- [0, 1, 3]],
    _ = [call(erlang, decode_packet, [http_bin, iolist_to_binary(["GET ", Target, " HTTP/1.1\r\n"]), []])
         || Target <- ["line", "x", ":", "x:", ":x", "x:80", "a:b:c", "**", "/a:b"]],
    _ = [call(os, Clock, [Unit]) || Clock <- [system_time, perf_counter], Unit <- [1 bsl 70, -1 bsl 70, 1 bsl 59, 0, a]],
    counter(bag, 1, a),
    counter(set, 1, a),
    call(ets, update_counter, [no_such_table, 1, 1, a]),
    limits().

sizes() -> [0, -1, 1 bsl 64, a].

counter(Type, Key, Default) ->
    ets:new(?MODULE, [Type, named_table, {keypos, 2}]),
    call(ets, update_counter, [?MODULE, Key, 1, Default]),
    ets:delete(?MODULE).

limits() ->
    ets:new(?MODULE, [named_table]),
    _ = [call(ets, match, [?MODULE, '$1', Limit]) || Limit <- [(1 bsl 59) - 1, 1 bsl 59, 1 bsl 60, 1 bsl 64, 0, -1, 1]],
    ok.

call(Module, Function, Args) ->
    io:format("~w ", [{Module, Function, Args}]),
    try apply(Module, Function, Args) of
        Time when is_integer(Time), Time > 0 -> io:format("a time~n");
        Value when is_tuple(Value); is_list(Value); is_atom(Value) -> io:format("~w~n", [Value]);
        _ -> io:format("ok~n")
    catch
        Class:Reason:Stack ->
            {_, _, _, Location} = hd(Stack),
            io:format("~w ~w ~w~n", [Class, Reason, lists:keyfind(error_info, 1, Location)])
    end.
