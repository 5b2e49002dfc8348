# SPDX-License-Identifier: Apache-2.0
# Tick's build. `make help` lists the targets.
#
# One set of rules builds every variant (release, asan, tsan, stress-gc, stress-quantum, gcc, no-trap, count): VARIANT chooses
# flags and folder, see mk/variants.mk. Sources are found by wildcard; a new file needs no entry here.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

VARIANT ?= release
include mk/variants.mk

# ---- sources and what becomes of them ----------------------------------------------------------------

find_c  = $(sort $(shell find $(wildcard $(1)) -name '*.c' 2>/dev/null))
objects = $(patsubst %.c,$(B)/obj/%.o,$(patsubst build/gen/%,gen/%,$(1)))

VM_SOURCES     := $(if $(wildcard vm loader),$(call find_c,vm loader))
ASM_PROGRAM    := $(wildcard asm/main.c asm/options.c)
ASM_SOURCES    := $(filter-out $(ASM_PROGRAM),$(wildcard asm/*.c)) $(patsubst %.re,build/gen/%.c,$(wildcard asm/*.re))
TOOLS          := $(filter-out gen tick,$(patsubst tools/%/,%,$(dir $(wildcard tools/*/*.c))))
TOOLS          := $(sort $(TOOLS))
PAGES          := $(patsubst tools/gen/%.c,build/gen/%.md,$(wildcard tools/gen/*.c)) build/gen/missing.md build/gen/messages.md
EDITOR_FILES   := $(patsubst tools/gen/%.in,build/gen/%,$(shell find tools/gen/editors -name '*.in'))
PAGES          += build/gen/tutorial.md
PAGES          += $(patsubst docs/%.tasm,build/gen/%.md,$(wildcard docs/instructions/*.tasm))
UNIT_TESTS     := $(patsubst tests/unit/%.c,$(B)/tests/%,$(wildcard tests/unit/test_*.c))
UNIT_HELPERS   := $(call objects,$(filter-out $(wildcard tests/unit/test_*.c),$(wildcard tests/unit/*.c)))
STDLIB         := $(patsubst stdlib/%.tasm,$(B)/stdlib/%.beam,$(wildcard stdlib/*.tasm stdlib/behind/*.tasm))
PROGRAMS       := $(if $(wildcard tools/tick/*.c),$(B)/bin/tick) $(if $(wildcard asm/main.c),$(B)/bin/tick-asm) \
                  $(TOOLS:%=$(B)/bin/tick-%)

LIBTICK        := $(B)/libtick.a
LIBTICKASM     := $(B)/libtickasm.a

# ---- building ----------------------------------------------------------------------------------------

.PHONY: all tick tick-asm $(TOOLS:%=tick-%) lib stdlib unit-tests pages docs

all: $(PROGRAMS) $(STDLIB) ## build the programs (build/bin) and Tick's stdlib (build/stdlib)

tick tick-asm $(TOOLS:%=tick-%): %: $(B)/bin/%
lib: $(LIBTICK) $(LIBTICKASM)
stdlib: $(STDLIB)
unit-tests: $(UNIT_TESTS) $(B)/tests/library.so build/measure fuzz-targets

$(LIBTICK): $(call objects,$(VM_SOURCES))
$(LIBTICKASM): $(call objects,$(ASM_SOURCES))
$(LIBTICK) $(LIBTICKASM):
	@mkdir -p $(@D)
	@rm -f $@
	$(call say,AR,$@)
	$(Q)ar rcs $@ $^

$(B)/bin/tick: $(call objects,$(wildcard tools/tick/*.c))
	$(link)

$(B)/bin/tick-asm: $(call objects,$(ASM_PROGRAM) $(wildcard vm/base/*.c)) $(LIBTICKASM)
	$(link)

define tool_rule
$(B)/bin/tick-$(1): $(call objects,$(wildcard tools/$(1)/*.c)) $(LIBTICKASM) $(LIBTICK)
	$$(link)
endef
$(foreach tool,$(TOOLS),$(eval $(call tool_rule,$(tool))))
$(B)/bin/tick-explore: $(call objects,tools/run/assemble.c)
$(B)/bin/tick-run: LINK_FIRST := $(ALLOCATOR)

$(UNIT_TESTS): $(B)/tests/%: $(B)/obj/tests/unit/%.o $(UNIT_HELPERS) $(UNIT_RUNNER) $(LIBTICKASM) $(LIBTICK)
	$(link) -lcriterion

# What tests/ffi calls.
$(B)/tests/library.so: tests/ffi/library.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) -fPIC -shared -o $@ $< -lpthread

# How long a command took and how much memory: for tests and benchmarks.
build/measure: tests/measure.c
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(WARNINGS) -std=gnu17 -O2 -o $@ $<

$(B)/stdlib/%.beam: stdlib/%.tasm $(B)/bin/tick-asm
	@mkdir -p $(@D)
	$(call say,TASM,$@)
	$(Q)$(B)/bin/tick-asm $< -o $@
# A large module includes its parts from the folder of its name.
$(foreach part,$(wildcard stdlib/*/*.tinc),$(eval $(B)/$(part:/$(notdir $(part))=).beam: $(part)))

