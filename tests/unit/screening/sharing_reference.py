"""The four sharing rules over whole tables: no blocking, no index, no keys, no way around a group.

Who is who is asked of the resolver, for every record of every number; its own oracle is in
`test_persons`, that of families in `test_families`.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from authenticity.findings import frames
from authenticity.rules.catalogue import Rule
from authenticity.screening import families, finding_rows, merges, persons, sql
from authenticity.screening.attributes import attribute_of

HERE = Path(__file__).parent / "reference"
RECORDS, RELATED, FINDINGS = (
    (HERE / f"{name}.sql").read_text(encoding="utf-8")
    for name in ("records", "related", "findings")
)


def findings(connection: duckdb.DuckDBPyConnection, day: date, rules: list[Rule]) -> pd.DataFrame:
    """What `engine.screen` is to find."""
    merges.make_customer_roots(connection)
    records = connection.execute(RECORDS).df()
    told = records.join(persons.resolve(records))
    told = told.join(families.count(told))
    connection.register("resolved", told)
    kin = connection.execute(RELATED).df()
    holders = kin.assign(kin_no=families.count(kin)["family_no"])[kin["is_holder"]]
    at = ["scope", "person_no", "identity_no"]
    told = told.merge(holders[[*at, "kin_no"]].drop_duplicates(at), how="left", on=at)
    connection.register("resolved", told)
    found = [_of(connection, day, rule) for rule in rules]
    filled = [frame for frame in found if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else frames.empty()


def _of(connection: duckdb.DuckDBPyConnection, day: date, rule: Rule) -> pd.DataFrame:
    counts_families = "more_than" in rule.parameters
    hit = "families > $more_than" if counts_families else "persons >= $persons_from"
    if "landline_persons_from" in rule.parameters:
        hit = "persons >= IF(is_landline, $landline_persons_from, $persons_from)"
    statement = FINDINGS.format(hit=hit, families="families," if counts_families else "")
    attribute = attribute_of(rule.fields[0])
    rows = sql.select(connection, statement, {"attribute": attribute, **rule.parameters})
    return finding_rows.findings(rule, attribute, day, rows)
