%% SPDX-License-Identifier: Apache-2.0
%% erlang:decode_packet: every type on the same inputs, on random ones, and lines of HTTP.
-module(packets).
-export([main/0]).

main() ->
    [decode(T, B, []) || T <- types(), B <- inputs()],
    [decode(T, B, O) || T <- [line, 1, 2, 4, raw, http, httph, asn1, ssl_tls], {B, O} <- limited()],
    [decode(T, B, [{L, N}]) || T <- [line, http, httph], B <- [<<"abc">>, <<"ab\n">>, <<"abcd">>, <<"abc\n">>, <<"abc\nx">>],
                               L <- [line_length, packet_size], N <- [0, 2, 3, 4, 5]],
    [decode(T, <<L/binary, E/binary>>, []) || T <- [http, http_bin], L <- first_lines(), E <- [<<"\r\nrest">>, <<"\n">>]],
    [decode(T, <<L/binary, E/binary>>, []) || T <- [httph, httph_bin], L <- headers(),
                                              E <- [<<"\r\nX">>, <<"\nX">>, <<"\r\n">>, <<"\r\n ">>]],
    [decode(httph, <<"a", C, "b: x\n\n">>, []) || C <- lists:seq(0, 255), C =/= $:],
    [decode(http, <<"A", C, "B", C, "/", C, " HTTP/1.1\r\n">>, []) || C <- lists:seq(0, 255)],
    [decode(httph, <<N/binary, ": v\r\nX">>, []) || N <- names()],
    [decode(foo, <<>>, []), decode(line, foo, []), decode(line, <<>>, foo)],
    draw(2000, 1).

decode(Type, Bytes, Options) ->
    io:format("~w ~w ~w: ~w~n", [Type, Bytes, Options,
                                 show:class(fun() -> erlang:decode_packet(Type, Bytes, Options) end)]).

types() -> [raw, 0, 1, 2, 4, sunrm, asn1, cdr, fcgi, tpkt, ssl_tls, line, http, httph, http_bin, httph_bin].

inputs() ->
    [<<>>, <<1>>, <<1, 2>>, <<0>>, <<0, 0>>, <<0, 0, 0>>, <<0, 0, 0, 0>>, <<0, 0, 0, 1>>, <<0, 0, 0, 1, 2, 3>>,
     <<255, 255, 255, 255>>, <<127, 255, 255, 255>>, <<128, 0, 0, 2, 1, 2, 3>>,
     <<"GIOP", 1, 2, 1, 0, 4, 0, 0, 0, 1, 2, 3, 4, 5>>, <<"GIOP", 1, 2, 0, 0, 0, 0, 0, 4, 1, 2, 3, 4, 5>>,
     <<"GIOP", 1, 2, 0, 0, 0, 0, 0, 4>>, <<"XIOP", 1, 2, 0, 0, 0, 0, 0, 4, 1, 2, 3, 4, 5>>, <<"XIOP">>,
     <<1, 1, 0, 1, 0, 3, 5, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9>>, <<2, 1, 0, 1, 0, 3, 5, 0, 1, 2, 3>>, <<1, 1, 0, 1, 0, 3, 5>>,
     <<3, 0, 0, 5, 1, 2>>, <<3, 0, 0, 4, 1>>, <<3, 0, 0, 3, 1>>, <<2, 0, 0, 6, 1, 2, 3>>, <<22, 3, 1, 0, 2, 1, 2, 3>>,
     <<22, 3, 1, 0, 2>>, <<128, 5, 1, 3, 1, 4, 5, 6, 7>>, <<128, 5, 1>>, <<128, 5, 1, 3>>, <<48, 3, 1, 2, 3, 4>>,
     <<48, 129, 3, 1, 2, 3, 4>>, <<48, 128, 1, 0, 0>>, <<31, 129, 5, 2, 1, 2, 3>>, <<31, 129>>, <<48, 130, 0, 2, 1, 2, 3>>,
     <<48, 132, 1, 0, 0, 0, 1>>, <<48, 133, 1, 1, 1, 1, 1, 1>>, <<48, 132, 255, 255, 255, 255>>, <<"abc\ndef">>, <<"abc">>,
     <<"\n">>, <<"\r\nx">>].

