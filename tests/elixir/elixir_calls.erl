%% SPDX-License-Identifier: Apache-2.0
%% Finds where Elixir's library computes something else on Tick than on Erlang/OTP: all functions of the modules that only
%% compute are called with random arguments on both machines, and run.sh compares what is printed.
%%
%% The idea: Elixir's functions have no types that Erlang's tools read, but the name of a module says what most of its functions
%% take first. So first arguments are drawn from the kinds of values that the module is about; most calls then do their
%% work, and the others raise, which is compared as well. Seed and number decide everything about a call. A line is
%%
%%     Index Module.function/arity MD5-of-its-outcome
%%
%% where the outcome is the value, or class and reason of the exception, without what each machine has of its own.
%%
%%     elixir_calls run SEED COUNT      that many calls
%%     elixir_calls show SEED INDEX     one of them, with its arguments and its outcome
-module(elixir_calls).
-export([main/1]).

%% A call that takes longer than this has no end.
-define(LIMIT, 20000).

main(["run", Seed, Count]) ->
    Functions = functions(),
    [io:put_chars([integer_to_list(I), " ", line(list_to_integer(Seed), I, Functions), "\n"])
     || I <- lists:seq(1, list_to_integer(Count))],
    ok;
main(["show", Seed, Index]) ->
    {M, F, Args} = call(list_to_integer(Seed), list_to_integer(Index), functions()),
    io:format("~w:~w~n~0tp~n~0tp~n", [M, F, Args, in_process(fun() -> outcome(M, F, Args) end)]).

line(Seed, Index, Functions) ->
    {M, F, Args} = call(Seed, Index, Functions),
    Outcome = in_process(fun() -> outcome(M, F, Args) end),
    [atom_to_list(M), ".", atom_to_list(F), "/", integer_to_list(length(Args)), " ",
     integer_to_list(binary:decode_unsigned(erlang:md5(term_to_binary(Outcome))), 16)].

in_process(Fun) ->
    Parent = self(),
    {Pid, Monitor} = spawn_monitor(fun() -> Parent ! {self(), Fun()} end),
    receive
        {Pid, Result} ->
            demonitor(Monitor, [flush]),
            Result;
        {'DOWN', Monitor, process, Pid, _} -> ended
    after ?LIMIT ->
        exit(Pid, kill),
        no_end
    end.

outcome(M, F, Args) ->
    comparable(try {value, apply(M, F, Args)} catch Class:Reason -> {Class, Reason} end).

%% What is made by the call has an identity of its own, maps have an order of their own, and what a pattern is compiled to is
%% each machine's business.
comparable([Head | Tail]) -> [comparable(Head) | comparable(Tail)];
comparable({re_pattern, Captures, Unicode, Crlf, _}) -> {re_pattern, Captures, Unicode, Crlf};
comparable({re_version, _}) -> re_version;
comparable({Kind, _}) when Kind =:= bm; Kind =:= ac -> compiled;
comparable(Tuple) when is_tuple(Tuple) -> list_to_tuple(comparable(tuple_to_list(Tuple)));
comparable(Map) when is_map(Map) -> {'$map', lists:sort(comparable(maps:to_list(Map)))};
comparable(Fun) when is_function(Fun) ->
    {'$fun', [comparable(erlang:fun_info(Fun, Key)) || Key <- [module, name, arity, env, type]]};
comparable(Id) when is_pid(Id); is_reference(Id); is_port(Id) -> '$identifier';
comparable(Term) -> Term.

%% ---- what is called ----

