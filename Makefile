# The manual: what can be done here. `make app` and `make test` set everything up by themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

SPREAD := --numprocesses auto --maxprocesses 4 --dist worksteal

# Tests start dozens of processes, each of which would read the sources anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help app docs site ready test test-fast test-browser gambit lint bench constraints clean

help:            ## List the commands
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

app: $(VENV)/app.done            ## Set up and open the app on the Geneva model
	$(BIN)/python -m negotiation app geneva-2016

ready: $(VENV)/test.done         ## Compile once what all tests take: kernels, bytecode
	$(BIN)/python -c "from negotiation.solvers import kernels; kernels.load()"
	-$(BIN)/python -m pytest --collect-only >/dev/null  # what fails here is said by the tests

test: $(VENV)/test.done          ## Set up and pass all tests
	$(BIN)/python -m pytest $(SPREAD)

test-fast: $(VENV)/test.done     ## The inner loop: no browser, no Gambit, nothing that takes seconds
	$(BIN)/python -m pytest $(SPREAD) -m "not browser and not gambit and not slow"

test-browser: $(VENV)/test.done  ## Only the tests that drive a real browser
	$(BIN)/python -m pytest $(SPREAD) -m browser

lint: $(VENV)/test.done          ## Style and types
	$(BIN)/python -m ruff check .
	$(BIN)/python -m mypy

docs: $(VENV)/docs.done         ## Write the generated pages and build the documentation into site/
	$(BIN)/python -m handbook
	$(MAKE) site

site: $(VENV)/docs.done         ## Build the documentation as it stands; a broken link fails
	$(BIN)/python -m mkdocs build --strict

bench: $(VENV)/bench.done        ## Speed beside the peers, ratios of medians in one run
	env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE $(BIN)/python -m benchmarks

gambit: $(VENV)/wheels.done      ## Add pygambit (GPL, built from source, about five minutes) for live comparisons
	$(INSTALL) --find-links $(VENV)/wheels --editable ".[gambit]"

$(VENV)/wheels.done: $(VENV)/test.done
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --constraint constraints.txt --no-deps --wheel-dir $(VENV)/wheels pygambit
	@touch $@

constraints:     ## Pin the newest versions that pass (run the tests before committing)
	rm -rf $(VENV)-pin && $(PYTHON) -m venv $(VENV)-pin
	$(VENV)-pin/bin/python -m pip install --quiet --upgrade ".[app,test,docs,notebooks,bench]"
	$(VENV)-pin/bin/python -m pip freeze --exclude negotiation > constraints.txt
	rm -rf $(VENV)-pin

clean:           ## Remove everything that was made
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache .hypothesis test-results dist site

$(VENV)/%.done: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@echo "Installing what it needs into $(VENV); the first time this takes a few minutes."
	$(INSTALL) --editable ".[$(EXTRAS_$*)]"
	@touch $@

EXTRAS_app := app
EXTRAS_test := app,test,notebooks
EXTRAS_docs := docs
EXTRAS_bench := app,test,notebooks,bench
