# One word per chore; `make help` lists them. Everything happens in .venv, nothing outside this folder.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PY := .venv/bin/python
UV := $(shell command -v uv 2>/dev/null)
DATA ?= data
PORT ?= 8000

.PHONY: help env run test races crash fuzz check bench fix docs lock clean

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

.venv/installed: requirements.lock pyproject.toml
ifdef UV
	uv venv --quiet --allow-existing .venv
	uv pip install --quiet --python $(PY) --require-hashes -r requirements.lock
	uv pip install --quiet --python $(PY) --no-deps --no-build-isolation -e .
else
	python3 -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-compile --require-hashes \
		-r requirements.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
endif
	@touch $@

env: .venv/installed  ## the environment, in .venv

run: env  ## the demo: rehearse up to autumn 2017 on first start, then serve on http://127.0.0.1:8000
	@test -f $(DATA)/folder.json || $(PY) -m cli rehearse --until 2017-10-20 --data $(DATA)
	$(PY) -m cli up --data $(DATA) --port $(PORT)

test: env  ## the whole test suite
	$(PY) -m pytest -n auto --dist loadgroup --no-loadscope-reorder

races: env  ## two approve the last signature at once, a thousand times (a minute)
	JIXIAO_RACES=1000 $(PY) -m pytest -q tests/services/test_gate_races.py

crash: env  ## a thousand kills, and storms over processes that are killed (half an hour; JIXIAO_KILLS, JIXIAO_STORM)
	$(PY) -m tests.crash

fuzz: env  ## every operation of the API, as each capacity, in two houses (half an hour)
	$(PY) -m tests.fuzz

check: env  ## format, lint, types, import floors, dependencies, freshness of docs
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m pyright
	.venv/bin/lint-imports
	.venv/bin/deptry .
	$(PY) -m docs --check

fix: env  ## format and mend what ruff can mend
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

docs: env  ## draw the generated pages again (lifecycles, openapi)
	$(PY) -m docs

bench: env  ## the benchmarks (minutes)
	$(PY) -m bench

lock:  ## resolve requirements.lock again (needs uv)
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --quiet -o requirements.lock

clean:  ## remove the environment and the caches, never data
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
