%% SPDX-License-Identifier: Apache-2.0
%% Values of a type. Types are what make_table.escript makes of OTP's own -type and -spec declarations:
%%
%%     any | integer | float | number | atom | boolean | char | string | pid | reference | port | binary | bitstring
%%     | 'fun' | tuple | map | none
%%     {is, Term} | {range, Low, High} | {natural, Low} | {size, Max} | {list, T} | {nonempty, T} | {improper, T, Tail} | {tuple, [T]}
%%     | {map, [{assoc | exact, Key, Value}]} | {'fun', Arity, Result} | {union, [T]} | {bits, Size, Unit}
%%     | {var, Name} | {named, Module, Name, [T]}
%%     | {call, Module, Function, [T]}: what that function returns for arguments of these types
%%     | {make, Function}: what functions_made:Function() returns
%%     | {kept, T}: T, and as an argument never something else
-module(functions_type).
-export([make/1]).

-import(functions_random, [below/1, between/2, one_in/1, pick/1, many/2]).

%% Types refer to each other and to themselves: below this depth the choices are narrow.
-define(DEPTH, 6).

make(Type) -> make(Type, #{}, ?DEPTH).

make(Type, Variables, Depth) ->
    case Type of
        {is, Term} -> Term;
        {range, Low, High} -> range(Low, High);
        {natural, Low} -> natural(Low);
        {size, Max} -> functions_value:size(Max);
        {list, T} -> list(0, T, Variables, Depth);
        {nonempty, T} -> list(1, T, Variables, Depth);
        {improper, T, Tail} -> list(1, T, Variables, Depth) ++ make(Tail, Variables, Depth - 1);
        {tuple, Types} -> list_to_tuple([make(T, Variables, Depth - 1) || T <- Types]);
        {map, Fields} -> map(Fields, Variables, Depth - 1);
        {'fun', Arity, Result} -> function(Arity, Result, Variables, Depth - 1);
        {union, Types} -> make(member(Types, Depth), Variables, Depth);
        {bits, Size, Unit} -> bits(Size, Unit);
        {var, Name} -> variable(maps:get(Name, Variables, any), Depth);
        {named, Module, Name, Args} -> named(Module, Name, [bind(A, Variables) || A <- Args], Depth - 1);
        {call, Module, Function, Args} -> call(Module, Function, [make(A, Variables, Depth - 1) || A <- Args]);
        {make, Function} -> functions_made:Function();
        {kept, T} -> make(T, Variables, Depth);
        _ when is_atom(Type) -> simple(Type, Depth)
    end.

simple(any, Depth) -> functions_value:any(min(2, Depth - 2));
simple(integer, _) -> functions_value:integer();
simple(float, _) -> functions_value:float();
simple(number, _) -> functions_value:number();
simple(atom, _) -> functions_value:atom();
simple(boolean, _) -> pick([true, false]);
simple(char, _) -> functions_value:char();
simple(string, _) -> functions_value:string();
simple(pid, _) -> functions_value:pid();
simple(reference, _) -> functions_value:reference();
simple(port, _) -> functions_value:port();
simple(binary, _) -> functions_value:binary();
simple(bitstring, _) -> functions_value:bitstring();
simple('fun', _) -> functions_fun:any();
simple(tuple, Depth) -> list_to_tuple(many(below(5), fun() -> simple(any, Depth - 1) end));
simple(map, Depth) -> functions_value:map_of(fun() -> simple(any, Depth - 1) end, fun() -> simple(any, Depth - 1) end);
simple(none, Depth) -> simple(any, Depth).

%% Half of the time near an end.
range(Low, High) ->
    case one_in(2) of
        true -> pick([Low, High, min(High, Low + below(40)), max(Low, High - below(40)), min(High, Low + 1)]);
        false -> between(Low, High)
    end.

%% Seldom huge.
natural(Low) ->
    case below(8) of
        0 -> Low;
        1 -> max(Low, abs(functions_value:integer()));
        2 -> range(Low, 300);
        _ -> range(Low, 12)
    end.

variable({bound, Type, Variables}, Depth) -> make(Type, Variables, Depth);
variable(Type, Depth) -> make(Type, #{}, Depth).

bind({var, Name}, Variables) -> maps:get(Name, Variables, any);
bind({bound, _, _} = Bound, _) -> Bound;
bind(Type, Variables) when map_size(Variables) =:= 0; is_atom(Type) -> Type;
bind(Type, Variables) -> {bound, Type, Variables}.

list(Least, T, Variables, Depth) when Depth =< 1 -> many(Least + below(2), fun() -> make(T, Variables, Depth - 1) end);
list(Least, T, Variables, Depth) when Depth < ?DEPTH - 1 ->
    many(Least + below(4), fun() -> make(T, Variables, Depth - 1) end);
list(Least, T, Variables, Depth) ->
    functions_value:list(fun() -> make(T, Variables, Depth - 1) end)
        ++ many(Least, fun() -> make(T, Variables, Depth - 1) end).

map([{assoc, Key, Value}], Variables, Depth) ->
    functions_value:map_of(fun() -> make(Key, Variables, Depth) end, fun() -> make(Value, Variables, Depth) end);
map(Fields, Variables, Depth) ->
    maps:from_list([{make(K, Variables, Depth), make(V, Variables, Depth)}
                    || {Kind, K, V} <- Fields, Kind =:= exact orelse one_in(2)]).

%% What the function is for is seen from the type of its result.
function(Arity, Result, Variables, Depth) ->
    Kind = case Result of
        boolean -> boolean;
        {named, erlang, boolean, []} -> boolean;
        any -> argument;
        {var, _} -> argument;
        _ -> values
    end,
    functions_fun:make(Arity, Kind, fun() -> make(Result, Variables, Depth) end).

%% Without depth left, types that need none.
member(Types, Depth) when Depth =< 0 ->
    case [T || T <- Types, is_atom(T) orelse element(1, T) =:= is] of
        [] -> pick(Types);
        Flat -> pick(Flat)
    end;
member(Types, _) -> pick(Types).

bits(Size, 0) -> <<(functions_value:integer()):Size>>;
bits(Size, Unit) ->
    Binary = functions_value:bitstring(),
    Bits = Size + max(0, bit_size(Binary) - Size) div Unit * Unit,
    <<Part:Bits/bitstring, _/bitstring>> = <<Binary/bitstring, 0:Size>>,
    Part.

named(Module, Name, Args, Depth) ->
    case functions_special:type(Module, Name, Args) of
        default -> defined(maps:get({Module, Name, length(Args)}, functions_table:types(), unknown), Args, Depth);
        Type -> variable(Type, Depth)
    end.

defined(unknown, _, Depth) -> simple(any, Depth);
defined({_, {list, _}}, _, Depth) when Depth =< -2 -> [];
defined(_, _, Depth) when Depth =< -6 -> simple(any, 0);
defined({Names, Type}, Args, Depth) -> make(Type, maps:from_list(lists:zip(Names, Args)), Depth).

call(Module, Function, Args) ->
    try apply(Module, Function, Args)
    catch _:_ -> functions_value:any(1)
    end.
