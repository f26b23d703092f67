# `make run` opens the sample portfolio; `make test` passes all checks; `make bench` measures; `make test-exports`
# opens exported files in real programs (wants chromium, npm, libreoffice-impress, poppler-utils). All set up what they need.
PYTHON ?= python3
BIN = .venv/bin

run: .venv/ready
	@$(BIN)/portfolio demo .sample

test: .venv/ready
	$(BIN)/ruff format --check portfolio tests benchmarks
	$(BIN)/ruff check portfolio tests benchmarks
	$(BIN)/mypy
	$(BIN)/pytest -n 3 --dist worksteal

test-exports: .venv/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group exports
	npm install --silent --no-audit --no-fund --prefix .venv/axe axe-core@4
	$(BIN)/pytest tests/exports

bench: .venv/ready
	$(BIN)/python -m benchmarks

.venv/ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Portfolio needs Python 3.11 or newer: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	touch $@

.PHONY: run test test-exports bench
