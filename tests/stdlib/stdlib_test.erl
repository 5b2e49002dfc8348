%% SPDX-License-Identifier: Apache-2.0
%% Compares every function of Tick's standard library with OTP's on random and edge arguments: the result, or
%% the class and reason of the exception. The random arguments are the same in every run.
-module(stdlib_test).
-export([main/0, main/1, word/3]).

main() -> main([]).

%% main(["outcomes" | Groups]) prints what every call gives, on whichever machine it runs: the output of Tick
%% and that of Erlang/OTP have to be the same. main(Groups) compares here, as run.sh has it.
main(["outcomes" | Only]) ->
    Groups = pure_groups(Only) ++ [G || {Name, _} = G <- [{"builtins", fun builtin_calls/0}], wanted(Name, Only)],
    [print_outcome(Call) || {_, Make} <- Groups, Call <- with_seed(Make), is_tuple(Call),
                            element(1, Call) =/= check],
    ok;
main(Only) ->
    Groups = pure_groups(Only) ++ [G || {Name, _} = G <- [{"read", fun read_tests/0}, {"timer", fun timer_tests/0},
                                                          {"io", fun io_tests/0}, {"io_erl", fun io_erl_tests/0}],
                                        wanted(Name, Only)],
    Results = [run(Name, with_seed(Make)) || {Name, Make} <- Groups],
    Passed = lists:sum([P || {P, _} <- Results]),
    Failed = lists:sum([F || {_, F} <- Results]),
    io:format("~b passed, ~b failed~n", [Passed, Failed]).

pure_groups(Only) ->
    [G || {Name, _} = G <- [{"lists", fun lists_calls/0}, {"maps", fun maps_calls/0}, {"queue", fun queue_calls/0},
                            {"proplists", fun proplists_calls/0}, {"string", fun string_calls/0},
                            {"rand", fun rand_calls/0}, {"io_lib", fun io_lib_calls/0},
                            {"unicode", fun unicode_calls/0}, {"normal", fun normal_form_calls/0}, {"layout", fun layout_calls/0},
                            {"limit", fun limit_calls/0}],
          wanted(Name, Only)].

wanted(Name, Only) -> Only =:= [] orelse lists:member(Name, Only).

print_outcome({Module, Function, Args, Normalise}) ->
    io:format("~w:~w/~b ~w~n", [Module, Function, length(Args),
                                ordered(attempt(Module, Function, Args, Normalise))]).

%% The order of the pairs of a large map is not the same on all machines.
ordered({value, Map}) when is_map(Map) -> {value, map, lists:sort(maps:to_list(Map))};
ordered(Outcome) -> Outcome.

%% The calls that Make makes, from the same random numbers in every run.
with_seed(Make) ->
    rand:seed(exsss, {11, 22, 33}),
    Make().

%% ---- Running ----------------------------------------------------------------------------------

%% A call is {Module, Function, Args, Normalise}, or {check, What, Got, Expected}.
run(Name, Calls) ->
    Outcomes = [outcome(Call) || Call <- Calls],
    Failures = [F || {failed, F} <- Outcomes],
    io:format("~-10s ~5b calls, ~b differ~n", [Name, length(Outcomes), length(Failures)]),
    [io:format("  ~ts~n", [F]) || F <- lists:sublist(Failures, 60)],
    {length(Outcomes) - length(Failures), length(Failures)}.

outcome({check, What, Both}) ->
    {Got, Expected} = Both(),
    outcome({check, What, Got, Expected});
outcome({check, _, Same, Same}) -> passed;
outcome({check, What, Got, Expected}) ->
    {failed, io_lib:format("~ts: ~0tp, not ~0tp", [What, Got, Expected])};
outcome({Module, Function, Args, Normalise}) ->
    Ours = list_to_atom("tick_" ++ atom_to_list(Module)),
    Got = attempt(Ours, Function, Args, Normalise),
    case attempt(Module, Function, Args, Normalise) of
        Got -> passed;
        Expected ->
            {failed, io_lib:format("~s:~s(~0tp): ~0tp, not ~0tp", [Module, Function, Args, Got, Expected])}
    end.

attempt(Module, Function, Args, Normalise) ->
    try apply(Module, Function, Args) of
        Value -> {value, Normalise(Value)}
    catch
        error:{bad_generator, _} -> {error, bad_list};          % how OTP words function_clause in a
        error:{case_clause, T} when T =:= foo; T =:= {} -> {error, bad_list};     % comprehension, and
        error:function_clause -> {error, bad_list};             % before OTP 26 in some functions
        Class:Reason -> {Class, Reason}
    end.

same(X) -> X.

%% ---- Arguments --------------------------------------------------------------------------------

pick(List) -> lists:nth(rand:uniform(length(List)), List).

%% A term of the kind, or now and then something else.
arg({always, X}) -> X;
arg({plain, Kind}) -> gen(Kind);
arg(Kind) ->
    case rand:uniform(25) of
        1 -> pick([foo, {}, [], 1.5, 0, -1, <<"x">>]);
        _ -> gen(Kind)
    end.

many(Kind, Max) -> [gen(Kind) || _ <- lists:seq(1, rand:uniform(Max + 1) - 1)].
some(Kind) -> many(Kind, pick([3, 3, 10, 10, 10, 40])).

gen({const, X}) -> X;
gen({of_, Kinds}) -> gen(pick(Kinds));
gen(element) -> pick([0, 1, 2, 3, 1.0, 2.0, a, b, c, {a}, {b, 1}, [], [1], "s", <<"b">>, 1 bsl 70, -4]);
gen(small) -> rand:uniform(9) - 2;
gen(position) -> rand:uniform(6);
gen(count) -> rand:uniform(8) - 1;
gen(number) -> pick([1, 2, 3, 4, 5, -7, 2.5, 1.0, 3.0, 100000000000000000000]);
gen(integer) -> rand:uniform(30) - 5;
gen(list) -> some(element);
gen(numbers) -> some(number);
gen(improper) -> some(element) ++ foo;
gen(long) -> [rand:uniform(1000) || _ <- lists:seq(1, rand:uniform(600))];
gen(runs) -> lists:append([pick([lists:seq(1, rand:uniform(20)), lists:seq(rand:uniform(20), 1, -1), some(number)])
                           || _ <- lists:seq(1, rand:uniform(6))]);
gen(sorted) -> lists:sort([E || E <- some(element), not is_float(E)]);
gen(usorted) -> lists:usort([E || E <- some(element), not is_float(E)]);
gen(lists) -> many(list, 5);
gen(sorted_lists) -> many(sorted, 6);
gen(usorted_lists) -> many(usorted, 6);
gen(deep) -> [pick([gen(element), gen(list), [gen(list), [gen(list) | []]]]) || _ <- lists:seq(1, rand:uniform(6))];
gen(tuple) -> list_to_tuple([gen(element) || _ <- lists:seq(1, rand:uniform(3))]);
gen(tuples) -> some(tuple);
gen(pair) -> {gen(element), gen(element)};
gen(pairs) -> some(pair);
gen(triples) -> [{gen(element), gen(element), gen(element)} || _ <- gen(list)];
gen(sorted_pairs) -> lists:keysort(1, gen(pairs));
gen(usorted_pairs) -> lists:ukeysort(1, gen(pairs));
gen(pred) -> pick([fun(X) -> is_number(X) end, fun(X) -> X < b end, fun(_) -> true end, fun(_) -> false end,
                   fun(X) -> X =/= {a} end]);
