PYTHON ?= python3
OUTER := $(shell command -v $(PYTHON))
BIN := .venv/bin
QUIET := --quiet --disable-pip-version-check
PY := $(BIN)/python
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.PHONY: setup run dev test check i18n browser bench .bytecode .node_modules

setup: .venv/.done

# By the pip of the machine, where it can: making one of our own takes longer than all packages together.
.venv/.done: requirements.txt requirements-dev.txt
	test -x $(PY) || $(OUTER) -m venv --without-pip .venv
	$(OUTER) -m pip --python $(PY) install $(QUIET) uv 2>/dev/null \
		|| ($(PY) -m ensurepip && $(PY) -m pip install $(QUIET) uv)
	$(BIN)/uv pip install --quiet --python $(PY) -r requirements.txt -r requirements-dev.txt
	$(MAKE) --no-print-directory -j2 .bytecode .node_modules
	touch $@

# Of what a start imports, also where the environment forbids Python to keep it by itself.
.bytecode:
	$(PY) -m compileall -q clinic_app
	PYTHONDONTWRITEBYTECODE= $(PY) -c "import clinic_app.api, clinic_app.reminders.answers, alembic.command, granian, reflex.app"

# What Reflex would install only when it has compiled the pages; should it fail, Reflex tries again and says why.
.node_modules:
	mkdir -p .web && cp reflex.lock/*.json .web
	-cd .web && npm ci --legacy-peer-deps --no-audit --no-fund --loglevel=error

run: setup
	exec $(PY) -m clinic_app serve --port 3000

dev: setup
	exec $(PY) -m clinic_app dev

# Browser tests drive the machine's Chromium; as root on Debian it is installed when there is none.
browser:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || [ "$$(id -u)" != 0 ] \
		|| (apt-get update -qq && apt-get install -yqq chromium)

test: setup browser
	$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder tests

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(PY) -m pytest -q tests/test_migrations.py

i18n: setup
	$(PY) -m tools.i18n

# Speed against a floor on this machine; writes benchmarks/RESULTS.md. SECTIONS="list search" for some of them.
bench: setup browser
	$(PY) -m benchmarks $(SECTIONS)
