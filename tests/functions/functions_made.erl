%% SPDX-License-Identifier: Apache-2.0
%% Arguments of functions that no type describes: those that must be built by other functions, that say how much is
%% made, or that belong together.
-module(functions_made).
-export([applied/0, big_shift/0, binding_fun/0, built_fields/0, calendar_options/0, datetime/0, error_fun/0, evaluation_fun/0, exro928/0, external/0, external_call/0, format/0, format_call/0,
         format_fun/0, forms/0, function_form/0, limited_format_call/0, limited_format_fun/0, graph/0, lint_description/0, number_string/0,
         pattern_fields/0, plain/0, scanner/0, scan_continuation/0, reserved/0, rfc3339/0, seeded/0, sofs_set/0,
         stack_fun/0, stack_trace/0, tokens/0]).

-import(functions_random, [below/1, between/2, one_in/1, pick/1, made/1, many/2]).

number_string() -> [functions_type:make({union, [string, {call, functions_value, chardata, [{is, 1}]}]})].

big_shift() ->
    [functions_value:integer(), pick([between(-300, 300), between(-70, 70), 1 bsl 64, -1 bsl 64, 1 bsl 40, a, 1.0])].

calendar_options() ->
    [functions_type:make({range, -62167219200, 253402300799}),
     functions_type:make({list, {union, [{tuple, [{is, offset}, {union, [{range, -50000, 50000}, {is, "Z"}, {is, "+01:30"}, {is, ""}]}]},
                                         {tuple, [{is, time_designator}, {range, 32, 126}]}, {is, {unit, second}}]}})].

reserved() -> pick([lists, erlang, crypto, rand, random, string, sets, httpd, code, os, now, seed, random, bytes, find, uniform]).

seeded() ->
    Alg = pick([exsss, exro928ss, exrop, exs1024s, exsp, exs64, exsplus, exs1024]),
    State = rand:seed_s(Alg, {below(1000), below(1000), below(1000)}),
    case one_in(3) of
        true -> element(2, rand:uniform_s(State));
        false -> State
    end.

%% A graph whose edges have numbers, as their order decides what is found.
graph() ->
    Graph = digraph:new(pick([[], [], [cyclic], [acyclic], [private]])),
    Vertices = lists:usort(many(below(7), fun() -> flat() end)),
    _ = [digraph:add_vertex(Graph, V, pick([[], label])) || V <- Vertices],
    _ = Vertices =/= [] andalso
        [digraph:add_edge(Graph, {e, N}, pick(Vertices), pick(Vertices), N) || N <- lists:seq(1, below(9))],
    Graph.

exro928() -> [element(2, rand:seed_s(exro928ss, below(1000)))].

%% A set, of sets or pairs or neither.
sofs_set() ->
    Flat = fun flat/0,
    made([fun() -> sofs:set(many(below(6), Flat)) end,
           fun() -> sofs:relation(many(below(6), fun() -> {Flat(), Flat()} end)) end,
           fun() -> sofs:relation(many(below(4), fun() -> {Flat(), Flat(), Flat()} end), 3) end,
           fun() -> sofs:family([{X, many(below(4), Flat)} || X <- lists:usort(many(below(5), Flat))]) end,
           fun() -> sofs:from_term(many(below(4), fun() -> many(below(4), Flat) end), [[atom]]) end,
           fun() -> sofs:from_term({Flat(), many(below(4), Flat)}, {atom, [atom]}) end,
           fun() -> sofs:empty_set() end]).

flat() -> made([fun functions_value:atom/0, fun() -> below(6) end, fun() -> a end, fun() -> b end]).

%% "2018-02-01T15:18:02.088Z", or nearly.
rfc3339() ->
    Two = fun(Low, High) -> io_lib:format("~2..0w", [between(Low, High)]) end,
    Text = lists:flatten([io_lib:format("~4..0w", [pick([between(1900, 2100), between(0, 9999)])]), "-", Two(1, 12), "-", Two(1, 28),
                          pick(["T", "t", " ", "T"]), Two(0, 23), ":", Two(0, 59), ":", Two(0, 59),
                          pick(["", "", ".5", ".123", ".000001", ".123456789", ".1234567891"]),
                          made([fun() -> "Z" end, fun() -> "z" end, fun() -> [pick("+-"), Two(0, 14), ":", Two(0, 59)] end])]),
    case one_in(8) of
        true -> lists:sublist(Text, below(length(Text)));
        false -> Text
    end.

%% A time that a machine can tell in its time zone, or none at all.
datetime() ->
    Date = {pick([between(1971, 2036), between(1971, 2036), between(1, 3000)]), between(1, 12), pick([between(1, 28), between(27, 32)])},
    {Date, {pick([between(0, 23), 24]), between(0, 59), between(0, 59)}}.

