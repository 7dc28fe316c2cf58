# hebb: `make help` lists the targets.

VARIANT ?= release
PREFIX  ?= /usr/local
DESTDIR ?=
BUILD   ?= build/$(VARIANT)
JOBS    ?= $(shell nproc)
VERSION := 0.1.0

.DEFAULT_GOAL := all
# make Q= shows whole command lines
Q ?= @

# ---- what is needed --------------------------------------------------------------------------

BUILD_PACKAGES := gcc make pkg-config libyaml-dev libhdf5-dev libgsl-dev libsleef-dev \
                  librandom123-dev libxxhash-dev zlib1g-dev gnuplot-nox librsvg2-bin fonts-inter
TEST_PACKAGES  := libcmocka-dev chromium python3-xarray python3-netcdf4 python3-h5py hdf5-tools netcdf-bin
CHECK_PACKAGES := clang-format cppcheck
BENCH_PACKAGES := python3-numpy python3-numba python3-torch python3-h5py libopenblas-dev

# ---- how everything is compiled --------------------------------------------------------------
# Contraction off and no fast-math anywhere, or the bits would depend on the build.

CC     ?= gcc
STD    := -std=c11 -D_GNU_SOURCE -ffp-contract=off -fno-math-errno -fopenmp
WARN   := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
          -Wpointer-arith -Wwrite-strings -Wvla -Wno-format-truncation
WERROR ?= -Werror

OPT_release := -O3 -g
OPT_native  := -O3 -g -march=native
OPT_debug   := -O0 -g
OPT_san     := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined \
               -fno-omit-frame-pointer -Wno-maybe-uninitialized
OPT := $(OPT_$(VARIANT))
ifeq ($(OPT),)
$(error VARIANT is `$(VARIANT)`; it must be release, native, debug or san)
endif

# $(call once,NAME,COMMAND): what the command prints, asked for when first needed, as `make deps report`
# has no pkg-config before `deps`; then NAME is that text.
once = $(eval $(1) := $$(shell $(2)))$($(1))
HDF5_CFLAGS = $(call once,HDF5_CFLAGS,pkg-config --cflags hdf5 2>/dev/null || echo -I/usr/include/hdf5/serial)
HDF5_SHARED = $(call once,HDF5_SHARED,{ pkg-config --libs hdf5 2>/dev/null || echo -lhdf5; } | sed 's/-lhdf5/-lhdf5_hl -lhdf5/')
CFLAGS = $(STD) $(OPT) $(WARN) $(WERROR) -I. -I$(BUILD) $(HDF5_CFLAGS)
OTHER_LIBS := -lyaml -lgsl -lgslcblas -lsleef -lxxhash -lz -lm -lpthread
LIBS = $(HDF5_SHARED) $(OTHER_LIBS)

# The program has HDF5 inside where an archive can be linked: the shared library brings 30 others for
# remote files, and with them five times the start-up time.
HDF5_FOLDER  = $(call once,HDF5_FOLDER,pkg-config --libs-only-L hdf5 2>/dev/null)
HDF5_ARCHIVE = $(HDF5_FOLDER) -Wl,-Bstatic -lhdf5_hl -lhdf5 -Wl,-Bdynamic -lsz -lz -ldl -lm
HDF5_PROBE  := int H5open(void); int H5DSis_scale(long); int main(void) { return H5open() + H5DSis_scale(0); }
HDF5_INSIDE  = $(call once,HDF5_INSIDE,echo '$(HDF5_PROBE)' | \
    $(CC) -x c - -o /dev/null $(HDF5_ARCHIVE) 2>/dev/null && echo '$(HDF5_ARCHIVE)' || echo '$(HDF5_SHARED)')
PROGRAM_LIBS = $(HDF5_INSIDE) $(OTHER_LIBS)

# Kernels (*_kernel.c) are compiled once per processor level and chosen at run time: cpu.h.
ifeq ($(shell uname -m),x86_64)
LEVELS := portable v3 v4
FLAGS_portable := -mfma # without it every fused multiply-add is a call of libm
else
LEVELS := portable
endif
FLAGS_v3 := -march=x86-64-v3
FLAGS_v4 := -march=x86-64-v4 -mavx512vpopcntdq -mprefer-vector-width=512