gen(filtermapper) -> pick([fun(X) when is_integer(X) -> {true, X * 2}; (X) -> is_atom(X) end, fun(_) -> odd end]);
gen(mapper) -> pick([fun(X) -> {X} end, fun erlang:is_atom/1, fun(X) -> [X, X] end]);
gen(lister) -> pick([fun(X) -> [X, X] end, fun(X) -> [] = lists:duplicate(0, X) end, fun(X) -> [[X]] end]);
gen(folder) -> pick([fun(X, Acc) -> [X | Acc] end, fun(X, Acc) -> {Acc, X} end]);
gen(mapfolder) -> pick([fun(X, Acc) -> {[X], [X | Acc]} end, fun(X, Acc) -> {Acc, X} end]);
gen(order) -> pick([fun(A, B) -> A =< B end, fun(A, B) -> A >= B end, fun(A, B) -> {size_of(A), 0} =< {size_of(B), 0} end]);
gen(combiner) -> fun(A, B) -> {A, B} end;
gen(combiner3) -> fun(A, B, C) -> {A, B, C} end;
gen(map) -> maps:from_list(gen(pairs));
gen(big_map) -> maps:from_list([{I, {I}} || I <- lists:seq(1, rand:uniform(100))]);
gen(key_list) -> many(element, 8);
gen(key_pred) -> pick([fun(K, _) -> is_atom(K) end, fun(_, V) -> is_number(V) end]);
gen(key_filtermap) -> fun(K, V) when is_integer(K) -> {true, {V}}; (K, _) -> is_atom(K) end;
gen(queue) -> lists:foldl(fun(X, Q) -> case rand:uniform(3) of
                                           1 -> queue:in_r(X, Q);
                                           2 -> queue:in(X, Q);
                                           3 -> element(2, queue:out(queue:in(X, Q)))
                                       end
                          end, queue:new(), gen(list));
