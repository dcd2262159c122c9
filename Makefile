# The project's commands. `make demo` and `make test` need only Python ≥ 3.11, git and make.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
SERVE ?= 1

.PHONY: help demo test faults chaos check format docs requirements screenshots bench coverage mutants clean

help:
	@echo "make demo         the whole product in small, on 127.0.0.1:$(PORT) (SERVE=0: stop after the summary)"
	@echo "make test         every test, on SQLite and on a throw-away PostgreSQL, with a real Redis and a real browser"
	@echo "make faults       the table of faults of reminders, each with real servers and processes; a quarter of an hour"
	@echo "make chaos        reminders while processes are killed at random and the database falls over; under ten minutes"
	@echo "make check        format, lint, types, import contracts, migrations, settings, templates, compose file"
	@echo "make format       formats the code"
	@echo "make screenshots  makes docs/screenshots/ again"
	@echo "make coverage     which branches of the guidance does no test of it take? Passes when there are none"
	@echo "make mutants      changes the guidance rules in one place at a time: which changes does no test notice?"
	@echo "make bench        how fast guidance and reminders are, beside other ways (PARTS=\"dispatch …\": only these)"
	@echo "make docs         writes the guidance catalogue, the reviewer's sheet and the coverage table from the rules"
	@echo "make requirements pins the dependencies again (needs uv)"

# -- environment -------------------------------------------------------------------------------------------------

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed (PYTHON=… chooses one)"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; tests/system_packages.sh python3-venv && $(PYTHON) -m venv .venv; }

.venv/.runtime: requirements.txt | .venv/bin/python
	@test -f .venv/.dev || { echo "Installing what requirements.txt pins …"; $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt; }
	@touch $@

.venv/.dev: requirements-dev.txt | .venv/bin/python
	@echo "Installing what requirements-dev.txt pins …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# -- run -----------------------------------------------------------------------------------------------------------

demo: .venv/.runtime
	@DEMO=1 $(BIN)/python manage.py demo --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve)

# -- prove ---------------------------------------------------------------------------------------------------------

test: .venv/.dev
	@$(BIN)/python -m tests.run

faults: .venv/.dev
	@$(BIN)/python -m tests.run --only faults

chaos: .venv/.dev
	@$(BIN)/python -m tests.faults

check: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python manage.py makemigrations --check --dry-run
	tests/deploy_check.sh $(BIN)/python
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

# Only cases that somebody wrote: what a drawn record happens to pass through is held to little, and not every clone has
# the shared files.
coverage: .venv/.dev
	@$(BIN)/python -m coverage run -m pytest tests/guidance -q -m "not shared" --ignore-glob='*properties.py'
	@$(BIN)/python -m coverage report

# A quarter of an hour on two cores. RULES="takayasu lupus.crr_12mo": only these again, the rest stands as it was.
mutants: .venv/.dev
	@$(BIN)/python -m tests.mutants $(RULES)

bench: .venv/.runtime
	@$(BIN)/python -m bench $(PARTS)

screenshots: .venv/.dev
	@SCREENSHOTS=docs/screenshots $(BIN)/python -m tests.run --only browser

docs: .venv/.runtime
	$(BIN)/python -m journeys.guidance.catalogue_text catalogue > docs/guidance-catalogue.md
	$(BIN)/python -m journeys.guidance.catalogue_text review > docs/guidance-review.md
	$(BIN)/python -m journeys.guidance.catalogue_text coverage > docs/coverage.md

format: .venv/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

requirements:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --quiet \
	  --extra embedded --extra demo --output-file requirements.txt
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --quiet \
	  --extra embedded --extra demo --group dev --constraint requirements.txt --output-file requirements-dev.txt

clean:
	rm -rf .venv var staticfiles mutants .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
