%% SPDX-License-Identifier: Apache-2.0
%% A process that ends breaks its links before its monitors report, whichever was made first.
-module(end_order).
-export([main/0]).
-import(show, [value/2]).

main() ->
    process_flag(trap_exit, true),
    [value(lists:join(" ", [atom_to_list(M) || M <- Made]), lists:usort([order(Made) || _ <- lists:seq(1, 100)]))
     || Made <- [[link, monitor], [monitor, link], [monitor, monitor, link, monitor]]].

order(Made) ->
    P = spawn(fun() -> receive go -> ok end end),
    [case M of link -> link(P); monitor -> monitor(process, P) end || M <- Made],
    P ! go,
    [receive {'EXIT', P, _} -> link; {'DOWN', _, _, P, _} -> monitor end || _ <- Made].
