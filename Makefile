# `make run` is the whole product on this machine; everything else is for its developers. CI runs the same lines.
.PHONY: run setup train test lint bench marathon lock clean
PYTHON := .venv/bin/python

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

marathon: train
	@ILJARI_TEST_WORKERS=0 scripts/test -m marathon

lock: setup
	@scripts/lock

clean:
	@scripts/clean
