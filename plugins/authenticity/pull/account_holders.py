"""Whose accounts the lake holds: the customers behind account numbers, and of those asked for.

What was recorded of them may be old, because an account table has no clock: whoever pulls a day
asks the core system about them again. Two narrow columns are read, whole, as `known_entries` does.
"""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pyarrow as pa

from authenticity.lake.engine_errors import explained
from authenticity.lake.partitions import table_files
from authenticity.lake.partitions.timeline import Timeline
from authenticity.lake.views import day_views

_HOLDERS = """
SELECT DISTINCT recorded.customer_no
FROM recorded
WHERE
    recorded.customer_no IS NOT NULL
    AND (
        recorded.account_token IN (SELECT sought.account_token FROM sought)
        OR (
            recorded.account_token IS NOT NULL
            AND recorded.customer_no IN (SELECT asked.customer_no FROM asked)
        )
    )
ORDER BY recorded.customer_no
"""


def holders_of_accounts(
    lake: Path, list_date: date, tokens: pa.Array, customers: pa.Array
) -> pa.Array:
    """Customers who had one of the accounts on file, or were among `customers` and had any.

    As recorded before the list date, at any time since the stock. Raises `LakeError` when a
    partition cannot be read.
    """
    timeline = Timeline.of(lake, list_date)
    folders = [timeline.stock, *timeline.days[:-1]]
    held = (table_files.of(folder, "account") for folder in folders if folder)
    files = [str(file) for part in held for file in part]
    if not files:
        return pa.array([], pa.string())
    with closing(day_views.in_process(lake)) as connection:
        connection.register("sought", pa.table({"account_token": tokens}))
        connection.register("asked", pa.table({"customer_no": customers}))
        with explained(f"the lake before {list_date} cannot be read"):
            held = connection.from_parquet(sorted(files), hive_partitioning=False)
            held.project("customer_no, account_token").create_view("recorded")
            found = connection.sql(_HOLDERS).to_arrow_table()
    return found["customer_no"].combine_chunks().cast(pa.string())
