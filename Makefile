# `make run` is the whole product on this machine; everything else is for its developers. CI runs the same lines.
.PHONY: run setup train test lint bench bench-nlu marathon lock clean
PYTHON := .venv/bin/python
DATA ?= ../shared/nlu# the public evaluation sets, which are no part of this (docs/understanding.md)

run: setup
	@exec $(PYTHON) -m bot serve

setup:
	@scripts/setup

train: setup
	@$(PYTHON) -m bot train

test: setup
	@$(MAKE) --no-print-directory -j2 lint train
	@scripts/test -m "not marathon"

lint: setup
	@scripts/lint

bench: train
	@$(PYTHON) -m bench

bench-nlu: train
	@$(PYTHON) -m bench nlu
	@$(PYTHON) -m bench public --data $(DATA)
	@$(PYTHON) -m bench families --data $(DATA)
	@$(PYTHON) -m bench scope --data $(DATA)

marathon: train
	@ILJARI_TEST_WORKERS=0 scripts/test -m marathon

lock: setup
	@scripts/lock

clean:
	@scripts/clean
