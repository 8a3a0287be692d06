SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Everything that is generated lies under build/, what Python, numba and uv write included.
export UV_PROJECT_ENVIRONMENT := $(CURDIR)/build/venv
export PYTHONPYCACHEPREFIX := $(CURDIR)/build/cache/pycache
export NUMBA_CACHE_DIR := $(CURDIR)/build/cache/numba
# Matrices are small here: threads over them cost more than they give, and much more on a busy machine.
export OPENBLAS_NUM_THREADS := 1

# npm runs the Node.js that came with the Python packages, and keeps its cache with the rest.
export npm_config_cache := $(CURDIR)/build/cache/npm
export npm_config_audit := false
export npm_config_fund := false
export npm_config_update_notifier := false
export npm_config_loglevel := error

PYTHON := build/venv/bin/python
NPM := PATH=$(CURDIR)/build/venv/bin:$$PATH npm --prefix web
PYTEST := $(PYTHON) -m pytest
# Two processes, each with back ends of its own; the tests of one file stay together.
SIDE_BY_SIDE := -n 2 --dist loadfile
SOURCES := benchmarks clients deploy libs proto services tests training conftest.py
WORKERS ?= 1
VERSION ?= 1
MINUTES ?= 30
SEEDS ?= 1

.NOTPARALLEL:
.PHONY: help
help: ## show what can be done
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup up down admin status logs demo
setup: ## install what is missing: system packages, Python packages, Kafka
	@deploy/local/bootstrap.sh

up: setup web $(WITH) ## run everything in the foreground; Ctrl-C ends it (WORKERS=2, WITH=monitoring)
	@$(PYTHON) -m cloak_local up --workers $(WORKERS) $(WITH:%=--with %)

down: ## end a running system, and what a killed one left behind
	@$(PYTHON) -m cloak_local down

admin: setup ## make the first administrator (NAME=ada), while the system runs
	@$(PYTHON) -m cloak_local service auth create-admin $(NAME)

status: ## show the health of every part
	@$(PYTHON) -m cloak_local status

logs: ## follow the logs of one part (S=gateway), or of all
	@$(PYTHON) -m cloak_local logs $(S) --follow

demo: setup web ## two people hide, send and find a text and a picture
	@$(PYTHON) -m cloak_local demo

.PHONY: web web-packages web-types
web: build/stamps/web ## build the web app, which the gateway serves

WEB_SOURCES := $(shell find web -path web/node_modules -prune -o -type f -print)
build/stamps/web: build/stamps/web-packages $(WEB_SOURCES)
	@echo "building the web app ..." >&2
	@$(NPM) run --silent build >&2
	@touch $@

# Not `npm ci`, which refuses a lock file without the packages of other platforms: not every registry has those.
web-packages: build/stamps/web-packages
build/stamps/web-packages: web/package-lock.json | setup
	@echo "installing the web app's packages ..." >&2
	@$(NPM) install --no-save >&2
	@touch $@

web-types: setup web-packages ## write the web app's types anew from the API's description
	@$(PYTHON) -m cloak_local describe web/openapi.json
	@$(NPM) run --silent generate

.PHONY: test format format-check lint types proto-check unit contract integration deployment e2e
test: setup mongo-server format-check lint types proto-check test-rules unit contract integration deployment e2e test-web ## all checks

format: setup ## bring all code into its one format
	@build/venv/bin/ruff format $(SOURCES)
	@build/venv/bin/ruff check --fix $(SOURCES)

format-check: setup ## fail when some code is not in its format
	@build/venv/bin/ruff format --check $(SOURCES)

lint: setup ## look for mistakes
	@build/venv/bin/ruff check $(SOURCES)
	@deploy/images/check.sh

types: setup ## check all types, strictly
	@build/venv/bin/mypy $(SOURCES)

proto-check: setup ## fail when the generated code is not that of proto/, or proto/ breaks what was published
	@$(PYTHON) proto/generate.py --check
	@$(PYTHON) proto/compatibility.py check

