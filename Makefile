# `make` alone lists what can be made. Needs Python 3.11 or newer and Node 20 or newer; neither root nor Docker.

PY := .venv/bin/python
LOCKS := .local/locks
# Settings under which nothing is connected to: type checks and Django's own checks only read them.
READING := DATABASE_URL=postgresql:///unused REDIS_URL=redis://127.0.0.1/0
PRODUCTION := $(READING) DEBUG=false ALLOWED_HOSTS=sustaining.example SITE_URL=https://sustaining.example \
	EMAIL_URL=smtp+tls://mail.sustaining.example:587 FROM_EMAIL=no-reply@sustaining.example TRUSTED_PROXY_COUNT=1

PRETTIER := node_modules/.bin/prettier --log-level warn
PRETTY := static/css static/js tests/js templates/shell/worker.js package.json

TYPES := node_modules/.bin/tsc --noEmit --allowJs --checkJs --strict --target es2023 --module es2022 \
	--moduleResolution bundler --lib es2023,dom,dom.iterable --types "" static/js/*.js

COMPILE := --universal --python-version 3.11 --upgrade --quiet --generate-hashes --no-strip-extras --no-annotate --no-header

.DEFAULT_GOAL := help
.PHONY: help setup run test tour format lint bench load soak screenshots accessibility locks clean

help:
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install the locked packages into .venv and node_modules; nothing when nothing has changed
	@sh scripts/setup.sh

run: ## Start PostgreSQL, Redis, the site, a worker and the clock; PORT=8123 moves the site; Ctrl-C ends all
	@sh scripts/setup.sh run
	@$(PY) -m scripts.run

test: setup ## Run the tests, a real browser included; make test ARGS="tests/funding -x" runs some
	@$(PY) -m scripts.test $(ARGS)

tour: setup ## Run the long tests: every page in every role at both widths, whole sites side by side; CI runs them too
	@$(PY) -m scripts.test -m tour $(ARGS)

format: setup ## Format Python by ruff, templates by djangofmt, CSS and JavaScript by prettier
	$(PY) -m ruff format .
	.venv/bin/djangofmt --quiet templates
	$(PRETTIER) --write $(PRETTY)

lint: setup ## Check style, types (Python and JavaScript), floors, migrations and the deployment settings
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/djangofmt --quiet --check templates
	$(PRETTIER) --check $(PRETTY)
	$(TYPES)
	$(READING) DEBUG=true $(PY) -m mypy
	.venv/bin/lint-imports --no-logo
	$(PY) manage.py makemigrations --check --dry-run
	$(PRODUCTION) SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))')" \
		$(PY) manage.py check --deploy --fail-level WARNING

bench: setup ## Measure what has to stay quick, on a national data set
	@$(PY) -m scripts.bench $(ARGS)

load: setup ## Send 20 and 60 signed-in people through nginx and gunicorn, and write docs/load.md
	@$(PY) -m scripts.load $(ARGS)

soak: setup ## Run the long stress tests: kills, races, floods
	@$(PY) -m scripts.test $(if $(filter tests/%,$(ARGS)),,tests/soak) -m soak -n 0 -s $(ARGS)

screenshots: setup ## Take the README's pictures again, in a real browser
	@$(PY) -m scripts.test tests/browser/screenshots.py -n 0 $(ARGS)

accessibility: setup ## Check every page with axe in a real browser, and write the result for the accessibility statement
	@$(PY) -m scripts.accessibility $(ARGS)

locks: setup ## Write requirements*.txt and package-lock.json anew, from pyproject.toml and package.json
	python3 -m venv $(LOCKS)
	$(LOCKS)/bin/python -m pip install --quiet "uv>=0.9,<1"
	$(LOCKS)/bin/uv pip compile pyproject.toml $(COMPILE) -o requirements.txt
	$(LOCKS)/bin/uv pip compile pyproject.toml --extra services -c requirements.txt $(COMPILE) -o requirements-run.txt
	$(LOCKS)/bin/uv pip compile pyproject.toml --extra services --extra dev --extra tracing -c requirements-run.txt $(COMPILE) \
		-o requirements-dev.txt
	$(LOCKS)/bin/uv pip compile pyproject.toml --extra tracing -c requirements-dev.txt $(COMPILE) -o requirements-tracing.txt
	echo "uv>=0.9,<1" | $(LOCKS)/bin/uv pip compile - $(COMPILE) -o requirements-uv.txt
	echo "locust>=2.47,<3" | $(LOCKS)/bin/uv pip compile - $(COMPILE) -o requirements-load.txt
	npm update --package-lock-only
	$(PY) -m scripts.plain_lock package-lock.json
	! grep -nE 'https?://' requirements*.txt package-lock.json

clean: ## Remove caches and what the tests left; the database in .local, .venv and node_modules stay
	rm -rf .local/test-* .local/bytecode $(LOCKS) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis test-results
	find . -name __pycache__ -not -path './.venv/*' -not -path './node_modules/*' -prune -exec rm -rf {} +
