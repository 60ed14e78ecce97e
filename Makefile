# Two commands do everything on a fresh machine with Python 3.10 or later: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test test-fast lint docs sample bench clean

demo: $(VENV)/installed  ## open a private copy of the sample study
	$(BIN)/postil demo

test: $(VENV)/developing  ## every test
	$(BIN)/pytest -q -n 2 --dist worksteal

test-fast: $(VENV)/developing  ## every test that takes no long time
	$(BIN)/pytest -q -n 2 -m "not slow"

lint: $(VENV)/developing  ## style, types, rooms, generated pages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check

docs: $(VENV)/developing  ## write the generated pages anew
	$(BIN)/python docs/generate.py

sample: $(VENV)/developing  ## make the sample study anew from its interviews and codings
	$(BIN)/python sample_data/make_study.py

bench: $(VENV)/developing  ## what things cost, as ratios within one run
	$(BIN)/python benchmarks/run.py

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'

$(VENV)/installed: $(VENV)/bin/python pyproject.toml
	test -e $(VENV)/developing || $(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/developing: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable . --group dev
	touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
