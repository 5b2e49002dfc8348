# SPDX-License-Identifier: Apache-2.0
# Fuzzing: tests/fuzz, docs/internals/fuzzing.md. VARIANT=fuzz links the targets with libFuzzer and with what changes
# inputs along their structure; every other variant links them with replay.c, which runs them with files.

.PHONY: fuzz fuzz-targets

FUZZ_TARGETS := assemble disassemble lex load run term
FUZZ_SECONDS ?= 60

FUZZ_PROGRAMS := $(FUZZ_TARGETS:%=$(B)/fuzzers/%)

ifeq ($(VARIANT),fuzz)
FUZZ_TEXT := $(call objects,tests/fuzz/mutate_text.c tests/fuzz/random.c)
FUZZ_BEAM := $(call objects,tests/fuzz/mutate_beam.c tests/fuzz/mutate_code.c tests/fuzz/random.c)
$(B)/fuzzers/assemble $(B)/fuzzers/lex: $(FUZZ_TEXT)
$(B)/fuzzers/disassemble $(B)/fuzzers/load $(B)/fuzzers/run: $(FUZZ_BEAM)
$(FUZZ_PROGRAMS): LDFLAGS += -fsanitize=fuzzer
else
$(FUZZ_PROGRAMS): $(call objects,tests/fuzz/replay.c)
endif

define fuzz_rule
$(B)/fuzzers/$(1): $(call objects,tests/fuzz/$(1).c tests/fuzz/fuzz.c) $(LIBTICKASM) $(LIBTICK)
	$$(link)
endef
$(foreach target,$(FUZZ_TARGETS),$(eval $(call fuzz_rule,$(target))))
$(B)/fuzzers/disassemble: $(call objects,$(filter-out tools/dis/main.c,$(wildcard tools/dis/*.c)))
$(B)/fuzzers/run: $(call objects,tests/fuzz/allowed.c)
$(B)/fuzzers/assemble: LDFLAGS += -Wl,--wrap=fopen

fuzz-targets: $(FUZZ_PROGRAMS)

# Words of the assembly language, from the table of instructions.
build/gen/fuzz/text.dict: tests/fuzz/dictionary.c loader/opcodes.def
	@mkdir -p $(@D)
	$(call say,GEN,$@)
	$(Q)$(CC) $(WARNINGS) -std=gnu17 -O1 -I. -o build/gen/fuzz/dictionary $<
	$(Q)build/gen/fuzz/dictionary > $@

fuzz: ## fuzz each target (or FUZZ_TARGET=NAME) for 60 seconds (FUZZ_SECONDS)
	@mk/deps.sh build fuzz
	@$(MAKE) --no-print-directory VARIANT=fuzz fuzz-targets build/gen/fuzz/text.dict
	@tests/fuzz/fuzz.sh build/fuzz $(FUZZ_SECONDS) $(or $(FUZZ_TARGET),$(FUZZ_TARGETS))
