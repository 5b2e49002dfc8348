% SPDX-License-Identifier: Apache-2.0
%% args: 4000
%% stress-gc args: 20
%% Random operations on tables of every type, the same in every run; the outcome of each is part of what is printed.
%% Where the order of objects is not said, they are sorted.
-module(ets_random).
-export([main/1]).

-define(BATCH, 20).

main([Count]) ->
    N = list_to_integer(Count),
    rand:seed(exsss, {1, 2, 3}),
    [table(Type, Keypos, Options, N) || Type <- [set, ordered_set, bag, duplicate_bag], Keypos <- [1, 2],
                                     Options <- [[], [{write_concurrency, true}]]],
    ok.

table(Type, Keypos, Options, N) ->
    T = ets:new(random, [Type, {keypos, Keypos}, public | Options]),
    io:format("~p ~p ~p~n", [Type, Keypos, Options]),
    batches(T, Type, Keypos, N div ?BATCH),
    io:format("~p~n", [contents(T, Type)]),
    ets:delete(T).

batches(_, _, _, 0) -> ok;
batches(T, Type, Keypos, Left) ->
    Outcomes = [operation(T, Type, Keypos) || _ <- lists:seq(1, ?BATCH)],
    case os:getenv("ETS_RANDOM_ALL") of
        false -> io:format("~p ", [erlang:phash2(Outcomes, 1 bsl 32)]);
        _ -> [io:format("~0p~n", [O]) || O <- Outcomes]
    end,
    io:format("~p ~p~n", [ets:info(T, size), erlang:phash2(contents(T, Type))]),
    batches(T, Type, Keypos, Left - 1).

contents(T, ordered_set) -> ets:tab2list(T);
contents(T, _) -> sorted(ets:tab2list(T)).

%% In an order in which 1 and 1.0 differ.
sorted(List) -> [X || {_, X} <- lists:sort([{erlang:phash2(X, 1 bsl 32), X} || X <- List])].

operation(T, Type, Keypos) ->
    {Name, Args, Call} = pick(T, Type, Keypos),
    Outcome = try {ok, Call()} catch error:Reason -> {error, Reason} end,
    {Name, Args, ordered(Name, Type, Outcome)}.

%% Lists of objects of a hash table have no order, but those of one key do.
ordered(Name, Type, {ok, List}) when is_list(List), Type =/= ordered_set, Name =/= lookup, Name =/= take,
                                     Name =/= lookup_element, Name =/= update_counter ->
    {ok, sorted(List)};
ordered(_, _, Outcome) -> Outcome.

pick(T, Type, Keypos) ->
    K = key(),
    O = object(Keypos),
    case rand:uniform(28) of
        1 -> {insert, O, fun() -> ets:insert(T, O) end};
        2 -> {insert, O, fun() -> ets:insert(T, O) end};
        3 -> {insert, O, fun() -> ets:insert(T, O) end};
        4 -> Os = objects(Keypos), {insert, Os, fun() -> ets:insert(T, Os) end};
        5 -> {insert_new, O, fun() -> ets:insert_new(T, O) end};
        6 -> Os = objects(Keypos), {insert_new, Os, fun() -> ets:insert_new(T, Os) end};
        7 -> {lookup, K, fun() -> ets:lookup(T, K) end};
        8 -> {member, K, fun() -> ets:member(T, K) end};
        9 -> P = rand:uniform(4), {lookup_element, {K, P}, fun() -> ets:lookup_element(T, K, P) end};
        10 -> {delete, K, fun() -> ets:delete(T, K) end};
        11 -> {delete_object, O, fun() -> ets:delete_object(T, O) end};
        12 -> {take, K, fun() -> ets:take(T, K) end};
        13 -> U = updates(), {update_element, {K, U}, fun() -> ets:update_element(T, K, U) end};
        14 -> C = counts(), {update_counter, {K, C}, fun() -> ets:update_counter(T, K, C) end};
        15 -> C = counts(), {update_counter, {K, C, O}, fun() -> ets:update_counter(T, K, C, O) end};
        16 -> P = pattern(Keypos), {match, P, fun() -> ets:match(T, P) end};
        17 -> P = pattern(Keypos), {match_object, P, fun() -> ets:match_object(T, P) end};
        18 -> P = element(1, hd(rare([{object(Keypos), [], []}]))), {match_delete, P, fun() -> ets:match_delete(T, P) end};
        19 -> S = specification(Keypos), {select, S, fun() -> ets:select(T, S) end};
        20 -> S = specification(Keypos), {select_reverse, S, fun() -> ets:select_reverse(T, S) end};
        21 -> S = specification(Keypos), N = rand:uniform(5), {chunks, {S, N}, fun() -> chunks(ets:select(T, S, N)) end};
        22 -> S = specification(Keypos), {select_count, S, fun() -> ets:select_count(T, truth(S)) end};
        23 -> S = rare(specification(Keypos)), {select_delete, S, fun() -> ets:select_delete(T, truth(S)) end};
        24 -> S = replacement(Keypos), {select_replace, S, fun() -> ets:select_replace(T, S) end};
        25 -> {keys, none, fun() -> keys(T, ets:first(T), next) end};
        26 -> {keys_back, none, fun() -> keys(T, ets:last(T), prev) end};
        27 -> {fixed, K, fun() -> while_fixed(T, Type, K, O) end};
        28 -> {fold, none, fun() -> ets:foldl(fun(X, A) -> [X | A] end, [], T) end}
    end.

keys(_, '$end_of_table', _) -> [];
keys(T, K, Step) -> [K | keys(T, ets:Step(T, K), Step)].

chunks('$end_of_table') -> [];
chunks({Objects, Continuation}) -> Objects ++ chunks(ets:select(Continuation)).

