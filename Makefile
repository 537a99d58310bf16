# `make demo` and `make test` do all of their own set-up.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help

$(if $(word 2,$(CURDIR)),$(error the path of this checkout contains blanks, which make cannot handle: $(CURDIR); move it))
PYTHON ?= python3
TAG := $(shell $(PYTHON) -c 'import sys; print("py%d.%d" % sys.version_info[:2])')
$(if $(TAG),,$(error PYTHON=$(PYTHON) does not run; name a Python 3.11 or newer with: make PYTHON=python3.12 ...))
BUILD := $(CURDIR)/.build
VENV := $(BUILD)/$(TAG)
BIN := $(VENV)/bin
COLLECTIONS := $(BUILD)/collections
WORKERS ?= 2

# Everything that a tool would write into the user's home goes below .build.
export ANSIBLE_COLLECTIONS_PATH := $(COLLECTIONS)
export ANSIBLE_HOME := $(BUILD)/ansible
export ANSIBLE_NOCOWS := 1
export HYPOTHESIS_STORAGE_DIRECTORY := $(BUILD)/hypothesis
export XDG_CACHE_HOME := $(BUILD)/cache
export PIP_CACHE_DIR ?= $(BUILD)/cache/pip
export PYTHON
export PYTHONDONTWRITEBYTECODE :=
export PATH := $(BIN):$(PATH)

# A home that lasts as long as the recipe: no test reads the user's known hosts, keys or settings, and none sees what
# another left there.
HERMETIC = home=$$(mktemp -d $(BUILD)/home.XXXXXX); trap 'rm -rf "$$home"' EXIT; export HOME=$$home
PYTEST = $(BIN)/python -m pytest --quiet --numprocesses $(WORKERS)

STEPS := lint sanity unit mock contract integration interop interruptions molecule

.PHONY: help setup setup-test test demo bench lint laws faults changelog $(STEPS)
help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

setup: $(VENV)/.runtime ## virtual environment and collection path below .build
setup-test: $(VENV)/.test

demo: setup ## three mock devices, the role twice, an outside client before and after
	@$(HERMETIC); $(BIN)/python tools/demo.py

test: setup-test ## everything below in this order, up to the first failure
	@$(BIN)/python tools/steps.py $(STEPS)

lint: setup-test ## ruff, mypy --strict, yamllint, ansible-lint, changelog fragments
	@$(HERMETIC)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy plugins/plugin_utils/_core plugins/plugin_utils/_device
	$(BIN)/yamllint --strict .
	$(BIN)/antsibull-changelog lint
	$(BIN)/ansible-lint --profile production --strict --offline --nocolor

sanity: setup-test ## every sanity test of ansible-test, without ignores
	@$(BIN)/python tools/sanity.py

unit: setup-test ## the core: tables, laws, import arrows, house rules
	@$(HERMETIC); $(PYTEST) tests/unit

laws: setup-test ## the laws of planning over new random cases; LAW_EXAMPLES=2000
	@$(HERMETIC); LAW_EXAMPLES=$${LAW_EXAMPLES:-2000} $(PYTEST) --timeout 3600 tests/unit/test_*laws.py

mock: setup-test ## the mock device alone, over real SSH
	@$(HERMETIC); $(PYTEST) tests/mock

contract: setup-test ## one suite over every transport
	@$(HERMETIC); $(PYTEST) tests/contract

integration: setup-test ## real ansible-playbook runs on every profile; the package as users install it
	@$(HERMETIC); $(PYTEST) --dist loadfile tests/integration

interop: setup-test ## outside clients as judges: OpenSSH, ssh-audit, netmiko, napalm, scrapli, cisco.ios
	@$(HERMETIC); $(PYTEST) tests/interop

interruptions: setup-test ## a transaction is interrupted at each of its steps in one way: a part of make faults
	@$(HERMETIC); $(PYTEST) tests/faults

molecule: setup-test ## every scenario: create, converge, idempotence, verify, destroy
	@$(HERMETIC); export MOLECULE_EPHEMERAL_DIRECTORY=$$home/molecule
	NO_COLOR=1 $(BIN)/molecule test --all
	echo "molecule: scenarios" $$(cd extensions/molecule && ls -d */molecule.yml | cut -d/ -f1) "passed"

faults: setup-test ## a transaction is interrupted at each of its steps in every way; takes a while
	@$(HERMETIC); export INTERRUPTIONS=all INTERRUPTIONS_FIGURES=$$home/figures
	$(PYTEST) --timeout 7200 tests/faults
	sort $$home/figures

bench: setup-test ## cost per device against cisco.ios; BENCH_DEVICES=50 BENCH_ROUNDS=5
	@$(HERMETIC); $(BIN)/python tests/bench/bench.py

changelog: setup-test ## turn the fragments into CHANGELOG.rst for the version in galaxy.yml
	@$(BIN)/antsibull-changelog release

$(VENV)/.runtime: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit("secureshell.ios needs Python 3.11 or newer, found %s; name one with: make PYTHON=python3.12 ..." % sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --requirement requirements.txt
	mkdir -p $(COLLECTIONS)/ansible_collections/secureshell
	ln -sfn $(CURDIR) $(COLLECTIONS)/ansible_collections/secureshell/ios
	touch $@

$(VENV)/.test: $(VENV)/.runtime requirements-test.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --requirement requirements.txt --requirement requirements-test.txt
	touch $@
