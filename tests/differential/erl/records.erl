%% SPDX-License-Identifier: Apache-2.0
-module(records).
-export([main/0]).
-import(show, [value/2, result/2, each/3, id/1]).

-record(person, {name, age = 0, address = none}).
-record(address, {street = "", city}).
-record(empty, {}).
-record(wide, {a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8}).

main() ->
    P = id(#person{name = "Joe", age = 60}),
    value("record", P),
    value("fields", {P#person.name, P#person.age, P#person.address}),
    value("update", P#person{age = 61}),
    value("update two", P#person{age = 61, name = mike}),
    value("index", [#person.name, #person.age]),
    value("default", #person{}),
    value("empty", #empty{}),
    value("nested", move(P, "Rome")),
    value("nested field", (move(P, "Rome"))#person.address#address.city),
    value("nested update", begin Q = move(P, "Rome"), Q#person{address = Q#person.address#address{city = "Oslo"}} end),
    value("is_record", [is_record(P, person), is_record(P, address), is_record({person, 1}, person), is_record(x, person), is_record(id(P), person, 4)]),
    each("match", fun match/1, [P, #person{name = x}, #address{city = "Y"}, #empty{}, {person, x}, other]),
    each("guard", fun guard/1, [P, #person{age = 5}, #empty{}, x]),
    value("wide update", (id(#wide{}))#wide{b = x, d = y, f = z, h = w}),
    value("keyfind on records", lists:keyfind("Ann", #person.name, [P, #person{name = "Ann", age = 3}])),
    value("sum", lists:sum([A || #person{age = A} <- [P, x, #person{age = 5}]])),
    result("no record", fun() -> (id(x))#person.name end),
    result("wrong record", fun() -> (id(#empty{}))#person.name end),
    result("update no record", fun() -> (id({person}))#person{name = 1} end).

move(P, City) -> P#person{address = #address{city = City}}.

match(#person{name = "Joe", age = A}) -> {joe, A};
match(#person{name = N}) -> {someone, N};
match(#address{city = C}) -> {city, C};
match(#empty{}) -> empty;
match(_) -> nothing.

guard(P) when P#person.age > 18 -> adult;
guard(P) when is_record(P, person) -> child;
guard(_) -> no.
