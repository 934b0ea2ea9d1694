# Needs Python 3.11 or later, make and git; everything else is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SPARK := $(if $(shell command -v java),$(VENV)/.spark)
POLICIES ?= 20000
WORKERS ?= 2
SEEDS ?= 10
DAYS ?= 40
ORDERS ?= 0
# What no `make quick` waits for: it draws many small insurers, fills databases, starts processes.
SLOW := unit/cases unit/commands unit/lab unit/lake unit/recheck unit/sanctions unit/screening unit/services unit/store
# What `make test` leaves to `make test-deep`: most days through Airflow, kills at every commit, whole lives, other engines.
ALONG := $(addprefix tests/integration/test_,explain.py hostile_text.py late_entries.py)
DEEP := $(filter-out $(ALONG),$(wildcard tests/integration/test_*.py)) tests/unit/lab \
  $(addprefix tests/unit/,access/test_four_eyes.py cases/test_cases_at_random.py cases/test_days_again.py commands/test_sanction_and_refer.py \
  core_system/test_time_limit.py pull/test_corrections.py reporting/test_annex.py reporting/test_figures_of_a_month.py)
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

export PYTHONPATH := $(CURDIR)/plugins
export PYTHONDONTWRITEBYTECODE :=
COMMAND := $(BIN)/python -W ignore -m authenticity.commands
LAB := $(BIN)/python -W ignore -m authenticity_lab.commands

.PHONY: $(shell grep -oE '^[a-z-]+:' Makefile | tr -d :)

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' Makefile | sed 's/:.*##/\t/' | expand -t 16

setup: $(READY) ## Make the virtual environment from the pinned requirements

$(READY): requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "error: Python 3.11 or later is needed; set PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Setting up $(VENV) (once; some minutes)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -r requirements-dev.txt
	@touch $@

$(VENV)/.spark: $(READY) requirements-spark.txt
	@echo "Adding PySpark to $(VENV) (once; some minutes)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-spark.txt && touch $@ || \
	  echo "warning: PySpark cannot be installed; its tests will be skipped" >&2

demo: $(READY) ## Build the synthetic insurer and run its working days; POLICIES=20000
	@$(LAB).demo --policies $(POLICIES)

run: $(READY) ## Run one day's job: make run DATE=2026-09-28 (days in order: FROM=2026-09-21)
	@$(COMMAND).run --date="$$DATE" --from="$$FROM" --one-list="$$ONE_LIST"

dag: $(READY) ## Run any DAG: make dag DAG=dispatch_lists DATE=2026-09-28
	@$(COMMAND).dag --dag="$$DAG" --date="$$DATE"

track: $(READY) ## Follow the open cases once, as of the clock: remind, escalate, send what waits
	@$(COMMAND).track --date="$$DATE"

explain: $(READY) ## Say why a policy was flagged, or was not: make explain POLICY=P2026000000001 (every rule: ALL=1; a seller: AGENT=… or AGENCY=…)
	@$(COMMAND).explain --all="$$ALL" --policy="$$POLICY" --agent="$$AGENT" --agency="$$AGENCY"

compact: $(READY) ## Put stock and days together into a new stock: make compact DATE=2026-09-30
	@$(COMMAND).compact --date="$$DATE"

backtest: $(READY) ## Try changed rules on past lists: make backtest RULES=candidate.yaml FROM=2026-09-21 TO=2026-09-30
	@$(COMMAND).backtest --rules="$$RULES" --from="$$FROM" --to="$$TO"

password: $(READY) ## Show the password of a recipient's lists: make password RECIPIENT=a@b
	@$(COMMAND).password --recipient="$$RECIPIENT"

recipients: $(READY) ## Show who got which list: make recipients DATE=2026-09-28
	@$(COMMAND).recipients --date="$$DATE"

verify: $(READY) ## Close an answered case: make verify CASE=C20260928-00001 BY=csy NOTE=…
	@$(COMMAND).verify --case="$$CASE" --by="$$BY" --note="$$NOTE"

return: $(READY) ## Send answers back: make return CASE=C20260928-00001 BY=csy REASON=…
	@$(COMMAND).send_back --case="$$CASE" --by="$$BY" --reason="$$REASON"

enter: $(READY) ## Enter problem items found elsewhere: make enter FILE=items.xlsx BY=csy (the form first)
	@$(COMMAND).enter --file="$$FILE" --by="$$BY"

