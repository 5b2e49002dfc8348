%% SPDX-License-Identifier: Apache-2.0
%% Regular expressions: patterns, subjects and options drawn at random from pieces, and patterns that are wrong. What
%% PCRE 8 and PCRE2 are known to see differently is not among the pieces.
-module(regex).
-export([main/0]).
-import(show, [value/2, result/2]).

main() ->
    S = matches(1500, 1),
    _ = with_source(300, S),
    lists:foreach(fun wrong/1, wrong_patterns()),
    errors(),
    elsewhere(),
    meanwhile().

%% ---- drawing ----

next(S) -> (S * 6364136223846793005 + 1442695040888963407) band 16#ffffffffffffffff.

draw(S, N) -> {(S bsr 33) rem N, next(S)}.

pick(S0, Tuple) ->
    {I, S} = draw(S0, tuple_size(Tuple)),
    {element(I + 1, Tuple), S}.

some(S0, Most, Tuple) ->
    {N, S} = draw(S0, Most),
    some(N + 1, S, Tuple, []).

some(0, S, _, Acc) -> {lists:append(Acc), S};
some(N, S0, Tuple, Acc) ->
    {Piece, S} = pick(S0, Tuple),
    some(N - 1, S, Tuple, [Piece | Acc]).

%% Each of Options with a chance of one in Chance.
options(S, _, []) -> {[], S};
options(S0, Chance, [Option | Rest]) ->
    {N, S1} = draw(S0, Chance),
    {Others, S2} = options(S1, Chance, Rest),
    {[Option || N =:= 0] ++ Others, S2}.

pieces() ->
    {"a", "b", "c", "ab", "(a)", "(b|c)", "(", "(", ")", ")", "[ab]", "[^a]", "*", "+", "?", "*?", "+?", "??", "{2}",
     "{1,2}", "{2,}", "|", "|", "^", "$", ".", "\\d", "\\w", "\\W", "\\s", "\\b", "\\B", "\\A", "\\z", "\\Z", "\\G",
     "\\K", "\\R", "\\N", "\\h", "\\v", "(?:", "(?=", "(?!", "(?<=a)", "(?<!b)", "(?>", "(?<n>", "(?<m>", "\\1", "\\2",
     "\\k<n>", "(?i)", "(?s)", "(?m)", "(?x)", "(?U)", "(?|", [233], "\\x{e9}", "[[:alpha:]]", "[\\w-c]", "[^\\d-a]",
     "\n", "\r\n", " ", "1", "_", "(?(1)a|b)", "(*FAIL)", "(*PRUNE)", "(*SKIP)", "(*COMMIT)", "(*THEN)", "\\Qa.b\\E",
     "\\p{L}", "\\p{Lu}", "[a-c]", [201], [223], "\\y", "[\\R]"}.

letters() ->
    {"a", "b", "c", "ab", "ba", "aa", "abc", " ", "\n", "\r\n", "\r", "1", "_", [233], [201], "A", "B", [223], "-", "."}.

compile_options() ->
    [caseless, unicode, dotall, multiline, extended, dupnames, ungreedy, anchored, firstline, dollar_endonly, ucp,
     no_auto_capture, bsr_anycrlf, no_start_optimize].

newlines() ->
    {[], [], [], [{newline, crlf}], [{newline, any}], [{newline, anycrlf}], [{newline, cr}], [{newline, lf}]}.

captures() ->
    {[], [], [{capture, all, list}], [{capture, all_but_first, binary}], [{capture, first, list}],
     [{capture, all_names, list}], [{capture, [1, 2, n], list}], [{capture, [m, "n", <<"n">>]}], [{capture, none}]}.

%% ---- matches ----

call(S0) ->
    {Pattern, S1} = some(S0, 5, pieces()),
    {Options, S2} = options(S1, 9, compile_options()),
    {Newline, S3} = pick(S2, newlines()),
    {Subject, S4} = some(S3, 8, letters()),
    {Run, S5} = options(S4, 5, [notbol, noteol, notempty, notempty_atstart, {offset, 1}, global, global]),
    {Capture, S} = pick(S5, captures()),
    {Subject, Pattern, Newline ++ Options, Run ++ Capture, S}.

matches(0, S) -> S;
matches(N, S0) ->
    {Subject, Pattern, Options, Run, S} = call(S0),
    case re:compile(Pattern, Options) of
        {ok, Compiled} ->
            {re_pattern, Captures, Unicode, Crlf, _} = Compiled,
            Result = show:class(fun() -> re:run(Subject, Compiled, Run) end),
            io:format("~w ~w ~w ~w: ~w ~w~n", [Subject, Pattern, Options, Run, {Captures, Unicode, Crlf}, Result]),
            value("names", re:inspect(Compiled, namelist));
        {error, _} ->
            value("wrong", Pattern)
    end,
    matches(N - 1, S).

