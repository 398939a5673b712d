# One command each; `make` alone lists them.
RUN := node --import tsx
.DEFAULT_GOAL := help
.PHONY: help packages setup test lint types up demo bench clean

help: ## List the commands
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1\t\2/p' Makefile

packages:
	@bash scripts/install.sh

setup: packages ## Install everything: packages, Temporal, PostgreSQL
	@$(RUN) scripts/setup.ts

test: setup ## Run all tests on real Temporal and PostgreSQL
	@$(RUN) scripts/test.ts

lint: packages ## Check style and the walls between rooms
	@node_modules/.bin/eslint .
	@node_modules/.bin/prettier --check .

types: packages ## Check types
	@node_modules/.bin/tsc --noEmit

up: setup ## Start the platform: API, worker, Temporal with its UI, PostgreSQL
	@$(RUN) scripts/up.ts

demo: setup ## Start the platform and walk cases through it; EXIT=1 ends after the walk, WALK=help lists the walks
	@$(RUN) demo/main.ts $(if $(EXIT),--exit) $(if $(WALK),--walk '$(WALK)')

bench: setup ## Measure cost and speed
	@$(RUN) bench/main.ts

clean: packages ## Remove the data of the embedded servers, and builds
	@$(RUN) scripts/clean.ts
