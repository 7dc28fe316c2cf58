# hebb: make help

VARIANT ?= release
PREFIX  ?= /usr/local
J       ?= $(shell nproc)
BUILD   := build/$(VARIANT)

PACKAGES := gcc make pkg-config libyaml-dev libhdf5-dev libgsl-dev libsleef-dev librandom123-dev \
            libxxhash-dev gnuplot-nox librsvg2-bin fonts-inter
TEST_PACKAGES := libcmocka-dev python3-xarray python3-netcdf4 python3-h5py hdf5-tools netcdf-bin
BENCH_PACKAGES := python3-numpy python3-numba python3-torch libopenblas-dev python3-h5py

# One standard for every file: contraction off and no fast-math, or the bits would depend on the build.
CC       ?= gcc
STD      := -std=c11 -D_GNU_SOURCE -ffp-contract=off -fno-math-errno -fopenmp
WARN     := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
            -Wpointer-arith -Wwrite-strings -Wvla -Wno-unknown-pragmas
OPT_release := -O3 -g
OPT_debug   := -O0 -g
OPT_san     := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
OPT_native  := -O3 -g -march=native
OPT      := $(or $(OPT_$(VARIANT)),$(error VARIANT is $(VARIANT); it must be release, debug, san or native))
WERROR   ?= -Werror
INCLUDES := -I. -I$(BUILD) $(shell pkg-config --cflags hdf5 2>/dev/null || echo -I/usr/include/hdf5/serial)
CFLAGS   := $(STD) $(OPT) $(WARN) $(WERROR) $(INCLUDES)
LIBS     := $(shell pkg-config --libs hdf5 2>/dev/null || echo -lhdf5) -lyaml -lgsl -lgslcblas \
            -lsleef -lxxhash -lm

# Kernels are compiled once per processor level and chosen at run time.
ifeq ($(shell uname -m),x86_64)
LEVELS := portable v3 v4
FLAGS_portable :=
FLAGS_v3 := -march=x86-64-v3
FLAGS_v4 := -march=x86-64-v4 -mavx512vpopcntdq -mprefer-vector-width=512
else
LEVELS := portable
endif

ALGORITHMS := $(sort $(filter-out algorithms/base/%,$(wildcard algorithms/*/*.c)))
KERNELS    := $(wildcard algorithms/base/*_kernel.c)
BASE       := $(filter-out $(KERNELS),$(wildcard algorithms/base/*.c))
RUNNER     := $(filter-out runner/main.c,$(wildcard runner/*.c runner/*/*.c))
OBJECTS    := $(patsubst %.c,$(BUILD)/%.o,$(ALGORITHMS) $(BASE) $(RUNNER)) \
              $(foreach l,$(LEVELS),$(patsubst %.c,$(BUILD)/%.$(l).o,$(KERNELS)))

include tests/tests.mk

.PHONY: all help
all: hebb

help:
	@echo 'make deps        install what hebb needs from the distribution (sudo when not root)'
	@echo 'make             build ./hebb          (VARIANT=release|debug|san|native)'
	@echo 'make report      run the default profile of every experiment and draw its figures'
	@echo 'make test        run all tests; the last line says how many passed and failed'
	@echo 'make san         the tests under the address and undefined-behaviour sanitizers'
	@echo 'make bench       measure speed against the peers that are installed, as ratios'
	@echo 'make bench-deps  install those peers that the distribution has'
	@echo 'make check       formatting, static analysis, tests'
	@echo 'make install     to PREFIX (default /usr/local), under DESTDIR'
	@echo 'make clean       remove what was built; results stay'

# The registry is derived from the names of the files: algorithms/a/b.c exports alg_a_b.
$(BUILD)/registry.inc: FORCE
	@mkdir -p $(BUILD)
	@printf '%s\n' $(ALGORITHMS) | sed 's|algorithms/\(.*\)/\(.*\)\.c|X(\1_\2)|' > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@
FORCE:

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -MP -c $< -o $@

define LEVEL_RULE
$(BUILD)/%.$(1).o: %.c
	@mkdir -p $$(@D)
	$$(CC) $$(CFLAGS) $(FLAGS_$(1)) -DLEVEL=$(1) -MMD -MP -c $$< -o $$@
endef
$(foreach l,$(LEVELS),$(eval $(call LEVEL_RULE,$(l))))

$(BUILD)/libhebb.a: $(OBJECTS)
	@rm -f $@
	ar rcs $@ $^

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