%% {Module, kinds of first arguments, kinds of the others, names that are not called}
modules() ->
    [{'Elixir.Enum', [enum], [function, function, integer, any, enum], [random, shuffle, take_random]},
     {'Elixir.Stream', [enum], [function, integer, any, enum], [interval, timer]},
     {'Elixir.String', [string], [string, string, integer, pattern, function, options], [to_atom]},
     {'Elixir.Map', [map], [key, any, function, map, keyword], []},
     {'Elixir.Keyword', [keyword], [key, any, function, keyword], []},
     {'Elixir.List', [list], [integer, any, function, list], [to_atom]},
     {'Elixir.Tuple', [tuple], [integer, any], [duplicate]},
     {'Elixir.Integer', [integer, big, string], [integer, integer, big], [pow]},
     {'Elixir.Float', [float, string, integer], [integer], []},
     {'Elixir.Range', [range, integer], [integer, range], []},
     {'Elixir.MapSet', [set, list], [any, set, function], []},
     {'Elixir.Regex', [regex, string], [string, options, function, string], []},
     {'Elixir.Atom', [atom], [any], []},
     {'Elixir.Base', [string], [options, string], []},
     {'Elixir.URI', [string, keyword, map], [string, function], []},
     {'Elixir.Version', [version], [version, requirement, options], []},
     {'Elixir.Access', [map, keyword, list, integer], [key, function, any, integer], []},
     {'Elixir.Bitwise', [integer, big], [integer], []},
     {'Elixir.Function', [function], [atom, any], []},
     {'Elixir.Exception', [atom, any], [any, list], []},
     {'Elixir.OptionParser', [list, string], [options, keyword], []},
     {'Elixir.Date', [date, string, integer], [date, integer, atom, unit], [utc_today]},
     {'Elixir.Time', [time, string, integer], [time, integer, unit], [utc_now]},
     {'Elixir.NaiveDateTime', [naive, string, integer], [naive, integer, unit], [utc_now, local_now]},
     {'Elixir.DateTime', [datetime, string, integer], [datetime, integer, unit, string], [utc_now, now, 'now!']},
     {'Elixir.Calendar', [naive, date, time], [string, options], [put_time_zone_database, get_time_zone_database]},
     {'Elixir.Calendar.ISO', [integer], [integer, integer, unit], []},
     {'Elixir.IO', [string, list], [string], only([chardata_to_string, iodata_to_binary, iodata_length])},
     {'Elixir.Kernel', [any, integer, list, map], [any, integer, key, function, options],
      [exit, make_ref, node, self, send, spawn, spawn_link, spawn_monitor, apply, throw]}].

only(Names) -> {only, Names}.

functions() ->
    list_to_tuple([{M, F, A, First, Others}
                   || {M, First, Others, Names} <- modules(), {F, A} <- lists:sort(M:module_info(exports)),
                      A > 0, is_called(F, Names), is_function_name(atom_to_list(F))]).

is_called(F, {only, Names}) -> lists:member(F, Names);
is_called(F, Names) -> not lists:member(F, Names).

is_function_name("MACRO-" ++ _) -> false;
is_function_name("__" ++ _) -> false;
is_function_name(Name) -> not lists:member(Name, ["module_info", "behaviour_info"]).

call(Seed, Index, Functions) ->
    rand:seed(exsss, {Seed, Index, 7}),
    {M, F, A, First, Others} = element(rand:uniform(tuple_size(Functions)), Functions),
    {M, F, [argument(First) | [argument(Others) || _ <- lists:seq(2, A)]]}.

%% ---- arguments ----

pick(List) -> lists:nth(rand:uniform(length(List)), List).

many(Most, Kind) -> [value(Kind) || _ <- lists:seq(1, rand:uniform(Most + 1) - 1)].

%% One of twelve is of no kind that is expected.
argument(Kinds) ->
    case rand:uniform(12) of
        1 -> value(any);
        _ -> value(pick(Kinds))
    end.

value(any) ->
    value(pick([integer, float, atom, string, list, tuple, map, keyword, range, set, function, date, big, boolean]));
