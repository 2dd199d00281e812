# `make run` and `make test` are all a newcomer needs.
PYTHON = .venv/bin/python
DEVELOPMENT = DEBUG=1
# One process a core; the browser tests stay together, so that the product starts once.
LOCK = --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
PYTEST = $(PYTHON) -m pytest -n 2 --dist loadgroup
ANYWHERE = browser/test_pages.py test_walk.py test_house.py test_docs.py applications/test_photo.py \
	portal/test_pdf.py portal/test_uploads.py payments/gateways payments/simulator

.PHONY: help run test soak check fix messages lock screenshots bench setup setup-test

help: ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-12s %s\n", $$1, $$2}'

setup:
	@sh bootstrap.sh

setup-test:
	@sh bootstrap.sh test

run: setup ## Set up and run the product here, with demo data and a simulated gateway
	@$(DEVELOPMENT) $(PYTHON) manage.py run

test: setup-test ## Pass all tests: on SQLite, then on PostgreSQL and Redis
	$(PYTEST) --cov --cov-report=term:skip-covered --cov-fail-under=90
	@# What asks no database is the same on every one; so is how pages look.  The journey is played again.
	$(PYTHON) -m tests.services $(PYTEST) $(addprefix --ignore tests/,$(ANYWHERE))

soak: setup-test ## Tests that take long: hundreds of photos, ten thousand callbacks
	$(PYTHON) -m pytest -n 0 -m soak

check: setup-test ## Format, lint, types, import contracts, migrations, translations
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(DEVELOPMENT) $(PYTHON) -m mypy .
	.venv/bin/lint-imports
	$(DEVELOPMENT) $(PYTHON) manage.py makemigrations --check --dry-run
	$(DEVELOPMENT) $(PYTHON) -m tests.translations

fix: setup-test ## Format and mend what can be mended by itself
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

messages: setup-test ## Collect new sentences for the translators and compile the translations
	$(DEVELOPMENT) $(PYTHON) manage.py makemessages -l zh_Hans --no-location --no-obsolete --no-wrap \
		--ignore .venv --ignore node_modules --ignore var --ignore tests
	.venv/bin/pybabel --quiet compile --directory locale --domain django

lock: setup-test ## Pin what pyproject.toml asks for, with checksums
	$(PYTHON) -m uv pip compile pyproject.toml $(LOCK) -o requirements.lock
	$(PYTHON) -m uv pip compile pyproject.toml $(LOCK) --extra test -o requirements-test.lock

screenshots: setup-test ## Photograph the demo for the documentation
	$(PYTHON) -m tests.screenshots

bench: setup-test ## Measure our pages beside bare Django pages; SIZE=full with a million applications
	$(PYTHON) -m tests.bench
