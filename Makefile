# Each target does its own set-up on a fresh Debian 12 or Ubuntu machine; nothing is installed twice.
PY := .venv/bin/python
export QT_QPA_PLATFORM := offscreen

.PHONY: help setup setup-tests demo test test-344 test-340 lint format install package bench models pages sheets screenshots clean

help:  ## Show what can be made
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup:  ## Install QGIS and make .venv/ (quick when it is there)
	@bash scripts/setup.sh

setup-tests: setup
	@bash scripts/setup.sh --tests

demo: setup  ## Simulate a city and run the study from raw files to maps and report, into demo-output/
	@$(PY) -m scripts.demo

test: setup-tests  ## Run the tests
	@$(PY) -m pytest

test-344: ## Run the tests on QGIS 3.44 with the newest libraries, in a folder of its own (as root; QGIS344_DIR)
	@bash scripts/other_qgis.sh trixie

test-340: ## Run the tests on QGIS 3.40 with the oldest libraries, in a folder of its own (as root; QGIS340_DIR)
	@bash scripts/other_qgis.sh bookworm

lint: setup  ## Check style, and what the plugin repository checks
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m flake8 coprod_equity_plugin
	@$(PY) -m scripts.check_plugin
	@$(PY) -m scripts.check_security
	@$(PY) -m scripts.check_qt6

format: setup  ## Put the code into the house style
	@$(PY) -m ruff check --fix . && $(PY) -m ruff format .

install: setup  ## Put the plugin and its libraries into your QGIS profile (PROFILE=default)
	@$(PY) -m scripts.install --profile "$(or $(PROFILE),default)"

package: setup  ## Build dist/coprod_equity_plugin-<version>.zip for "Install from ZIP"
	@$(PY) -m scripts.package

bench: setup  ## Run the benchmarks
	@for script in benchmarks/bench_*.py; do $(PY) -m benchmarks.$$(basename $$script .py) || exit 1; done

screenshots: setup  ## Draw docs/pictures/ anew in the real desktop, under a virtual screen; then run make pages
	@$(PY) -m scripts.screenshots

pages: setup  ## Write docs/algorithms anew from the definitions, and the help that ships from docs/
	@$(PY) -m scripts.algorithm_pages
	@$(PY) -m scripts.build_help

models: setup  ## Write the shipped models anew
	@$(PY) -m scripts.build_models

sheets: setup  ## Write the shipped layouts and styles anew
	@$(PY) -m scripts.build_layouts
	@$(PY) -m scripts.build_styles

clean:  ## Remove what was made, but not .venv/
	@rm -rf demo-output dist bench-output .pytest_cache .ruff_cache .hypothesis
