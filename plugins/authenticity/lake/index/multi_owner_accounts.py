"""Which accounts of the day somebody else may have, too: by hashes, before a row is read.

Most accounts of a day are one customer's: on file under one customer number, and paying policies
of that customer under one ID. Where the stock has an index, hashes of customer and ID tell so, and
only the other accounts are looked into. What is unknown, and whatever a day since the stock knows
of, stays open. That two customers pass for one has a probability of 2⁻³².
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from authenticity.lake.index.lookup_key import hashes_of, index_of
from authenticity.lake.index.multi_owner_values import find_owners
from authenticity.lake.index.owner_hashes import OF_HOLDER, UNKNOWN, owner_hash

_CLAIMS = f"""
CREATE OR REPLACE TEMP TABLE multi_owner_account AS
WITH day AS (
    SELECT
        HASH(account_token) AS account,
        {owner_hash("customer_no")} AS customer,
        NULL AS holder
    FROM todays_account
    WHERE account_token IS NOT NULL
    UNION ALL
    SELECT
        HASH(policy.payer_account_token) AS account,
        {owner_hash("party.customer_no")} AS customer,
        {owner_hash(*(f"party.{column}" for column in OF_HOLDER))} AS holder
    FROM todays_policy AS policy
    INNER JOIN todays_party AS party ON policy.policy_no = party.policy_no
    WHERE policy.payer_account_token IS NOT NULL AND party.role = 'POLICYHOLDER'
    UNION ALL
    SELECT HASH(account_token) AS account, 0 AS customer, NULL AS holder
    FROM recent_account
    UNION ALL
    SELECT HASH(payer_account_token) AS account, 0 AS customer, NULL AS holder
    FROM recent_policy
),

claim AS (
    SELECT account & $value AS value, customer, holder, holder IS NOT NULL AS is_compared
    FROM day
    UNION ALL
    SELECT value, half AS customer, NULL AS holder, FALSE AS is_compared
    FROM filed_in_stock
    UNION ALL
    SELECT value, NULL AS customer, half AS holder, FALSE AS is_compared
    FROM paying_in_stock
),

multi_owner_value AS (
    SELECT value
    FROM claim
    GROUP BY value
    HAVING
        MIN(customer) < MAX(customer)
        OR MIN(customer) = {UNKNOWN}
        OR MIN(holder) < MAX(holder)
        OR MIN(holder) = {UNKNOWN}
        -- Whose policies it pays is compared through who holds one of the day's.
        OR (COUNT(holder) > 0 AND NOT BOOL_OR(is_compared))
)

SELECT DISTINCT number_token
FROM entry_account
WHERE HASH(number_token) & $value IN (SELECT value FROM multi_owner_value)
"""  # noqa: S608 our own names


def find_multi_owner_accounts(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `multi_owner_account` of those in `entry_account` that one customer does not explain.

    Without an index it has all of them.
    """
    account, policy = (index_of(connection, table) for table in ("account", "policy"))
    if account is None or policy is None:
        connection.execute(
            "CREATE OR REPLACE TEMP VIEW multi_owner_account AS"
            " SELECT number_token FROM entry_account"
        )
        return
    mask = max(account.row_mask, policy.row_mask)
    names = ("filed_in_stock", "paying_in_stock")
    asked = [(account, "account_token"), (policy, "payer_account_token")]
    found = find_owners(hashes_of(connection, "entry_account", "number_token"), asked)
    for name, (entries, halves) in zip(names, found, strict=True):
        connection.register(name, pa.table({"value": entries & ~mask, "half": halves}))
    connection.execute(_CLAIMS, {"value": int(~mask)})
    for name in names:
        connection.unregister(name)
