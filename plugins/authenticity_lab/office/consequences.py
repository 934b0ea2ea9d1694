"""What follows in the demo from verdicts and complaints: sanctions on record, and re-checks.

By the steps that `make sanction` and the DAG `recheck_mis_selling` take.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
import sqlalchemy as sa
from rich.table import Table

from authenticity.commands import airflow_runtime
from authenticity.runtime import connections
from authenticity.services import sanctions
from authenticity.settings import home
from authenticity.store.case_store import Store
from authenticity_lab.office import behaviour
from authenticity_lab.synthetic.people_file import clerk_of

_OPEN = sa.text(
    "SELECT sanction_no, channel_code, opened_on FROM v_sanction WHERE filled_at IS NULL"
    " ORDER BY sanction_no"
)
_SANCTIONS = "SELECT channel_code, outcome, kind, amount_fen FROM v_sanction ORDER BY sanction_no"
_CAMPAIGNS = (
    "SELECT subject_no, opened_on, status, policies, checked, calls_asked, calls_made"
    " FROM v_campaign ORDER BY campaign_no"
)
_DECIDED = (
    {"kind": "扣罚", "amount": "1,000"},
    {"kind": "告诫", "amount": ""},
)
"""What a channel decides about its first records; the others wait for its next committee."""


def record_sanctions(store: Store, day: date) -> int:
    """Each manned channel puts its first sanctions on record; how many."""
    with store.read() as connection:
        waiting = pd.read_sql(_OPEN, connection)
    manned = waiting[~waiting["channel_code"].isin(behaviour.SILENT_CHANNELS)]
    recorded = 0
    for channel_code, those in manned.groupby("channel_code"):
        for sanction_no, decided in zip(those["sanction_no"], _DECIDED, strict=False):
            said = {
                "sanction": sanction_no,
                "by": clerk_of(str(channel_code)),
                "decided_on": day.isoformat(),
                "decided_by": "渠道纪律委员会",
                "told_on": day.isoformat(),
                "remark": "",
                **decided,
            }
            recorded += sanctions.record(sanctions.said_by(said))
    return recorded


def tables() -> tuple[Table, Table]:
    """Sanctions by channel, and campaigns one by one, as the views have them."""
    log = home().logs / "cases.log"
    with (
        airflow_runtime.quiet(log, narrate=False),
        connections.case_store() as store,
        store.read() as connection,
    ):
        found = pd.read_sql(sa.text(_SANCTIONS), connection)
        campaigns = pd.read_sql(sa.text(_CAMPAIGNS), connection)
    return by_channel(found), by_campaign(campaigns)


def by_channel(found: pd.DataFrame) -> Table:
    """Rows: channels; sanctions that verdicts opened, what is on record, what was deducted."""
    shown = Table(title="Sanctions for false or refused data")
    shown.add_column("channel")
    for heading in ("opened", "on record", "open", "kinds", "yuan deducted"):
        shown.add_column(heading, justify="right")
    for code, those in found.groupby("channel_code"):
        kept = those["kind"].dropna()
        kinds = ", ".join(f"{count} {kind}" for kind, count in kept.value_counts().items())
        counts = (len(those), len(kept), len(those) - len(kept))
        amount = those["amount_fen"].fillna(0).sum() / 100
        shown.add_row(str(code), *(f"{count:,}" for count in counts), kinds, f"{amount:,.2f}")
    return shown


def by_campaign(found: pd.DataFrame) -> Table:
    """Rows: campaigns after repeated mis-selling, and how far each has come."""
    shown = Table(title="Re-checks after two upheld complaints about mis-selling within a year")
    for heading in ("seller", "since", "status"):
        shown.add_column(heading, no_wrap=True)
    for heading in ("policies", "checked", "to call", "called"):
        shown.add_column(heading, justify="right")
    for row in found.itertuples(index=False):
        texts, counts = row[:3], row[3:]
        shown.add_row(*map(str, texts), *(f"{count:,}" for count in counts))
    return shown
