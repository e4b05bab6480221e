# Each target sets up .venv in the checkout if it isn't there, or if the dependencies have changed.
PYTHON ?= python3
VENV := .venv
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

.PHONY: help run test test-live test-metrics test-readers test-contracts test-next test-spark chaos bench docs lint format clean

help:
	@echo "make run     ingest, build, audit and publish the demo data, and say where to look"
	@echo "make test    everything that must hold"
	@echo "make test-live    the page behind Streamlit, in a browser"
	@echo "make test-metrics    the metrics, asked with mf, beside the marts"
	@echo "make test-readers    published files opened by other releases of DuckDB"
	@echo "make test-contracts    what we send held against vendors' definitions, and read back by their own clients"
	@echo "make test-next    every mart made by the next release of DuckDB, beside ours"
	@echo "make test-spark    every model made by Spark as well, and every mart the same (needs Java 17)"
	@echo "make chaos   a hundred runs killed at any moment, a thousand publishes under readers, two hundred damages"
	@echo "make bench   how long a small company takes, beside the least that it could take"
	@echo "make docs    the reference pages, from the code"
	@echo "make lint    only the linters"
	@echo "make format  let the formatter have its way"
	@echo "make clean   remove what was built (not the virtual environment)"

$(VENV)/ready: constraints.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --require-hashes --requirement constraints.txt
	$(VENV)/bin/pip install --quiet --no-deps --no-build-isolation --editable .
	@# What dbt reads it keeps, and so the page its scripts: the first run need not wait for them.
	$(VENV)/bin/python -c "from orchestration.dbt_build import prepare_manifest; prepare_manifest()"
	$(VENV)/bin/python -c "from orchestration.dashboard.bundle import vega_bundle; vega_bundle()"
	touch $@

run: $(VENV)/ready
	leadhouse demo

lint: $(VENV)/ready
	ruff check .
	ruff format --check .
	sqlfluff lint --processes 2 --disable-progress-bar --nocolor dbt_project/models dbt_project/tests

# Files of tests are dealt to worker processes, in the order of the folders: those of whole runs come before those of units.
test: lint
	pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

test-live: $(VENV)/ready
	$(VENV)/bin/pip install --quiet --require-hashes --requirement constraints-live.txt
	pytest tests/pipeline/test_live_page.py

test-metrics: $(VENV)/ready
	$(VENV)/bin/pip install --quiet --require-hashes --requirement constraints-metrics.txt
	pytest tests/pipeline/test_metrics.py

chaos: $(VENV)/ready
	python -m tests.faults.chaos --kills 100
	LEADHOUSE_PUBLISHES=1000 pytest tests/pipeline/test_publish.py -k S01
	python -m tests.faults.damage --cases 200

bench: $(VENV)/ready
	leadhouse bench --touchpoints 20000

# Other releases lie beside the environment, not in it: one process can hold only one.
READERS := 1.4.5 2.0.0
test-readers: $(VENV)/ready
	for release in $(READERS); do \
		$(VENV)/bin/pip install --quiet --upgrade --target build/duckdb-$$release duckdb==$$release || exit 1; \
	done
	LEADHOUSE_DUCKDB_READERS=$(subst $() ,:,$(foreach release,$(READERS),build/duckdb-$(release))) pytest tests/faults/test_serving_faults.py -k S04

# A mock server that knows vendors' definitions, and vendors' clients: beside the environment, which they would change.
PRISM := @stoplight/prism-cli@5.14.2
CLIENTS := simple-salesforce==1.12.10 hubspot-api-client==12.0.0
test-contracts: $(VENV)/ready
	if command -v npm > /dev/null; then npm install --silent --no-audit --no-fund --no-save --prefix build/prism $(PRISM); fi
	$(VENV)/bin/pip install --quiet --upgrade --target build/clients $(CLIENTS)
	LEADHOUSE_PRISM=build/prism/node_modules/.bin/prism LEADHOUSE_CLIENTS=build/clients pytest -rs tests/sync/test_vendor_contracts.py

# What decides the numbers, as it will be: packages of the next release, before ours on the path. NEXT may name several.
NEXT := duckdb==2.0.0
AFTER := LEADHOUSE_NEXT=1 PYTHONPATH=$(CURDIR)/build/next
test-next: $(VENV)/ready
	$(VENV)/bin/pip install --quiet --upgrade --target build/next $(NEXT)
	$(AFTER) pytest tests/project/test_engine.py
	python -m tests.faults.next_release --into build/marts_of_ours.json
	$(AFTER) python -m tests.faults.next_release --into build/marts_of_next.json --beside build/marts_of_ours.json

docs: $(VENV)/ready
	python -m tests.reference

# PySpark is large and asks for Java: it has an environment of its own.
SPARK_VENV := build/spark
$(SPARK_VENV)/ready: constraints-spark.txt pyproject.toml
	$(PYTHON) -m venv $(SPARK_VENV)
	$(SPARK_VENV)/bin/pip install --quiet --require-hashes --requirement constraints-spark.txt
	$(SPARK_VENV)/bin/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

test-spark: $(SPARK_VENV)/ready
	PATH=$(CURDIR)/$(SPARK_VENV)/bin:$(PATH) pytest -s -p no:xdist tests/parity

format: $(VENV)/ready
	ruff format .
	ruff check --fix .

clean:
	rm -rf .leadhouse target logs build *.egg-info
