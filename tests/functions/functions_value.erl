%% SPDX-License-Identifier: Apache-2.0
%% Values of every kind, with a preference for edges: where integers stop being small, where maps change their form,
%% where binaries leave the heap, where bits do not start at a byte.
-module(functions_value).
-export([identifiers/0, any/1, integer/0, size/1, float/0, number/0, atom/0, binary/0, bitstring/0, list/1, string/0, number_text/0, char/0,
         pid/0, reference/0, port/0, map_of/2, chardata/1, iodata/1, remember/1, remembered/0, forget/0]).

-import(functions_random, [below/1, between/2, one_in/1, pick/1, weighted/1, many/2]).

%% ---- what was made for the same call ----

%% Functions are about the relation of their arguments (a key and a map that has it), so any/1 may give what an
%% earlier argument contains. Only a few values are kept.
remember(Value) ->
    Old = case get(?MODULE) of undefined -> []; Values -> Values end,
    put(?MODULE, lists:sublist([Value | Old], 24)),
    Value.

remembered() ->
    case get(?MODULE) of undefined -> []; Values -> Values end.

forget() ->
    erase(?MODULE).

%% ---- any value ----

%% Depth bounds how deep it is nested.
any(Depth) ->
    case remembered() of
        [_ | _] = Values ->
            case one_in(3) of
                true -> pick(Values);
                false -> remember(fresh(Depth))
            end;
        [] -> remember(fresh(Depth))
    end.

fresh(Depth) when Depth =< 0 -> flat();
fresh(Depth) ->
    case weighted([{10, flat}, {3, list}, {1, improper}, {3, tuple}, {2, map}, {1, string}, {1, deep}]) of
        flat -> flat();
        list -> list(fun() -> any(Depth - 1) end);
        improper -> many(between(1, 4), fun() -> any(Depth - 1) end) ++ any(0);
        tuple -> list_to_tuple(many(below(6), fun() -> any(Depth - 1) end));
        map -> map_of(fun() -> any(Depth - 1) end, fun() -> any(Depth - 1) end);
        string -> string();
        deep -> deep(pick([3, 10, 60]), any(0))
    end.

