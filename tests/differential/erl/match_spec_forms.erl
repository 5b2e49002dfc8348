%% SPDX-License-Identifier: Apache-2.0
%% What match specifications may call where, and with how many arguments; what the complaints say and how they print terms.
-module(match_spec_forms).
-export([main/0]).

main() ->
    _ = [form(list_to_tuple([Name | Args])) || Name <- names(), Args <- [[], [1], [1, 2], [1, 2, 3], [1, 2, 3, 4]],
                                               [Name | Args] =/= [display, 1], [Name | Args] =/= [self]],
    _ = [test(trace, [], Body) || Body <- bodies()],
    _ = [test(table, [], [{{a}, Term}]) || Term <- terms()],
    _ = [test(table, Guards, ['$_']) || Guards <- [a, [a | b], [{'=', 1}]]],
    _ = [print(ets:test_ms({1}, Spec)) || Spec <- specifications()],
    ok.

names() ->
    [caller, message, return_trace, exception_trace, process_dump, enable_trace, disable_trace, set_seq_token, get_seq_token,
     is_seq_trace, display, silent, trace, set_tcw, get_tcw, current_stacktrace, caller_line, self, node, const, is_record, 'and',
     'or', 'andalso', 'orelse', element].

form(Form) ->
    _ = [begin test(Dialect, [], [Form]), test(Dialect, [Form], [true]) end || Dialect <- [trace, table]].

bodies() ->
    [[{return_trace}, {exception_trace}], [{exception_trace}, {return_trace}], [{message, false}, {return_trace}],
     [{message, x}, {exception_trace}]].

%% Printed as the machine itself prints, and cut off where its room ends.
terms() ->
    ["é", 'é', 'Ω', 'été', 'Ab', 'a@b', '_', 'fun', 'a\'"\n\\', '', <<"é"/utf8>>, <<"a\n">>, <<200, "a">>, <<"a\"'\\">>, <<>>,
     <<"abc", 1:3>>, [1, 2], [200], [127], [128], "\n\t\r", "a\v", "a\f", "\b\e", "a\"'\\", [$a | b], [1.0, -2.5e-300], 1.0e100,
     #{a => 1}, #{1.5 => []}, fun lists:map/2, fun 'A':'B c'/2, lists:duplicate(200, a), lists:seq(1, 100)].

specifications() ->
    [[{'_', [{c}], [a]}, {}], [{'_', [], [{c}]} , {1, 2}, a], [{{#{'$1' => 1}, #{'$1' => 1}}, [{c}], [a]}],
     [{{#{'_' => 1}, #{'_' => 2}}, [], [a]}, {{'$1'}, [], [{c}]}]].

test(Dialect, Guards, Body) ->
    Subject = case Dialect of trace -> [1]; table -> {1} end,
    io:format("~w ~w ~w ", [Dialect, Guards, Body]),
    print(erlang:match_spec_test(Subject, [{'_', Guards, Body}], Dialect)).

print(Term) -> io:format("~w~n", [Term]).
