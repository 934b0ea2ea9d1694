"""The records of a batch that the row rules judge, decrypted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from authenticity.lake.partitions import partition
from authenticity.privacy.keyring import Keyring

_NOT_JUDGED = ["scope_reason", "brought_by"]
_POLICY_DATES = ["issued_on", "applied_on", "entered_on"]


def read_judged(lake: Path, list_date: date, keyring: Keyring) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The entries of a batch in scope, and their policyholders and insureds, in plain text.

    What a call or the clock brought was judged when it was keyed in.
    """
    folder = partition.day_folder(lake, list_date)
    columns = ["policy_no", "payer_account", *_NOT_JUDGED, *_POLICY_DATES]
    policies = partition.read(folder, "policy", keyring, columns).to_pandas()
    is_judged = policies[_NOT_JUDGED].isna().all(axis=1)
    policies = policies[is_judged].drop(columns=_NOT_JUDGED)
    parties = partition.read(folder, "party", keyring).to_pandas()
    judged = parties[parties["role"].isin(("POLICYHOLDER", "INSURED"))]
    joined = judged.merge(policies[["policy_no", *_POLICY_DATES]], on="policy_no")
    return policies.reset_index(drop=True), joined