# ---- what is compiled ------------------------------------------------------------------------

ALGORITHMS := $(sort $(filter-out algorithms/base/%,$(wildcard algorithms/*/*.c)))
KERNELS    := $(wildcard algorithms/base/*_kernel.c)
BASE       := $(filter-out $(KERNELS),$(wildcard algorithms/base/*.c))
COMMANDS   := $(wildcard runner/*.c)
ROOMS      := $(filter-out runner/config/registry.c,$(wildcard runner/*/*.c))
KERNEL_OBJECTS := $(foreach l,$(LEVELS),$(KERNELS:%.c=$(BUILD)/%.$(l).o))
LIBRARY    := $(ALGORITHMS:%.c=$(BUILD)/%.o) $(BASE:%.c=$(BUILD)/%.o) $(ROOMS:%.c=$(BUILD)/%.o) \
              $(KERNEL_OBJECTS)
PROGRAM    := $(COMMANDS:%.c=$(BUILD)/%.o)

# Algorithms that live outside algorithms/ (the tests' own) join by naming them here.
TEST_ALGORITHMS := $(sort $(wildcard tests/algorithms/*/*.c))

UNIT_TESTS  := $(sort $(wildcard tests/test_*.c))
SHELL_TESTS := $(sort $(wildcard tests/test_*.sh))
SUPPORT     := $(filter-out $(UNIT_TESTS),$(wildcard tests/*.c))
UNIT_BINS   := $(UNIT_TESTS:%.c=$(BUILD)/%)

.PHONY: all help deps bench-deps test san report nightly bench check fuzz format install \
        uninstall clean FORCE

all: hebb

help:
	@echo 'make deps        install what hebb needs from the distribution (sudo when not root)'
	@echo 'make             build ./hebb           VARIANT=release|native|debug|san'
	@echo 'make report      run the default profile of every experiment and make the page report/index.html'
	@echo 'make nightly     compute everything anew with the fixed and a fresh seed, and judge it'
	@echo 'make test        run all tests; the last line says how many passed and failed'
	@echo 'make san         the same under the address and undefined-behaviour sanitizers'
	@echo 'make bench       measure speed as ratios against the peers that are installed'
	@echo 'make bench-deps  install those peers that the distribution has'
	@echo 'make check       formatting, static analysis, tests; make format formats'
	@echo 'make fuzz        kill runs at a thousand random moments'
	@echo 'make install     to PREFIX (now $(PREFIX)), under DESTDIR'
	@echo 'make clean       remove what was built; results stay'

deps:
	@./deps.sh $(BUILD_PACKAGES) $(TEST_PACKAGES)
bench-deps:
	@./deps.sh $(BENCH_PACKAGES)

# ---- the program -----------------------------------------------------------------------------

hebb: $(BUILD)/hebb
	@ln -sf $< $@

$(BUILD)/hebb: $(PROGRAM) $(BUILD)/runner/config/registry.o $(BUILD)/libhebb.a
	@echo '  LD  $@'
	$(Q)$(CC) $(CFLAGS) $^ $(PROGRAM_LIBS) -o $@

$(BUILD)/libhebb.a: $(LIBRARY)
	@rm -f $@
	$(Q)ar rcs $@ $^

# The same program with the algorithms of the tests linked in: what adding a file does.
$(BUILD)/hebb-test: $(PROGRAM) $(BUILD)/test/registry.o $(TEST_ALGORITHMS:%.c=$(BUILD)/%.o) $(BUILD)/libhebb.a
	@echo '  LD  $@'
	$(Q)$(CC) $(CFLAGS) $^ $(PROGRAM_LIBS) -o $@

# The registry is derived from the names of files, in the order of the algorithms' names:
# algorithms/a/b.c exports alg_a_b.
registry_lines = printf '%s\n' $(1) | sed -E 's|^.*/([^/]+)/([^/]+)\.c$$|\1.\2|' | \
                 LC_ALL=C sort | sed -E 's|^([^.]+)\.(.+)$$|X(\1_\2)|'
define keep_if_same
@cmp -s $@.new $@ && rm $@.new || mv $@.new $@
endef
$(BUILD)/registry.inc: FORCE
	@mkdir -p $(@D)
	@$(call registry_lines,$(ALGORITHMS)) > $@.new
	$(keep_if_same)
$(BUILD)/test/registry.inc: FORCE
	@mkdir -p $(@D)
	@$(call registry_lines,$(ALGORITHMS) $(TEST_ALGORITHMS)) > $@.new
	$(keep_if_same)
$(BUILD)/runner/config/registry.o: $(BUILD)/registry.inc
$(BUILD)/test/registry.o: runner/config/registry.c $(BUILD)/test/registry.inc
	$(Q)$(CC) -I$(BUILD)/test $(CFLAGS) -MMD -MP -c $< -o $@

# What provenance records about the build.
modversion = $(shell pkg-config --modversion $(1) 2>/dev/null || echo unknown)
$(BUILD)/version.inc: FORCE
	@mkdir -p $(@D)
	@{ echo '#define HEBB_VERSION "$(VERSION)"'; \
	   echo "#define HEBB_COMMIT \"$$(git rev-parse HEAD 2>/dev/null || echo unknown)\""; \
	   echo "#define HEBB_DIRTY $$(git rev-parse HEAD > /dev/null 2>&1 && ! git diff --quiet HEAD -- algorithms runner Makefile && echo 1 || echo 0)"; \
	   echo "#define HEBB_COMPILER \"$$($(CC) --version | head -1)\""; \
	   echo '#define HEBB_FLAGS "$(STD) $(OPT)"'; \
	   echo '#define HEBB_GSL_VERSION "$(call modversion,gsl)"'; \
	   echo '#define HEBB_SLEEF_VERSION "$(call modversion,sleef)"'; \
	   echo '#define HEBB_YAML_VERSION "$(call modversion,yaml-0.1)"'; \
	   echo '#define HEBB_XXHASH_VERSION "$(call modversion,libxxhash)"'; } > $@.new
	$(keep_if_same)
$(BUILD)/runner/store/provenance.o: $(BUILD)/version.inc

# The style of the report page as lines of C.
$(BUILD)/report_css.inc: runner/present/report.css
	@mkdir -p $(@D)
	@sed -e '/^\/\*.*\*\/$$/d' -e '/^\/\*/,/\*\//d' -e 's/^ *//' -e 's/[\\"]/\\&/g' -e 's/.*/"&\\n",/' $< > $@
$(BUILD)/runner/present/report_page.o: $(BUILD)/report_css.inc

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@echo '  CC  $<'
	$(Q)$(CC) $(CFLAGS) -MMD -MP -c $< -o $@

define LEVEL_RULE
$(BUILD)/%.$(1).o: %.c
	@mkdir -p $$(@D)
	@echo '  CC  $$< ($(1))'
	$$(Q)$$(CC) $$(CFLAGS) $(FLAGS_$(1)) -DLEVEL=$(1) -MMD -MP -c $$< -o $$@
endef
$(foreach l,$(LEVELS),$(eval $(call LEVEL_RULE,$(l))))

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

# ---- tests -----------------------------------------------------------------------------------

$(BUILD)/tests/test_%: $(BUILD)/tests/test_%.o $(SUPPORT:%.c=$(BUILD)/%.o) $(BUILD)/test/registry.o \
                       $(TEST_ALGORITHMS:%.c=$(BUILD)/%.o) $(BUILD)/libhebb.a
	@echo '  LD  $@'
	$(Q)$(CC) $(CFLAGS) $^ $(LIBS) -lcmocka -o $@

.SECONDARY:

test: hebb $(BUILD)/hebb-test $(UNIT_BINS)
	@HEBB=$(BUILD)/hebb HEBB_TEST=$(BUILD)/hebb-test BUILD=$(BUILD) VARIANT=$(VARIANT) \
	    bash tests/run.sh $(UNIT_BINS) $(SHELL_TESTS)

# A thousand kills, and whatever else a test does more of when asked to.
fuzz: hebb $(BUILD)/hebb-test
	@HEBB=$(BUILD)/hebb HEBB_TEST=$(BUILD)/hebb-test HEBB_KILLS=1000 bash tests/test_kill.sh

SOURCES = $(sort $(shell find algorithms runner tests bench -name '*.[ch]'))
format:
	clang-format -i $(SOURCES)

# What cppcheck cannot see through: NULL in variadic macros, vector types, and what gcc warns of better.
CPPCHECK := cppcheck -q -j2 --std=c11 --enable=warning,performance,portability --error-exitcode=1 \
            --suppress=varFuncNullUB --suppress=internalAstError --suppress=uninitvar --suppress=legacyUninitvar \
            --suppress=nullPointerArithmeticRedundantCheck --suppress=memleak:runner/present/figure_data.c \
            --inline-suppr -I. -I$(BUILD)
check:
	@command -v clang-format cppcheck > /dev/null || ./deps.sh $(CHECK_PACKAGES)
	@clang-format --dry-run $(SOURCES) 2>&1 | sed -nE 's/^([^:]+):[0-9].*/\1 is not formatted: make format/p' | uniq; \
	    clang-format --dry-run -Werror $(SOURCES) 2> /dev/null
	@$(CPPCHECK) algorithms runner
	@$(MAKE) --no-print-directory test

san:
	@$(MAKE) --no-print-directory VARIANT=san test

# ---- speed -----------------------------------------------------------------------------------
# Peers in C are built where their library is there; bench/run.sh names those that are not.

BENCHES := $(patsubst bench/%.c,$(BUILD)/bench/%,$(wildcard bench/bench_*.c bench/limit_*.c))
PEERS   := $(patsubst bench/%.c,$(BUILD)/bench/%,$(wildcard bench/peer_*.c))
$(BENCHES): $(BUILD)/bench/%: $(BUILD)/bench/%.o $(BUILD)/test/registry.o \
            $(TEST_ALGORITHMS:%.c=$(BUILD)/%.o) $(BUILD)/libhebb.a
	@echo '  LD  $@'
	$(Q)$(CC) $(CFLAGS) $^ $(LIBS) -o $@
$(PEERS): $(BUILD)/bench/%: bench/%.c $(BUILD)/libhebb.a
	-@mkdir -p $(@D); $(CC) $(CFLAGS) -march=native $^ $(if $(findstring matmul,$*),-lopenblas) $(LIBS) -o $@ 2> /dev/null

bench: hebb $(BUILD)/hebb-test $(BENCHES) $(PEERS)
	@HEBB=$(CURDIR)/$(BUILD)/hebb HEBB_TEST=$(CURDIR)/$(BUILD)/hebb-test bash bench/run.sh $(CURDIR)/$(BUILD)/bench

# ---- results ---------------------------------------------------------------------------------

# Runs what is missing, draws what has changed; the page says how all of it stands. The exit status is
# that of the run (a trial that failed), then that of the report (a check that fails, a figure that
# could not be made).
CONFIGS := $(sort $(wildcard configs/*.yml))
report: hebb
	@status=0; ./hebb run configs || status=$$?; \
	    case $$status in 0|3) ;; *) exit $$status ;; esac; \
	    ./hebb report -o report $(CONFIGS:configs/%.yml=results/%.h5) || exit $$?; exit $$status

# ---- installing ------------------------------------------------------------------------------

SHARE      := $(DESTDIR)$(PREFIX)/share/hebb
MANUAL     := $(DESTDIR)$(PREFIX)/share/man/man1/hebb.1
COMPLETION := $(DESTDIR)$(PREFIX)/share/bash-completion/completions/hebb

# The program writes its own manual page and completion, from the tables it reads its options by.
install: hebb
	install -D -m 755 $(BUILD)/hebb $(DESTDIR)$(PREFIX)/bin/hebb
	install -d $(SHARE)/plots $(SHARE)/configs $(dir $(MANUAL)) $(dir $(COMPLETION))
	install -m 644 plots/*.gp $(SHARE)/plots
	install -m 644 configs/*.yml $(SHARE)/configs
	$(BUILD)/hebb help --man > $(MANUAL)
	$(BUILD)/hebb help --completion > $(COMPLETION)

uninstall:
	rm -rf $(DESTDIR)$(PREFIX)/bin/hebb $(SHARE) $(MANUAL) $(COMPLETION)

clean:
	rm -rf build hebb
