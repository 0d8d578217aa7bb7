# Each target does its own set-up on a fresh Debian 12 or Ubuntu machine; nothing is installed twice.
PY := .venv/bin/python
export QT_QPA_PLATFORM := offscreen

.PHONY: help setup demo test lint format install package bench models clean

help:  ## Show what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup:  ## Install QGIS and make .venv/ (quick when it is there)
	@bash scripts/setup.sh

demo: setup  ## Simulate a city and run the study from raw files to maps and report, into demo-output/
	@$(PY) scripts/demo.py

test: setup  ## Run the tests
	@$(PY) -m pytest

lint: setup  ## Check style, and what the plugin repository checks
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) scripts/check_plugin.py

format: setup  ## Put the code into the house style
	@$(PY) -m ruff check --fix . && $(PY) -m ruff format .

install: setup  ## Put the plugin and its libraries into your QGIS profile (PROFILE=default)
	@$(PY) scripts/install.py --profile "$(or $(PROFILE),default)"

package: setup  ## Build dist/coprod_equity_plugin-<version>.zip for "Install from ZIP"
	@$(PY) scripts/package.py

bench: setup  ## Run the benchmarks
	@for script in benchmarks/bench_*.py; do $(PY) $$script; done

models: setup  ## Write the shipped models anew from scripts/build_models.py
	@$(PY) scripts/build_models.py

clean:  ## Remove what was made, but not .venv/
	@rm -rf demo-output dist bench-output .pytest_cache .ruff_cache .hypothesis
