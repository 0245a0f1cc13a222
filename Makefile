# Two commands matter: make run, make test. Works with GNU make 3.81 (macOS) and later.
.DEFAULT_GOAL := help
.PHONY: help setup run test lint bench tour lock clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' Makefile

setup: ## Set up everything, start nothing
	@.ci/setup all

run: setup ## Run web, worker and beat with demo data; PORT=8000 unless you give another
	@. .ci/env && exec .venv/bin/python .ci/start.py

test: setup ## Run the whole suite on SQLite, and on PostgreSQL and Redis where they are
	@. .ci/env && exec .venv/bin/python .ci/test.py $(ARGS)

lint: setup ## Check style, imports, types, migrations and settings
	@. .ci/env && exec .ci/lint

bench: setup ## Measure pages, import, reminders and reports against a bare Django view
	@. .ci/env && exec .venv/bin/python -m bench

tour: setup ## Take the pictures of the README's tour anew; needs Chromium
	@. .ci/env && exec .venv/bin/python .ci/tour.py

lock: setup ## Renew the pinned requirements from the .in files
	@.ci/lock

clean: ## Remove what set-up and checks made; the data in var/ stays
	rm -rf .venv node_modules static/build var/static var/cache var/test .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