unit: setup ## test each package by itself
	@$(PYTEST) $(SIDE_BY_SIDE) tests/unit $(wildcard tests/test_*.py)

contract: setup ## test fakes and real servers by the same suites
	@$(PYTEST) tests/contract

integration: setup monitoring ## test each service with its real backends
	@$(PYTEST) $(SIDE_BY_SIDE) tests/integration

deployment: setup ## test what images and compose are made of; the worker is installed as its image does it
	@$(PYTEST) tests/compose tests/images/test_worker.py

e2e: setup monitoring ## test the whole system, run as processes
	@$(PYTEST) tests/e2e

.PHONY: test-k8s
test-k8s: setup ## try deploy/k8s on a real control plane with KEDA and Kafka (built from source once)
	@$(PYTHON) -m tests.k8s.binaries
	@$(PYTEST) tests/k8s

.PHONY: test-web browser screenshots
test-web: setup web browser ## test the web app: its parts, and all of it in Chromium against the whole system
	@$(NPM) run --silent format-check
	@$(NPM) run --silent lint
	@$(NPM) run --silent test
	@$(PYTEST) tests/web

browser: setup
	@deploy/local/bootstrap.sh browser

.PHONY: monitoring test-rules
monitoring: setup ## fetch Prometheus, Alertmanager, the node and the blackbox exporter
	@deploy/local/bootstrap.sh monitoring

test-rules: monitoring ## check the rules for alerts: each must fire when it should, and keep quiet
	@deploy/monitoring/check.sh

screenshots: setup web browser ## photograph every page into docs/screenshots
	@$(PYTHON) -m tests.web.screenshots

.PHONY: traces
traces: setup ## trace two jobs and draw them into docs/operations
	@$(PYTHON) -m tests.e2e.trace_pictures

.PHONY: metrics-page
metrics-page: setup ## write docs/operations/metrics.md anew from the code
	@$(PYTHON) -m tests.contract.metrics_page

.PHONY: dashboards
dashboards: setup ## write the dashboards and the cluster's monitoring from their code and the rules
	@$(PYTHON) -m cloak_monitoring write

.PHONY: images test-images compose-env
images: ## build all images, where Docker is (REGISTRY=registry/ VERSION=0.1.0)
	@deploy/images/build.sh

test-images: setup web-packages mongo-server ## install every image's contents alone and run them together (minutes)
	@$(PYTEST) tests/images

compose-env: setup ## write deploy/compose/.env: the secrets of one system; what is there stays
	@$(PYTHON) -m cloak_provision secrets deploy/compose/.env

.PHONY: proto proto-accept train ablation export mongo-server clean
proto: setup ## write the generated code of proto/ anew, and what was added into its baseline
	@$(PYTHON) proto/generate.py
	@$(PYTHON) proto/compatibility.py update

proto-accept: setup ## accept changes of proto/ that break others, after reading its rules
	@$(PYTHON) proto/compatibility.py accept

train: setup ## train an experiment, or go on with it (EXPERIMENT=image_jpeg MINUTES=30 DATA=covers.zip)
	@$(PYTHON) -m cloak_training $(EXPERIMENT) --minutes $(MINUTES) --data $(DATA)

ablation: setup ## measure the paper's improvements row by row, or go on with it (DATA=fashion-mnist.npz)
	@$(PYTHON) -m cloak_training.ablation --data $(DATA) --seeds $(SEEDS) $(if $(ROWS),--rows $(ROWS))

export: setup ## keep what a training run gave as each network's next version (EXPERIMENT=image_jpeg)
	@$(PYTHON) -m cloak_training.export $(if $(EXPERIMENT),--experiment $(EXPERIMENT),--version $(VERSION))

mongo-server: ## build the faster MongoDB-compatible server, where cargo is
	@deploy/local/mongo-server.sh

clean: ## end the system and remove everything that was generated
	@if [ -x $(PYTHON) ]; then $(PYTHON) -m cloak_local down; fi
	@rm -rf build