flat() ->
    case weighted([{8, integer}, {3, float}, {5, atom}, {4, bits}, {2, common}, {1, 'fun'}, {1, identifier}]) of
        integer -> integer();
        float -> float();
        atom -> atom();
        bits -> bitstring();
        common -> pick({[], {}, #{}, a, b, 0, 1, 2, 1.0, <<>>, "", "a", <<"a">>, true, false, {a, 1}, {b, 2}});
        'fun' -> functions_fun:any();
        identifier -> pick([pid(), reference(), port()])
    end.

deep(0, Term) -> Term;
deep(N, Term) -> deep(N - 1, pick([[Term], {Term}, [a | Term], #{a => Term}, {N, Term}])).

%% ---- numbers ----

integer() ->
    case below(8) of
        N when N < 3 -> between(-3, 12);
        3 -> between(-300, 300);
        N when N < 6 -> pick([1, -1]) * edge() + between(-2, 2);
        6 -> between(-100000, 100000);
        7 -> pick([1, -1]) * bits(pick([31, 58, 63, 70, 128, 200, 1100]))
    end.

edge() ->
    1 bsl pick({5, 7, 8, 15, 16, 24, 27, 28, 31, 32, 52, 53, 59, 60, 63, 64, 65, 127, 128, 192, 256, 1023, 1024, 2048}).

bits(N) when N =< 30 -> below(1 bsl N);
bits(N) -> bits(N - 30) bsl 30 bor below(1 bsl 30).

%% Something for an argument that says how large the result shall be: at most Max, or no such number.
size(Max) ->
    case below(10) of
        0 -> pick([-1, -2, 1.0, a, [], <<>>, 0.0]);
        1 -> Max;
        2 -> 0;
        _ -> below(Max + 1)
    end.

float() ->
    case below(5) of
        0 -> pick({0.0, -0.0, 1.0, -1.0, 0.5, 1.5, 2.5, -0.5, -2.5, 0.1, 1.0e308, -1.0e308, 1.7976931348623157e308, 5.0e-324,
                   -5.0e-324, 2.2250738585072014e-308, 2.225073858507201e-308, 4503599627370496.0,
                   9007199254740992.0, 9007199254740993.0, 1.0e15, 1.0e16, 1.0e21, 1.0e22, 1.0e23, 1.0e-5, 1.0e-7,
                   576460752303423488.0, 1152921504606846976.0, 9223372036854775808.0, 18446744073709551616.0,
                   3.141592653589793, 2.718281828459045, 0.30000000000000004});
        1 -> between(-1000, 1000) / pick([1, 2, 3, 4, 7, 10, 16, 100]);
        2 -> between(-10, 10) * 1.0;
        3 -> random_float();
        4 -> between(-1 bsl 55, 1 bsl 55) * 1.0
    end.

random_float() ->
    case <<(bits(64)):64>> of
        <<Float/float>> -> Float;
        _ -> random_float()
    end.

number() ->
    case one_in(3) of true -> float(); false -> integer() end.

%% ---- atoms and identifiers ----

atom() ->
    pick({a, a, b, b, c, d, ok, error, true, false, undefined, nil, '', 'hello world', 'A', '_', 'a@b', 'it\'s', '\n',
          'åäö', 'été', '日本', 'Ω', 'fun', 'andalso', lists, erlang, infinity, value, latin1, utf8, unicode, little, big,
          'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz'}).

%% Identifiers from text are the same on every machine. No process has a pid with such a serial number, so that nothing is
%% done to one.
pid() -> list_to_pid(pick(pids())).
reference() -> list_to_ref(pick(references())).
port() -> list_to_port(pick(ports())).

pids() -> ["<0.5.8001>", "<0.17.8001>", "<0.1000.8002>", "<0.17.8003>"].
references() -> ["#Ref<0.1.2.3>", "#Ref<0.1.2.4>", "#Ref<0.4.1.9>"].
ports() -> ["#Port<0.7>", "#Port<0.8>", "#Port<0.123456>"].

identifiers() -> pids() ++ references() ++ ports().

%% ---- characters ----

char() ->
    case weighted([{8, letter}, {2, space}, {2, latin1}, {2, wide}, {1, any}]) of
        letter -> pick("aaabbcxyzABZ0123456789.,:;-+_/%#?&=<>()[]{}\"'\\~@!$^*|");
        space -> pick(" \n\t\r\f\v\b\e\d\0");
        latin1 -> between(128, 255);
        wide -> pick([16#100, 16#3A9, 16#3C3, 16#3C2, 16#130, 16#131, 16#DF, 16#1E9E, 16#300, 16#308, 16#30A, 16#301, 16#200D,
                      16#AC00, 16#1100, 16#1161, 16#11A8, 16#D7FF, 16#E000, 16#FFFD, 16#FFFE, 16#FFFF, 16#10000,
                      16#1F600, 16#1F468, 16#1F1E6, 16#1F1F7, 16#FE0F, 16#1F3FB, 16#10FFFF, 16#2028, 16#5D0,
                      16#0915, 16#094D, 16#0937, 16#E01, 16#FB01, 16#1C4, 16#1F80, 16#149, 16#3000, 16#FF21]);
        any ->
            C = below(16#110000),
            if C >= 16#D800, C =< 16#DFFF -> $?; true -> C end
    end.

string() ->
    case weighted([{4, short}, {2, ascii}, {1, long}, {1, number}, {1, words}]) of
        short -> many(below(8), fun char/0);
        ascii -> many(below(20), fun() -> between(32, 126) end);
        long -> many(between(30, 90), fun char/0);
        number -> number_text();
        words -> lists:append(lists:join(" ", many(below(6), fun() -> many(between(1, 6), fun() -> pick("abcde") end) end)))
    end.

number_text() ->
    case below(4) of
        0 -> integer_to_list(integer());
        1 -> io_lib_format:fwrite_g(float());
        2 -> integer_to_list(integer(), between(2, 36));
        3 -> pick(["", "-", "+"]) ++ integer_to_list(below(1000)) ++ pick(["", ".", ".0", ".5e", ".5e3", "e3", " ", "x"])
    end.

%% Text in any of the forms that unicode knows: nested lists of characters and UTF-8.
chardata(Depth) ->
    case weighted([{4, string}, {3, binary}, {2, nested}, {1, tail}, {1, cut}]) of
        nested when Depth > 0 -> many(below(4), fun() -> case one_in(3) of true -> char(); false -> chardata(Depth - 1) end end);
        tail -> [string() | utf8()];
        cut -> cut_utf8();
        string -> string();
        _ -> utf8()
    end.

utf8() -> moved(unicode:characters_to_binary(string())).

%% UTF-8 that ends within a character, or that is none.
cut_utf8() ->
    Bytes = unicode:characters_to_binary([string(), char()]),
    case one_in(2) of
        true -> binary:part(Bytes, 0, byte_size(Bytes) - 1);
        false -> <<Bytes/binary, (pick([16#80, 16#C0, 16#ED, 16#F5, 16#FF])), (below(256)), Bytes/binary>>
    end.

iodata(Depth) ->
    case weighted([{3, binary}, {2, bytes}, {2, nested}, {1, tail}]) of
        nested when Depth > 0 -> many(below(4), fun() -> case one_in(3) of true -> below(256); false -> iodata(Depth - 1) end end);
        tail -> [below(256) | binary()];
        bytes -> many(below(12), fun() -> below(256) end);
        _ -> binary()
    end.

%% ---- binaries ----

binary() ->
    case weighted([{3, short}, {2, text}, {2, few}, {1, long}, {1, number}]) of
        short -> moved(list_to_binary(many(below(10), fun() -> below(256) end)));
        text -> utf8();
        few -> moved(list_to_binary(many(below(8), fun() -> pick("aab") end)));
        long -> moved(long_binary());
        number -> moved(list_to_binary(number_text()))
    end.

%% Around the size from which binaries are kept outside the heap, and above.
long_binary() ->
    Size = pick([63, 64, 65, 66, 100, 256, 257, 1000]),
    Pattern = list_to_binary(many(between(1, 7), fun() -> below(256) end)),
    <<Part:Size/binary, _/binary>> = binary:copy(Pattern, Size div byte_size(Pattern) + 1),
    Part.

bitstring() ->
    Binary = binary(),
    case one_in(3) of
        true -> moved(<<Binary/binary, (below(256)):(between(1, 7))>>);
        false -> Binary
    end.

%% The same bits in another place: whole, as a part of a larger one, or not beginning at a byte.
moved(Bits) ->
    Before = pick([0, 0, 0, 8, 64, 1, 3, 7]),
    After = pick([0, 0, 8, 5, 600]),
    Size = bit_size(Bits),
    <<_:Before, Part:Size/bitstring, _:After>> = <<-1:Before, Bits/bitstring, -1:After>>,
    Part.

%% ---- lists and maps ----

list(Make) -> many(length_of(), Make).

length_of() ->
    case weighted([{4, few}, {3, more}, {1, many}]) of
        few -> below(4);
        more -> below(12);
        many -> pick([16, 17, 31, 32, 33, 40])
    end.

map_of(MakeKey, MakeValue) ->
    Size = case one_in(6) of true -> pick([30, 31, 32, 33, 34, 70]); false -> below(6) end,
    Pairs = many(Size, fun() -> {MakeKey(), MakeValue()} end),
    Filled = case Size > 6 of
        true -> Pairs ++ [{N, MakeValue()} || N <- lists:seq(1, Size - 4)];
        false -> Pairs
    end,
    maps:from_list(Filled).
