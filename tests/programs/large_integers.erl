%% SPDX-License-Identifier: Apache-2.0
%% Products and quotients so large that a dirty scheduler works on them, while another process wants to run: results in all
%% kinds of registers, in guards, in the midst of a receive, and of processes that are killed meanwhile.
%% OTP 25 divides such integers for minutes.
%% args: 36000 2000
%% erl: no
-module(large_integers).
-export([main/1]).

main([Bytes, FewerBytes]) ->
    Ticker = spawn(fun tick/0),
    A = integer(list_to_integer(Bytes), 7),
    B = integer(list_to_integer(FewerBytes), 11),
    laws(A, B),
    registers(A, B),
    guards(A, B),
    matching(A, B),
    failing(A, B),
    concurrent(A),
    killed(A, B),
    exit(Ticker, kill).

%% Always has something to do, so the others do not run alone.
tick() ->
    receive stop -> ok after 0 -> tick() end.

integer(Bytes, Step) ->
    binary:decode_unsigned(<< <<((I * Step + 1) band 255)>> || I <- lists:seq(1, Bytes) >>).

laws(A, B) ->
    Product = A * B,
    io:format("product: ~w ~w~n", [erlang:phash2(Product), Product =:= B * A]),
    io:format("quotient: ~w ~w~n", [Product div B =:= A, (Product + 1) div A =:= B]),
    io:format("remainder: ~w ~w~n", [Product rem A, (Product + 17) rem B]),
    Larger = A * A + B,
    io:format("together: ~w~n", [(Larger div B) * B + Larger rem B =:= Larger]),
    io:format("signs: ~w~n", [[-A * B =:= -Product, -A * -B =:= Product, -Larger div B =:= -(Larger div B), -Larger rem B =:= -(Larger rem B)]]).

%% Live values around the results, on the stack and not; the result of one is the operand of the next.
registers(A, B) ->
    C = A * B,
    D = one(C, A),
    E = two(1, 2, 3, A, B),
    Sum = C * C div (A * A) - B * B,
    io:format("registers: ~w ~w ~w~n", [D, E, Sum]).

one(C, A) -> {C div A > 0, erlang:phash2(C div (A + 1))}.

two(X, Y, Z, A, B) ->
    Before = [X, Y, Z],
    P = A * B,
    Q = P div (A - 1),
    {Before, X + Y + Z, erlang:phash2([P | Q])}.

guards(A, B) ->
    io:format("guards: ~w~n", [[kind(A, B), kind(B, A), kind(A, x), kind(A * B, A), kind(A * B + 1, A)]]).

kind(A, B) when A * B =:= 0 -> zero;
kind(A, B) when A rem B =:= 0 -> divides;
kind(A, B) when A * B < 0 orelse A div B > 1 -> larger;
kind(A, B) when is_atom(B), is_integer(A) -> atom;
kind(_, _) -> other.

%% Small messages are put aside, the operands are in the one that the receive is at.
matching(A, B) ->
    Self = self(),
    spawn(fun() -> [Self ! {I, A, B} || I <- [1, 2, 3]], Self ! {last, A, B} end),
    Last = receive {I, X, Y} when X * Y > X + Y, I =:= last -> erlang:phash2(X * Y) end,
    Others = [receive {J, X2, Y2} when X2 * Y2 rem Y2 =:= 0 -> J end || _ <- [1, 2, 3]],
    io:format("matching: ~w ~w~n", [Last =:= erlang:phash2(A * B), Others]).

failing(A, B) ->
    Zero = A - A,
    Most = 1 bsl (33554300 + Zero),
    io:format("failing: ~w~n", [[try F() catch Class:Reason -> {Class, Reason} end || F <- [
        fun() -> A * x end, fun() -> (A * B) div Zero end, fun() -> A rem [] end, fun() -> Most * Most end]]]),
    io:format("small: ~w~n", [[A div (A * B), erlang:phash2(B rem (A * B)), A * 0, 0 div A, (A * B) div (A * B)]]).

%% Each sees its own.
concurrent(A) ->
    Self = self(),
    Pids = [spawn(fun() -> Self ! {self(), (A + N) * (A - N) =:= A * A - N * N} end) || N <- [1, 2, 3, 4]],
    io:format("concurrent: ~w~n", [[receive {Pid, Same} -> Same end || Pid <- Pids]]).

killed(A, B) ->
    Pids = [spawn_monitor(fun() -> powers(A, B) end) || _ <- [1, 2, 3]],
    [begin busy(N), exit(Pid, kill) end || {N, {Pid, _}} <- lists:zip([0, 500, 20000], Pids)],
    io:format("killed: ~w~n", [[receive {'DOWN', Ref, process, Pid, Why} -> Why end || {Pid, Ref} <- Pids]]).

powers(A, B) ->
    _ = A * B,
    powers(A, B).

busy(0) -> ok;
busy(N) -> busy(N - 1).
