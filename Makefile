.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
INPUT ?=
CHAOS ?=
MEMORY ?=

.PHONY: help setup demo image test test-chaos test-memory test-security sbom lint fast test-simulation generate lock bench bench-profile bench-quality bench-language bench-enrich train-lines train-pages test-alerts live bench-live bench-soak clean

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

live: setup  ## The demo, articles coming until Ctrl-C: look at its live page
	@$(BIN)/copydesk demo --keep $(INPUT)

test: setup  ## Everything that must pass: gates, unit, contract, a real Kafka
	@$(BIN)/python .ci/gate.py

fast: setup  ## Only what takes seconds: unit and contract tests, a short simulation
	@$(BIN)/pytest -q -n auto tests/unit tests/contract tests/test_layers.py tests/simulation

HISTORIES ?= 20000

test-simulation: setup  ## Many histories of failing clusters and instances (HISTORIES=20000)
	@COPYDESK_TEST_HISTORIES=$(HISTORIES) $(BIN)/pytest -q -s tests/simulation

test-chaos: setup  ## Faults at random moments, both guarantees, a table (CHAOS="--fault kill"; 20 minutes)
	@$(BIN)/python -m tests.chaos $(CHAOS)

test-security: setup  ## Each door and each right of a secured Kafka, one by one (four minutes)
	@COPYDESK_TEST_SECURITY=full $(BIN)/pytest -q tests/integration/test_security.py

sbom: setup  ## What the service is made of, from the lock: out/sbom.json (CycloneDX)
	@mkdir -p out
	@$(BIN)/python -W ignore -m cyclonedx_py requirements requirements/run.txt --pyproject pyproject.toml --output-reproducible -o out/sbom.json

test-memory: setup  ## The most memory each process holds, output refused for a minute (half an hour)
	@$(BIN)/python -m tests.chaos.memory $(MEMORY)

ALERTS ?=

test-alerts: setup  ## A real Prometheus over real services: no empty panel, every alert fires (5 minutes)
	@$(BIN)/python -m tests.alerts $(ALERTS)

lint: setup  ## Format and repair what can be repaired
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix . && $(BIN)/mypy

generate: setup  ## Write the generated schemas and documents anew
	@$(BIN)/python -m schemas.generate && $(BIN)/python -m service.reference
	@$(BIN)/python -m deploy.grafana.dashboard

lock: setup  ## Lock the dependencies anew, with hashes
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate pyproject.toml -o requirements/run.txt
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --group pyproject.toml:build -o requirements/build.txt
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --extra tracing -c requirements/run.txt pyproject.toml -o requirements/tracing.txt
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --extra demo --extra tracing --group dev -c requirements/run.txt pyproject.toml -o requirements/dev.txt
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --group training -c requirements/dev.txt pyproject.toml -o requirements/training.txt

DOCKER ?= docker
DOCKER_BUILD ?=

image:  ## Build the container image copydesk:local (DOCKER_BUILD="--build-arg BASE_IMAGE=...")
	@$(DOCKER) build --tag copydesk:local $(DOCKER_BUILD) \
	  --build-arg VERSION=$$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml) \
	  --build-arg REVISION=$$(git rev-parse HEAD) --build-arg CREATED=$$(git log -1 --format=%cI) .

DATA ?= ../shared/data
BENCH ?=

bench: setup  ## Rates, CPU, memory, ages, beside bare loops (20 minutes; BENCH="--runs 1 --paced-s 5")
	@$(BIN)/python -m bench --data $(DATA) $(BENCH)

bench-profile: setup  ## Where the time goes, by stage and by function
	@$(BIN)/python -m bench --profile --data $(DATA) $(BENCH)

bench-quality: setup  ## Cleaning in numbers, beside stock trafilatura (DATA=path)
	@$(BIN)/python -m bench.quality --data $(DATA)

bench-language: setup  ## The language of texts, beside each detector alone
	@$(BIN)/python -m bench.language

bench-live: setup  ## What the live page costs the loop, with two viewers
	@$(BIN)/python -m bench.live

SOAK ?=

bench-soak: setup  ## An hour at half load: memory, lag, nothing lost (SOAK="--minutes 10 --write")
	@$(BIN)/python -m bench.soak --data $(DATA) $(SOAK)

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
