% SPDX-License-Identifier: Apache-2.0
%% args: 30000
%% stress-gc args: 300
%% Large terms are read from the external format by several processes at once.
-module(external_large).
-export([main/1]).

main([Size]) ->
    Term = [element_of_term(I) || I <- lists:seq(1, list_to_integer(Size))],
    Plain = term_to_binary(Term),
    Packed = term_to_binary(Term, [compressed]),
    Readers = [spawn_monitor(fun() -> exit(read(Term, Plain, Packed)) end) || _ <- lists:seq(1, 6)],
    [receive {'DOWN', Ref, _, _, Read} -> io:format("~p~n", [Read]) end || {_, Ref} <- Readers].

element_of_term(I) -> {I, list_to_atom("a" ++ integer_to_list(I rem 5000)), self(), fun lists:map/2, #{I => <<I:64>>}}.

read(Term, Plain, Packed) ->
    Cut = binary:part(Plain, 0, byte_size(Plain) - 3),
    {[binary_to_term(Plain) =:= Term andalso binary_to_term(Packed, [safe]) =:= Term || _ <- lists:seq(1, 5)],
     element(2, binary_to_term(<<Plain/binary, 1>>, [used])) =:= byte_size(Plain),
     raised(fun() -> binary_to_term(Cut) end),
     raised(fun() -> binary_to_term(Cut, [bad]) end)}.

raised(F) ->
    try F()
    catch
        error:Reason:Stack ->
            [{Module, Function, Args, Info} | _] = Stack,
            {Reason, Module, Function, length(Args), Info}
    end.
