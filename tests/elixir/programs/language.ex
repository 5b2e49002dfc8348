# SPDX-License-Identifier: Apache-2.0
# What the language itself is made of: protocols, structs, comprehensions, with, pipes, sigils, exceptions.
defprotocol Language.Area do
  @fallback_to_any true
  def area(shape)
end

defmodule Language.Square do
  @enforce_keys [:side]
  defstruct [:side, name: "square"]
end

defmodule Language.Circle do
  defstruct radius: 1
end

defmodule Language.Secret do
  @derive {Inspect, only: [:open]}
  defstruct [:open, :hidden]
end

defimpl Language.Area, for: Language.Square do
  def area(%{side: side}), do: side * side
end

defimpl Language.Area, for: [Language.Circle] do
  def area(circle), do: 3 * circle.radius * circle.radius
end

defimpl Language.Area, for: List do
  def area(list), do: list |> Enum.map(&Language.Area.area/1) |> Enum.sum()
end

defimpl Language.Area, for: Any do
  def area(_), do: 0
end

defimpl String.Chars, for: Language.Square do
  def to_string(square), do: "[#{square.name} #{square.side}]"
end

# A collection of one's own: numbers from first to last, counted by reduce alone.
defmodule Language.Span do
  defstruct [:first, :last]
end

defimpl Enumerable, for: Language.Span do
  def count(_), do: {:error, __MODULE__}
  def member?(span, n), do: {:ok, n in span.first..span.last}
  def slice(_), do: {:error, __MODULE__}
  def reduce(_, {:halt, acc}, _), do: {:halted, acc}
  def reduce(span, {:suspend, acc}, f), do: {:suspended, acc, &reduce(span, &1, f)}
  def reduce(%{first: n, last: last}, {:cont, acc}, _) when n > last, do: {:done, acc}

  def reduce(%{first: n} = span, {:cont, acc}, f) do
    reduce(%{span | first: n + 1}, f.(n, acc), f)
  end
end

defmodule Language.Refusal do
  defexception [:code, message: "no"]

  @impl true
  def message(refusal), do: "refused with #{refusal.code}"
end

