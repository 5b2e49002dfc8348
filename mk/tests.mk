# SPDX-License-Identifier: Apache-2.0
# Targets that test. Each runs for one VARIANT; `make test VARIANT=asan` works for all of them.

.PHONY: test functions elixir test-gcc asan tsan stress soak replay compiler check-dispatch

test: ## install what the tests need, build, and run all tests
	@mk/deps.sh build test
	@$(MAKE) --no-print-directory all unit-tests
	@tests/run_all.sh $(B)

elixir: ## install Elixir and run its programs on both machines; `make test` does where Elixir is installed
	@mk/deps.sh build test elixir
	@$(MAKE) --no-print-directory all
	@CALLS=20000 tests/elixir/run.sh $(B)/bin

test-gcc: ## the same, built with gcc
	@$(MAKE) --no-print-directory VARIANT=gcc test
	@$(MAKE) --no-print-directory VARIANT=gcc check-dispatch

asan: ## build with address and undefined-behaviour sanitizers and run all tests
	@mk/deps.sh sanitize
	@$(MAKE) --no-print-directory VARIANT=asan test

tsan: ## build with the thread sanitizer and run all tests
	@mk/deps.sh sanitize
	@$(MAKE) --no-print-directory VARIANT=tsan test

stress: ## run all programs collecting at every allocation, and with random quanta
	@mk/deps.sh build test sanitize
	@$(MAKE) --no-print-directory VARIANT=stress-gc all
	@tests/run_all.sh build/stress-gc programs differential
	@$(MAKE) --no-print-directory VARIANT=stress-quantum all
	@tests/run_all.sh build/stress-quantum programs differential

FUNCTIONS ?= 1000000

functions: ## call functions of OTP's libraries 1,000,000 times (FUNCTIONS) on both machines
	@mk/deps.sh build test
	@$(MAKE) --no-print-directory all
	@tests/functions/run.sh $(B)/bin $(FUNCTIONS)

SOAK_RUNS ?= 10000

soak: ## run the ring and the supervisor 10,000 times (SOAK_RUNS) on two schedulers
	@mk/deps.sh build
	@$(MAKE) --no-print-directory all
	@tests/run_soak.sh $(B) $(SOAK_RUNS)

REPLAY_RUNS ?= 10000

replay: ## run programs 10,000 times (REPLAY_RUNS) with one seed: each run has to be the same
	@mk/deps.sh build test
	@$(MAKE) --no-print-directory all
	@tests/run_replay.sh $(B) $(REPLAY_RUNS)

compiler: ## compile kernel, stdlib and compiler of OTP on erl and on Tick: each module has to be the same
	@mk/deps.sh build test
	@$(MAKE) --no-print-directory all
	@tests/compiler/run.sh $(B)/bin all

.PHONY: roundtrip

roundtrip: ## every BEAM file of the Erlang/OTP and Elixir packages through tick-dis and tick-asm: the same bytes
	@mk/deps.sh build test elixir
	@$(MAKE) --no-print-directory all
	@tests/run_roundtrip.sh $(B) all

.PHONY: litmus chaos

LITMUS_ROUNDS ?= 1000000
LITMUS_SEEDS ?= 10000

litmus: ## race two processes in 20 ways, 1,000,000 times each (LITMUS_ROUNDS) and under 10,000 seeds (LITMUS_SEEDS)
	@mk/deps.sh build test
	@$(MAKE) --no-print-directory all
	@tests/run_litmus.sh $(B) $(LITMUS_ROUNDS) $(LITMUS_SEEDS)

CHAOS_PROCESSES ?= 1000000
CHAOS_SEEDS ?= 10000

chaos: ## keep accounts of 1,000,000 processes (CHAOS_PROCESSES) linked, monitored and killed at random
	@mk/deps.sh build test
	@$(MAKE) --no-print-directory all
	@tests/run_chaos.sh $(B) $(CHAOS_PROCESSES) $(CHAOS_SEEDS)

.PHONY: alive

ALIVE_PROCESSES ?= 10000000

alive: ## 10,000,000 processes (ALIVE_PROCESSES) alive at the same time: wants 16 GB of memory
	@mk/deps.sh build
	@$(MAKE) --no-print-directory all build/measure
	@tests/run_alive.sh $(B) $(ALIVE_PROCESSES)

check-dispatch: $(LIBTICK) ## count that every dispatch of the interpreter became a jump
	@mk/check_dispatch.sh $(B)
