"""The judged policies of a day, and which of them have whom."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from authenticity.errors import ConfigurationError
from authenticity.rules.party_frame import PartyFrame
from authenticity.rules.verdict import Mask
from authenticity.values import bank_account, missing

COLUMNS = ("policy_no", "payer_account")


class PolicyFrame:
    """One row a policy; row n of every mask is row n here.

    Raises `ConfigurationError` naming a column that is not there.
    """

    def __init__(self, data: pd.DataFrame, parties: PartyFrame) -> None:
        absent = [name for name in COLUMNS if name not in data.columns]
        if absent:
            raise ConfigurationError(f"the policies lack the column {', '.join(absent)}")
        self.data = data[list(COLUMNS)].reset_index(drop=True).astype("str")
        self._parties = parties

    def __len__(self) -> int:
        return len(self.data)

    def has(self, subject: str) -> Mask:
        """Whether the policy has at least one party of that role."""
        with_party = self._parties.data.loc[self._parties.of(subject), "policy_no"]
        policies = pa.array(self.data["policy_no"], type=pa.large_string())
        found = pc.is_in(policies, value_set=pa.array(with_party, type=pa.large_string()))
        return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)

    @cached_property
    def has_payer_account(self) -> Mask:
        return ~missing.is_missing(self.data["payer_account"])

    @cached_property
    def payer_accounts(self) -> bank_account.Accounts:
        return bank_account.examine(self.data["payer_account"])
