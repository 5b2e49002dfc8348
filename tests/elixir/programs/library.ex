# SPDX-License-Identifier: Apache-2.0
# A walk through the library: text, regular expressions, streams, dates, printing.
defmodule Library do
  def main do
    text()
    expressions()
    streams()
    dates()
    printing()
    numbers()
  end

  defp text do
    for s <- ["", "héllo wörld", "Straße", "ΑΣ ΟΔΟΣ", "e\u0301a\u0308", "👨‍👩‍👧🇩🇪x", "ǆ ﬁ İ ı", "日本語"] do
      IO.inspect({s, String.length(s), String.graphemes(s), String.upcase(s), String.downcase(s), String.capitalize(s)})
      IO.inspect({String.reverse(s), String.codepoints(s), String.normalize(s, :nfd) |> byte_size(), String.at(s, -1)})
      IO.inspect({String.pad_leading(s, 12, "·"), String.slice(s, 1..3), String.split(s, ""), String.to_charlist(s)})
    end

    IO.inspect(String.replace("a-b-c", "-", fn _ -> "+" end))
    IO.inspect({String.jaro_distance("Dwayne", "Duane"), String.myers_difference("kitten", "sitting")})
    IO.inspect({String.splitter("1,2 3", [",", " "]) |> Enum.to_list(), String.split_at("abcdef", -2)})
    IO.inspect({Base.encode64("any carnal pleas"), Base.decode16!("CAFE"), Base.encode32("x"), Base.url_encode64(<<255, 254>>)})
    IO.inspect(URI.parse("https://user@example.org:8080/a/b?q=1&r=%20#frag"))
    IO.inspect({URI.encode_query(a: "1 2", b: "é"), URI.decode_query("a=1+2&b=%C3%A9"), to_string(URI.merge("http://a/b/c", "../d"))})
    IO.inspect({Version.compare("1.2.3-rc.1", "1.2.3"), Version.match?("1.4.9", "~> 1.4"), Version.parse("1.x")})
    IO.inspect(OptionParser.parse(["--flag", "-n", "5", "rest"], strict: [flag: :boolean, number: :integer], aliases: [n: :number]))
  end

  defp expressions do
    IO.inspect(Regex.scan(~r/(\w)(\d+)/, "a1 b22 c333"))
    IO.inspect(Regex.named_captures(~r/(?<year>\d{4})-(?<month>\d\d)/, "on 2024-02-29"))
    IO.inspect(Regex.replace(~r/(b+)/, "abbcb", "[\\1]"))
    IO.inspect(Regex.split(~r/\s*,\s*/, "a , b,c", include_captures: true))
    IO.inspect({"x=1" =~ ~r/=\d/, Regex.run(~r/é(.)/u, "caféx", return: :index), Regex.escape("a.b*c")})
    IO.inspect(Regex.compile("a(b"))
  end

  defp streams do
    IO.inspect(Stream.iterate(1, &(&1 * 2)) |> Stream.filter(&(rem(&1, 3) == 1)) |> Enum.take(5))
    IO.inspect(Stream.unfold({0, 1}, fn {a, b} -> {a, {b, a + b}} end) |> Stream.take_while(&(&1 < 100)) |> Enum.to_list())
    IO.inspect(1..10 |> Stream.chunk_every(3, 2, [:pad]) |> Stream.with_index() |> Enum.to_list())
    IO.inspect(Stream.zip([1..3, Stream.cycle([:a, :b]), ["x", "y", "z"]]) |> Enum.to_list())

    IO.inspect(
      Stream.resource(fn -> 3 end, fn 0 -> {:halt, 0}; n -> {[n, n], n - 1} end, fn n -> IO.inspect({:closed, n}) end)
      |> Stream.dedup()
      |> Stream.transform(0, fn n, acc -> {[n + acc], acc + n} end)
      |> Enum.to_list()
    )

    IO.inspect(1..20 |> Stream.map(&(&1 + 1)) |> Stream.reject(&(rem(&1, 2) == 0)) |> Stream.scan(&+/2) |> Enum.at(4))
  end

  defp dates do
    date = ~D[2024-02-29]
    IO.inspect({Date.add(date, 366), Date.diff(~D[2025-01-01], date), Date.day_of_week(date), Date.beginning_of_month(date)})
    IO.inspect({Date.range(date, Date.add(date, 3)) |> Enum.map(&Date.to_string/1), Date.leap_year?(date)})
    moment = ~U[2024-12-31 23:59:59.999999Z]
    IO.inspect({DateTime.truncate(moment, :millisecond), DateTime.to_unix(moment), DateTime.from_unix!(1_700_000_000)})
    IO.inspect({Time.diff(~T[12:00:00], ~T[09:30:00], :minute), Time.add(~T[23:00:00], 2, :hour), NaiveDateTime.compare(~N[2024-01-01 00:00:00], ~N[2023-01-01 00:00:00])})
    IO.puts(Calendar.strftime(~N[2024-03-05 07:08:09.123456], "%A, %d %B %Y %I:%M:%S %p %j %f %-d %y %a %b %q"))
    IO.inspect({DateTime.from_iso8601("2024-02-30T00:00:00Z"), DateTime.from_iso8601("2015-01-23T23:50:07.123+02:30")})
  end

  defp printing do
    IO.inspect(Enum.to_list(1..100))
    IO.inspect(%{list: Enum.map(1..12, &{&1, "text #{&1}"}), nested: %{a: %{b: %{c: [d: :e]}}}, binary: <<1, 2, 255>>})
    IO.inspect(Map.new(1..40, &{&1, &1 * &1}) |> Map.keys() |> Enum.sort())
    IO.inspect({"quote\"\n\t\\", 'chars', :"odd atom", :"é", nil, [a: 1, "b c": 2], {1, {2}}, 1.0e-7, -0.0, 1.0e22})
    IO.inspect([%{1 => 2}, MapSet.new([3, 1, 2]), 1..5, 1..9//2, {}, [], %{}, &Enum.map/2], width: 40)
    IO.inspect("binary", binaries: :as_binaries)
    IO.inspect('abc', charlists: :as_lists)
    IO.inspect(0xFF, base: :hex)
    IO.inspect(Enum.to_list(1..60), limit: 5)
    IO.inspect(%{a: String.duplicate("long ", 30)}, printable_limit: 20, pretty: true)
    IO.inspect({self() |> is_pid(), make_ref() |> is_reference()})
    IO.puts(inspect({:a, [b: %{c: 1}]}, pretty: true, width: 5))
    IO.puts(inspect("ﬀ \u200b \e[0m \x7f" <> <<0>>))
    :io.format("~ts ~p~n", ["from Erlang", %{a: 1}])
  end

  defp numbers do
    IO.inspect({Integer.digits(1234, 16), Integer.undigits([1, 2, 3]), Integer.gcd(-12, 18), Integer.pow(3, 50)})
    IO.inspect({Float.round(2.345, 2), Float.ceil(-1.21, 1), Float.ratio(0.75), Float.parse("1.5e3x"), Float.to_string(1.0e15)})
    IO.inspect({div(-7, 2), rem(-7, 2), Integer.floor_div(-7, 2), Integer.mod(-7, 2), Integer.extended_gcd(240, 46)})
    IO.inspect({Integer.to_string(-255, 16), String.to_integer("-zz", 36), Integer.parse("0x1F"), :math.pi() |> Float.floor(3)})
    IO.inspect({Enum.sum(1..1000), Enum.product(1..25), Enum.min_max([3, 1, 2]), Enum.frequencies('banana')})
    IO.inspect({Enum.chunk_by([1, 1, 2, 3, 3], & &1), Enum.zip_reduce([1, 2], [3, 4], 0, &(&1 * &2 + &3)), Enum.slide(0..5, 1..2, 4)})
  end
end
