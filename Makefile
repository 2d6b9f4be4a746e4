# Yifa 依法. Needs Python 3.11 or later and make; everything else comes by the hashed lock files.
# Variables: PYTHON (interpreter for the environment), PYTEST_ARGS, PYTEST_WORKERS (3: two cores are never idle while one waits for a browser or a disk).

SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input -q
PYTEST_WORKERS ?= 3
PYTEST_ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench fuzz shots openapi pack-check fonts bundle system-packages

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

setup: $(VENV)/.installed ## virtual environment with the locked packages and the yifa command

run: $(VENV)/.installed ## set up, load the demo, serve it (prints address and accounts)
	@exec $(VENV)/bin/yifa demo

# Hundreds of short processes are started: they must not each compile the source anew, whatever the machine's habit.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/.installed-dev system-packages ## all tests on SQLite, then those marked postgres on PostgreSQL
	@[ -n "$(PYTEST_ARGS)" ] || $(PY) -m tests.prepare
	@echo "SQLite" >&2; \
	$(PY) -m pytest -n $(PYTEST_WORKERS) $(PYTEST_ARGS); first=$$?; \
	echo "PostgreSQL" >&2; \
	YIFA_TEST_ENGINE=postgres $(PY) -m pytest -n $(PYTEST_WORKERS) -m postgres $(PYTEST_ARGS); second=$$?; \
	for code in $$first $$second; do \
	  if [ $$code -eq 5 ]; then echo "no test was collected: that is a fault, not a pass" >&2; fi; done; \
	[ $$first -ne 0 ] && exit $$first; exit $$second

check: $(VENV)/.installed-dev ## style, types, layers, packs, migrations
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-cache
	$(VENV)/bin/yifa pack-check
	DJANGO_SETTINGS_MODULE=yifa.site.settings $(PY) -m django makemigrations --check --dry-run
	YIFA_FULL=1 $(PY) -m pytest tests/operations/test_schema.py

fuzz: $(VENV)/.installed-dev ## generated requests to every operation of the interface, as four accounts (an hour)
	YIFA_FUZZ=$${YIFA_FUZZ:-5} $(PY) -m pytest tests/api/test_hostile.py -k whole -s

bench: $(VENV)/.installed-dev ## measure against named baselines in the same run
	$(PY) -m benchmarks

shots: $(VENV)/.installed-dev system-packages ## screenshots of every main page into shots/
	$(PY) -m tests.e2e.shots

openapi: $(VENV)/.installed-dev ## write docs/openapi.json from the running declarations
	$(PY) -m yifa.site.openapi docs/openapi.json

pack-check: $(VENV)/.installed ## validate the rule packs
	$(VENV)/bin/yifa pack-check

fonts: ## free 仿宋, 楷体 and 小标宋 substitutes into $YIFA_HOME/fonts (Debian)
	@sh contrib/offline/fonts.sh "$${YIFA_HOME:-var}/fonts"

bundle: $(VENV)/.installed ## installer for machines without network into build/
	@sh contrib/offline/bundle.sh $(PY)

# --- set-up -----------------------------------------------------------------------------------------------

# Stamps: a second `make run` installs nothing. The environment is made by the first Python that is new enough.
$(VENV)/.made:
	@found=; for name in $(PYTHON) python3.11 python3 python3.12 python3.13 python; do \
	  if command -v "$$name" >/dev/null 2>&1 && \
	     "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$name; break; fi; done; \
	if [ -z "$$found" ]; then echo "Python 3.11 or later is needed (set PYTHON=/path/to/python3)" >&2; exit 1; fi; \
	if [ ! -x $(PY) ] && ! "$$found" -m venv $(VENV); then \
	  rm -rf $(VENV); echo "the venv module is missing: on Debian install python3-venv" >&2; exit 1; fi
	@touch $@

$(VENV)/.base: requirements/base.txt | $(VENV)/.made
	@echo "installing the locked packages …" >&2
	@$(PIP) install --require-hashes --no-deps -r requirements/base.txt
	@touch $@

$(VENV)/.installed: pyproject.toml $(VENV)/.base
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.installed-dev: requirements/dev.txt $(VENV)/.installed
	@echo "installing the locked development packages …" >&2
	@$(PIP) install --require-hashes --no-deps -r requirements/dev.txt
	@touch $@

system-packages:
	@sh .ci/system-packages
