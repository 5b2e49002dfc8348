%% SPDX-License-Identifier: Apache-2.0
%% try around work that goes well, throws near and far, and errors with their stack trace.
-module(exceptions).
-export([main/0]).

main() -> bench:time(fun() -> loop(2000000, 0) end, 7000000).

loop(0, Sum) -> Sum;
loop(N, Sum) ->
    V = try work(N rem 4) of
            X -> X
        catch
            throw:{near, X} -> X;
            throw:{far, X} -> X;
            error:badarith -> 5
        end,
    loop(N - 1, Sum + V).

work(0) -> 1;
work(1) -> throw({near, 3});
work(2) -> deep(5) + 1;
work(3) -> 1 / id(0).

deep(0) -> throw({far, 5});
deep(N) -> 1 + deep(N - 1).

id(X) -> X.
