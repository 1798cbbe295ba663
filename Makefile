# Quorate's commands. `make help` lists them. Only Python 3.11+ with venv is needed.

PYTHON ?= $(shell for each in python3 python3.13 python3.12 python3.11; do \
	if $$each -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null; then echo $$each; break; fi; done)
BIN := .venv/bin
LOCAL := $(BIN)/python -m config.local
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALLED := .venv/.installed
INSTALLED_DEV := .venv/.installed-dev
ASSETS := static/built/.stamp
# Extras stay named in the lock: pip before 23.1 looks past a pin that lacks them.
UV_LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --universal --no-strip-extras \
	--python-version 3.11 --no-header --no-emit-index-url
.DEFAULT_GOAL := help
.PHONY: help run test cover check fix bench demo backup restore lock

help: ## list these commands
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

run: $(INSTALLED) $(ASSETS) ## the whole site with demo data; PORT=8123 make run
	@exec $(LOCAL) run

test: $(INSTALLED_DEV) $(ASSETS) ## the whole suite; make test ARGS="-k story_14"
	@exec $(LOCAL) exec --temporary -- $(BIN)/python -m pytest -n 2 --dist worksteal -q $(ARGS)

cover: $(INSTALLED_DEV) $(ASSETS) ## the whole suite, and how much of the code it ran
	@$(LOCAL) exec --temporary -- $(BIN)/python -m pytest -n 2 --dist worksteal -q --cov \
		--cov-report=json:.coverage.json --cov-report= $(ARGS); outcome=$$?; \
	$(BIN)/python -m tests.coverage_floors .coverage.json && exit $$outcome

check: $(INSTALLED_DEV) $(ASSETS) ## format, lint, types, contracts, migrations, links
	@exec $(LOCAL) check

fix: $(INSTALLED_DEV) ## mend what can be mended
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format --quiet .
	find templates -name '*.html' -exec $(BIN)/djade --target-version 5.2 {} + || true

bench: $(INSTALLED_DEV) $(ASSETS) ## the benchmarks, one JSON line per figure
	@exec $(LOCAL) exec --temporary -- $(BIN)/python -m bench $(ARGS)

demo: $(INSTALLED) $(ASSETS) ## throw the demonstration away and fill it anew
	@exec $(LOCAL) demo

FILE ?= quorate-$(shell date +%Y-%m-%d-%H%M%S).tar
backup: $(INSTALLED) ## database and files in one file; FILE=backup.tar
	@exec $(LOCAL) backup "$(FILE)"

restore: $(INSTALLED) ## put a backup into an empty system; FILE=backup.tar
	@exec $(LOCAL) restore "$(FILE)"

lock: ## compile the requirements and their hashes anew
	test -x $(BIN)/uv || $(PIP) install --quiet uv
	$(UV_LOCK) $(ARGS) -o requirements.txt requirements.in
	$(UV_LOCK) $(ARGS) -o requirements-dev.txt requirements-dev.in

# One virtual environment; each stamp is renewed only when its lock changes.
.venv/bin/pip:
	@test -n "$(PYTHON)" || { echo "Quorate needs Python 3.11 or later with venv" \
		"(Debian: apt install python3-venv)." >&2; exit 1; }
	@echo "Making a virtual environment with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv .venv

$(INSTALLED): requirements.txt | .venv/bin/pip
	@echo "Installing the locked packages …"
	@$(PIP) install --quiet --require-hashes -r requirements.txt
	@touch $@

$(INSTALLED_DEV): requirements-dev.txt $(INSTALLED) | .venv/bin/pip
	@echo "Installing the packages for tests and checks …"
	@$(PIP) install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

$(ASSETS): package.json package-lock.json $(shell find static/src -type f) | $(INSTALLED)
	@echo "Building the pages' styles and scripts …"
	@$(LOCAL) assets
