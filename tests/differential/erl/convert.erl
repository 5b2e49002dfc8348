%% SPDX-License-Identifier: Apache-2.0
-module(convert).
-export([main/0]).
-import(show, [value/2, each/3, id/1]).

main() ->
    each("integer_to_list", fun(N) -> integer_to_list(N) end, [0, 7, -7, 1 bsl 62, -(1 bsl 80), a, 1.5]),
    each("integer_to_binary", fun(N) -> integer_to_binary(N) end, [0, -12, 1 bsl 70]),
    each("base 2 and 16 and 36", fun(N) -> [integer_to_list(N, 2), integer_to_list(N, 16), integer_to_list(N, 36)] end, [0, 255, -255, 123456789]),
    each("bad base", fun(B) -> integer_to_list(5, B) end, [1, 37, a]),
    each("list_to_integer", fun(L) -> list_to_integer(L) end, ["0", "12", "-12", "+12", "", "-", "1a", " 1", "123456789012345678901234567890", [a], x]),
    each("list_to_integer 16", fun(L) -> list_to_integer(L, 16) end, ["ff", "FF", "-7f", "g", "123456789abcdef0123"]),
    each("binary_to_integer", fun(B) -> binary_to_integer(B) end, [<<"42">>, <<"-42">>, <<>>, <<"x">>]),
    each("atom_to_list", fun(A) -> atom_to_list(A) end, [a, 'hello world', '', 'A', 5]),
    each("list_to_atom", fun(L) -> list_to_atom(L) end, ["abc", "", "Hello", "with space", "åäö", [1, 2], abc]),
    each("list_to_existing_atom", fun(L) -> list_to_existing_atom(L) end, ["true", "never_seen_" ++ integer_to_list(8731) ++ "x"]),
    each("atom_to_binary", fun(A) -> atom_to_binary(A) end, [abc, 'å', '']),
    each("binary_to_atom", fun(B) -> binary_to_atom(B) end, [<<"abc">>, <<"x y">>]),
    each("atoms print quoted", fun(A) -> A end, [abc, 'Abc', 'a b', 'a@b', '_a', a_b, 'a-b', '1a', a1, '', 'it\'s', 'and', 'end', nil, 'new\nline', '[]', '{}', 'fun', 'maybe']),
    each("list_to_tuple", fun(L) -> list_to_tuple(L) end, [[], [1], [a, b, c]]),
    each("float_to_list", fun(F) -> float_to_list(F, [{decimals, 2}]) end, [1.0, -1.005, 123.456, 0.001, 1.0e20]),
    each("list_to_float", fun(L) -> list_to_float(L) end, ["1.0", "-1.5e3", "+2.5", "1", "1.", ".5", "1e5", "1.0e", "1.0e400"]),
    each("float_to_binary", fun(F) -> float_to_binary(F, [{decimals, 1}]) end, [1.25, -0.04]),
    each("float from int", fun(N) -> float(N) end, [3, -3, 1 bsl 64]),
    each("round etc", fun(F) -> {round(F), trunc(F), floor(F), ceil(F)} end, [0.5, 1.5, -0.5, -1.5, 2.4999, 1.0e15, 5]),
    each("list_to_binary", fun(L) -> list_to_binary(L) end, ["abc", [1, [2, <<"x">>], "yz"], [], [256], [a], [1 | <<"t">>]]),
    each("iolist_size", fun(L) -> iolist_size(L) end, ["abc", [1, [2, <<"x">>], "yz"], <<"bin">>, [a]]),
    each("iolist_to_binary", fun(L) -> iolist_to_binary(L) end, ["abc", <<"b">>, [<<"b">>, [[["deep"]]]]]),
    each("binary_to_list", fun(B) -> binary_to_list(B) end, [<<>>, <<"abc">>, x]),
    value("binary_to_list part", binary_to_list(<<"abcdef">>, 2, 4)),
    each("term_to_binary and back", fun(T) -> binary_to_term(term_to_binary(T)) =:= T end,
         [1, -1, 300, 1 bsl 31, 1 bsl 70, -(1 bsl 70), 1.5, a, 'å', [], "abc", [1, 300], [a | b], {}, {1, {2}}, #{a => 1, "k" => [x]}, <<>>, <<"bin">>, lists:seq(1, 300)]),
    each("term_to_binary bytes", fun(T) -> term_to_binary(T) end, [1, 256, -1, 1 bsl 40, abc, "ab", [a], {a, 1}, #{a => 1}, <<"b">>, 1.5, []]),
    each("binary_to_term", fun(B) -> binary_to_term(B) end, [<<131, 97, 5>>, <<131, 107, 0, 2, 1, 2>>, <<131, 106>>, <<1, 2>>, <<131, 97>>, <<131, 104, 255>>]),
    each("list_to_pid", fun(L) -> list_to_pid(L) end, ["nonsense"]),
    value("bits", [byte_size(<<"abc">>), bit_size(<<"abc">>), size(<<"abc">>)]),
    value("tuple and list", tuple_to_list(list_to_tuple("xyz"))).
