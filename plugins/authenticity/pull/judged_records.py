"""The records that the row rules judge, decrypted: of a day's batch, or of any policies."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from authenticity.lake.partitions import partition
from authenticity.privacy.keyring import Keyring

_CAUSE = "brought_by"
_POLICY_DATES = ["issued_on", "applied_on", "entered_on"]
POLICY_COLUMNS = ("policy_no", "payer_account", "scope_reason", *_POLICY_DATES)
"""What is read of a policy to judge it."""


def read_judged(lake: Path, list_date: date, keyring: Keyring) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The entries of a batch in scope, and their policyholders and insureds, in plain text.

    What a call or the clock brought was judged when it was keyed in.
    """
    folder = partition.day_folder(lake, list_date)
    policies = partition.read(folder, "policy", keyring, [*POLICY_COLUMNS, _CAUSE])
    entries = policies.filter(pc.is_null(policies[_CAUSE])).drop_columns(_CAUSE)
    return judged(entries, partition.read(folder, "party", keyring))


def judged(policies: pa.Table, parties: pa.Table) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Of these policies those in scope, and of their parties the policyholders and insureds."""
    in_scope = policies.filter(pc.is_null(policies["scope_reason"])).drop_columns("scope_reason")
    frame: pd.DataFrame = in_scope.to_pandas()
    asked = parties.to_pandas()
    asked = asked[asked["role"].isin(("POLICYHOLDER", "INSURED"))]
    return frame, asked.merge(frame[["policy_no", *_POLICY_DATES]], on="policy_no")
