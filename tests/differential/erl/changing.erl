%% SPDX-License-Identifier: Apache-2.0
%% versions: 1 2 3
%% What versions.erl loads and replaces.
-module(changing).
-export([version/0, literal/0, large/0, loop/0, guarded/0, adder/1, apply_fun/1, sum/1]).

-if(?VERSION =:= 1).
-export([only_first/0]).
only_first() -> here.
-endif.

version() -> ?VERSION.

literal() -> {version, ?VERSION, "a list", #{key => [?VERSION, 2.5]}, <<"some bytes of a binary that is too large for the heap of a process to hold ......">>}.

large() -> lists:foldl(fun(N, Sum) -> Sum + N end, ?VERSION, [1, 2, 3]).

%% Stays in its version until it is told to change.
loop() ->
    receive
        {From, version} -> From ! {self(), ?VERSION}, loop();
        {From, literal} -> From ! {self(), literal()}, loop();
        change -> ?MODULE:loop();
        stop -> ?VERSION
    end.

%% The same, with this version only in the return address and in a handler.
guarded() ->
    try lists:map(fun(_) -> versions:serve() end, [1]) of
        [_] -> ?VERSION
    catch
        throw:done -> ?VERSION
    end.

adder(N) -> fun(X) -> {?VERSION, X + N} end.

apply_fun(F) -> F(1).

sum(0) -> 0;
sum(N) -> 1 + sum(N - 1).
