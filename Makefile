# `make demo` and `make test` do all of their own set-up.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help

PYTHON ?= python3
TAG := $(shell $(PYTHON) -c 'import sys; print("py%d.%d" % sys.version_info[:2])')
BUILD := $(CURDIR)/.build
VENV := $(BUILD)/$(TAG)
BIN := $(VENV)/bin
COLLECTIONS := $(BUILD)/collections

# Everything that Ansible would write into the user's home goes below .build.
export ANSIBLE_COLLECTIONS_PATH := $(COLLECTIONS)
export ANSIBLE_HOME := $(BUILD)/ansible
export ANSIBLE_NOCOWS := 1
export PYTHONDONTWRITEBYTECODE :=
export PATH := $(BIN):$(PATH)

.PHONY: help setup setup-test
help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

setup: $(VENV)/.runtime ## virtual environment and collection path below .build
setup-test: $(VENV)/.test

$(VENV)/.runtime: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit("secureshell.ios needs Python 3.11 or newer, found %s; name one with: make PYTHON=python3.12 ..." % sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --requirement requirements.txt
	mkdir -p $(COLLECTIONS)/ansible_collections/secureshell
	ln -sfn $(CURDIR) $(COLLECTIONS)/ansible_collections/secureshell/ios
	touch $@

$(VENV)/.test: $(VENV)/.runtime requirements-test.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --requirement requirements.txt --requirement requirements-test.txt
	touch $@
