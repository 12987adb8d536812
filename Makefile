.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
INPUT ?=
CHAOS ?=

.PHONY: help setup demo test test-chaos test-security sbom lint fast test-simulation generate lock bench bench-quality bench-language bench-enrich train-lines train-pages clean

help:  ## Show this
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

.venv/ready: requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Copydesk needs Python 3.11 or later; name one: make $@ PYTHON=python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || \
	  { echo "venv is missing; on Debian: apt-get install python3-venv"; exit 1; }
	@echo "installing locked dependencies into .venv"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

setup: .venv/ready  ## Make .venv with the command in .venv/bin/copydesk

demo: setup  ## See it work (INPUT=path shows your own articles)
	@$(BIN)/copydesk demo $(INPUT)

test: setup  ## Everything that must pass: gates, unit, contract, a real Kafka
	@$(BIN)/python .ci/gate.py

fast: setup  ## Only what takes seconds: unit and contract tests, a short simulation
	@$(BIN)/pytest -q tests/unit tests/contract tests/test_layers.py tests/simulation

HISTORIES ?= 20000

test-simulation: setup  ## Many histories of failing clusters and instances (HISTORIES=20000)
	@COPYDESK_TEST_HISTORIES=$(HISTORIES) $(BIN)/pytest -q -s tests/simulation

test-chaos: setup  ## Faults at random moments, both guarantees, a table (CHAOS="--fault kill"; 20 minutes)
	@$(BIN)/python -m tests.chaos $(CHAOS)

test-security: setup  ## Each door and each right of a secured Kafka, one by one (two minutes)
	@COPYDESK_TEST_SECURITY=full $(BIN)/pytest -q tests/integration/test_security.py

sbom: setup  ## What the service is made of, from the lock: out/sbom.json (CycloneDX)
	@mkdir -p out
	@$(BIN)/python -W ignore -m cyclonedx_py requirements requirements/run.txt --pyproject pyproject.toml --output-reproducible -o out/sbom.json

lint: setup  ## Format and repair what can be repaired
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix . && $(BIN)/mypy

generate: setup  ## Write the generated schemas and documents anew
	@$(BIN)/python -m schemas.generate && $(BIN)/python -m service.reference

lock: setup  ## Lock the dependencies anew, with hashes
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate pyproject.toml -o requirements/run.txt
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --extra tracing -c requirements/run.txt pyproject.toml -o requirements/tracing.txt
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --extra demo --extra tracing --group dev -c requirements/run.txt pyproject.toml -o requirements/dev.txt
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --group training -c requirements/dev.txt pyproject.toml -o requirements/training.txt

bench: setup  ## Records a second and CPU a record, beside a bare loop of the same client
	@$(BIN)/python -m bench

DATA ?= ../shared/data

bench-quality: setup  ## Cleaning in numbers, beside stock trafilatura (DATA=path)
	@$(BIN)/python -m bench.quality --data $(DATA)

bench-language: setup  ## The language of texts, beside each detector alone
	@$(BIN)/python -m bench.language

bench-enrich: setup  ## Microseconds by enricher, for an article of 3 kB
	@$(BIN)/python -m bench.enrich

train-lines: setup  ## Learn the models for lines anew, judged on unseen publishers (DATA=path)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/training.txt
	@$(BIN)/python -m training.lines $(DATA)

train-pages: setup  ## Learn the page extractor anew, judged on unseen publishers (DATA=path)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/training.txt
	@$(BIN)/python -m training.page_extractor $(DATA)

clean:  ## Remove what setup and tests made
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis out