defmodule Language do
  alias Language.{Area, Circle, Refusal, Secret, Span, Square}
  import Bitwise

  def main do
    protocols()
    structs()
    comprehensions()
    with_and_pipes()
    sigils()
    exceptions()
    captures()
    IO.inspect({band(12, 10), bor(12, 10), bxor(12, 10), bnot(5), 1 <<< 70, -256 >>> 3})
  end

  defp protocols do
    IO.inspect(Area.area([%Square{side: 3}, %Circle{radius: 2}, :nothing, 1.5]))
    IO.inspect({Area.impl_for(%Circle{}), Area.impl_for("text"), Area.impl_for([])})
    IO.puts("a #{%Square{side: 4}}, an atom #{:ok}, a list #{[?a, "b", [?c]]}, #{1.0e10} and #{nil}.")
    IO.inspect(catch_error(fn -> to_string(%Circle{}) end))
    IO.inspect(catch_error(fn -> Enum.count(5) end))
    span = %Span{first: 1, last: 10}
    IO.inspect({Enum.to_list(span), Enum.take(span, 3), Enum.zip(span, [:a, :b]), 4 in span, Enum.at(span, -1)})
    IO.inspect(Enum.into([a: 1, b: 2], %{b: 0, c: 3}))
    IO.inspect(for c <- ["x", "y"], into: "<", do: c)
  end

  defp structs do
    square = %Square{side: 2}
    IO.inspect(square)
    IO.inspect(%{square | side: 5})
    IO.inspect(%Secret{open: 1, hidden: 2})
    IO.inspect(catch_error(fn -> struct!(Square, name: "x") end))
    IO.inspect(catch_error(fn -> struct!(Circle, no: 1) end))
    IO.inspect(Map.from_struct(square))
    IO.inspect(put_in(%{a: %{b: [1, 2]}}, [:a, :b, Access.at(1)], :new))
    IO.inspect(update_in(%{"k" => [x: 1, y: 2]}["k"][:y], &(&1 * 10)))
    IO.inspect(get_and_update_in(%{a: [%{n: 1}, %{n: 2}]}, [:a, Access.all(), :n], &{&1, &1 + 1}))
    IO.inspect(pop_in(%{a: %{b: 1, c: 2}}, [:a, :b]))
  end

  defp comprehensions do
    IO.inspect(for x <- 1..4, y <- x..4, rem(x + y, 2) == 0, do: {x, y})
    IO.inspect(for <<r::4, g::4 <- <<1, 2, 0xAB>> >>, do: r * g)
    IO.inspect(for {k, v} <- %{a: 1, b: 2, c: 3}, v != 2, into: %{}, do: {v, k})
    IO.inspect(for w <- ~w(a bb a ccc), uniq: true, do: w)
    IO.inspect(for c <- 'hello', reduce: %{}, do: (acc -> Map.update(acc, <<c>>, 1, &(&1 + 1))))
    IO.inspect(for <<c <- "aXbY">>, c in ?A..?Z, into: "", do: <<c + 32>>)
  end

  defp with_and_pipes do
    IO.inspect(Enum.map([%{a: 1, b: 2}, %{a: 1}, %{}], &sum/1))

    "the quick brown fox jumps over the lazy dog"
    |> String.split()
    |> Enum.group_by(&String.length/1, &String.first/1)
    |> Enum.sort_by(fn {length, _} -> -length end)
    |> IO.inspect(label: "by length")

    1..3 |> Enum.map(&(&1 ** 2)) |> then(&{:squares, &1}) |> tap(&IO.inspect/1) |> elem(0) |> IO.inspect()
  end

  defp sum(map) do
    with {:ok, a} <- Map.fetch(map, :a),
         {:ok, b} <- Map.fetch(map, :b),
         c = a + b do
      {:sum, c}
    else
      :error when map_size(map) == 0 -> :empty
      :error -> :incomplete
    end
  end

  defp sigils do
    IO.inspect({~w(a b c)a, ~s(say "hi"), ~S(raw #{x}), ~c(chars), ~r/a.b/iu, ~D[2024-02-29], ~T[23:59:59.5]})
    IO.inspect({~N[2024-02-29 12:00:00], ~U[2024-02-29 12:00:00Z]})

    IO.puts("""
      indented
    heredoc with "quotes" and \u00e9\x41
    """)
  end

  defp exceptions do
    for f <- [
          fn -> raise "plain" end,
          fn -> raise Refusal, code: 7 end,
          fn -> raise ArgumentError end,
          fn -> Map.fetch!(opaque(%{a: 1}), :b) end,
          fn -> Keyword.fetch!([a: 1], :b) end,
          fn -> hd(opaque([])) end,
          fn -> opaque(1) + opaque(:a) end,
          fn -> opaque(1) / opaque(0) end,
          fn -> Map.get(opaque(%{a: %{}}), :a).missing end,
          fn -> opaque(nil).field end,
          fn -> apply(Language, :nothing, [1, 2]) end,
          fn -> apply(NoSuchModule, :f, []) end,
          fn -> opaque(fn x -> x end).(1, 2) end,
          fn -> Map.replace!(opaque(%{}), :a, 1) end,
          fn -> case(opaque(5), do: (6 -> 7)) end,
          fn -> {:ok, _} = opaque(:error) end,
          fn -> cond do opaque(false) -> 1 end end,
          fn -> with({:ok, x} <- opaque(:no), do: x, else: (:never -> 1)) end,
          fn -> String.to_integer(opaque("x1")) end,
          fn -> String.to_existing_atom("no such atom was ever made") end,
          fn -> Integer.parse("12", 40) end,
          fn -> Enum.fetch!([1], 5) end,
          fn -> Enum.max([]) end,
          fn -> Date.from_iso8601!("2024-13-01") end,
          fn -> URI.parse(opaque(5)) end,
          fn -> <<opaque(300.5)::8>> end,
          fn -> :erlang.error(:own_reason) end,
          fn -> if opaque(1) and true, do: 2 end
        ] do
      IO.puts(catch_error(f))
    end

    IO.inspect(unwind(fn -> throw(:ball) end))
    IO.inspect(unwind(fn -> exit(:gone) end))
    IO.inspect(unwind(fn -> 42 end))

    try do
      raise Refusal, code: 1
    rescue
      e in [ArgumentError, Refusal] ->
        [{module, function, arity, place} | _] = __STACKTRACE__
        IO.inspect({e, module, function, arity, Keyword.take(place, [:file, :line])})
        IO.puts(Exception.format(:error, e))
    end
  end

  defp unwind(f) do
    try do
      f.()
    catch
      kind, value -> {kind, value}
    else
      n when n > 40 -> {:more, n}
    after
      IO.puts("after")
    end
  end

  defp catch_error(f) do
    f.()
  rescue
    e -> "#{inspect(e.__struct__)}: #{Exception.message(e)}"
  end

  # Hides the value from the compiler.
  defp opaque(value), do: Process.get(:opaque, value)

  defp captures do
    add = &+/2
    local = &sum/1
    IO.inspect({add.(1, 2), local.(%{}), (&{&1, &2, [&1 | &2]}).(1, [2])})
    IO.inspect({&String.upcase/1, is_function(add, 2), Function.info(&Enum.map/2, :arity)})
    compose = fn f, g -> fn x -> g.(f.(x)) end end
    IO.inspect(compose.(&String.reverse/1, &String.upcase/1).("abc"))
  end
end
