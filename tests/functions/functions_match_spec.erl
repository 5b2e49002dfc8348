%% SPDX-License-Identifier: Apache-2.0
%% Match specifications and patterns for ets and for tracing: most of them right, some with a guard that is no such
%% guard, a variable that the head does not bind, or a part of another kind.
-module(functions_match_spec).
-export([spec/0, pattern/0, compiled/0, test/0]).

-import(functions_random, [below/1, one_in/1, pick/1, weighted/1, many/2]).

spec() ->
    case one_in(12) of
        true -> functions_value:any(2);
        false -> many(1 + below(2), fun clause/0)
    end.

compiled() ->
    try ets:match_spec_compile(spec())
    catch error:badarg -> ets:match_spec_compile([{'_', [], ['$_']}])
    end.

%% The arguments of erlang:match_spec_test/3.
test() ->
    case one_in(2) of
        true -> [tuple(fun() -> functions_value:any(1) end), spec(), table];
        %% Of no arguments, the whole of them crashes Erlang/OTP.
        false -> [[functions_value:any(1) | functions_value:list(fun() -> functions_value:any(1) end)], trace_spec(), trace]
    end.

clause() ->
    case one_in(20) of
        true -> pick([{}, {pattern(), []}, {pattern(), [], []}, {pattern(), a, ['$_']}, {pattern(), [], '$_'}, {1, 2, 3, 4}]);
        false -> {head(), many(below(3), fun() -> expression(2) end), body()}
    end.

trace_spec() ->
    [{case one_in(3) of true -> '_'; false -> many(below(4), fun element/0) end,
      many(below(2), fun() -> expression(2) end),
      [pick([{message, expression(1)}, {message, false}, {return_trace}, {exception_trace}, expression(2), true])]}
     || _ <- lists:seq(0, below(2))].

body() ->
    case one_in(3) of
        true -> [pick(['$_', '$$', '$1', true])];
        false -> many(1 + below(2), fun() -> expression(3) end)
    end.

%% ---- patterns ----

head() ->
    Make = weighted([{5, fun tuple/0}, {2, fun() -> '_' end}, {1, fun element/0}]),
    Make().

pattern() ->
    Make = weighted([{5, fun tuple/0}, {1, fun() -> '_' end}, {1, fun() -> functions_value:any(1) end}]),
    Make().

tuple() -> tuple(fun element/0).

tuple(Make) -> list_to_tuple(many(1 + below(4), Make)).

element() ->
    case below(9) of
        N when N < 3 -> variable();
        N when N < 5 -> '_';
        5 -> [element() | pick([[], '_', '$3', [a]])];
        6 -> {element(), variable()};
        7 -> #{pick([a, 1, variable()]) => variable()};
        8 -> functions_value:any(1)
    end.

variable() -> pick(['$1', '$1', '$2', '$2', '$3', '$0', '$9']).

%% ---- guards and bodies ----

expression(0) -> operand();
expression(Depth) ->
    E = fun() -> expression(Depth - 1) end,
    case below(12) of
        N when N < 3 -> operand();
        3 -> {pick(tests()), E()};
        4 -> {pick(['==', '=:=', '/=', '=/=', '<', '=<', '>', '>=']), E(), E()};
        5 -> {pick(['+', '-', '*', 'div', 'rem', 'band', 'bor', 'bxor']), E(), E()};
        6 -> {pick(['bsl', 'bsr']), E(), pick(['$1', -1, 0, 3, 70])};
        7 -> {pick(['and', 'or', 'xor', 'andalso', 'orelse']), E(), E()};
        8 -> {pick(unary()), E()};
        9 -> constructor(E);
        10 -> {pick([element, binary_part, map_get, is_map_key, is_function, is_record, is_record, const, a, {a}, 'if']), E(), E()};
        11 -> pick([{'and'}, {'andalso'}, {'or', E(), E(), E()}, {'+', E()}, {'==', E()}, {self}, {node}, {length}, {is_record, E(), a, 2},
                    {binary_part, E(), 0, 1}, {get_tcw}, {caller}, {element, 1, E()}, {}])
    end.

operand() ->
    case below(8) of
        N when N < 4 -> pick(['$1', '$2', '$_', '$$', '$1', '$3']);
        4 -> pick([true, false, a, 1, 0, -1, 1.5, <<"a">>, [], 1 bsl 59, 1 bsl 64]);
        5 -> {const, functions_value:any(1)};
        6 -> functions_value:any(0);
        7 -> variable()
    end.

constructor(E) ->
    case below(4) of
        0 -> {list_to_tuple(many(below(3), E))};
        1 -> many(below(3), E);
        2 -> [E() | E()];
        3 -> #{a => E(), pick([1, b]) => E()}
    end.

tests() ->
    [is_atom, is_float, is_integer, is_list, is_number, is_pid, is_port, is_reference, is_tuple, is_map, is_binary, is_function, is_bitstring,
     is_boolean, 'not', is_no_such].

unary() -> [abs, hd, tl, length, round, trunc, size, byte_size, bit_size, map_size, tuple_size, float, node, '-', '+', 'bnot', ceil, floor].
