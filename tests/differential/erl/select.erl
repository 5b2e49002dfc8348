%% SPDX-License-Identifier: Apache-2.0
%% Choosing between many constants: erlc makes select_val, jump tables and select_tuple_arity of these.
-module(select).
-export([main/0]).
-import(show, [each/3]).

main() ->
    each("atom", fun colour/1, [red, green, blue, black, white, 'Red', 1, "red", grey, yellow]),
    each("dense", fun dense/1, lists:seq(-1, 12) ++ [3.0, a]),
    each("sparse", fun sparse/1, [0, 1, 10, 100, 1000, 10000, 100000, 99999, -10, 1 bsl 40, (1 bsl 40) + 1]),
    each("char", fun char/1, "aeixyzAZ059 +-"),
    each("tuple", fun tuple/1, [{}, {a}, {a, b}, {a, b, c}, {a, b, c, d}, {a, b, c, d, e}, [], x]),
    each("tagged", fun tagged/1, [{circle, 2}, {square, 3}, {rectangle, 2, 5}, {point}, {circle, 1, 2}, {other, 1}, circle]),
    each("float", fun float/1, [1.0, 2.5, 1, 0.0, -1.5, 3.0]),
    each("big", fun big/1, [1 bsl 64, 1 bsl 65, 1 bsl 66, -(1 bsl 64), 5, (1 bsl 64) + 1]),
    each("mixed", fun mixed/1, [1, one, "one", <<"one">>, 1.0, {one}, [one], #{one => 1}, []]),
    each("string", fun command/1, ["start", "stop", "status", "restart", "", "st"]),
    each("two", fun({A, B}) -> two(A, B) end, [{A, B} || A <- [a, b, c], B <- [1, 2, 3]]),
    each("weekday", fun weekday/1, lists:seq(0, 8)).

colour(red) -> 16#ff0000; colour(green) -> 16#00ff00; colour(blue) -> 16#0000ff; colour(black) -> 0;
colour(white) -> 16#ffffff; colour(grey) -> 16#808080; colour(yellow) -> 16#ffff00;
colour(_) -> unknown.

dense(0) -> zero; dense(1) -> one; dense(2) -> two; dense(3) -> three; dense(4) -> four; dense(5) -> five;
dense(6) -> six; dense(7) -> seven; dense(8) -> eight; dense(9) -> nine; dense(10) -> ten;
dense(_) -> many.

sparse(-10) -> minus_ten; sparse(1) -> one; sparse(10) -> ten; sparse(100) -> hundred; sparse(1000) -> thousand;
sparse(100000) -> lakh; sparse(1099511627776) -> two_to_40;
sparse(N) -> {no, N}.

char(C) when C =:= $a; C =:= $e; C =:= $i; C =:= $o; C =:= $u -> vowel;
char(C) when C >= $0, C =< $9 -> {digit, C - $0};
char(C) when C >= $a, C =< $z -> consonant;
char($\s) -> space;
char($+) -> plus;
char(C) -> {other, [C]}.

tuple({}) -> 0; tuple({_}) -> 1; tuple({_, B}) -> {2, B}; tuple({_, _, C}) -> {3, C};
tuple({A, _, _, D}) -> {4, A, D};
tuple(_) -> other.

tagged({circle, R}) -> 3 * R * R;
tagged({square, A}) -> A * A;
tagged({rectangle, A, B}) -> A * B;
tagged({point}) -> 0;
tagged(Other) -> {what, Other}.

float(1.0) -> one; float(2.5) -> two_and_a_half; float(-1.5) -> minus; float(_) -> other.

big(18446744073709551616) -> two_to_64;
big(36893488147419103232) -> two_to_65;
big(-18446744073709551616) -> minus_two_to_64;
big(5) -> five;
big(_) -> other.

mixed(1) -> integer; mixed(one) -> atom; mixed("one") -> string; mixed(<<"one">>) -> binary;
mixed({one}) -> tuple; mixed([one]) -> list; mixed(#{one := X}) -> {map, X}; mixed([]) -> nil;
mixed(_) -> other.

command("start") -> 1; command("stop") -> 2; command("status") -> 3; command("restart") -> 4; command(_) -> 0.

two(a, 1) -> a1; two(a, 2) -> a2; two(b, N) when N > 1 -> {b, N}; two(_, 1) -> any1; two(X, N) -> {X, N}.

weekday(N) ->
    case N of
        1 -> monday; 2 -> tuesday; 3 -> wednesday; 4 -> thursday; 5 -> friday;
        W when W =:= 6; W =:= 7 -> weekend;
        _ -> never
    end.