%% The arguments of apply/3.
applied() ->
    {Module, Function, Types} = pick([{lists, reverse, [{list, any}]}, {lists, member, [any, {list, any}]}, {erlang, abs, [number]},
                                      {maps, get, [any, map, any]}, {string, uppercase, [string]}, {functions_no_such_module, f, []},
                                      {erlang, '+', [number, number]}, {lists, no_such_function, [any]}]),
    [Module, Function, [functions_type:make(T) || T <- Types]].

%% ---- text ----

%% A format and its data; every tenth time they do not belong together. No number in the data is huge then: it might
%% become the width of a field.
format_call() ->
    {Format, Data} = lists:unzip(many(below(5), fun directive/0)),
    [case one_in(4) of
         true -> unicode:characters_to_binary(Format);
         false -> lists:append(Format)
     end,
     case one_in(10) of
         true -> pick([[], a, [a | b], [7], [a, b, 3, "c", 4.5, {}, #{}, 6, <<"d">>, [e], f], "abc", lists:append(Data) ++ [a]]);
         false -> lists:append(Data)
     end].

limited_format_call() -> format_call() ++ [pick([[], [{chars_limit, between(-1, 100)}], [{chars_limit, 1 + below(30)}]])].

format() -> hd(format_call()).

directive() ->
    {Letter, Types} = pick([{"w", [any]}, {"p", [any]}, {"w", [any]}, {"p", [any]}, {"tp", [any]}, {"tw", [any]}, {"lp", [any]},
                            {"W", [any, {range, 0, 12}]}, {"P", [any, {range, 0, 12}]}, {"tP", [any, {range, -1, 30}]},
                            {"s", [{named, functions, iodata, []}]}, {"ts", [{named, unicode, chardata, []}]}, {"s", [atom]}, {"ts", [atom]},
                            {"c", [char]}, {"tc", [char]}, {"e", [float]}, {"f", [number]}, {"g", [number]},
                            {"b", [integer]}, {"B", [integer]}, {"x", [integer, string]}, {"X", [integer, atom]},
                            {"#", [integer]}, {"+", [integer]}, {"i", [any]}, {"n", []}, {"~", []}]),
    {Width, W} = width(),
    {Precision, P} = precision(Width),
    Pad = case Precision of
        "" -> "";
        _ -> pick(["", "", ".0", ".*", ".x"])
    end,
    {Star, Pads} = case Pad of ".*" -> {Pad, [$_]}; _ -> {Pad, []} end,
    {pick(["", "", " ", "é: ", "a\n"]) ++ "~" ++ Width ++ Precision ++ Star ++ Letter,
     W ++ P ++ Pads ++ [functions_type:make(T) || T <- Types]}.

width() ->
    pick([{"", []}, {"", []}, {"", []}, {integer_to_list(below(40)), []}, {"-" ++ integer_to_list(below(40)), []},
          {"*", [between(-20, 20)]}]).

precision(_) ->
    pick([{"", []}, {"", []}, {"." ++ integer_to_list(below(40)), []}, {".*", [below(20)]}, {".", []}]).

tokens() ->
    case erl_scan:string(functions_source:text()) of
        {ok, Tokens, _} -> Tokens;
        _ -> []
    end.

%% ---- source ----

forms() -> pick([[], [{attribute, 1, module, m}]]) ++ many(below(5), fun functions_source:form/0).

%% What erl_lint finds in some forms.
lint_description() ->
    Found = case erl_lint:module(forms()) of
        {ok, Warnings} -> Warnings;
        {error, Errors, Warnings} -> Errors ++ Warnings
    end,
    pick([Description || {_, Infos} <- Found, {_, erl_lint, Description} <- Infos] ++ [pmod_unsupported]).

%% Something to call for tokens. They always make a whole form: erl_parse asks until it has one.
scanner() ->
    Text = unicode:characters_to_list(functions_source:whole_form()),
    pick([{{erl_scan, string}, [Text]}, {erl_scan, string, [Text]}, {fun erl_scan:string/1, [Text]}]).

%% What erl_scan gives for text that does not end.
scan_continuation() ->
    Text = functions_source:text(),
    case erl_scan:tokens([], lists:sublist(Text, below(length(Text) + 1)), pick([1, {1, 1}])) of
        {more, Continuation} -> Continuation;
        _ -> []
    end.

%% The fields of a binary pattern.
pattern_fields() ->
    Text = pick(["<<A, B/binary>>.", "<<A:4, _:3, B/bitstring>>.", "<<1, X:16/little>>.", "<<N, B:N/binary, _/binary>>.", "<<X/float>>.",
                 "<<C/utf8, _/bits>>.", "<<\"ab\", X:4/signed>>.", "<<X>>."]),
    {ok, Tokens, _} = erl_scan:string(Text),
    {ok, [{bin, _, Fields}]} = erl_parse:parse_exprs(Tokens),
    Fields.

%% What eval_bits asks for about patterns and variables, for patterns that are a variable or a number.
binding_fun() ->
    fun(match, {Pattern, Value, Bindings}) -> match(Pattern, Value, Bindings);
       (binding, {Name, Bindings}) ->
            case orddict:find(Name, Bindings) of
                {ok, Value} -> {value, Value};
                error -> unbound
            end;
       (add_binding, {Name, Value, Bindings}) -> orddict:store(Name, Value, Bindings)
    end.

match({var, _, '_'}, _, Bindings) -> {match, Bindings};
match({var, _, Name}, Value, Bindings) ->
    case orddict:find(Name, Bindings) of
        {ok, Value} -> {match, Bindings};
        {ok, _} -> throw(nomatch);
        error -> {match, orddict:store(Name, Value, Bindings)}
    end;
match({integer, _, Value}, Value, Bindings) -> {match, Bindings};
match({char, _, Value}, Value, Bindings) -> {match, Bindings};
match(_, _, _) -> throw(nomatch).

%% The fields of a binary that is built.
built_fields() ->
    Text = pick(["<<A, B:4>>.", "<<(A + 1):N/unit:3>>.", "<<\"ab\", X/utf8>>.", "<<1.5/float, A:16/little-signed>>.", "<<(<<1, 2>>)/binary>>.",
                 "<<A/float>>.", "<<-1:N>>.", "<<(<<A>>):1/binary, X/utf16-little>>.", "<<a>>."]),
    {ok, Tokens, _} = erl_scan:string(Text),
    {ok, [{bin, _, Fields}]} = erl_parse:parse_exprs(Tokens),
    Fields.

function_form() ->
    case functions_source:form() of
        {function, _, _, _, _} = Form -> Form;
        _ -> {function, 1, f, 1, [functions_source:clause()]}
    end.

error_fun() -> fun(_, _, Reason) -> error({failed, Reason}) end.

evaluation_fun() -> fun(Expression, Bindings) -> erl_eval:expr(Expression, Bindings) end.

%% ---- bytes and traces ----

%% Terms in the external format, most of them whole, some of them damaged; but not identifiers, as what is none of this
%% node differs.
external() ->
    Bytes = whole(),
    case one_in(3) andalso binary:match(Bytes, <<"nonode@nohost">>) =:= nomatch of
        true -> damaged(Bytes);
        false -> Bytes
    end.

whole() -> term_to_binary(plain(), pick([[], [], [compressed], [{minor_version, 1}], [{minor_version, 0}]])).

%% What binary_to_term/2 is given. Where the name of an atom is damaged, it depends on all calls before whether that atom
%% exists, and on how far a machine has read what it then refused.
external_call() ->
    case one_in(2) of
        true -> [whole(), many(below(3), fun() -> pick([safe, used]) end)];
        false -> [external(), pick([[], [used], [used, used], [a], used, [used | used]])]
    end.

damaged(Bytes) ->
    At = below(byte_size(Bytes)),
    <<Before:At/binary, Byte, After/binary>> = Bytes,
    case below(4) of
        0 -> Before;
        1 -> <<Bytes/binary, (below(256))>>;
        2 -> <<Before/binary, (Byte bxor (1 bsl below(8))), After/binary>>;
        3 -> <<Before/binary, (below(256)), After/binary>>
    end.

%% The bytes of a fun name the process that made it.
plain() ->
    Term = functions_value:any(3),
    case has_fun(Term) of true -> plain(); false -> Term end.

has_fun([Head | Tail]) -> has_fun(Head) orelse has_fun(Tail);
has_fun(Tuple) when is_tuple(Tuple) -> has_fun(tuple_to_list(Tuple));
has_fun(Map) when is_map(Map) -> has_fun(maps:to_list(Map));
has_fun(Term) -> is_function(Term).

stack_trace() -> many(below(4), fun stack_entry/0).

stack_entry() ->
    Location = pick([[], [{file, "a.erl"}, {line, 1 + below(100)}], [{error_info, #{}}],
                     [{error_info, #{module => erl_stdlib_errors}}], [{file, functions_value:string()}]]),
    Args = pick([below(4), many(below(4), fun() -> functions_value:any(1) end)]),
    case one_in(6) of
        true -> {functions_fun:any(), Args, Location};
        false -> {pick([lists, maps, erlang, binary, a]), pick(['+', map, reverse, element, b, 'A', '-f/1-fun-0-']), Args, Location}
    end.

%% Funs for erl_error: which calls are left out of a trace, and how a term is printed.
stack_fun() -> functions_fun:make(3, boolean, fun() -> true end).
format_fun() -> pick([fun(Term, _) -> io_lib:format("~tp", [Term]) end, fun(Term, Column) -> io_lib:format("~tP", [Term, Column]) end]).

limited_format_fun() -> fun(Term, _, Limit) -> {io_lib:format("~tp", [Term]), Limit} end.