gen(prop) -> pick([a, b, c, {a, 1}, {b, true}, {c, [x, y]}, {a, b, c}, {"s", 1}, 17, {a, [z]}, {true, a}]);
gen(props) -> some(prop);
gen(prop_key) -> pick([a, b, c, d, "s", true]);
gen(char) -> pick("abcABC xyz,.\n\t;-0123éÉÀÿ" ++ [945, 916, 1046, 1078]);
gen(string) -> some(char);
gen(latin1_string) -> [pick("abc ABC,,  xyz") || _ <- gen(list)];
gen(text) -> pick([gen(string), unicode:characters_to_binary(gen(string)), gen(clusters), unicode:characters_to_binary(gen(clusters))]);
gen(clusters) -> lists:append(several(8, fun() -> gen(cluster) end));
gen(cluster) -> pick([[gen(char)], "\r\n", "e\x{301}", "a\x{308}\x{323}", [16#301], [16#1100, 16#1161, 16#11a8], [16#ac00, 16#11a8],
                      [16#1f1e6, 16#1f1e7], [16#1f1e6], [16#1f468, 16#200d, 16#1f469, 16#200d, 16#1f467], [16#1f44d, 16#1f3fd],
                      [$x, 16#200d], [16#a9, 16#200d, 16#a9], [16#600, $1], [16#915, 16#94d, 16#937], "ß", "ŉ", "ﬁ", "İ", "ı", "ΐ", "ǆ", "ς",
                      [16#1f80], [16#fb17], [16#10400], [16#10428], [16#1e9e]]);
gen(short) -> pick([many(char, 2), [pick("aeß,") | gen(cluster)]]);
gen(pattern) -> pick([",", "a", "ab", " ", "", <<"b">>, "b,", gen(short)]);
gen(separators) -> pick([",", " ", ",.", "ab", ""]);
gen(direction) -> pick([leading, trailing]);
gen(numeric) -> pick(["12", "-7x", "+3", "1.5", "1.5e3", "-2.25E-2z", "1.", "1.e5", "x1", "", "--1", "7.0e", "3.5e+"]);
gen(bool) -> pick([true, false]);
gen(leaf_) -> pick([a, an_atom, 1, 12345, -7, 1.5, "string", "a longer string", <<"bin">>, [], {}, <<1, 2, 3>>, <<>>]).

size_of(X) when is_list(X) -> length(X);
size_of(X) when is_tuple(X) -> tuple_size(X);
size_of(_) -> 0.

calls(Count, Module, Specs) -> calls(Count, Module, fun arg/1, Specs).

calls(Count, Module, Argument, Specs) ->
    [{Module, Function, [Argument(K) || K <- Kinds], Normalise}
     || {Function, Kinds, Normalise} <- [case S of {F, K} -> {F, K, fun same/1}; _ -> S end || S <- Specs],
        _ <- lists:seq(1, Count)].

%% ---- The modules ------------------------------------------------------------------------------

lists_calls() ->
    Sort = fun(Kind) -> [{sort, [Kind], fun whole/1}, {usort, [Kind], fun whole/1}, {sort, [order, Kind]}, {usort, [order, Kind]}] end,
    calls(60, lists,
          [{all, [pred, list]}, {any, [pred, list]}, {append, [lists]}, {append, [list, list]},
           {concat, [{const, [a, 1, "s", 2.5]}]}, {concat, [lists]}, {delete, [element, list]},
           {droplast, [list]}, {dropwhile, [pred, list]}, {duplicate, [small, element]}, {enumerate, [list]},
           {enumerate, [integer, list]}, {filter, [pred, list]}, {filtermap, [filtermapper, list]},
           {flatlength, [deep]}, {flatmap, [lister, list]}, {flatten, [deep]}, {flatten, [deep, list]},
           {flatten, [improper]}, {foldl, [folder, element, list]}, {foldr, [folder, element, list]},
           {foreach, [mapper, list]}, {join, [element, list]}, {keydelete, [element, small, tuples]},
           {keymap, [mapper, small, pairs]}, {keymerge, [{always, 1}, {plain, sorted_pairs}, {plain, sorted_pairs}]},
           {keyreplace, [element, small, tuples, tuple]}, {keysort, [small, pairs]}, {keysort, [small, tuples]},
           {keystore, [element, small, tuples, tuple]}, {keytake, [element, small, tuples]}, {last, [list]},
           {map, [mapper, list]}, {mapfoldl, [mapfolder, element, list]},
           {mapfoldr, [mapfolder, element, list]}, {max, [list]}, {min, [list]}, {merge, [{plain, sorted_lists}], fun whole/1},
           {merge, [{plain, sorted}, {plain, sorted}]}, {merge, [{always, fun erlang:'=<'/2}, {plain, sorted}, {plain, sorted}]},
           {merge3, [{plain, sorted}, {plain, sorted}, {plain, sorted}], fun whole/1}, {nth, [small, list]}, {nthtail, [small, list]},
           {partition, [pred, list]}, {prefix, [list, list]}, {prefix, [{const, [a]}, {const, [a, b]}]},
           {reverse, [list]}, {search, [pred, list]}, {seq, [small, integer]}, {seq, [small, integer, small]},
           {seq, [integer, small, small]}, {split, [small, list]}, {splitwith, [pred, list]},
           {sublist, [list, small]}, {sublist, [list, small, small]}, {subtract, [list, list]},
           {suffix, [list, list]}, {suffix, [{const, [b]}, {const, [a, b]}]}, {sum, [numbers]},
           {takewhile, [pred, list]}, {ukeymerge, [{always, 1}, {plain, usorted_pairs}, {plain, usorted_pairs}]},
           {ukeysort, [small, pairs]}, {umerge, [{plain, usorted_lists}], fun whole/1}, {umerge, [{plain, usorted}, {plain, usorted}]},
           {umerge, [{always, fun erlang:'=<'/2}, {plain, usorted}, {plain, usorted}]}, {umerge3, [{plain, usorted}, {plain, usorted}, {plain, usorted}], fun whole/1},
           {uniq, [list]}, {uniq, [mapper, list]}, {unzip, [pairs]}, {unzip3, [triples]}, {zip, [list, list]},
           {zip, [{const, [1, 2]}, {const, [a, b]}]}, {zip3, [{const, [1]}, {const, [2]}, {const, [3]}]},
           {zipwith, [combiner, {const, [1, 2]}, {const, [a, b]}]},
           {zipwith3, [combiner3, {const, [1]}, {const, [2]}, {const, [3]}]}
           | lists:append([Sort(K) || K <- [list, numbers, long, runs, sorted, improper]])])
        ++ [{lists, F, [Big], fun same/1} || F <- [sort, usort], Big <- [big(20000)]]
        ++ [{lists, F, [1, [{X rem 1000, X} || X <- big(20000)]], fun same/1} || F <- [keysort, ukeysort]].

big(N) -> [rand:uniform(N) || _ <- lists:seq(1, N)].

%% OTP's sort/1 is not stable for numbers that compare equal but are not the same; Tick's is.
whole(L) when is_list(L) -> [if is_float(X), X == trunc(X) -> trunc(X); true -> X end || X <- L];
whole(X) -> X.

maps_calls() ->
    ByKey = fun(M) when is_map(M) -> M; (L) when is_list(L) -> lists:sort(L); (X) -> X end,
    calls(80, maps,
          [{filter, [key_pred, map]}, {filtermap, [key_filtermap, map]}, {map, [combiner, map]},
           {map, [combiner, big_map]}, {fold, [combiner3, element, map], fun same/1},
           {foreach, [combiner, map]}, {get, [element, map, element]}, {groups_from_list, [mapper, list]},
           {groups_from_list, [mapper, mapper, list]}, {intersect, [map, map]}, {intersect, [big_map, big_map]},
           {intersect_with, [combiner3, map, map]}, {merge_with, [combiner3, map, map]},
           {merge_with, [combiner3, big_map, big_map]}, {new, []}, {size, [map]}, {to_list, [map], ByKey},
           {update_with, [element, mapper, map]}, {update_with, [element, mapper, element, map]},
           {with, [key_list, map]}, {without, [key_list, map]}])
        ++ [{maps, to_list, [X], fun same/1} || X <- [[{a, 1}], [], none, {a, 1, none}, a]]
        ++ [{check, "iterate", fun() -> {lists:sort(iterate(tick_maps, M)), lists:sort(iterate(maps, M))} end}
            || M <- [#{}, #{a => 1}, gen(big_map), gen(map)]].

iterate(Module, Map) -> collect(Module, Module:next(Module:iterator(Map))).

collect(_, none) -> [];
collect(Module, {K, V, Rest}) -> [{K, V} | collect(Module, Module:next(Rest))].

queue_calls() ->
    List = fun List(X) ->
                   case X of
                       {R, F} when is_list(R), is_list(F) -> queue:to_list(X);
                       {A, {R, F}} when is_list(R), is_list(F) -> {List(A), queue:to_list({R, F})};
                       _ -> X
                   end
           end,
    calls(60, queue,
          [{F, K, List}
           || {F, K} <- [{new, []}, {is_queue, [queue]}, {is_empty, [queue]}, {len, [queue]}, {to_list, [queue]},
                         {from_list, [list]}, {member, [element, queue]}, {in, [element, queue]},
                         {in_r, [element, queue]}, {out, [queue]}, {out_r, [queue]}, {get, [queue]},
                         {get_r, [queue]}, {peek, [queue]}, {peek_r, [queue]}, {drop, [queue]},
                         {drop_r, [queue]}, {reverse, [queue]}, {join, [queue, queue]}, {split, [small, queue]},
                         {filter, [pred, queue]}, {filtermap, [filtermapper, queue]},
                         {fold, [folder, element, queue]}, {any, [pred, queue]}, {all, [pred, queue]},
                         {delete, [element, queue]}, {delete_r, [element, queue]},
                         {delete_with, [pred, queue]}, {delete_with_r, [pred, queue]}, {cons, [element, queue]},
                         {head, [queue]}, {tail, [queue]}, {snoc, [queue, element]}, {last, [queue]},
                         {daeh, [queue]}, {init, [queue]}, {liat, [queue]}, {lait, [queue]}]]).

proplists_calls() ->
    Sorted = fun(L) when is_list(L) -> lists:sort(L); (X) -> X end,
    calls(60, proplists,
          [{append_values, [prop_key, props]}, {compact, [props]}, {delete, [prop_key, props]},
           {get_all_values, [prop_key, props]}, {get_bool, [prop_key, props]}, {get_keys, [props], Sorted},
           {get_value, [prop_key, props]}, {get_value, [prop_key, props, element]},
           {is_defined, [prop_key, props]}, {lookup, [prop_key, props]}, {lookup_all, [prop_key, props]},
           {property, [prop]}, {property, [prop_key, element]},
           {split, [props, {const, [a, c]}]}, {split, [props, {const, [b]}]},
           {substitute_aliases, [{always, [{a, x}, {b, y}]}, props]}, {to_map, [props]}, {unfold, [props]},
           {substitute_negations, [{always, [{a, x}, {b, y}]}, props]},
           {expand, [{always, [{a, [x, {y, 1}]}, {{b, true}, [z]}, {{c, [x, y]}, []}]}, props]},
           {expand, [{always, [{{a, 1}, [one]}]}, props]},
           {normalize, [props, {always, [{aliases, [{a, b}]}, {negations, [{b, c}]}, {expand, [{c, [d, {e, 1}]}]}]}]},
           {to_map, [props, {always, [{aliases, [{c, b}]}]}]},
           {from_map, [map], Sorted}]).

%% OTP gives lists that keep parts of deep or binary arguments; what counts is the characters.
characters(B) when is_binary(B) -> B;
characters({A, B}) -> {characters(A), characters(B)};
characters(L) when is_list(L) ->
    case unicode:characters_to_list(L) of
        Chars when is_list(Chars) -> Chars;
        _ -> L
    end;
characters(X) -> X.

string_calls() ->
    calls(120, string, fun gen/1,
          [{length, [text]}, {is_empty, [text]}, {to_graphemes, [text]}, {next_codepoint, [text]},
           {next_grapheme, [text]}, {equal, [text, text]}, {equal, [text, text, bool]}, {equal, [text, text, bool, {const, none}]},
           {equal, [text, text, bool, {of_, [{const, F} || F <- [nfc, nfd, nfkc, nfkd]]}]}, {reverse, [text]},
           {slice, [text, count]}, {slice, [text, count, count]}, {slice, [text, count, {const, infinity}]},
           {pad, [text, integer]}, {pad, [text, integer, {of_, [direction, {const, both}]}]},
           {pad, [text, integer, {of_, [direction, {const, both}]}, char]}, {trim, [text]},
           {trim, [text, {of_, [direction, {const, both}]}]},
           {trim, [text, {of_, [direction, {const, both}]}, string]}, {chomp, [text]},
           {take, [text, string]}, {take, [text, string, {const, false}]}, {take, [string, string, bool]},
           {take, [text, string, {const, false}, {const, leading}]}, {take, [string, string, bool, direction]},
           {uppercase, [text]}, {lowercase, [text]}, {titlecase, [text]}, {casefold, [text]},
           {to_integer, [numeric]}, {to_float, [numeric]}, {prefix, [text, pattern]},
           {split, [text, pattern]}, {split, [text, pattern, {of_, [direction, {const, all}]}]},
           {find, [text, pattern]}, {find, [text, pattern, direction]}, {lexemes, [text, separators]},
           {nth_lexeme, [text, small, {const, ", "}]}, {replace, [text, pattern, pattern], fun characters/1},
           {replace, [text, pattern, pattern, {of_, [direction, {const, all}]}], fun characters/1},
           {len, [string]}, {concat, [string, string]}, {chr, [string, char]}, {rchr, [string, char]},
           {str, [string, short]}, {rstr, [string, short]}, {span, [string, string]},
           {cspan, [string, string]}, {substr, [string, small]}, {substr, [string, small, small]},
           {sub_string, [string, small]}, {sub_string, [string, small, small]},
           {tokens, [latin1_string, separators]}, {words, [latin1_string]},
           {words, [latin1_string, {const, $,}]}, {sub_word, [latin1_string, position]},
           {sub_word, [latin1_string, position, {const, $,}]},
           {join, [{const, ["a", "b"]}, {of_, [{const, "-"}, {const, ""}]}]}, {chars, [char, small]},
           {chars, [char, small, string]}, {copies, [string, small]}, {strip, [latin1_string]},
           {strip, [latin1_string, {of_, [{const, left}, {const, right}, {const, both}]}]},
           {left, [string, small]}, {left, [string, small, char]}, {right, [string, small]},
           {right, [string, small, char]}, {centre, [string, small]}, {centre, [string, small, char]},
           {to_upper, [string]}, {to_lower, [string]}, {to_upper, [char]}, {to_lower, [char]}])
        ++ [{string, F, [Text], fun same/1} || Text <- fronts(), F <- [next_codepoint, next_grapheme]]
        ++ [{string, F, [Text | Args], fun same/1}
            || Text <- [<<"abc", 255, "def">>, <<"ab\r\ncd\r\n">>, <<"ae", 16#301/utf8, "e\x{300}bea"/utf8>>,
                        <<"abc", 16#1F1E6/utf8, 16#1F1E7/utf8, 16#1F1E8/utf8, "x">>],
               {F, Args} <- [{slice, [0, 2]}, {slice, [0, 4]}, {slice, [1, 3]}, {slice, [3, 1]}, {slice, [2]}, {slice, [4]},
                             {slice, [6]}, {slice, [40]}, {slice, [2, 40]}, {find, ["e"]}, {find, ["b"]}, {find, ["\n"]},
                             {find, ["q"]}, {find, ["q", trailing]}, {split, ["b"]}, {split, ["e"]}, {split, ["q"]},
                             {split, ["b", all]}, {split, ["q", all]}, {prefix, ["a"]}, {prefix, ["abc"]},
                             {prefix, ["ae"]}, {prefix, ["abcd"]}, {take, ["ab"]}, {take, ["abc"]}]]
        ++ [{string, slice, [Text | Args], fun same/1}
            || Many <- [15, 16, 17, 32, 33], Text <- [<<(binary:copy(<<"ab">>, Many))/binary, 16#301/utf8, "cd">>],
               Args <- [[N] || N <- lists:seq(28, 36)] ++ [[N, 2] || N <- lists:seq(28, 36)] ++ [[1, 40], [20, 50]]].

%% Texts whose front is taken; what is behind it stays in its form.
fronts() ->
    [<<"abc">>, <<"\x{e9}12"/utf8>>, [<<"ab">>, "cd"], ["ab" | <<"cd">>], [[], <<>>, <<"ab">> | <<"cd">>],
     [<<>> | <<233/utf8>>], [[$a] | <<"b">>], [$a, <<"b">>], [[[]], [[] | <<>>]], [<<>>], <<255, "ab">>, <<"a", 255>>,
     [<<"a">> | <<255>>], [<<"e">>, <<16#301/utf8>>, "x"], [$e, <<16#301/utf8, "y">>, "x"],
     [$e | <<16#301/utf8, "y">>], [<<"e">> | [16#301, "q"]], <<"e", 16#301/utf8, 16#302/utf8, "zz">>, <<"\r\nab">>,
     [$\r | <<"\nab">>], [[a]], [a], a, [-1], [$a, a], [$a | b], <<1:3>>, <<"a", 1:3>>, [16#110000], [16#d800], <<195>>,
     <<"a", 195>>, [<<195>>, <<169>>], [$e, <<195>>, <<169>>], <<16#301/utf8, "a">>,
     [16#1F1E6 | <<16#1F1E7/utf8, 16#1F1E8/utf8>>], [16#1F468, 16#200D | <<16#1F469/utf8, "a">>],
     [[$a | [$b | <<"c">>]] | $d], [[$e | $f], $g], [[[$e, 16#301], $c], $d], [300, [[<<>>]], <<"b">>],
     [300, 16#301 | <<"b">>], [300 | <<>>], [<<300/utf8>>, <<>>], [300, <<255>>], [$a | <<255>>], [300, <<1:3>>]].

rand_calls() ->
    Seeds = [{exsss, 1}, {exsss, 42}, {exsss, 1 bsl 80}, {exsss, {1, 2, 3}}, {exsss, {1 bsl 40, -7, 0}}, {exrop, 7},
             {exrop, 123456789}, {exsplus, 9}, {exsplus, {1, 42, 2053}}, {exsplus, {-1, 0, 1 bsl 70}}, {exrop, {0, 0, 0}}, {exsp, 1},
             {exsp, {3, 4, 5}}, {exro928ss, 1}, {exro928ss, {1, 2, 3}}, {exro928ss, lists:seq(1, 16)}, {exrop, [1]}],
    Drawn = fun(M, What, {Alg, Seed}) ->
                    S = M:seed_s(Alg, Seed),
                    case What of
                        state -> M:export_seed_s(S);
                        uniform -> draw(M, 40, S, fun(St) -> M:uniform_s(St) end);
                        {bytes, N} -> draw(M, 3, S, fun(St) -> M:bytes_s(N, St) end);
                        jump -> M:export_seed_s(M:jump(element(2, M:uniform_s(S))));
                        {many, F, N} -> erlang:phash2(draw(M, N, S, fun(St) -> M:F(St) end));
                        N -> draw(M, 40, S, fun(St) -> M:uniform_s(N, St) end)
                    end
            end,
    Remembered = fun(M) -> M:seed(exsss, 5), [M:uniform(100) || _ <- lists:seq(1, 20)] end,
    [{check, io_lib:format("rand ~w ~w", [Seed, What]),
      fun() -> {Drawn(tick_rand, What, Seed), Drawn(rand, What, Seed)} end}
     || Seed <- Seeds,
        What <- [state, uniform, {bytes, 0}, {bytes, 1}, {bytes, 6}, {bytes, 7}, {bytes, 8}, {bytes, 20},
                 1, 2, 6, 10, 1000, 1 bsl 40, 3 bsl 55, 1 bsl 57, 1 bsl 58,
                 1 bsl 58 + 1, 1 bsl 114 + 1, 1 bsl 115, 1 bsl 116 - 1, 3 bsl 200, jump, {many, uniform_real_s, 2000},
                 {many, normal_s, 4000}]]
        ++ [{rand, F, Args, fun same/1}
            || {F, Args} <- [{splitmix64_next, [1]}, {splitmix64_next, [-1]}, {splitmix64_next, [a]}, {mwc59_seed, [1]},
                             {mwc59_seed, [1 bsl 58]}, {mwc59_seed, [1 bsl 58 - 1]}, {mwc59_seed, [-1]}, {exsp_next, [[1 | 2]]},
                             {exsp_jump, [[1 | 2]]}, {seed58, [2, 1]}, {seed58, [0, 1]}, {exro928_seed, [1]},
                             {exro928_next, [{lists:seq(1, 16), []}]}, {exro928_next, [{[1], lists:seq(2, 16)}]},
                             {exro928_next_state, [{lists:seq(1, 16), []}]}, {exro928_seed, [[1]]},
                             {exro928_jump_2pow20, [{lists:seq(1, 16), []}]},
                             {exro928_jump_2pow512, [{[1, 2, 3], lists:seq(4, 16)}]}]
                 ++ [{seed_s, [exsss, Seed]}
                     || Seed <- [[0, 0], lists:seq(1, 17), [], [a], {1, a, 1}, {1, 2}, a, [1 bsl 58, 0], [0, 1, 2]]]]
        ++ [{check, "mwc59", fun() -> {multiplied(tick_rand), multiplied(rand)} end}]
        ++ [{check, "process dictionary", fun() -> {Remembered(tick_rand), Remembered(rand)} end},
            {check, "seeding by itself",
             fun() -> erase(rand_seed), X = tick_rand:uniform(), {X >= 0.0 andalso X < 1.0, true} end},
            {check, "wide range",
             fun() ->
                     Xs = [tick_rand:uniform(1 bsl 200) || _ <- lists:seq(1, 50)],
                     {lists:all(fun(X) -> X >= 1 andalso X =< 1 bsl 200 end, Xs), true}
             end}].

draw(M, Count, State, Next) ->
    {Values, Last} = lists:mapfoldl(fun(_, S) -> Next(S) end, State, lists:seq(1, Count)),
    {Values, M:export_seed_s(Last)}.

multiplied(M) ->
    {Values, _} = lists:mapfoldl(fun(_, X) -> {{X, M:mwc59_value(X), M:mwc59_value32(X), M:mwc59_float(X)}, M:mwc59(X)} end,
                                 M:mwc59_seed(77), lists:seq(1, 500)),
    Values.

flat({Class, Reason}) -> {Class, Reason};
flat(Text) -> lists:flatten(Text).

io_lib_calls() ->
    Formats =
        [{F, [A]} || F <- ["~w", "~5w|", "~-5w|", "~5.2w", "~10.3w", "~.3w", "~10.3.xw", "~-10.3.xw", "~5.7w", "~p",
                           "~tp", "~tw", "~lp", "~5p|", "~10.5p", "~0p", "~0tp|"],
                     A <- [abcdefgh, abc, ab, 12, -3.5, "abc", [1, 2], {a, "b"}, #{a => 1}, <<"bin">>, <<1, 2>>, [955],
                           'λ', 'A b', [], {}, <<>>, <<5:3>>]] ++
        [{F, [A]} || F <- ["~s", "~ts", "~10s|", "~-10s|", "~.5s", "~3s", "~10.3s", "~-10.3s|", "~4.4s|", "~-4.4s|", "~10.3._s", "~5.7s",
                           "~10.5s", "~20.10ts"],
                     A <- ["abc", "abcdefgh", abc, <<"bin">>, ["a", <<"b">>, $c], [1024], <<255>>, 12, [a], [-1], "",
                           <<"é"/utf8>>, 'é']] ++
        [{F, [A]} || F <- ["~c", "~5c", "~10.5c", "~-10.5c|", "~10.5.xc", "~tc", "~3tc"], A <- [$a, 1024, -1, a]] ++
        [{F, [A]} || F <- ["~e", "~f", "~g", "~.2e", "~.2f", "~.3g", "~12.2f", "~-12.2f|", "~4.2f", "~12.3.0e", "~.0f",
                           "~.1e", "~12f", "~8.3g"],
                     A <- [1.5, -3.14159, 1.0e30, 0.0, 1.0e-5, 12345.678, 1, a]] ++
        [{F, [A]} || F <- ["~b", "~B", "~.16b", "~.16B", "~8b", "~-8b|", "~8.16.0b", "~3b", "~.36B", "~.37B", "~+",
                           "~#", "~.16+", "~.16#", "~.1b", "~10.2.0#", "~.2b"],
                     A <- [255, -255, 0, 1 bsl 70, 1.0, a]] ++
        [{F, [A, P]} || F <- ["~x", "~.16x", "~.16X", "~10.16x", "~10.16.0X", "~-10.16X|"], A <- [255, -255, a],
                        P <- ["0x", ab, "", 3]] ++
        [{"~n~3n~~~2~|", []}, {"~i~w", [a, b]}, {"~w", []}, {"~w", [a, b]}, {"abc", [x]}, {"~", []}, {"~q", [x]},
         {"~*w", [5, a]}, {"~*.*.*w", [10, 3, $x, ab]}, {"~-*w|", [5, a]}, {"~*w|", [-5, a]}, {<<"a~w">>, [b]},
         {'x~w', [b]}, {"~w", foo}, {foo, foo}, {17, []}, {"~s", []}, {"~p ~P", [a, [1, 2, 3, 4, 5], 3]},
         {"~W", [[1, 2, 3, 4, 5], 3]}, {"~5W", [[1, 2, 3, 4, 5], 3]}, {"~.5.p", [abc]}, {"~..xs", ["a"]},
         {"~10..xs", ["a"]}, {"~-5.p", [a]}, {"", []}, {"a\nb~w~n", [1]}, {"~p and ~p~n", [lists:seq(1, 40), {a, b}]},
         {"x = ~p~n", [lists:seq(1, 60)]}, {"~10w~-10w~*c~n", [a, b, 3, $x]}, {"~ts~n", [["Å", <<"ß"/utf8>>]]}],
    %% Erlang/OTP prints these atoms, inside a map, as its standard output wants them.
    Plain = [{F, A} || {F, A} <- Formats, A =/= ['é'], A =/= ['λ']],
    Scanned = lists:append([try [io_lib:scan_format(F, A)] catch error:badarg -> [] end || {F, A} <- Plain]),
    [{io_lib, format, [F, A], fun flat/1} || {F, A} <- Formats] ++
        [{io_lib, scan_format, [F, A], fun same/1} || {F, A} <- Plain] ++
        [{io_lib, unscan_format, [S], fun same/1} || S <- Scanned] ++
        [{io_lib, build_text, [S], fun flat/1} || S <- Scanned ++ [["ab"], [$a, $b], x]] ++
        [{io_lib, F, [A], fun same/1}
         || F <- [printable_list, printable_latin1_list, printable_unicode_list, char_list, latin1_char_list,
                  deep_char_list, deep_latin1_char_list],
            A <- ["", "abc", "a\n\t\e", [0], [127], [128], [160], [255], [256], [955], [16#D800], [16#FFFE], [16#10000],
                  [16#110000], [a], foo, [$a | b], [["a"], $b], [[a]], ["a" | "b"], [["a" | b]]]] ++
        [{io_lib, write_string, [S], fun same/1} || S <- ["", "abc", "a\"b\\\n\t\e\d\f\v\b\r", [0, 1, 127, 160, 255], [955, 16#10FFFF]]] ++
        [{io_lib, write_char, [C], fun same/1} || C <- [$a, $\n, $\s, $", $', $\\, 0, 200, 955]] ++
        [{io_lib, F, [T], fun flat/1} || F <- [write, print], T <- [a, "abc", [1, {2}], #{a => "b"}, 1.5]] ++
        [{io_lib, indentation, [T, N], fun same/1} || T <- ["abc", "a\nbc", "a\tb", ["a", ["b\n"], $c]], N <- [0, 3]] ++
        [{io_lib, write, [T, D], fun flat/1} || T <- [{a, [b, c, d]}, [1, 2, 3]], D <- [-1, 0, 2]] ++
        [{io_lib, fread, [F, S], fun same/1}
         || {F, S} <- [{"~d", "12"}, {"~d", " 12abc"}, {"~d", "abc"}, {"~d", ""}, {"~d ~d", "1 2\n"}, {"~d ~d", "1\n"},
                       {"~d,~d", "1,2"}, {"~d,~d", "1;2"}, {"~2d", "12345"}, {"~*d~d", "1 2"}, {"~f", "1.5e3 x"},
                       {"~f", "15"}, {"~s ~a", "abc def g"}, {"~3s", "abcdef"}, {"~c", "abc"}, {"~2c", "abc"}, {"~2c", "a"},
                       {"~u", "-5"}, {"~d", "-5"}, {"~d", "+5"}, {"~d", "-"}, {"~d~l", "  12 "}, {"~~", "~"}, {"a~d", "b1"},
                       {"~q", "a"}, {"~s", ""}, {"~ts", [955, 956]}, {"~s\n", "ab\n"}, {" ~d", " 7"}, {"~5f", "1.25999"},
                       {"abc", "abcd"}, {"", "x"}, {"~d~~", "5~"}, {"~u", "17"}]] ++
        io_lib_parts_calls() ++ io_lib_input_calls() ++
        [{io_lib, chars_length, [T], fun same/1} || T <- ["abc", ["a", "bc", [$d]], ""]] ++
        [{io_lib, format_prompt, [P], fun flat/1} || P <- ['', ok, "> ", {format, "~w> ", [1]}, {a, b}, <<"p">>, 7]].

%% Terms cut to a depth, and how characters, strings, atoms and binaries are written.
io_lib_parts_calls() ->
    Map = maps:from_list([{I, {I, [1, 2, 3, 4]}} || I <- lists:seq(1, 6)]),
    Terms = [Map, #{[1, 2, 3, 4] => x, {a, {b, {c}}} => y}, [1, 2 | #{}], ["abc", "def" | "ghi"], {"abc", <<1>>}, [1 | 2],
             [1 | "abc"], [955], [[]], {[]}, 1.5, #{}, {}, [], [[1, 2], [3] | {4, 5, 6}], #{a => 1, b => {1, 2, 3}}],
    Atoms = [a, 'A', 'a b', 'div', '', a@, 'é', 'λ', '1', '_', 'if', maybe, 'éé x'],
    String = "ab\n\"'\x{c8}\x{3bb}\e\0",
    [{io_lib, limit_term, [T, D], fun same/1} || T <- Terms, D <- lists:seq(-1, 5)] ++
        [{io_lib, quote_atom, [A, atom_to_list(A)], fun same/1} || A <- Atoms] ++
        [{io_lib, F, [A], fun same/1} || F <- [write_atom, write_atom_as_latin1], A <- [1 | Atoms]] ++
        [{io_lib, write_binary, [B, D, T], fun same/1}
         || B <- [<<>>, <<1>>, <<1, 2, 3, 4, 5>>, <<100, 200, 101, 102, 9, 9, 9, 9>>, <<1, 2, 5:3>>, <<5:3>>],
            D <- [-1, 0, 1, 2, 3, 10], T <- [-1, 0, 1, 3, 4, 5, 7, 8, 9, 11, 13, 14, 20, 30]] ++
        [{io_lib, F, [C], fun same/1}
         || F <- [write_char_as_latin1, write_latin1_char, write_unicode_char],
            C <- [$a, $\s, $\n, 200, 955, 16#110000, $', $", -1, 127, 128, $\\, a, 0, 27]] ++
        [{io_lib, F, [S], fun same/1}
         || F <- [write_string_as_latin1, write_unicode_string, write_latin1_string], S <- [String, "", "abc", "\x{c8}"]] ++
        [{io_lib, F, [S, $'], fun same/1} || F <- [write_string_as_latin1, write_latin1_string], S <- [String, "abc'"]] ++
        [{io_lib, write, [[1, {2, 3}], D, P], fun flat/1} || D <- [-1, 2], P <- [true, false, latin1]].

%% Characters and lines gathered from data that come in pieces.
io_lib_input_calls() ->
    Pieces = [["abcdef"], ["ab", "cd", "e"], ["ab", eof], [eof], [""], ["a\r", "\nb"], ["a\r", eof], ["abc\ndef\n"], ["a", "\n"],
              ["a\r\r\nb"], ["", "", eof], ["λé\n"], ["a\rb", "\r\n"], ["\n"], ["\r\n"], ["\r", "\n"]],
    Binaries = [[if P =:= eof -> P; true -> unicode:characters_to_binary(P) end || P <- Ps] || Ps <- Pieces],
    lists:append([gather(F, start, Ps, Encoding, X)
                  || Ps <- Pieces ++ Binaries, Encoding <- [unicode, latin1],
                     {F, X} <- [{collect_chars, 3}, {collect_chars, 2}, {collect_chars, 0}, {collect_line, []},
                                {get_until, {?MODULE, word, [$b]}}]])
        ++ [{io_lib, F, [start, "ab\ncd", X], fun same/1}
            || {F, X} <- [{collect_chars, 3}, {collect_line, []}, {get_until, {?MODULE, word, [$b]}}]].

%% The calls with one piece after the other, the state between them as OTP's function makes it.
gather(_, _, [], _, _) -> [];
gather(_, {stop, _, _}, _, _, _) -> [];
gather(F, State, [Piece | Pieces], Encoding, X) ->
    [{io_lib, F, [State, Piece, Encoding, X], fun same/1}
     | gather(F, apply(io_lib, F, [State, Piece, Encoding, X]), Pieces, Encoding, X)].

%% What comes before the first Stop.
word(Before, eof, _) -> {done, {word, Before}, eof};
word(Before, Chars, Stop) ->
    case lists:splitwith(fun(C) -> C =/= Stop end, Chars) of
        {Word, [_ | Rest]} -> {done, Before ++ Word, Rest};
        {Word, []} -> {more, Before ++ Word}
    end.

normal_form_calls() ->
    Texts = ["", "abc", <<"abc">>, "\x{e9}e\x{301}", [<<"e">>, [16#301, 16#323]], [16#ac00, 16#1100, 16#1161], "\x{fb01}\x{212b}",
             [16#1f468, 16#200d, 16#1f469], "a\r\nb", <<"x", 255, "y">>, [<<"a\x{308}"/utf8>> | <<195>>], [a], x, 7]
        ++ [[pick([$a, $o, 16#e4, 16#301, 16#308, 16#323, 16#1100, 16#1161, 16#11a8, 16#fb03, 16#3a9]) || _ <- lists:seq(1, 12)]
            || _ <- lists:seq(1, 300)]
        ++ [lists:join($\n, lists:seq(From, From + 255)) || From <- lists:seq(0, 16#2f00, 256) ++ lists:seq(16#f900, 16#ff00, 256)],
    [{unicode, F, [T], fun same/1}
     || T <- Texts, F <- [characters_to_nfc_list, characters_to_nfd_list, characters_to_nfkc_list, characters_to_nfkd_list,
                          characters_to_nfc_binary, characters_to_nfd_binary, characters_to_nfkc_binary,
                          characters_to_nfkd_binary]].

unicode_calls() ->
    [{unicode, bom_to_encoding, [B], fun same/1}
         || B <- [<<>>, <<"abc">>, <<239, 187, 191, $a>>, <<254, 255>>, <<255, 254, 0, 1>>, <<255, 254, 0, 0>>, <<0, 0, 254, 255>>]] ++
        [{unicode, encoding_to_bom, [E], fun same/1}
         || E <- [latin1, unicode, utf8, utf16, {utf16, big}, {utf16, little}, utf32, {utf32, little}, {utf32, big}]].

%% What is written in C on both machines has nothing to be compared with but the other machine.
builtin_calls() ->
    calls(60, lists,
          [{member, [element, list]}, {keyfind, [element, small, tuples]}, {keymember, [element, small, tuples]},
           {keysearch, [element, small, tuples]}, {reverse, [list, list]}])
        ++ calls(60, maps,
                 [{find, [element, map]}, {from_list, [pairs]}, {from_keys, [list, element]}, {get, [element, map]},
                  {is_key, [element, map]}, {keys, [map], fun in_order/1}, {merge, [map, map]},
                  {merge, [big_map, big_map]}, {put, [element, element, map]}, {remove, [element, map]},
                  {take, [element, map]}, {update, [element, element, map]}, {values, [map], fun in_order/1}])
        ++
    [{unicode, characters_to_list, [C], fun same/1} || C <- ["abc", <<"é"/utf8>>, ["a", <<"b">>], <<255>>, [a]]] ++
        [{unicode, characters_to_binary, [C], fun same/1} || C <- ["abc", "é", [955], [-1], ["a" | <<"b">>]]] ++
        [{unicode, characters_to_binary, [C, In, Out], fun same/1}
         || C <- ["abc", "é", [955, 16#10400], <<"abc">>], In <- [unicode, latin1],
            In =:= unicode orelse C =/= [955, 16#10400],
            Out <- [unicode, utf8, latin1, utf16, {utf16, little}, {utf16, big}, utf32, {utf32, little}, {utf32, big}],
            not (Out =:= latin1 andalso lists:member(955, if is_list(C) -> C; true -> [] end))].

in_order(L) when is_list(L) -> lists:sort([{X, is_float(X)} || X <- L]);
in_order(X) -> X.

%% ~p of terms that need several lines, at several widths and starting columns.
layout_calls() ->
    Terms = [lists:seq(1, 100), list_to_tuple(lists:seq(1, 60)), [{key, I, "value"} || I <- lists:seq(1, 20)],
             maps:from_list([{list_to_atom("key_" ++ integer_to_list(I)), I} || I <- lists:seq(1, 20)]),
             maps:from_list([{I, lists:seq(1, I)} || I <- lists:seq(1, 20)]),
             {error, {badmatch, [1, 2, 3]}, [{m, f, 1}]}, {a, {b, {c, {d, {e, {f, g}}}}}},
             {a, lists:seq(1, 20)}, [[1, 2, 3], [4, 5, 6], [7, 8, 9], [10]], [1, 2, 3 | tail],
             {foo, bar, baz, quux, [1, 2, 3, 4, 5, 6], zork, 12}, {{a, b}, c, [d, e], f, ggggggg},
             [[a, b, c, [d, e, f, [g, h, i, [j, k, l]]]], 1, 2], {x, <<1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15>>},
             ["abc", "def", "ghi", "jkl", "mno"], [a, "abc", <<"def">>, 1.5, b, c, d, e],
             {record, 1.0, -5, "s", x, y, z, w, q}, [aaaa, {}, [], #{}, bbbb, cccc, dddd]]
        ++ [random_term(4) || _ <- lists:seq(1, 150)],
    [{io_lib, format, ["~*p", [W, T]], fun flat/1} || T <- Terms, W <- [20, 40, 80]]
        ++ [{io_lib, format, ["prefix: ~p, ~p~n", [T, T]], fun flat/1} || T <- Terms]
        ++ [{io_lib, format, ["~*.*" ++ pick(["p", "tp", "lp", "ltp"]), [margin(), margin(), many_kinds(5)]], fun flat/1}
            || _ <- lists:seq(1, 500)]
        ++ [{io_lib, format, ["~*.*" ++ pick(["P", "tP", "lP", "ltP"]), [margin(), margin(), many_kinds(5), depth()]],
             fun flat/1}
            || _ <- lists:seq(1, 700)]
        ++ [{io_lib, format, [pick(["~P", "~0P", "~tP", "~W", "~tW", "x~20P", "~.7P"]), [many_kinds(5), depth()]], fun flat/1}
            || _ <- lists:seq(1, 300)].

%% Formats with the option chars_limit: one directive, and several that share it.
limit_calls() ->
    Terms = [{lists:seq(1, 9), a, b, c}, [lists:seq(1, 9), a], {a, "abcdefgh"}, #{abcdef => {a, b}}, {{a, <<5:3>>}, "x", 1.5}, <<"abcdefghijkl">>],
    Texts = ["", "abc", "abcdefghij", lists:duplicate(70, $x), <<"abcdefgh">>, ["ab", <<"cd">>, $e, "fgh"], abcdefghij, [955, 956, 957, 958, 959, 960]],
    [{io_lib, format, ["~0lp", [T], [{chars_limit, N}]], fun flat/1} || T <- Terms, N <- lists:seq(-1, 40)]
        ++ [{io_lib, format, [F, [T], [{chars_limit, N}]], fun flat/1}
            || F <- ["~s", "~ts", "ab~s|", "~3s|", "~-3s|", "~20s|", "~-20s|", "~20.4s", "~.15s|", "~20.15s"], T <- Texts, N <- lists:seq(-1, 14)]
        ++ [{io_lib, format, [pick(["~", "~.5", "~0"]) ++ pick(["P", "tP", "lP", "ltP", "W", "tW"]), [many_kinds(5), depth()], [{chars_limit, limit()}]], fun flat/1}
            || _ <- lists:seq(1, 1200)]
        ++ [{io_lib, format, [pick(["~", "~30", "~0"]) ++ pick(["p", "tp", "lp", "ltp", "w", "tw"]), [many_kinds(5)], [{chars_limit, limit()}]], fun flat/1}
            || _ <- lists:seq(1, 1200)]
        ++ [{io_lib, format, ["~w ~b: ~tp,~n ~s~c ~W~n", [many_kinds(3), limit(), many_kinds(5), pick(tl(lists:droplast(Texts))), $x, many_kinds(3), depth()],
                              [{chars_limit, limit()}]], fun flat/1} || _ <- lists:seq(1, 500)]
        ++ [{io_lib, write, [many_kinds(5), [{chars_limit, limit()}, {depth, depth()} | pick([[], [{encoding, latin1}], [{encoding, utf8}]])]], fun flat/1}
            || _ <- lists:seq(1, 200)]
        ++ [{io_lib, build_text, [io_lib:scan_format("~p and ~s", [many_kinds(5), "a text"]), [{chars_limit, limit()}]], fun flat/1} || _ <- lists:seq(1, 50)]
        ++ [{io_lib, format, ["~w", [lists:seq(1, 30)], Options], fun flat/1}
            || Options <- [[], [other], [{chars_limit, 5}, {chars_limit, 30}], [{chars_limit, 30}, {chars_limit, 5}], [{chars_limit, foo}]]].

limit() -> pick([rand:uniform(12) - 1, rand:uniform(60), rand:uniform(300)]).

%% A column or a length of a line; the depth of what is shown.
margin() -> rand:uniform(121) - 1.
depth() -> rand:uniform(32) - 2.

%% A term with leaves of all kinds and lengths.
many_kinds(Max) -> random_term(rand:uniform(Max) - 1, many_kinds).

gen_leaf(many_kinds) ->
    pick([gen(leaf_), 'Quoted Atom', "x\ny", "tab\tand \"quotes\" \\ \e", [955, 956], "é", <<"é">>, <<"é"/utf8>>, <<"λx"/utf8>>,
          #{}, 'λ', <<5:3>>, <<200, 201, 3:5>>, 1 bsl rand:uniform(200), fun lists:map/2,
          lists:duplicate(rand:uniform(60), $x), list_to_atom(lists:duplicate(rand:uniform(30), $b)),
          list_to_binary(lists:duplicate(rand:uniform(70), $y)), list_to_binary(lists:seq(1, rand:uniform(60))),
          text_and_more(rand:uniform(40), rand:uniform(40))]);
gen_leaf(Kind) -> gen(Kind).

%% A binary that begins with N printable characters, then has one that may not be, and More behind it.
text_and_more(N, More) ->
    Text = [lists:duplicate(N, pick([$y, $\n, 16#E9])), pick([0, 127, 16#E9]), lists:duplicate(More, $z)],
    unicode:characters_to_binary(Text, unicode, pick([latin1, unicode])).

random_term(Depth) -> random_term(Depth, leaf_).

random_term(0, Leaf) -> gen_leaf(Leaf);
random_term(Depth, Leaf) when Leaf =:= many_kinds ->
    Sub = fun() -> random_term(Depth - 1, Leaf) end,
    case rand:uniform(8) of
        1 -> gen_leaf(Leaf);
        2 -> list_to_tuple(several(5, Sub));
        3 -> list_to_tuple([pick([ok, error, a_longer_tag, gen_leaf(Leaf)]) | several(5, Sub)]);
        4 -> maps:from_list([{pick([gen_leaf(Leaf), Sub()]), Sub()} || _ <- lists:seq(1, rand:uniform(4))]);
        5 -> several(6, Sub) ++ pick([foo, Sub()]);
        6 -> several(30, fun() -> gen_leaf(Leaf) end);
        _ -> several(6, Sub)
    end;
random_term(Depth, leaf_) ->
    case rand:uniform(6) of
        1 -> gen(leaf_);
        2 -> list_to_tuple([random_term(Depth - 1) || _ <- lists:seq(1, rand:uniform(5))]);
        3 -> list_to_tuple([pick([ok, error, a_longer_tag]) | [random_term(Depth - 1) || _ <- lists:seq(1, rand:uniform(5))]]);
        4 -> maps:from_list([{gen(leaf_), random_term(Depth - 1)} || _ <- lists:seq(1, rand:uniform(4))]);
        _ -> [random_term(Depth - 1) || _ <- lists:seq(1, rand:uniform(6))]
    end.

%% Reading Erlang: what io and tick_io say to a device that has one text, then the end, and what they make of the answers.
io_erl_tests() ->
    Texts = ["a.", "{a, [1,2]}. b", "X + 1, foo(X).", "f(X) -> X.\n", "-module(m).", "a b.", "'", "\"abc", "", "1.", "#{}."],
    Functions = [read, scan_erl_exprs, scan_erl_form, parse_erl_exprs, parse_erl_form],
    Read = fun(Io, Text, F, Args) ->
                   Device = spawn_link(fun() -> text_device(Text) end),
                   {ok_or_not(catch apply(Io, F, [Device, 'p> ' | Args])), ok_or_not(catch apply(Io, F, [Device, "" | Args]))}
           end,
    [{check, io_lib:format("~s ~s ~w", [F, Text, Args]), fun() -> {Read(tick_io, Text, F, Args), Read(io, Text, F, Args)} end}
     || Text <- Texts, F <- Functions, Args <- [[], [7], [{2, 3}], [1, [return_white_spaces]]], F =/= read orelse Args =/= []]
        ++ [{check, io_lib:format("~s ~w", [F, Args]),
             fun() -> {apply(tick_io, F, [self_answering() | Args]), apply(io, F, [self_answering() | Args])} end}
            || {F, Args} <- [{get_password, []}, {request, [getopts]}, {requests, [[getopts]]}]].

ok_or_not({'EXIT', {Reason, _}}) -> Reason;
ok_or_not(Result) -> Result.

self_answering() ->
    spawn_link(fun() -> receive {io_request, From, As, Request} -> From ! {io_reply, As, {asked, Request}} end end).

text_device(Text) ->
    receive
        {io_request, From, As, {get_until, unicode, _Prompt, M, F, Args}} ->
            {Result, Rest} = case io_lib:get_until(start, Text, unicode, {M, F, Args}) of
                                 {stop, R, Left} -> {R, Left};
                                 More -> {stop, R, Left} = io_lib:get_until(More, eof, unicode, {M, F, Args}), {R, Left}
                             end,
            From ! {io_reply, As, Result},
            text_device(Rest)
    end.

several(Max, Make) -> [Make() || _ <- lists:seq(1, rand:uniform(Max))].

%% Terms that are written are read again, and one that is cut off wants more.
read_tests() ->
    Terms = [random_term(4) || _ <- lists:seq(1, 60)]
        ++ [[], {}, #{}, <<>>, "", "a\"b\\\n\e\0", 'A b', 'it\'s', -7, -1.5e-10, 1.0e100, 1 bsl 100, [1 | 2], [a, b | c],
            #{#{a => 1} => [#{}]}, <<1, 2, 3>>, <<"bin">>, "\x{3bb}é", é, a@b_C9, {{}, {{}}}],
    Read = fun(Text) -> tick_io_lib_read:read([], Text) end,
    Texts = [{"16#fF. x", 255}, {"2#101.\n", 5}, {"$a. ", $a}, {"$\\n.\n", $\n}, {"-$a.\n", -97}, {"+3 .\n", 3}, {" % c\n 1 % d\n.\n", 1},
             {"[ 1 , 2 | [ 3 ] ] .\n", [1, 2, 3]}, {"#{ a => 1 , b => 2 } .\n", #{a => 1, b => 2}}, {"<<1, \"ab\">>.\n", <<1, "ab">>},
             {"\"\\x41\\x{3bb}\\101\".\n", [65, 955, 65]}, {"{ }.\n", {}}],
    [{check, io_lib:format("read ~0tp", [T]), Read(lists:flatten(io_lib:format(F, [T]))), {done, {ok, T}, []}}
     || T <- Terms, F <- ["~tw.\n", "~tp.\n"]]
        ++ [{check, Text, element(2, Read(Text)), {ok, T}} || {Text, T} <- Texts]
        ++ [{check, "cut off: " ++ Part, element(1, Read(Part)), more}
            || Text <- ["{abc,[1,2.5e3,\"x\\n\"],#{a=>$b},<<1,2>>,'q'}."],
               N <- lists:seq(0, length(Text)), Part <- [lists:sublist(Text, N)]]
        ++ [{check, "no term: " ++ Text, element(1, element(2, Read(Text))), error}
            || Text <- ["X.\n", "{a.\n", "[1|2,3].\n", "a b.\n", ").\n", "{a]. ", "#{a}. ", "<<a>>. ", "\"a\" + 1. ", "{1|2}. ", ". "]]
        ++ [{check, "end", tick_io_lib_read:read(" \n", eof), {done, eof, []}},
            {check, "end within", element(1, element(2, tick_io_lib_read:read("{a", eof))), error}].

%% ---- Processes --------------------------------------------------------------------------------

timer_tests() ->
    Self = self(),
    {ok, _} = tick_timer:send_after(10, first),
    {ok, _} = tick_timer:send_after(1, Self, second),
    {ok, Cancelled} = tick_timer:send_after(50, never),
    {ok, cancel} = tick_timer:cancel(Cancelled),
    {ok, _} = tick_timer:apply_after(5, erlang, send, [Self, applied]),
    {ok, Interval} = tick_timer:send_interval(5, tick),
    {ok, Applier} = tick_timer:apply_interval(5, erlang, send, [Self, tock]),
    Messages = [receive M -> M after 20000 -> missing end || M <- [second, applied, first, tick, tick, tock, tock]],
    Ends = [tick_timer:cancel(Interval), tick_timer:cancel(Applier)],
    drain(),
    Rest = receive Any -> Any after 100 -> none end,
    {Slept, ok} = tick_timer:tc(tick_timer, sleep, [20]),
    {_, Sum} = tick_timer:tc(fun(A, B) -> A + B end, [1, 2]),
    {_, Hi} = tick_timer:tc(fun() -> hi end),
    Victim = spawn(fun() -> receive after infinity -> ok end end),
    Ref = monitor(process, Victim),
    {ok, _} = tick_timer:exit_after(5, Victim, bye),
    Reason = receive {'DOWN', Ref, _, _, R} -> R after 20000 -> none end,
    [{check, "messages", Messages, [second, applied, first, tick, tick, tock, tock]},
     {check, "cancel", Ends, [{ok, cancel}, {ok, cancel}]}, {check, "nothing after cancel", Rest, none},
     {check, "sleep", Slept >= 20000, true}, {check, "tc", {Sum, Hi}, {3, hi}},
     {check, "exit_after", Reason, bye}, {check, "bad time", tick_timer:send_after(x, y), {error, badarg}},
     {check, "bad reference", tick_timer:cancel(x), {error, badarg}}]
        ++ [{timer, F, A, fun same/1} || {F, A} <- [{seconds, [3]}, {minutes, [3]}, {hours, [3]}, {hms, [1, 2, 3]},
                                                    {now_diff, [{1, 2, 3}, {0, 5, 999999}]}, {now_diff, [a, b]}]].

drain() -> receive _ -> drain() after 30 -> ok end.

%% The device user, with lines to read and with what it writes collected.
io_tests() ->
    Input = [<<"first line\n">>, <<"zweite Zeile äöü\n"/utf8>>, <<"abc\n">>, <<"{a,\n">>, <<"b}. rest\n">>, <<"12\n">>, <<"\n">>, <<"word x\n">>, <<"y\n">>, <<"last">>],
    Console = spawn_link(fun() -> console(Input, []) end),
    register(tick_console, Console),
    User = spawn_link(fun() -> tick_user:server({tick_user, stdout, unicode, [], false}) end),
    Old = group_leader(),
    group_leader(User, self()),
    ok = tick_io:format("~s ~w~n", ["hello", [1, 2]]),
    ok = tick_io:put_chars(["de", <<"ep">>, [$\n]]),
    ok = tick_io:nl(),
    ok = tick_io:write({a, "b"}),
    ok = tick_io:format(User, "~ts", [[955]]),
    ok = io:format("by OTP's io ~p~n", [x]),
    BadFormat = (catch tick_io:format("~q", [x])),
    BadChars = (catch tick_io:put_chars([foo])),
    BadDevice = (catch tick_io:format(nosuch, "x", [])),
    Dead = spawn(fun() -> ok end),
    Terminated = (catch tick_io:put_chars(Dead, "x")),
    L1 = tick_io:get_line("prompt> "),
    L2 = io:get_line(''),
    C = {tick_io:get_chars("", 2), tick_io:get_line("")},
    R = tick_io:read(""),
    L3 = tick_io:get_line(""),
    Fields = {tick_io:fread("", "~d ~s"), tick_io:fread("", "~d"), tick_io:get_line("")},
    ok = tick_io:setopts([binary]),
    L4 = tick_io:get_line(""),
    L5 = tick_io:get_line(""),
    L6 = tick_io:get_chars("", 3),
    Opts = lists:sort(tick_io:getopts()),
    Bad = tick_io:setopts([nonsense]),
    Columns = tick_io:columns(),
    Unknown = io:request(User, nonsense),
    Many = tick_io:requests(User, [{put_chars, unicode, "a"}, {put_chars, latin1, "b"}, getopts]),
    {error, _} = tick_io:requests(User, [{put_chars, unicode, "c"}, nonsense, {put_chars, unicode, "never"}]),
    ok = tick_io:setopts([list, {encoding, latin1}]),
    No = (catch tick_io:put_chars([955])),
    ok = tick_io:put_chars("é"),
    group_leader(Old, self()),
    Console ! {self(), written},
    Written = receive {tick_console, W} -> W end,
    [{check, "written", Written,
      <<"hello [1,2]\ndeep\n\n{a,[98]}λby OTP's io x\nprompt> "/utf8, "abc", 233>>},
     {check, "bad format", element(1, element(2, BadFormat)), badarg},
     {check, "bad characters", element(1, element(2, BadChars)), badarg},
     {check, "no device", element(1, element(2, BadDevice)), badarg},
     {check, "dead device", element(1, element(2, Terminated)), terminated},
     {check, "line", L1, "first line\n"}, {check, "UTF-8 line", L2, "zweite Zeile äöü\n"},
     {check, "characters", C, {"ab", "c\n"}}, {check, "read", R, {ok, {a, b}}}, {check, "rest", L3, "rest\n"},
     {check, "fields", Fields, {{ok, [12, "word"]}, {error, {fread, integer}}, "y\n"}}, {check, "last line", L4, <<"last">>}, {check, "end", {L5, L6}, {eof, eof}},
     {check, "options", Opts, [{binary, true}, {encoding, unicode}]},
     {check, "bad option", Bad, {error, enotsup}}, {check, "columns", Columns, {error, enotsup}},
     {check, "unknown request", Unknown, {error, {request, nonsense}}}, {check, "requests", is_list(Many), true},
     {check, "no such character", element(1, element(2, No)), no_translation}].

console(Input, Written) ->
    receive
        {From, {write, _, Data}} -> From ! {tick_console, ok}, console(Input, [Written, Data]);
        {From, read} when Input =:= [] -> From ! {tick_console, eof}, console([], Written);
        {From, read} -> From ! {tick_console, hd(Input)}, console(tl(Input), Written);
        {From, written} -> From ! {tick_console, iolist_to_binary(Written)}, console(Input, Written)
    end.
