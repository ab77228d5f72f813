# make play: sets up and plays.  make test: sets up and passes the tests.
PY := .venv/bin/python
export QT_QPA_PLATFORM_PLUGIN_PATH ?=

.PHONY: play test setup ranker browser check screenshots sheets bench clean

play: setup
	@$(PY) -m app

test: setup ranker browser
	@$(MAKE) --no-print-directory check

setup:
	@sh packaging/setup.sh

ranker:
	@sh packaging/ranker.sh

browser:
	@sh packaging/browser.sh

check:
	@echo "ruff";         .venv/bin/ruff check . && .venv/bin/ruff format --check -q . || (echo "run .venv/bin/ruff format ." && false)
	@echo "mypy";         .venv/bin/mypy
	@echo "lint-imports"; .venv/bin/lint-imports
	@echo "qmllint";      sh packaging/qmllint.sh
	@echo "pytest";       sh packaging/tested.sh

screenshots: setup
	@sh packaging/screenshots.sh

sheets: setup
	@sh packaging/sheets.sh

bench: setup
	@sh packaging/others.sh
	@OTHERWISE_OTHERS=$$([ -x .venv-others/bin/python ] && echo $(CURDIR)/.venv-others/bin/python || echo $(PY)) \
	  $(PY) -m engine bench film --json bench/results/film.json

clean:
	rm -rf .venv .venv-others build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
