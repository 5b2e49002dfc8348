%% SPDX-License-Identifier: Apache-2.0
%% Calls with three arguments.
-module(tak).
-export([main/0]).

main() -> bench:time(fun() -> repeat(60, 0) end, 60 * 9).

repeat(0, Sum) -> Sum;
repeat(N, Sum) -> repeat(N - 1, Sum + tak(24, 16, 8)).

tak(X, Y, Z) when Y >= X -> Z;
tak(X, Y, Z) -> tak(tak(X - 1, Y, Z), tak(Y - 1, Z, X), tak(Z - 1, X, Y)).