value(integer) -> pick([0, 1, 2, 3, 5, 7, 10, 16, -1, -2, -7, 255, 1970, rand:uniform(60) - 20]);
value(big) -> pick([1 bsl 59, 1 bsl 64, -(1 bsl 63), 12345678901234567890, 1 bsl 200]);
value(float) -> pick([0.0, -0.0, 1.0, -1.5, 2.675, 0.1, 1.0e10, 1.0e-7, 123456.789, 1.0e300, -5.0e-324, 3.0]);
value(boolean) -> pick([true, false, nil]);
value(atom) -> pick([a, b, ok, error, nil, true, 'Elixir.Enum', 'Elixir.ArgumentError', 'odd atom', 'é', asc, desc, monday]);
value(key) -> pick([a, b, c, "x", 1, <<"k">>]);
value(unit) -> pick([second, millisecond, microsecond, nanosecond, minute, hour, day, native, 1000]);
value(string) ->
    pick([<<>>, <<"a">>, <<"abc">>, <<"Hello, World">>, <<"  padded\t\n">>, <<"a,b,,c">>, <<"éa\x{300}ß"/utf8>>,
          <<"ΑΣ ǆ ﬁ"/utf8>>, <<"👨‍👩‍👧🇩🇪"/utf8>>, <<"123">>, <<"-4.5e3">>, <<"0x1F">>, <<"YWJj">>, <<"CAFE">>, <<255, 1>>,
          <<"2024-02-29">>, <<"23:59:59.999">>, <<"2024-02-29T12:00:00Z">>, <<"http://u@h:80/p/../q?a=1&b=%20#f">>,
          <<"1.2.3-rc.1+b">>, <<"--flag">>, <<"a\r\nb">>, <<"%Y-%m-%d">>]);
value(pattern) -> pick([<<",">>, [<<"a">>, <<"b">>], value(regex), <<>>]);
value(regex) -> 'Elixir.Regex':'compile!'(pick([<<"a">>, <<"(b|c)+">>, <<"\\d+">>, <<"(?<n>.)\\s">>, <<"^$">>, <<>>]),
                                          pick([<<>>, <<"u">>, <<"i">>]));
value(version) -> pick([<<"1.2.3">>, <<"1.2.3-rc.1">>, <<"2.0.0+x">>, <<"1.x">>, 'Elixir.Version':'parse!'(<<"1.10.0">>)]);
value(requirement) -> pick([<<"~> 1.2">>, <<">= 1.0.0 and < 2.0.0">>, <<"1.2.3">>, <<"bad">>]);
value(list) -> many(6, pick([integer, any, string, atom, keyed]));
value(tuple) -> list_to_tuple(many(4, any));
value(keyed) -> {pick([a, b, c, d]), value(pick([integer, string, atom]))};
value(keyword) -> many(5, keyed);
value(map) -> maps:from_list([{value(key), value(pick([integer, string, keyword]))} || _ <- many(4, boolean)]);
value(range) -> 'Elixir.Range':new(value(small), value(small), pick([1, -1, 2, 3]));
value(small) -> rand:uniform(30) - 10;
value(set) -> 'Elixir.MapSet':new(many(5, pick([integer, atom, string])));
value(enum) -> value(pick([list, list, keyword, map, range, set]));
value(options) ->
    [pick([{trim, true}, {parts, 2}, {'case', lower}, {padding, false}, {return, index}, {capture, all_names}, {global, false},
           {include_captures, true}, {strict, [{flag, boolean}]}, {limit, 2}, {pretty, true}, {width, 10}, {base, hex},
           {allow_pre, false}, {decimals, 2}]) || _ <- lists:seq(1, rand:uniform(3) - 1)];
value(date) -> 'Elixir.Date':'new!'(pick([1, 1970, 2000, 2024]), pick([1, 2, 12]), pick([1, 28]));
value(time) -> 'Elixir.Time':'new!'(pick([0, 12, 23]), pick([0, 59]), pick([0, 59]), pick([0, {5, 1}, {999999, 6}]));
value(naive) -> 'Elixir.NaiveDateTime':'new!'(value(date), value(time));
value(datetime) -> 'Elixir.DateTime':'from_naive!'(value(naive), <<"Etc/UTC">>, 'Elixir.Calendar.UTCOnlyTimeZoneDatabase');
value(function) ->
    pick([fun(X) -> X end, fun(X) -> {X, [X]} end, fun(X) -> is_integer(X) end, fun(X) -> X > 2 end, fun(_) -> nil end,
          fun(X, Y) -> {X, Y} end, fun(X, Y) -> X =< Y end, fun(X, Acc) when is_list(Acc) -> [X | Acc]; (X, _) -> X end,
          fun(X, Acc) -> {cont, {X, Acc}} end, fun(X, Acc) -> {[X], Acc} end, fun(X) -> [X, X] end, fun(K, _, V) -> {K, V} end,
          fun() -> a end, fun erlang:length/1, fun 'Elixir.String':length/1, fun 'Elixir.Kernel':'+'/2]).
