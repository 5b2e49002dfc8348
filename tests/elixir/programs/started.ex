# SPDX-License-Identifier: Apache-2.0
# The application elixir itself, started by the program: its configuration, and what reads, formats
# and evaluates source text.
defmodule Started do
  def main do
    {:ok, started} = Application.ensure_all_started(:elixir)
    IO.inspect(:elixir in started or List.keymember?(Application.started_applications(), :elixir, 0))
    IO.inspect(DateTime.add(~U[2024-12-31 23:59:59.999999Z], 1, :microsecond))
    IO.inspect(DateTime.shift_zone(~U[2024-02-29 12:00:00Z], "Europe/Berlin"))
    Application.put_env(:mine, :key, [1, 2])
    IO.inspect({Application.fetch_env!(:mine, :key), Application.get_env(:mine, :other, :default)})
    IO.inspect(Code.string_to_quoted!("fn x -> x + 1 end"))
    IO.inspect(Code.eval_string("Enum.map(1..3, &(&1 * factor))", factor: 7))
    IO.puts(Macro.to_string(quote(do: if(a, do: b |> c(1)))))
    IO.puts(Code.format_string!("x  =  [1,2 ,3]"))
  end
end