$(B)/obj/%.o: %.c $(B)/flags
	$(compile)
$(B)/obj/gen/%.o: build/gen/%.c $(B)/flags
	$(compile)

# The flags of the last build: a change of compiler or flags compiles everything again.
$(B)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(CPPFLAGS) $(CFLAGS)' | cmp -s - $@ || echo '$(CC) $(CPPFLAGS) $(CFLAGS)' > $@
FORCE:

# ---- generated files (the same for every variant) ----------------------------------------------------

.SECONDARY:

build/gen/%.c: %.re
	@mkdir -p $(@D)
	$(call say,RE2C,$@)
	$(Q)re2c -W --no-generation-date -o $@ $<

# A generator tools/gen/NAME.c prints the page docs/NAME.md, which is kept with the sources: readers need no build.
build/gen/bin/%: tools/gen/%.c tools/gen/table.h loader/opcodes.def loader/operands.def
	@mkdir -p $(@D)
	$(call say,HOSTCC,$@)
	$(Q)$(CC) $(WARNINGS) -std=gnu17 -O1 -I. -o $@ $<
build/gen/%.md: build/gen/bin/%
	$(call say,GEN,$@)
	$(Q)$< > $@

# The page of an instruction, from its row in the table and the example beside the page.
build/gen/instructions/%.md: docs/instructions/%.tasm build/gen/bin/page/instruction
	@mkdir -p $(@D)
	$(Q)build/gen/bin/page/instruction $< > $@

# A page whose commands are executed: it is right when it comes out as it is.
build/gen/tutorial.md: docs/tutorial.md tools/gen/session.sh $(PROGRAMS) $(STDLIB)
	$(call say,GEN,$@)
	$(Q)tools/gen/session.sh $< $(B) > $@

# What editors colour: the words of the language, put into files of theirs.
build/gen/editors/%: tools/gen/editors/%.in tools/gen/editors/fill.sh loader/opcodes.def asm/directives.def
	@mkdir -p $(@D)
	$(Q)CC='$(CC)' tools/gen/editors/fill.sh $< > $@

# What is missing is known when the program is built.
build/gen/missing.md: tools/gen/missing.awk $(B)/bin/tick-check $(STDLIB)
	$(call say,GEN,$@)
	$(Q)$(B)/bin/tick-check --missing > $@.list; test $$? -le 1
	$(Q)awk -f $< $@.list > $@

# Messages of the assembler, with examples from its tests.
MESSAGES := $(wildcard asm/messages.def tests/asm/errors/*.expected tests/asm/warnings/*.expected)
build/gen/messages.md: tools/gen/messages.awk $(MESSAGES)
	@mkdir -p $(@D)
	$(call say,GEN,$@)
	$(Q)LC_ALL=C awk -f $< $(MESSAGES) > $@

pages: $(PAGES) $(EDITOR_FILES)
docs: pages ## write the pages of docs/ and the files for editors that are made from tables
	cp -pR build/gen/*.md build/gen/instructions docs
	cp -pR build/gen/editors tools

-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)

# ---- running, testing, measuring ---------------------------------------------------------------------

.PHONY: run bench install clean help

run: ## install what the build needs, build, and run a first concurrent program
	@mk/deps.sh build
	@$(MAKE) --no-print-directory all
	@mk/demo.sh $(B)

include mk/tests.mk
include mk/fuzz.mk
include mk/lint.mk

bench: ## compare the speed of the same files on erl and on Tick
	@mk/deps.sh build bench
	@$(MAKE) --no-print-directory all build/measure
	@bench/run.sh

PREFIX ?= /usr/local

install: all ## install under PREFIX (/usr/local), below DESTDIR if given
	install -d '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(PREFIX)/lib/tick/stdlib/behind' \
	    '$(DESTDIR)$(PREFIX)/share/doc/tick' '$(DESTDIR)$(PREFIX)/share/tick' \
	    '$(DESTDIR)$(PREFIX)/share/man/man1' '$(DESTDIR)$(PREFIX)/share/man/man5'
	install -m 755 $(PROGRAMS) '$(DESTDIR)$(PREFIX)/bin'
	install -m 644 $(filter-out $(B)/stdlib/behind/%,$(STDLIB)) '$(DESTDIR)$(PREFIX)/lib/tick/stdlib'
	install -m 644 $(filter $(B)/stdlib/behind/%,$(STDLIB)) '$(DESTDIR)$(PREFIX)/lib/tick/stdlib/behind'
	install -m 644 README.md LICENSE '$(DESTDIR)$(PREFIX)/share/doc/tick'
	install -m 644 $(wildcard docs/man/*.1) '$(DESTDIR)$(PREFIX)/share/man/man1'
	install -m 644 $(wildcard docs/man/*.5) '$(DESTDIR)$(PREFIX)/share/man/man5'
	cp -R $(wildcard docs examples) '$(DESTDIR)$(PREFIX)/share/doc/tick'
	cp -R tools/editors '$(DESTDIR)$(PREFIX)/share/tick'

clean: ## remove everything that was built
	rm -rf build

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo '  VARIANT=asan|tsan|stress-gc|stress-quantum|gcc|count with all, test, ...: that build, in build/VARIANT'