limited() ->
    [{<<"abcdef\nx">>, [{line_length, 3}]}, {<<"abcdef\nx">>, [{line_length, 10}]}, {<<"abcdef">>, [{line_length, 3}]},
     {<<"abcdef\nx">>, [{packet_size, 3}]}, {<<"abcdef\nx">>, [{packet_size, 8}]},
     {<<0, 0, 0, 5, 1, 2, 3, 4, 5>>, [{packet_size, 3}]}, {<<5, 1, 2, 3, 4, 5>>, [{packet_size, 5}]},
     {<<5, 1, 2, 3, 4, 5>>, [{packet_size, 4}]}, {<<0, 5, 1, 2, 3, 4, 5>>, [{packet_size, 4}]},
     {<<"abc\ndef">>, [{line_delimiter, $e}]}, {<<"abc\ndef">>, [{line_delimiter, 256}]},
     {<<"abc\ndef">>, [{line_delimiter, a}]}, {<<"a">>, [foo]}, {<<"a">>, [{packet_size, -1}]},
     {<<"a">>, [{packet_size, 1 bsl 40}]}, {<<"a">>, [{foo, 1}]}].

first_lines() ->
    [<<"GET / HTTP/1.1">>, <<"GET /">>, <<"GET">>, <<"POST * HTTP/1.0">>, <<"FOO /x HTTP/1.1">>, <<"get /x HTTP/1.1">>,
     <<"GET http://a.b/c HTTP/1.1">>, <<"GET http://a.b HTTP/1.1">>, <<"GET http://a.b:80/c?d HTTP/1.1">>,
     <<"GET http://a.b:x/c HTTP/1.1">>, <<"GET http://a.b:/c HTTP/1.1">>, <<"GET https://a.b:443/c HTTP/1.1">>,
     <<"GET HTTP://A/ HTTP/1.1">>, <<"GET ftp://a/ HTTP/1.1">>, <<"CONNECT a:80 HTTP/1.1">>, <<"GET a HTTP/1.1">>,
     <<"GET a:b:c HTTP/1.1">>, <<"GET : HTTP/1.1">>, <<"GET :x HTTP/1.1">>, <<"GET a: HTTP/1.1">>, <<"GET *x HTTP/1.1">>,
     <<"GET  /  HTTP/1.1">>, <<"GET / HTTP/1.1 ">>, <<"GET / HTTP/11.22">>, <<"GET / HTTP/a.b">>, <<"GET / HTTP/1">>,
     <<"GET / http/1.1">>, <<"GET / FOO">>, <<"GET / x y HTTP/1.1">>, <<" GET / HTTP/1.1">>, <<"HTTP/1.1 200 OK">>,
     <<"HTTP/1.1 200">>, <<"HTTP/1.1 200 ">>, <<"HTTP/1.0 404 Not Found">>, <<"HTTP/1.1 2x0 OK">>, <<"HTTP/1.1  200  OK">>,
     <<"HTTP/1.1">>, <<"HTTP/1.1 99999 X">>, <<"HTTP/1.1\t200\tOK">>, <<"http/1.1 200 OK">>, <<"HTTP/ 200 OK">>,
     <<"HTTP/1 200 OK">>, <<"HTTPX/1.1 200 OK">>, <<"HTTP/123.456 200 OK">>, <<"HTTP/1.1 007 x">>, <<"HTTP/1.1 200x">>,
     <<"HTTP/1.1200">>, <<"HTTP/9 /x HTTP/1.1">>, <<"">>, <<" ">>, <<"A:b">>, <<"GET\t/\tHTTP/1.1">>,
     <<"OPTIONS / HTTP/1.1">>, <<"HEAD / HTTP/1.1">>, <<"PUT / HTTP/1.1">>, <<"DELETE / HTTP/1.1">>,
     <<"TRACE / HTTP/1.1">>, <<"PATCH / HTTP/1.1">>, <<"GET http:// HTTP/1.1">>, <<"GET http:///x HTTP/1.1">>,
     <<"GET http://[::1]:80/x HTTP/1.1">>, <<"GET http://a:99999/x HTTP/1.1">>, <<"GET http://a:0/ HTTP/1.1">>,
     <<"GET http://a:8x/ HTTP/1.1">>, <<"GET http://a:80 HTTP/1.1">>, <<"GET http://a:80:90/ HTTP/1.1">>,
     <<"GET http://a/b:c HTTP/1.1">>, <<"GET httpx://a HTTP/1.1">>, <<"GET http:/a HTTP/1.1">>, <<"GET / HTTP/1.1x">>,
     <<"GET / HTTP/">>, <<"GET / HTTP/.">>, <<"GET /a b">>].

