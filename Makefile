# The commands: `make report`, `make lab` and `make test`. Everything else is for whoever works on the package.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
UV_VERSION := 0.13.9

.PHONY: report lab docs test test-slow lint notebooks lock data check clean help
.DELETE_ON_ERROR:

help:
	@echo "make report     set everything up and write the reports into reports/; later only what changed"
	@echo "make lab        open JupyterLab on the notebooks"
	@echo "make docs       build the documentation site into build/docs (works offline)"
	@echo "make test       set everything up and run the tests (under ten minutes)"
	@echo "make test-slow  kills, mutations, coverage grids, browser"
	@echo "make lock       resolve requirements.lock again"
	@echo "make notebooks  run the notebooks and store them executed;  make data  write datapackage.json again"

report: $(READY)
	@$(BIN)/wij-impact run --format html,pdf,docx,xlsx

# The notebooks that come with the package are trusted first, so that their charts show.
lab: $(READY)
	@$(BIN)/python -m wij_impact.pipeline.lab

docs: $(READY)
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "Open build/docs/index.html"

check: $(READY)
	@$(BIN)/wij-impact check

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: $(READY) lint
	$(BIN)/pytest -n 2 -m "not slow" --doctest-modules src tests
	$(BIN)/pytest --nbval -p no:cacheprovider -n 2 --dist loadscope notebooks

test-slow: $(READY)
	$(BIN)/pytest -n 2 -m slow tests

notebooks: $(READY)
	$(BIN)/python -m wij_impact.pipeline.store notebooks

# After a change of the dictionary: write datapackage.json again (a test says when it is out of date).
data: $(READY)
	$(BIN)/python -m wij_impact.catalogue.datapackage

# One environment, made once: a second call does not set up again. The stamp is written last, so that a set-up
# that was cut short is done again.
$(READY): requirements.lock pyproject.toml hatch_build.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "wij_impact needs Python 3.11 or newer; '$(PYTHON)' is older or absent. Try: make report PYTHON=python3.12"; exit 1; }
	@echo "Setting up $(VENV): about 250 MB to fetch and 900 MB on disk, 2 to 5 minutes. This happens once."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements.lock
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation -e .
	@touch $(READY)

# uv writes one lock for every platform; it lives in an environment of its own.
lock:
	@test -x .lockenv/bin/uv || { $(PYTHON) -m venv .lockenv && .lockenv/bin/pip install --quiet uv==$(UV_VERSION); }
	.lockenv/bin/uv pip compile pyproject.toml --extra cluster --extra docs --extra test --extra build --universal --generate-hashes --python-version 3.11 \
	  --no-header --no-annotate --quiet -o requirements.lock

clean:
	rm -rf $(VENV) .lockenv build dist
