%% SPDX-License-Identifier: Apache-2.0
%% Erlang source text, for the functions that scan, parse, check, print and evaluate it. What is made here always comes
%% to an end when it is evaluated.
-module(functions_source).
-export([text/0, whole_form/0, expression/0, expressions/0, form/0, clause/0, type/0, bindings/0]).

-import(functions_random, [below/1, one_in/1, pick/1, made/1, weighted/1, many/2]).

%% Source text of any kind; some of it is no Erlang.
text() ->
    Text = unicode:characters_to_list(made([fun() -> [expr(3), "."] end, fun() -> [exprs(2), ". "] end, fun form_text/0,
                                            fun() -> many(below(12), fun token/0) end])),
    case one_in(6) of
        true -> lists:sublist(Text, below(length(Text) + 1)) ++ functions_value:string();
        false -> Text
    end.

token() ->
    made([fun number/0, fun atom/0, fun string/0, fun() -> pick(["X", "_", "_Y", "Å", "Var@1"]) end,
          fun() -> pick(["->", "<-", "<=", "=:=", "=/=", "++", "--", "||", "|", "::", "..", "...", "<<", ">>", "#", "?", "!",
                         "$a", "$\\n", "$\\x{3a9}", "(", ")", "[", "]", "{", "}", ",", ";", ".", ".\n", "% c\n"]) end,
          fun() -> pick(["case", "of", "end", "fun", "when", "try", "catch", "maybe", "if", "receive", "andalso"]) end,
          fun() -> pick([" ", "  ", "\n", "\t"]) end]).

%% ---- parsed ----

expression() ->
    [Expression | _] = parsed_exprs([expr(3), "."]),
    Expression.

expressions() -> parsed_exprs([exprs(2), "."]).

parsed_exprs(Text) ->
    {ok, Tokens, _} = erl_scan:string(unicode:characters_to_list(Text), pick([1, {1, 1}])),
    {ok, Expressions} = erl_parse:parse_exprs(Tokens),
    Expressions.

form() ->
    {ok, Tokens, _} = erl_scan:string(unicode:characters_to_list(form_text()), pick([7, {7, 1}])),
    {ok, Form} = erl_parse:parse_form(Tokens),
    Form.

clause() ->
    {'fun', _, {clauses, Clauses}} = hd(parsed_exprs([fun_text(2), "."])),
    pick(Clauses).

type() ->
    {ok, Tokens, _} = erl_scan:string("-type t() :: " ++ lists:flatten(type_text(3)) ++ "."),
    {ok, {attribute, _, type, {t, Type, []}}} = erl_parse:parse_form(Tokens),
    Type.

bindings() ->
    Pairs = [{Name, functions_value:any(1)} || Name <- ['X', 'Y', 'Z']],
    case one_in(3) of
        true -> maps:from_list(Pairs);
        false -> orddict:from_list(Pairs)
    end.

%% ---- text of forms ----

whole_form() -> form_text().

form_text() ->
    made([fun() -> ["f(", pattern(2), ", ", pattern(1), ") -> ", exprs(2), ";\nf(_, _) when ", guard(), " -> ", expr(2), ".\n"] end,
          fun() -> ["-type t(A) :: ", type_text(3), ".\n"] end,
          fun() -> ["-spec f(", type_text(2), ", T) -> ", type_text(2), " when T :: ", type_text(1), ".\n"] end,
          fun() -> ["-record(r, {a, b = ", expr(0), ", c :: ", type_text(2), "}).\n"] end,
          fun() -> ["-export([f/", integer_to_list(below(4)), "]).\n"] end,
          fun() -> ["-x(", term(2), ").\n"] end]).

type_text(0) ->
    pick(["any()", "atom()", "ok", "1..10", "-1", "<<_:8, _:_*16>>", "binary()", "[]", "A", "m:t()", "t(A)", "fun()", "$a", "#{}",
          "string()", "nonempty_list(atom())"]);
type_text(D) ->
    T = fun() -> type_text(D - 1) end,
    case below(8) of
        0 -> ["[", T(), "]"];
        1 -> ["{", T(), ", ", T(), "}"];
        2 -> [T(), " | ", T()];
        3 -> ["fun((", T(), ") -> ", T(), ")"];
        4 -> ["#{", T(), " => ", T(), ", a := ", T(), "}"];
        5 -> ["[", T(), ", ...]"];
        6 -> ["#r{a :: ", T(), "}"];
        7 -> T()
    end.

%% ---- text of expressions ----

exprs(D) -> lists:join(", ", many(1 + below(3), fun() -> expr(D) end)).

expr(0) ->
    weighted([{3, number()}, {3, atom()}, {2, string()}, {4, variable()}, {1, "[]"}, {1, "{}"}, {1, "#{}"}, {1, "<<>>"},
              {1, "fun lists:map/2"}, {1, "$a"}]);