%% Each key is deleted as soon as it has been seen, some objects go in meanwhile.
while_fixed(T, Type, K, O) ->
    ets:safe_fixtable(T, true),
    Before = sorted(keys(T, ets:first(T), next)),
    Seen = delete_on_the_way(T, ets:first(T)),
    ets:delete(T, K),
    ets:insert(T, O),
    ets:safe_fixtable(T, false),
    {Before =:= sorted(Seen), length(Seen), contents(T, Type)}.

delete_on_the_way(_, '$end_of_table') -> [];
delete_on_the_way(T, K) ->
    case erlang:phash2(K, 2) of
        0 -> ets:delete(T, K);
        1 -> ok
    end,
    [K | delete_on_the_way(T, ets:next(T, K))].

%% ---- random terms ----

oneof(List) -> lists:nth(rand:uniform(length(List)), List).

key() ->
    case rand:uniform(4) of
        1 -> rand:uniform(40);
        2 -> float(rand:uniform(20));
        3 -> {oneof([a, b]), rand:uniform(6)};
        4 -> oneof([a, b, [], [1, 2], "text", <<"bytes">>, 1 bsl 70, #{a => 1}, {}, {a, {b, 1.0}}])
    end.

value() ->
    oneof([rand:uniform(5), rand:uniform(5), x, y, 1.5, {1, 2}, [1, x], <<0:600>>, 1 bsl 66, #{a => {1, b}}]).

object(Keypos) ->
    Values = [value() || _ <- lists:seq(1, rand:uniform(3))],
    list_to_tuple(at(Keypos, key(), Values)).

at(1, Key, Values) -> [Key | Values];
at(2, Key, [V | Values]) -> [V, Key | Values].

objects(Keypos) -> [object(Keypos) || _ <- lists:seq(1, rand:uniform(5) - 1)].

updates() -> oneof([update(), [update(), update()], [], [update(), bad]]).
update() -> {rand:uniform(4), value()}.

counts() -> oneof([rand:uniform(10) - 5, 1 bsl 64, count(), [count(), count()], []]).
count() ->
    oneof([{rand:uniform(4), rand:uniform(10) - 5}, {rand:uniform(4), 3, rand:uniform(10), 0},
           {rand:uniform(4), -3, rand:uniform(4), 9}]).

pattern(Keypos) ->
    Key = oneof([key(), key(), '$1', '_', {'$1', '_'}, {a, '$2'}, {'$1', '$1'}, ['$1' | '_'], #{a => '$1'}]),
    Values = [oneof(['_', '$1', '$2', '$3', value()]) || _ <- lists:seq(1, rand:uniform(3))],
    oneof([list_to_tuple(at(Keypos, Key, Values)), list_to_tuple(at(Keypos, Key, Values)), '_', '$1']).

specification(Keypos) -> [clause(Keypos) || _ <- lists:seq(1, rand:uniform(2))].

clause(Keypos) ->
    Pattern = pattern(Keypos),
    Bound = [V || V <- ['$1', '$2', '$3'], occurs(V, Pattern)],
    {Pattern, oneof([[], [], [guard(Bound)], [guard(Bound), guard(Bound)]]), [body(Bound)]}.

occurs(V, V) -> true;
occurs(V, T) when is_tuple(T) -> occurs(V, tuple_to_list(T));
occurs(V, [H | T]) -> occurs(V, H) orelse occurs(V, T);
occurs(V, M) when is_map(M) -> occurs(V, maps:values(M));
occurs(_, _) -> false.

operand(Bound) -> oneof(['$_', rand:uniform(5), {element, rand:uniform(3), '$_'}, {const, {1, 2}} | Bound]).

guard(Bound) ->
    A = operand(Bound), B = operand(Bound),
    oneof([{is_integer, A}, {is_tuple, A}, {'>', A, B}, {'=:=', A, B}, {'==', A, B}, {'=<', A, B},
           {'orelse', {is_list, A}, {is_atom, B}}, {'andalso', {is_number, A}, {'>', {'+', A, 1}, B}},
           {'and', {is_map, A}, {is_map_key, a, A}}, {'not', {is_atom, A}}, {'>', {size, '$_'}, 2}, {hd, A}, true]).

body(Bound) ->
    A = operand(Bound), B = operand(Bound),
    oneof(['$_', '$$', A, {{A, B}}, [A | B], {'+', A, B}, {{x, {element, 1, A}}}, {hd, A}, #{k => A}, true]).

%% The same patterns and guards with the answer true.
truth(Specification) -> [{P, G, [true]} || {P, G, _} <- Specification].

%% So that not everything is deleted all the time.
rare(Specification) -> [{P, [{'>', {size, '$_'}, 3} | G], B} || {P, G, B} <- Specification].

replacement(1) ->
    oneof([[{{'$1', '$2'}, [], [{{'$1', {{new, '$2'}}}}]}], [{{'$1', '_', '_'}, [], [{{'$1', 7}}]}],
           [{{{a, '$1'}, '_'}, [], [{{{{a, '$1'}}, '$1', 3}}]}], [{{'$1', '$2'}, [], [{{'$2', '$1'}}]}],
           [{{a, '$2'}, [{is_integer, '$2'}], [{{a, {'+', '$2', 1}}}]}], [{'_', [], ['$_']}]]);
replacement(2) ->
    oneof([[{{'$1', '$2'}, [], [{{{{new, '$1'}}, '$2'}}]}], [{{'_', '$1', '_'}, [], [{{7, '$1'}}]}],
           [{{'$1', '$2'}, [], [{{'$2', '$1'}}]}], [{{'_', '$1'}, [], [{{x, {element, 2, '$_'}, 1}}]}]]).
