# Every command of this project; `make help` lists them.
# Freshness is decided by timestamps alone (a mark inside each installed folder against lock files and
# sources), so a command with nothing to install or build starts at once.

.DEFAULT_GOAL := help
FORCE:
.PHONY: help setup run check test e2e bench fix types demo clean
SHELL := /bin/sh
export PATH := $(CURDIR)/.venv/bin:$(PATH)

HOST ?= 127.0.0.1
PORT ?= 3000
DATA ?= data

PYTHON_READY := .venv/.installed
NODE_READY := $(if $(wildcard web/package-lock.json),web/node_modules/.installed)
WEB_READY := $(if $(NODE_READY),web/node_modules/.built)
BUILT := balcao/static/desk/index.html

WEB_LOCK := $(wildcard web/package-lock.json)
WEB_MANIFESTS := $(wildcard web/package.json web/*/package.json web/packages/*/package.json)
# SvelteKit's folder names, `(auth)` and `[id]`, mean something else to make: find compares these.
WEB_CHANGED := $(if $(and $(wildcard $(WEB_READY)),$(wildcard $(BUILT))),$(shell find web \
	\( -name node_modules -o -name .svelte-kit -o -name dist -o -name build -o -name '*.timestamp-*' -o -name '*.test.ts' \) -prune -o \
	\( -type f -o -path '*/src/*' -o -path '*/static/*' \) -newer $(WEB_READY) -print | head -n 1),all)

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z][a-z0-9-]*:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup: $(PYTHON_READY) $(WEB_READY) ## Install what is locked and build the web parts
	@:

run: setup ## Serve on http://127.0.0.1:3000 with SQLite in ./data
	@exec balcao serve --host $(HOST) --port $(PORT) --data $(DATA)

check: setup ## The quick half: format, lint, types, imports, house rules (< 60 s)
	@scripts/check.py

test: setup ## Everything: check, both databases, a real browser, the web tests
	@scripts/chromium >/dev/null
	@scripts/dovecot >/dev/null
	@scripts/check.py --without rules
	@pytest -n $(or $(WORKERS),auto) --durations=20 $(ARGS)

e2e: setup ## Only the browser tests (ARGS="-k name" narrows)
	@scripts/chromium >/dev/null
	@scripts/dovecot >/dev/null
	@pytest tests/e2e $(ARGS)

bench: setup ## Run the loads and write bench/results/
	@python -m bench

fix: $(PYTHON_READY) ## Format and fix what can be fixed by machine
	@ruff check --fix-only --quiet . && ruff format --quiet .
	@$(if $(NODE_READY),npm --prefix web run format --silent)

types: $(PYTHON_READY) $(NODE_READY) ## Regenerate the web client and the settings page from the code
	@scripts/generate.py

demo: setup ## Fill ./data with a believable account in Portuguese
	@balcao demo --data $(DATA)

clean: ## Remove what setup and tests made (./data stays)
	rm -rf .tools .venv .pytest_cache .ruff_cache .hypothesis .import_linter_cache test-results
	rm -rf balcao/static/desk balcao/static/widget web/node_modules web/*/.svelte-kit

.tools/.installed: scripts/install-uv
	@scripts/install-uv
	@touch $@

$(PYTHON_READY): .tools/.installed scripts/install-python pyproject.toml uv.lock
	@scripts/install-python
	@touch $@

ifdef NODE_READY
$(NODE_READY): $(PYTHON_READY) $(WEB_LOCK) $(WEB_MANIFESTS)
	@echo "Installing web packages…"
	@npm --prefix web ci --no-audit --no-fund --loglevel=error
	@touch $@

$(WEB_READY): $(NODE_READY) $(if $(WEB_CHANGED),FORCE)
	@echo "Building the desk and the widget…"
	@npm --prefix web run build > web/node_modules/.build.log 2>&1 || { tail -n 60 web/node_modules/.build.log; exit 1; }
	@touch $@
endif
