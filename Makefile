# Every command of the project. `make` alone prints them.

.DEFAULT_GOAL := help
.PHONY: help up down reset status logs test bench soak extension edge supabase fmt lint

help: ## print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: ## install what is missing, build, start, migrate, seed, and say what to do next
	@./crm up

down: ## stop everything
	@./crm down

reset: ## stop everything, remove the state (database included) and start over
	@./crm reset --yes
	@./crm up

status: ## show each running part and its health
	@./crm status

logs: ## print the last lines of all logs
	@./crm logs

test: ## run every test of the project
	@node tests/run.mjs

bench: ## measure against peers and write one table
	@bench/run

soak: ## keep readers, writers and faults going for a long time
	@node tests/run.mjs soak

extension: ## build the extension for the PostgreSQL found (PG_CONFIG overrides)
	@./crm build

edge: ## build the edge functions (Rust to WebAssembly)
	@edge-functions/build

supabase: ## write supabase/migrations for the Supabase CLI from migrations/ and sql/
	@./crm migrate --write-supabase supabase/migrations

fmt: ## format all sources
	@cargo fmt --all

lint: ## check formatting and lints
	@node tests/run.mjs format clippy lints
