# Two commands matter: `make run` shows Tinbai working, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)

.PHONY: run test check venv venv-test lint unit clean

run: venv
	$(BIN)/python main.py demo

venv: $(VENV)/.run
venv-test: $(VENV)/.test

$(VENV)/.run: requirements.txt
	@$(MAKE) --no-print-directory install FILE=requirements.txt
	@touch $@

$(VENV)/.test: requirements-test.txt
	@$(MAKE) --no-print-directory install FILE=requirements-test.txt
	@touch $@ $(VENV)/.run

.PHONY: install
install:
ifdef UV
	@test -x $(BIN)/python || uv venv -q --python $(PYTHON) $(VENV)
	uv pip install -q --require-hashes --python $(BIN)/python -r $(FILE)
else
	@test -x $(BIN)/python || PYTHON=$(PYTHON) sh venv.sh $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(FILE)
endif

# The editor of a story's body, bundled from assets/ into tinbai/web/static/; the one thing that needs node and npm.
.PHONY: assets
assets:
	cd assets && npm ci --ignore-scripts --no-audit --no-fund && node build.js

# What tests need of the machine: Dovecot, Postfix, PostgreSQL, Chromium, node. On Debian as root they are installed.
.PHONY: machine
machine:
	@sh tests/machine.sh

# Every page in every state, wide, narrow, in large type and high contrast, into a folder that is not committed.
.PHONY: screenshots
screenshots: venv-test
	$(BIN)/python -m tests.screens screens

# The few that README and the guide show, small.
.PHONY: docs-screens
docs-screens: venv-test
	$(BIN)/python -m tests.screens --committed

lint: venv-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# A file of tests stays in one process: its servers are started once.
# They are begun in the order conftest.py gives them: the slow ones first.
PYTEST := $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

unit: venv-test
	$(PYTEST) -m "not slow"

check: lint unit

test: machine lint
	$(PYTEST) --durations=15

# Looks for input that breaks a reader: each target of tests/fuzz for so many seconds, guided by what code it reaches.
FUZZ_SECONDS ?= 120
.PHONY: fuzz
fuzz: venv-test
	FUZZ_LONG=true $(PYTEST) tests/test_fuzz.py
	$(BIN)/python -m tests.fuzz.run --seconds $(FUZZ_SECONDS)

# Our figures beside those of what one would use instead; see benchmarks/README.md.
.PHONY: benchmarks
benchmarks: machine venv-test .venv-peers/.done
	@for script in parsers mime mails memory notice smtp; do $(BIN)/python -m benchmarks.$$script || exit 1; done

.venv-peers/.done: benchmarks/peers/requirements.txt
	@test -x .venv-peers/bin/python || $(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install -q --disable-pip-version-check --upgrade pip  # an old one fails on their extras
	.venv-peers/bin/python -m pip install -q --disable-pip-version-check -r $<
	@touch $@

clean:
	rm -rf $(VENV) demo-data screens
