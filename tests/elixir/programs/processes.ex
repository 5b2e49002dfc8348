# SPDX-License-Identifier: Apache-2.0
# Processes as Elixir has them: GenServer, Task, Agent, Supervisor, Registry, monitors and links.
defmodule Processes.Stack do
  use GenServer

  def start_link(items), do: GenServer.start_link(__MODULE__, items, name: __MODULE__)
  def push(item), do: GenServer.cast(__MODULE__, {:push, item})
  def pop, do: GenServer.call(__MODULE__, :pop)

  @impl true
  def init(items), do: {:ok, items, {:continue, :greet}}

  @impl true
  def handle_continue(:greet, items), do: {:noreply, [:hello | items]}

  @impl true
  def handle_call(:pop, _from, []), do: {:reply, :empty, []}
  def handle_call(:pop, _from, [top | rest]), do: {:reply, top, rest}

  def handle_call(:later, from, items) do
    Process.send_after(self(), {:answer, from}, 5)
    {:noreply, items}
  end

  @impl true
  def handle_cast({:push, item}, items), do: {:noreply, [item | items]}

  @impl true
  def handle_info({:answer, from}, items) do
    GenServer.reply(from, {:later, length(items)})
    {:noreply, items}
  end

  @impl true
  def terminate(reason, items), do: IO.inspect({:terminate, reason, items})
end

defmodule Processes.Counter do
  use Agent

  def start_link({name, n}), do: Agent.start_link(fn -> n end, name: name)
  def next(name), do: Agent.get_and_update(name, &{&1, &1 + 1})
end

defmodule Processes do
  alias Processes.{Counter, Stack}

  def main do
    # Reports of crashes name processes, whose numbers differ.
    :logger.set_primary_config(:level, :none)
    servers()
    agents()
    tasks()
    supervisors()
    registries()
    messages()
  end

  defp servers do
    {:ok, pid} = Stack.start_link([1, 2])
    Enum.each([:a, :b], &Stack.push/1)
    IO.inspect(for _ <- 1..6, do: Stack.pop())
    IO.inspect(GenServer.call(Stack, :later))
    IO.inspect({Process.whereis(Stack) == pid, GenServer.whereis(Stack) == pid, Process.alive?(pid)})
    IO.inspect(:sys.get_state(Stack))
    IO.inspect(GenServer.stop(Stack))
    IO.inspect(Process.alive?(pid))

    IO.inspect(
      try do
        Stack.pop()
      catch
        :exit, reason -> reason
      end
    )
  end

  defp agents do
    {:ok, agent} = Agent.start(fn -> %{} end)
    :ok = Agent.update(agent, &Map.put(&1, :key, "value"))
    IO.inspect({Agent.get(agent, & &1), Agent.get(agent, Map, :fetch!, [:key])})
    Agent.stop(agent)
  end

  defp tasks do
    IO.inspect(1..5 |> Enum.map(&Task.async(fn -> &1 * &1 end)) |> Enum.map(&Task.await/1))
    IO.inspect(1..20 |> Task.async_stream(&(&1 * 2), max_concurrency: 3) |> Enum.map(fn {:ok, n} -> n end))
    slow = Task.async(fn -> Process.sleep(:infinity) end)
    IO.inspect({Task.yield(slow, 1), Task.shutdown(slow, :brutal_kill)})
    IO.inspect(Task.await_many([Task.async(fn -> :a end), Task.async(fn -> :b end)]))
    Process.flag(:trap_exit, true)
    failing = Task.async(fn -> exit(:reasoned) end)
    IO.inspect(Task.yield(failing))
    Process.flag(:trap_exit, false)
    receive do: ({:EXIT, _, reason} -> IO.inspect({:exit, reason}))
  end

  defp supervisors do
    children = [
      Supervisor.child_spec({Counter, {:ones, 1}}, id: :ones),
      Supervisor.child_spec({Counter, {:tens, 10}}, id: :tens)
    ]

    {:ok, supervisor} = Supervisor.start_link(children, strategy: :one_for_one)
    IO.inspect({Counter.next(:ones), Counter.next(:ones), Counter.next(:tens)})
    old = Process.whereis(:ones)
    reference = Process.monitor(old)
    Process.exit(old, :kill)
    receive do: ({:DOWN, ^reference, _, _, reason} -> IO.inspect(reason))
    await(fn -> Process.whereis(:ones) not in [nil, old] end)
    IO.inspect({Counter.next(:ones), Counter.next(:tens), Supervisor.count_children(supervisor)})
    :ok = Supervisor.stop(supervisor)

    {:ok, dynamic} = DynamicSupervisor.start_link(strategy: :one_for_one)
    {:ok, child} = DynamicSupervisor.start_child(dynamic, {Counter, {:dynamic, 5}})
    IO.inspect({Counter.next(:dynamic), DynamicSupervisor.count_children(dynamic).active})
    IO.inspect(DynamicSupervisor.terminate_child(dynamic, child))
    DynamicSupervisor.stop(dynamic)
  end

  defp registries do
    {:ok, _} = Registry.start_link(keys: :unique, name: Processes.Names)
    {:ok, _} = Registry.start_link(keys: :duplicate, name: Processes.Topics)
    name = {:via, Registry, {Processes.Names, "the stack"}}
    {:ok, pid} = GenServer.start(Stack, [:x], name: name)
    IO.inspect({GenServer.call(name, :pop), Registry.lookup(Processes.Names, "the stack") == [{pid, nil}]})
    {:ok, _} = Registry.register(Processes.Topics, :news, 1)
    {:ok, _} = Registry.register(Processes.Topics, :news, 2)
    Registry.dispatch(Processes.Topics, :news, fn entries ->
      for {pid, value} <- entries, do: send(pid, {:news, value})
    end)
    IO.inspect(Enum.sort(for _ <- 1..2, do: receive(do: ({:news, n} -> n))))
    IO.inspect(Registry.count(Processes.Topics))
    GenServer.stop(pid)
  end

  defp messages do
    parent = self()
    child = spawn_link(fn -> receive do: ({:hello, from} -> send(from, {:world, self()})) end)
    send(child, {:hello, parent})
    IO.inspect(receive do: ({:world, ^child} -> :answered))
    IO.inspect(receive do: (:never -> 1), after: (10 -> :nothing))
    {pid, ref} = spawn_monitor(fn -> exit({:shutdown, :done}) end)
    IO.inspect(receive do: ({:DOWN, ^ref, :process, ^pid, why} -> why))
  end

  defp await(condition) do
    unless condition.() do
      Process.sleep(1)
      await(condition)
    end
  end
end
