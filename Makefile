PYTHON ?= python3
BIN := .venv/bin
PY := $(BIN)/python
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.PHONY: setup run dev test check i18n browser bench

setup: .venv/.done

.venv/.done: requirements.txt requirements-dev.txt
	test -x $(PY) || $(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip install --quiet --python $(PY) -r requirements.txt -r requirements-dev.txt
	$(PY) -m compileall -q clinic_app
	# bytecode of what a start imports, also where the environment forbids Python to keep it by itself
	PYTHONDONTWRITEBYTECODE= $(PY) -c "import clinic_app.api, clinic_app.reminders.answers, alembic.command, granian, reflex.app"
	touch $@

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
