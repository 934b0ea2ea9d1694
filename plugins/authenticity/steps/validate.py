"""Step 2: judge the batch by the row rules, make the Data Docs, and accept or refuse the feed."""

from __future__ import annotations

from datetime import date

from authenticity.dag_names import DAILY_SCREENING, ROW_RULES, VALIDATE
from authenticity.findings import stage_file
from authenticity.lake.partitions import partition
from authenticity.ledger import ledger_entries
from authenticity.pull import feed_limits
from authenticity.pull.judged_records import read_judged
from authenticity.pull.window import require_current
from authenticity.rules import catalogue
from authenticity.runtime import connections
from authenticity.runtime.step_frame import log, stage
from authenticity.settings import home


def rows(list_date_text: str) -> int:
    """Judge every party and policy in scope; returns the number of findings.

    The batch is sealed at the end: from here on a re-run judges the very same records. Raises
    `FeedError` when so much is wrong that the feed must be, and then nothing is sealed.
    """
    from authenticity.validation.judge import judge  # Great Expectations takes seconds to import

    list_date, lake = date.fromisoformat(list_date_text), home().lake
    with stage(DAILY_SCREENING, list_date, VALIDATE):
        require_current(lake, list_date)
        policies, parties = read_judged(lake, list_date, connections.keyring())
        rules = catalogue.load()
        log.info("%s validate: %d parties of %d policies", list_date, len(parties), len(policies))
        judged = judge(parties, policies, list_date, home().data_docs, rules)
        feed_limits.require_plausible(len(parties), judged.parties_in_error)
        stage_file.write(lake, list_date, ROW_RULES, judged.findings)
        partition.seal(lake, list_date)
        with connections.case_store() as store, store.begin() as connection:
            entries = judged.ledger(rules, len(parties))
            ledger_entries.write(connection, list_date, VALIDATE, entries)
        log.info("%s validate: %d findings", list_date, len(judged.findings))
    return len(judged.findings)
