# Everything a person types. `make demo` and `make test` install what they need from the lock files; nothing else is required
# than Python 3.11 to 3.13 and make.
.DEFAULT_GOAL := help
.PHONY: help install install-dev demo nightly test lint types sql-lint pytest format bench eval lock clean

BIN := .venv/bin
# one process a core; override with JOBS=1 to see output as it comes
JOBS ?= 2

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

install: ## make .venv with what the program needs
	@sh tools/bootstrap.sh requirements.lock

install-dev: ## make .venv with the test and lint tools too
	@sh tools/bootstrap.sh requirements-dev.lock

demo: install ## run the real nightly job against a loopback replica of the five seed sites, and print what it found
	@$(BIN)/thidua demo

nightly: install ## run the nightly job on the live sites (needs a contact address in data/thidua.toml)
	@$(BIN)/thidua nightly

test: install-dev lint types sql-lint pytest ## install, lint, check types and run the everyday tests

lint:
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types:
	@$(BIN)/mypy

sql-lint:
	@$(BIN)/sqlfluff lint --disable-progress-bar -n dbt_project/models dbt_project/tests

pytest:
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup --cov --cov-report=term --cov-fail-under=85

format: install-dev ## put the code into the house format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: install-dev ## speed and memory, as ratios within one run
	@$(BIN)/python -m benchmarks

eval: install-dev ## measure the event rules on the gold set (the test half in figures only), and event identity on a chronicle of known truth
	@$(BIN)/thidua rules eval
	@$(BIN)/thidua rules eval --split test
	@$(BIN)/python -m tests.dbt.identity

lock: install-dev ## compile the lock files anew (hashes, no addresses)
	@sh tools/lock.sh

clean: ## remove what the program and its tests make, the environment included
	rm -rf .venv .cache data-demo .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage* dbt_project/target dbt_project/logs
