%% Compiles what comes on standard input with OTP's compiler. A line is a module: in base64, the external form of
%% {Name, Forms, Options}. Of what comes out it prints size and MD5 of every chunk, or else the errors.
-module(recompile).
-export([main/0]).

main() ->
    case io:get_line('') of
        eof ->
            ok;
        Line ->
            {Name, Forms, Options} = binary_to_term(base64:decode(string:trim(Line))),
            report(Name, catch compile:forms(Forms, [return_errors | Options])),
            main()
    end.

report(Name, {ok, Name, Beam}) -> report_beam(Name, Beam);
report(Name, {ok, Name, Beam, _Warnings}) -> report_beam(Name, Beam);
report(Name, Other) -> io:format("== ~w~n~p~n", [Name, Other]).

report_beam(Name, <<"FOR1", Size:32, "BEAM", Chunks/binary>>) ->
    io:format("== ~w~n~w bytes~n", [Name, Size]),
    report_chunks(Chunks).

report_chunks(<<>>) ->
    ok;
report_chunks(<<Tag:4/binary, Size:32, Data:Size/binary, Rest/binary>>) ->
    io:format("~s ~w ~.16b~n", [Tag, Size, binary:decode_unsigned(erlang:md5(Data))]),
    Padding = -Size band 3,
    <<_:Padding/binary, Next/binary>> = Rest,
    report_chunks(Next).