%% The same in one call, with source and options of both kinds.
with_source(0, S) -> S;
with_source(N, S0) ->
    {Subject, Pattern, Options, Run, S} = call(S0),
    Result = show:class(fun() -> re:run(list_to_binary(Subject), Pattern, Options ++ Run) end),
    io:format("~w ~w ~w ~w: ~w~n", [Subject, Pattern, Options, Run, Result]),
    with_source(N - 1, S).

%% ---- wrong patterns ----

wrong(Pattern) ->
    io:format("~w: ~w~n", [Pattern, re:compile(Pattern)]).

wrong_patterns() ->
    ["(", "(a", "a)", "((a)", "[a", "[", "[]", "[^", "[^]", "[z-a]", "[a-\\w]", "[[.a.]]", "[[=a=]]", "[[:foo:]]",
     "[:alpha:]", "[[:^foo:]]", "*a", "a|*", "(?:*)", "a**", "a{3,1}", "a{65536}", "a{1,65536}", "\\", "a\\", "\\c",
     "(?#a", "(?#a)*", "(?", "(?C", "(?C256)", "(?P", "(?Px)", "(?z", "(?iz)", "(?i", "(?-", "(?<a", "(?<a b>",
     "(?<12>a)", "(?<abcdefghijklmnopqrstuvwxyzabcdefg>a)", "(?<a>x)(?<a>y)", "(?|(?<a>x)|(?<b>y))", "(?&abc)x",
     "\\k{abc}x", "\\k<abc>x", "\\k'abc'x", "(?P=abc)x", "(?P>abc)x", "\\1xyz", "(a\\2)xyz", "(?1)xyz", "(?+1)", "(?-1)",
     "\\k", "\\ka", "\\o", "\\oa", "\\o{8}", "\\x{", "\\x{}", "\\x{g", "\\x{100}", "\\400", "\\u", "\\U", "\\l", "\\L",
     "\\N{a}", "[\\N]", "\\p", "\\p{", "\\p{L", "\\p{Zx}", "\\pY", "(?<=a+)", "x(?<!a*)y", "(?<=(a|bc))b", "(?<=a{2,3})b",
     "(?<=[)]|\\)*)b", "(*FOO)", "(*MARK)", "(?(?a)b)", "(?R", "(?+a)"].

%% ---- errors ----

errors() ->
    {ok, Compiled} = re:compile("(a)b"),
    {ok, Unicode} = re:compile([1024], [unicode]),
    result("caseless", fun() -> re:run("ab", Compiled, [caseless]) end),
    result("unicode", fun() -> re:run("ab", Compiled, [unicode]) end),
    result("characters", fun() -> re:run([1024], Compiled) end),
    result("anchored", fun() -> re:run("xab", Compiled, [anchored]) end),
    result("newline", fun() -> re:run("xab", Compiled, [{newline, cr}, bsr_anycrlf]) end),
    result("no text", fun() -> re:run(<<208>>, Unicode) end),
    result("text", fun() -> re:run([<<208>>, 128], Unicode) end),
    result("inside", fun() -> re:run(<<1024/utf8>>, Unicode, [{offset, 1}]) end),
    result("compiled twice", fun() -> re:compile(Compiled) end),
    result("reported", fun() -> re:run("a", "(", [report_errors]) end),
    result("long", fun() -> re:run(lists:duplicate(30, $a), "(a*)*[bd]", [report_errors]) end).

%% ---- a compiled pattern is a term like others ----

elsewhere() ->
    {ok, Compiled} = re:compile("(?<year>\\d+)-(?<month>\\d+)", [caseless]),
    Me = self(),
    Again = binary_to_term(term_to_binary(Compiled)),
    spawn(fun() -> Me ! re:run("on 2024-05", Again, [{capture, [month, year], list}]) end),
    receive Result -> value("sent", Result) end,
    <<_:3, Shifted:4/binary, _/bits>> = show:id(<<5:3, "babc", 1:5>>),
    value("shifted", {re:run(Shifted, "b", [global]), re:run(Shifted, "a.", [{capture, first, binary}])}),
    Many = [re:run(integer_to_list(N), "^" ++ integer_to_list(N) ++ "$", [{capture, none}]) || N <- lists:seq(1, 600)],
    value("many", lists:usort(Many)).

%% While one process matches for long, others have their turns; and the one can be killed.
meanwhile() ->
    Me = self(),
    Slow = fun(Name) -> fun() -> Me ! {Name, re:run(lists:duplicate(40, $a), "(a*)*[bd]", [report_errors])} end end,
    {Doomed, Monitor} = spawn_monitor(Slow(doomed)),
    spawn(Slow(slow)),
    Echo = spawn(fun Loop() -> receive {From, N} -> From ! {echo, N}, Loop() end end),
    lists:foreach(fun(N) -> Echo ! {Me, N}, receive {echo, N} -> ok end end, lists:seq(1, 20)),
    exit(Doomed, kill),
    receive {'DOWN', Monitor, process, _, Reason} -> value("doomed", Reason) end,
    value("left", element(2, process_info(Me, messages))),
    receive {slow, Result} -> value("slow", Result) end.
