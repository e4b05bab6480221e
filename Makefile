# Each target sets up .venv in the checkout if it isn't there, or if the dependencies have changed.
PYTHON ?= python3
VENV := .venv
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

.PHONY: help run test lint format clean

help:
	@echo "make run     ingest, build, audit and publish the demo data, and say where to look"
	@echo "make test    everything that must hold"
	@echo "make lint    only the linters"
	@echo "make format  let the formatter have its way"
	@echo "make clean   remove what was built (not the virtual environment)"

$(VENV)/ready: constraints.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --require-hashes --requirement constraints.txt
	$(VENV)/bin/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

run: $(VENV)/ready
	leadhouse demo

lint: $(VENV)/ready
	ruff check .
	ruff format --check .
	sqlfluff lint --processes 2 --disable-progress-bar --nocolor dbt_project/models dbt_project/tests

test: lint
	pytest

format: $(VENV)/ready
	ruff format .
	ruff check --fix .

clean:
	rm -rf .leadhouse target logs build *.egg-info
