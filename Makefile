# What a user types: `make demo` runs the whole loop, `make test` runs every test. Both install what is missing first.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
PYTHON := .venv/bin/python
BENCH_PYTHON := .venv-bench/bin/python
OUT ?= out/demo
PAPER_IMAGES ?= examples/guests
# Such as `native`: compile for that processor's vector instructions. Results are the same to the byte.
CPU ?=
RELEASE := --configuration release $(if $(CPU),-Xcc -march=$(CPU))
FUZZ_SECONDS ?= 60
FUZZ_READER ?= manifest
FUZZ_KIND = $(or $(if $(filter trace%,$(FUZZ_READER)),trace),\
	$(filter beacon scenario policy observations,$(FUZZ_READER)),manifest)
FUZZ_SEEDS = $(if $(filter trace scenario policy observations,$(FUZZ_KIND)),Fuzz/Seeds/$(FUZZ_KIND) \
	$(if $(filter scenario,$(FUZZ_KIND)),examples/scenarios)$(if $(filter policy,$(FUZZ_KIND)),examples/policies),\
	Sources/VotingStack/Resources/images examples/guests Tests/BootProbeTests/Fixtures)
CAMPAIGNS ?= 2000
FAULTS ?= 200
SEED := $(or $(SEED),$(shell echo $$SRANDOM))

# Headers of the C libraries, the programs that launch containers and guests, and the load tools. Everything that the
# voting application itself needs (Flask, Node, PostgreSQL, Redis, HAProxy) lives in its own root file system.
PACKAGES := pkg-config libgsl-dev libvirt-dev libcurl4-openssl-dev libhiredis-dev libpq-dev libsqlite3-dev \
	libvirt-daemon-driver-qemu qemu-system-x86 qemu-utils binutils \
	podman crun netavark aardvark-dns iptables dnsmasq-base mmdebstrap uidmap iproute2 e2fsprogs apache2-utils \
	redis-tools wrk \
	python3-venv

include Guest/beacon.mk

.PHONY: help
help: ## Show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: build ## Measure, fit, simulate, launch and validate; ends with a report in out/demo
	.build/release/scalesim demo --output $(OUT) --python $(PYTHON)

.PHONY: paper
paper: OUT = out/paper
paper: build beacon ## Measure the paper's Tables 1 to 4 beside its own numbers; ends with a report in out/paper
	.build/release/scalesim paper --output $(OUT) --images $(PAPER_IMAGES) --python $(PYTHON)

.PHONY: test
# A browser, for the tests of the pages.
test: PACKAGES += chromium
test: setup lint beacon ## Run every test, the ones with a real container and a real guest included
	@echo "Building the tests: about 2 minutes the first time"
	swift build --build-tests
	swift test --skip-build 2>&1 | tee .build/tests.log \
		|| { echo "What failed:"; grep -E ' recorded an issue |^error: | (error|Fatal error): ' .build/tests.log; exit 1; }

.PHONY: faults
faults: setup ## Kill, cut off and fill up the services under load, and count lost votes: FAULTS=200 SEED=random
	@echo "Building in release mode: about 8 minutes the first time"
	swift build $(RELEASE)
	@mkdir -p out
	@echo "$(FAULTS) faults with the seed $(SEED): 2 s each"
	.build/release/StackFixture faults $(CURDIR)/out/faults $(FAULTS) $(SEED) > out/faults.json

.PHONY: bench
bench: setup beacon ## Measure the prober's error and overhead, the load generator, then the simulator beside others: about 13 minutes at rest
	@echo "Building in release mode: about 8 minutes the first time"
	swift build $(RELEASE)
	.build/release/ProbeBenchmark
	.build/release/LoadBenchmark
	@$(MAKE) bench-simulators

.PHONY: bench-simulators
bench-simulators: .venv-bench/installed .build/KieferWolfowitz
	@swift build $(RELEASE) --product scalesim
	@echo "Comparing the simulator with SimPy, Ciw, Cimba and plain C++: about 3 minutes"
	$(BENCH_PYTHON) Tests/SimulatorBenchmark/compare.py .build/release/scalesim .build/KieferWolfowitz

.PHONY: coverage
coverage: setup ## Check by simulation how often the nominal 95 % intervals hold the truth: CAMPAIGNS=2000
	@echo "Building in release mode, then simulating $(CAMPAIGNS) campaigns of each kind: 2000 take about half an hour"
	swift run --configuration release StatisticsBenchmark $(CAMPAIGNS)

.PHONY: fuzz
fuzz: packages ## Feed a reader what libFuzzer makes up: FUZZ_SECONDS=60, FUZZ_READER=manifest, pods, lambda, csv, beacon, scenario, policy, observations, trace or trace-FORMAT
	@echo "Building with libFuzzer: about 3 minutes the first time"
	@mkdir -p out/fuzz/$(FUZZ_READER)
	BOOTSCALE_FUZZ=1 swift build --configuration release --scratch-path .build-fuzz --sanitize fuzzer \
		--product ReaderFuzzer
	FUZZ_READER=$(FUZZ_READER) SWIFT_BACKTRACE=enable=no .build-fuzz/release/ReaderFuzzer \
		-max_total_time=$(FUZZ_SECONDS) -timeout=10 -max_len=8192 -dict=Fuzz/$(FUZZ_KIND).dict \
		-artifact_prefix=out/fuzz/$(FUZZ_READER)- -print_final_stats=1 out/fuzz/$(FUZZ_READER) \
		$(FUZZ_SEEDS)

.PHONY: build
build: setup beacon ## Build the commands in release mode; CPU=native for this processor alone, which is quicker
	@echo "Building in release mode: about 8 minutes the first time, seconds later"
	swift build $(RELEASE)

.PHONY: lint
lint: ## Check the formatting of all Swift files
	swift format lint --strict --recursive Package.swift Sources Tests Fuzz Guest

.PHONY: setup
setup: packages .venv/installed ## Install the missing packages and the Python environment

.PHONY: packages
packages:
	@missing=(); for package in $(PACKAGES); do \
		[[ $$(dpkg-query -W -f '$${db:Status-Abbrev}' $$package 2>/dev/null) == ii* ]] || missing+=("$$package"); \
	done; \
	if (( $${#missing[@]} )); then \
		echo "Installing $${#missing[@]} Debian packages, about a minute: $${missing[*]}"; \
		$(SUDO) sh -c 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y \
			--no-install-recommends -o Dpkg::Use-Pty=0 "$$@" >/dev/null' install "$${missing[@]}"; \
	fi

.venv/installed: notebooks/requirements.txt | packages
	@echo "Installing the Python packages of the report and the notebook, about half a minute"
	@/usr/bin/python3 -m venv --clear .venv
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

.venv-bench/installed: Tests/SimulatorBenchmark/requirements.txt | packages
	@echo "Installing the simulators that ours is compared with, about a minute"
	@/usr/bin/python3 -m venv --clear .venv-bench
	@$(BENCH_PYTHON) -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

# By the compiler that comes with Swift.
.build/KieferWolfowitz: Tests/SimulatorBenchmark/KieferWolfowitz.cpp
	@mkdir -p $(@D)
	clang++ -std=c++20 -O2 $(if $(CPU),-march=$(CPU)) -Wall -Wextra -o $@ $<

.PHONY: clean
clean: ## Remove what was built and measured here; images stay in the cache
	rm -rf .build .build-fuzz .venv .venv-bench out