expr(D) ->
    E = fun() -> expr(D - 1) end,
    case weighted([{4, operator}, {2, unary}, {3, call}, {2, list}, {2, tuple}, {2, map}, {1, update}, {2, bits}, {2, 'case'},
                   {1, 'if'}, {2, 'try'}, {1, 'catch'}, {2, 'fun'}, {2, comprehension}, {1, match}, {1, block},
                   {1, 'receive'}, {1, record}, {3, simple}]) of
        operator -> ["(", E(), " ", operator(), " ", E(), ")"];
        unary -> [pick(["-", "+", "not ", "bnot "]), "(", E(), ")"];
        call -> call(D);
        list -> ["[", E(), pick([", ", " | "]), E(), "]"];
        tuple -> ["{", E(), ", ", E(), "}"];
        map -> ["#{", E(), " => ", E(), ", a => ", E(), "}"];
        update -> ["(", E(), ")#{", term(1), pick([" => ", " := "]), E(), "}"];
        bits -> ["<<", segment(D), ", ", segment(D), ">>"];
        'case' -> ["case ", E(), " of ", pattern(2), " -> ", E(), "; _ when ", guard(), " -> ", E(), "; _ -> ", E(), " end"];
        'if' -> ["if ", guard(), " -> ", E(), "; true -> ", E(), " end"];
        'try' -> ["try ", E(), " of ", pattern(1), " -> ", E(), " catch ", pick(["error:", "_:", "throw:"]), pattern(1), " -> ", E(), " after ", E(), " end"];
        'catch' -> ["(catch ", E(), ")"];
        'fun' -> ["(", fun_text(D), ")(", E(), ")"];
        comprehension -> ["[", E(), " || ", generator(D), ", ", condition(), "]"];
        match -> [pattern(2), " = ", E()];
        block -> ["begin ", E(), ", ", E(), " end"];
        'receive' -> ["receive ", pattern(1), " -> ", E(), " after 0 -> ", E(), " end"];
        record -> [pick(["", variable()]), "#r{a = ", E(), "}", pick(["", "#r.b"])];
        simple -> expr(0)
    end.

fun_text(D) -> ["fun(", pattern(1), ") -> ", expr(D - 1), "; (_) -> ", expr(D - 1), " end"].

generator(D) ->
    made([fun() -> ["W <- ", expr(D - 1)] end, fun() -> ["W <- [1, 2, ", expr(0), "]"] end, fun() -> ["<<W>> <= ", expr(D - 1)] end,
          fun() -> "<<W:4>> <= <<1, 2, 3>>" end]).

segment(D) ->
    made([fun() -> number() end, fun() -> ["(", expr(D - 1), ")", pick(["", ":8", "/binary", "/float", ":16/little", "/utf8"])] end,
          fun string/0, fun() -> [variable(), ":", integer_to_list(below(20)), "/integer-signed-little-unit:", integer_to_list(1 + below(3))] end]).

call(D) ->
    {Arity, Name} = pick([{1, "length"}, {2, "element"}, {1, "lists:reverse"}, {1, "hd"}, {1, "is_atom"}, {1, "erlang:error"},
                          {1, "throw"}, {2, "maps:get"}, {1, "abs"}, {1, "tuple_to_list"}, {1, "size"}, {2, "lists:map"},
                          {1, "no_such_module:f"}, {1, "list_to_tuple"}, {2, "lists:member"}]),
    [Name, "(", lists:join(", ", many(Arity, fun() -> expr(D - 1) end)), ")"].

operator() ->
    pick(["+", "-", "*", "/", "div", "rem", "band", "bor", "bxor", "==", "/=", "=<", "<", ">=", ">", "=:=", "=/=", "and", "or",
          "xor", "andalso", "orelse", "++", "--"]).

guard() -> pick(["X; Y", condition(), condition(), condition()]).

condition() ->
    pick(["true", "is_integer(X)", "X > 1, Y =/= a", "is_tuple(X) andalso element(1, X) =:= a", "length(X) > 1",
          "not is_list(Z)", "X + 1 > 2", "map_size(Z) =:= 0", "byte_size(Y) < 3"]).

pattern(0) -> made([fun number/0, fun atom/0, fun() -> pick(["_", "P", "Q", "X"]) end, fun string/0]);
pattern(D) ->
    P = fun() -> pattern(D - 1) end,
    made([P, fun() -> ["[", P(), " | ", P(), "]"] end, fun() -> ["{", P(), ", ", P(), "}"] end,
          fun() -> ["#{a := ", P(), "}"] end, fun() -> pick(["<<A, B/binary>>", "<<A:4, _:3, B/bitstring>>"]) end,
          fun() -> [P(), " = ", P()] end]).

term(0) -> made([fun number/0, fun atom/0, fun string/0]);
term(D) ->
    T = fun() -> term(D - 1) end,
    made([T, fun() -> ["[", T(), ", ", T(), "]"] end, fun() -> ["{", T(), "}"] end, fun() -> ["#{", T(), " => 1}"] end]).

variable() -> pick(["X", "Y", "Z", "X", "U"]).

number() ->
    pick(["0", "1", "2", "7", "16#FF", "2#1011", "36#zz", "1_000", "1.5", "1.0e10", "12345678901234567890", "$\\^a", "1.0e-300"]).

atom() -> pick(["a", "b", "ok", "'A b'", "'\\n'", "'é'", "true", "false", "'日本'"]).

string() -> pick(["\"\"", "\"abc\"", "\"a\\nb\"", "\"\\x{3a9}å\"", "\"a\" \"b\"", "\"\\\"\\\\\\e\""]).