headers() ->
    [<<"Host: a.b">>, <<"host:a.b">>, <<"HOST : a.b  ">>, <<"X-Foo-bar: \t baz \t">>,
     <<"x-foo-BAR-baz-quux-long-name-here: 1">>, <<"foo">>, <<": x">>, <<"">>, <<"a b: c">>, <<"content-length: 5">>,
     <<"Content-md5: x">>, <<"ETag: x">>, <<"WWW-authenticate: x">>, <<"A: b\r\n c">>, <<"A: b\n\tc">>, <<"A:">>, <<" A: b">>,
     <<"a_b: c">>, <<"a--b: c">>, <<"-a: c">>, <<"1a: c">>, <<"TE: x">>]
    ++ [list_to_binary([lists:duplicate(N, $a), ": x"]) || N <- [19, 20, 21, 49, 50, 51]].

names() ->
    [<<"Cache-Control">>, <<"Connection">>, <<"Date">>, <<"Pragma">>, <<"Transfer-Encoding">>, <<"Upgrade">>, <<"Via">>,
     <<"Accept">>, <<"Accept-Charset">>, <<"Accept-Encoding">>, <<"Accept-Language">>, <<"Authorization">>, <<"From">>,
     <<"Host">>, <<"If-Modified-Since">>, <<"If-Match">>, <<"If-None-Match">>, <<"If-Range">>, <<"If-Unmodified-Since">>,
     <<"Max-Forwards">>, <<"Proxy-Authorization">>, <<"Range">>, <<"Referer">>, <<"User-Agent">>, <<"Age">>, <<"Location">>,
     <<"Proxy-Authenticate">>, <<"Public">>, <<"Retry-After">>, <<"Server">>, <<"Vary">>, <<"Warning">>,
     <<"Www-Authenticate">>, <<"Allow">>, <<"Content-Base">>, <<"Content-Encoding">>, <<"Content-Language">>,
     <<"Content-Length">>, <<"Content-Location">>, <<"Content-Md5">>, <<"Content-Range">>, <<"Content-Type">>, <<"Etag">>,
     <<"Expires">>, <<"Last-Modified">>, <<"Accept-Ranges">>, <<"Set-Cookie">>, <<"Set-Cookie2">>, <<"X-Forwarded-For">>,
     <<"Cookie">>, <<"Keep-Alive">>, <<"Proxy-Connection">>, <<"Trailer">>, <<"Expect">>, <<"Origin">>].

%% ---- random input ----

next(S) -> (S * 6364136223846793005 + 1442695040888963407) band 16#ffffffffffffffff.

pick(S, Tuple) -> {element((S bsr 33) rem tuple_size(Tuple) + 1, Tuple), next(S)}.

bytes(0, S, Acc) -> {list_to_binary(Acc), S};
bytes(N, S0, Acc) ->
    {Byte, S} = pick(S0, {0, 0, 0, 1, 2, 3, 4, 5, 127, 128, 129, 130, 131, 132, 133, 255}),
    bytes(N - 1, S, [Byte | Acc]).

draw(0, _) -> ok;
draw(N, S0) ->
    {Type, S1} = pick(S0, {1, 2, 4, asn1, asn1, cdr, fcgi, tpkt, ssl_tls, ssl_tls, sunrm}),
    {Head, S2} = pick(S1, heads(Type)),
    {Bytes, S3} = bytes(N rem 14, S2, []),
    {Options, S} = pick(S3, {[], [], [], [{packet_size, 3}], [{packet_size, 100}]}),
    decode(Type, <<Head/binary, Bytes/binary>>, Options),
    draw(N - 1, S).

heads(cdr) -> {<<"GIOP", 1, 2, 0>>, <<"GIOP", 1, 2, 1>>};
heads(fcgi) -> {<<>>, <<1, 1, 0, 1, 0>>, <<1, 1, 0, 1, 0>>};
heads(tpkt) -> {<<>>, <<3, 0, 0>>};
heads(ssl_tls) -> {<<>>, <<22, 3, 1, 0>>, <<128, 2, 1>>, <<128, 3, 1>>, <<128, 4, 1>>, <<128, 7, 1>>, <<128, 8, 1>>};
heads(asn1) -> {<<>>, <<31>>, <<63>>, <<48>>};
heads(_) -> {<<>>}.