status: $(READY) ## Show lists, cases and messages of now: make status CHANNEL=BANK DATE=2026-09-28
	@$(COMMAND).status --channel="$$CHANNEL" --date="$$DATE"

doctor: $(READY) ## Check settings, connections, keyring, disk and clock; one line each says what to do
	@$(COMMAND).doctor

audit: $(READY) ## Check that nobody else changed the case store: every event and every row
	@$(COMMAND).audit

accept: $(READY) ## Take the case store as it stands, new or restored: make accept REASON=…
	@$(COMMAND).accept --reason="$$REASON"

people: $(READY) ## Put on record who works with cases: make people FILE=people.csv
	@$(COMMAND).people --file="$$FILE"

note: $(READY) ## Note something: make note CASE=C20260928-00001 BY=coy TEXT=… (or AGENT=, AGENCY=)
	@$(COMMAND).note --case="$$CASE" --agent="$$AGENT" --agency="$$AGENCY" --by="$$BY" --text="$$TEXT"

sanction: $(READY) ## Record a sanction: make sanction SANCTION=S20260928-00001 BY=ann KIND=扣罚 AMOUNT=500 DECIDED_ON=… DECIDED_BY=… TOLD_ON=… REMARK=…
	@$(COMMAND).sanction --sanction="$$SANCTION" --by="$$BY" --kind="$$KIND" --amount="$$AMOUNT" \
		--decided-on="$$DECIDED_ON" --decided-by="$$DECIDED_BY" --told-on="$$TOLD_ON" --remark="$$REMARK"

refer: $(READY) ## Bring a seller before the committee: make refer AGENT=A000123 BY=coy REASON=… (then REFERRAL=1 DECISION=…)
	@$(COMMAND).refer --agent="$$AGENT" --agency="$$AGENCY" --by="$$BY" --reason="$$REASON" \
		--referral="$$REFERRAL" --decision="$$DECISION"

calendar: $(READY) ## Show what a changed calendar moves: make calendar FILE=overrides.yaml; at once: APPLY=1
	@$(COMMAND).working_calendar --file="$$FILE" --apply="$$APPLY"

rollup: $(READY) ## Write a quarter's report: make rollup QUARTER=2026Q3 (lacking days: PARTIAL=1 BY=coy)
	@$(COMMAND).rollup --quarter="$$QUARTER" --partial="$$PARTIAL" --by="$$BY"

month: $(READY) ## Write a month's summary for head office: make month MONTH=2026-09
	@$(COMMAND).month --month="$$MONTH"

self-check: $(READY) ## Check the whole stock, or what was issued since a day: make self-check FROM=2020-01-01; resumable
	@$(COMMAND).self_check --from="$$FROM"

up: $(READY) ## Start the Airflow web UI and scheduler
	@$(COMMAND).service up

down: $(READY) ## Stop what `make up` started
	@$(COMMAND).service down

test: $(READY) ## Run the tests that take under eight minutes on two cores, PostgreSQL and MariaDB included
	@$(PYTEST) tests $(DEEP:%=--ignore=%)

test-deep: $(READY) $(SPARK) ## Run the rest, some twenty minutes: days through Airflow, kills, lived weeks, Spark (if there is Java)
	@$(PYTEST) $(DEEP)

quick: $(READY) ## Run what takes under a minute: units but the slow ones, and the SQL
	@$(PYTEST) tests/unit tests/sql $(SLOW:%=--ignore=tests/%)

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/sqlfluff lint --disable-progress-bar include/sql

check: lint test test-deep ## Lint, types and all tests: what CI runs

bench: $(READY) ## Measure speed; prints ratios
	@$(LAB).bench

simulate: $(READY) ## Let small insurers live for weeks beside a model: make simulate SEEDS=10 DAYS=40
	@$(LAB).simulate --seeds "$(SEEDS)" --days "$(DAYS)" --orders "$(ORDERS)"

docs: $(READY) ## Write docs/rules.md and docs/dags.md anew
	@$(COMMAND).docs

requirements: $(READY) ## Compile requirements*.in into the pinned sets
	@$(BIN)/python -m pip install --quiet uv
	@for set in requirements requirements-dev requirements-spark; do \
	  $(BIN)/uv pip compile --quiet --upgrade --python-version 3.11 --no-emit-index-url \
	    --no-header --no-annotate $$set.in --output-file $$set.txt; done
