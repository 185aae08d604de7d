# Everything one needs to run, test and change Mspf. `make help` lists the targets; each installs what it lacks.
#
# What is built and fetched lies outside the checkout, so that a fresh clone starts where the last one stopped.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run install source test bench dist examples base-plugins ui python fmt lint ui-check doc-test python-test api-fuzz ui-test screenshots fuzz wasm-target clean

# Tests run the authors' tool with a home folder of its own; these keep pointing to the user's.
export CARGO_HOME ?= $(HOME)/.cargo
export XDG_CACHE_HOME ?= $(HOME)/.cache

CACHE := $(XDG_CACHE_HOME)/mspf
export CARGO_TARGET_DIR ?= $(CACHE)/target
# Where `make examples` puts what it builds, and where tests and the benchmark look for it.
export MSPF_EXAMPLES ?= $(CARGO_TARGET_DIR)/examples
# The shared Python runtime, which `make python` builds.
export MSPF_PYTHON ?= $(CARGO_TARGET_DIR)/python/runtime.wasm
# The S3 server of the tests.
export MSPF_TEST_WEED ?= $(CACHE)/tools/bin/weed
# The packages that tests vendor.
export MSPF_TEST_WHEELS ?= $(CACHE)/tools/wheels

MSPF := $(CARGO_TARGET_DIR)/release/mspf
# The front-end library that every plugin may use.
BASE_PLUGINS := $(CARGO_TARGET_DIR)/base-plugins.zip
export MSPF_TEST_BASE_PLUGINS ?= $(BASE_PLUGINS)
# The platform's own source, for those who want to read it.
SOURCE := $(CARGO_TARGET_DIR)/source.zip
# With an example among the targets cargo chooses features as it does for tests: one compiled dependency tree for all.
BUILD := cargo build --release --locked --workspace --example pack
# What the tests in a browser run.
IN_BROWSER := MSPF_E2E_PROGRAM=$(MSPF) MSPF_BASE_PLUGINS=$(BASE_PLUGINS) MSPF_PYTHON_RUNTIME=$(MSPF_PYTHON)
# The guests that compile for this machine too, which is what clippy and rustdoc's tests need.
GUESTS := --manifest-path examples/Cargo.toml --workspace --exclude misbehaving --exclude misbehaving-p3
SDK := --manifest-path sdk-rust/Cargo.toml

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: python examples base-plugins ui source ## build the platform and serve it on port 8899, with the examples in the catalogue; data in ./data
	$(BUILD) --bin mspf
	MSPF_SEED="$${MSPF_SEED:-$(MSPF_EXAMPLES)}" MSPF_BASE_PLUGINS="$${MSPF_BASE_PLUGINS:-$(BASE_PLUGINS)}" \
	MSPF_PYTHON_RUNTIME="$${MSPF_PYTHON_RUNTIME:-$(MSPF_PYTHON)}" \
	MSPF_SOURCE_ARCHIVE="$${MSPF_SOURCE_ARCHIVE:-$(SOURCE)}" \
	exec env -u MSPF_EXAMPLES -u MSPF_PYTHON $(foreach name,WEED WHEELS BASE_PLUGINS,-u MSPF_TEST_$(name)) \
		$(MSPF) serve $(ARGS)

install: setup-build base-plugins python ui source ## put the `mspf` command into cargo's folder of programs, which is on the PATH
	$(BUILD) --bin mspf
	install -D $(MSPF) $(CARGO_HOME)/bin/mspf
	install -D -m 644 $(BASE_PLUGINS) $(CARGO_HOME)/lib/mspf/mspf-base-plugins.zip
	install -D -m 644 $(MSPF_PYTHON) $(CARGO_HOME)/lib/mspf/mspf-python.wasm
	[ ! -e $(SOURCE) ] || install -D -m 644 $(SOURCE) $(CARGO_HOME)/lib/mspf/mspf-source.zip

test: setup-test ui ui-check lint python examples base-plugins ## every check and every test, on real databases, a real S3 server and in a real browser
	cargo nextest run --release --locked --workspace $(ARGS)
	$(MAKE) --no-print-directory doc-test python-test api-fuzz
	$(MAKE) --no-print-directory ui-test ARGS=

doc-test: ## the examples in the documentation, and the SDK's tests
	cargo test --release --locked --workspace --doc
	cargo test --release --locked $(SDK)

python-test: ## the tests of the SDK for Python
	cd sdk-python && python3 -m unittest discover --start-directory tests --quiet

api-fuzz: ## asks the API everything its description allows, and more
	$(BUILD) --bin mspf
	scripts/api-fuzz.sh $(MSPF)

ui-test: setup-ui-test ui python base-plugins ## the marketplace in a real browser, on a real server (ARGS=e2e/home.test.ts for one file, MSPF_E2E_SLOWED=900 to hold up every request by up to 900 ms)
	$(BUILD) --bin mspf
	$(IN_BROWSER) scripts/build-ui e2e $(ARGS)

screenshots: setup-ui-test ui python base-plugins ## the pictures in docs/images
	$(BUILD) --bin mspf
	$(IN_BROWSER) scripts/build-ui screenshots

bench: setup-bench python examples ui ## compare with `wasmtime serve`, plain hyper, gunicorn …; writes bench/results.md
	MSPF_BENCH_PYTHON="$${MSPF_BENCH_PYTHON:-$(CACHE)/tools/bin/python}" MSPF_BENCH_WASMTIME="$${MSPF_BENCH_WASMTIME:-$(CACHE)/tools/bin/wasmtime}" $$(scripts/build-dist)/mspf-bench $(ARGS)

dist: setup-build python examples ui ## build the program that is shipped: optimised for what a node really does (some 40 minutes the first time)
	scripts/build-dist

base-plugins: setup-base-plugins ## build the front-end library that every plugin may use, from npm
	scripts/build-base-plugins

ui: setup-ui ## build the marketplace's pages, which the program embeds
	scripts/build-ui

ui-check: setup-ui ## types, style and the logic of the marketplace's pages
	scripts/build-ui check

source: ## pack the source as it is committed; without a repository there is nothing to pack
	rm -f $(SOURCE)
	mkdir -p $(CARGO_TARGET_DIR)
	! git rev-parse --verify --quiet HEAD >/dev/null || git archive --format=zip --prefix=mspf/ --output=$(SOURCE) HEAD

examples: setup-build ## build the example plugins and the tests' guests, and pack them
	scripts/build-examples

python: setup-python ## build the shared Python runtime, unless nothing it is made of has changed
	scripts/build-python

fmt: ## format all Rust code
	cargo fmt --all
	cargo fmt --all $(SDK)
	cargo fmt --all --manifest-path examples/Cargo.toml

lint: setup-build ## formatting and clippy, without changing anything
	cargo fmt --all --check
	cargo fmt --all --check $(SDK)
	cargo fmt --all --check --manifest-path examples/Cargo.toml
	cargo clippy --release --locked --workspace --all-targets -- -D warnings
	cargo clippy --release --locked $(SDK) --all-targets -- -D warnings
	cargo clippy --release --locked $(GUESTS) -- -D warnings

fuzz: setup-fuzz ## run the fuzz targets for a minute each (SECONDS_EACH=60)
	scripts/fuzz $(or $(SECONDS_EACH),60)

wasm-target: ## a Rust toolchain for WebAssembly, by rustup or from Debian's packages
	scripts/setup wasm

setup-%: # for the targets above
	@scripts/setup $*

clean: ## remove what was built (not the data in ./data, nor the tools that were fetched)
	rm -rf $(CARGO_TARGET_DIR)
