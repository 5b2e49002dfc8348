%% SPDX-License-Identifier: Apache-2.0
-module(guards).
-export([main/0]).
-import(show, [each/3]).

main() ->
    Terms = [0, 5, -5, 100, 2.5, a, true, false, "", "abc", [1 | 2], {}, {a, b}, {1, 2, 3}, #{}, #{a => 1}, <<>>, <<"abcd">>, 1 bsl 70],
    each("kind", fun kind/1, Terms),
    each("size", fun size_class/1, Terms),
    each("or", fun either/1, Terms),
    each("failing guard", fun fails/1, Terms),
    each("arith in guard", fun arith/1, Terms),
    each("nested", fun nested/1, [{1, 2}, {2, 1}, {a, 1}, {1, a}, x, {1, 1}]),
    each("map guard", fun map_guard/1, [#{}, #{a => 1}, #{a => 2, b => 3}, x, #{b => 1}]),
    each("if", fun 'if'/1, [1, 5, 10, 20, a]),
    each("case", fun 'case'/1, [1, 2, {1, 2}, {2, 1}, [1, 2, 3], []]),
    each("element guard", fun element_guard/1, [{a}, {b, c}, {a, c}, [], {}]),
    each("length guard", fun length_guard/1, [[], [1], [1, 2, 3], [1 | 2], x]),
    each("is_function", fun function_guard/1, [fun show:id/1, fun() -> ok end, fun(_, _) -> ok end, f, {lists, map}]),
    each("boolean", fun boolean/1, [true, false, 1, maybe]),
    each("in", fun between/1, [0, 1, 5, 10, 11, 5.5, a]).

kind(X) when is_integer(X), X > 10 -> large;
kind(X) when is_integer(X), X < 0 -> negative;
kind(X) when is_integer(X) -> small;
kind(X) when is_float(X) -> float;
kind(X) when is_boolean(X) -> boolean;
kind(X) when is_atom(X) -> atom;
kind([]) -> nil;
kind(X) when is_list(X) -> list;
kind(X) when is_tuple(X), tuple_size(X) > 2 -> wide;
kind(X) when is_tuple(X) -> tuple;
kind(X) when is_map(X) -> map;
kind(X) when is_binary(X) -> binary.

size_class(X) when length(X) > 2 -> long_list;
size_class(X) when tuple_size(X) > 2 -> wide_tuple;
size_class(X) when map_size(X) > 0 -> map;
size_class(X) when byte_size(X) > 3 -> bytes;
size_class(_) -> other.

either(X) when is_integer(X); is_float(X) -> number;
either(X) when is_atom(X) orelse is_list(X) -> atom_or_list;
either(X) when is_tuple(X) andalso tuple_size(X) =:= 2 -> pair;
either(_) -> none.

fails(X) when hd(X) =:= $a -> starts_with_a;
fails(X) when X + 1 > 0 -> positive;
fails(X) when element(1, X) =:= a -> first_is_a;
fails(_) -> no.

arith(X) when X rem 2 =:= 1 -> odd;
arith(X) when X * 2 =:= 0 -> zero;
arith(X) when X div 0 =:= 1 -> never;
arith(X) when abs(X) =:= 5 -> five;
arith(X) when X / 2 > 1 -> more;
arith(_) -> no.

nested({A, B}) when A < B, is_integer(A), is_integer(B) -> {up, A, B};
nested({A, B}) when A > B; A =:= B -> {not_up, A, B};
nested({_, _}) -> pair;
nested(_) -> other.

map_guard(M) when map_get(a, M) =:= 1 -> a_is_1;
map_guard(M) when is_map_key(b, M), map_size(M) > 1 -> has_b;
map_guard(M) when is_map(M) -> map;
map_guard(_) -> no.

'if'(X) ->
    if
        X < 5 -> low;
        X =:= 5 -> five;
        X > 5, X < 15 -> middle;
        X =:= 20 -> twenty
    end.

'case'(X) ->
    case X of
        1 -> one;
        {A, B} when A < B -> {up, A, B};
        {A, _} -> {down, A};
        [H | T] -> {list, H, T}
    end.

element_guard(T) when element(1, T) =:= a, element(2, T) =:= c -> a_c;
element_guard(T) when element(1, T) =:= a -> a;
element_guard(T) when tuple_size(T) =:= 0 -> empty.

length_guard(L) when length(L) =:= 0 -> none;
length_guard(L) when length(L) < 3 -> few;
length_guard(L) when is_list(L), hd(L) =:= 1 -> starts_with_1;
length_guard(_) -> no_list.

function_guard(F) when is_function(F, 1) -> one;
function_guard(F) when is_function(F, 0) -> zero;
function_guard(F) when is_function(F) -> more;
function_guard(_) -> no.

boolean(X) when X -> yes;
boolean(X) when not X -> no;
boolean(_) -> neither.

between(X) when X >= 1, X =< 10 -> inside;
between(_) -> outside.
