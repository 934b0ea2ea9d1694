"""Policyholders of live policies in scope whose records lack something, as of a list date.

The current rows of the lake are read a row group at a time, decrypted in memory; only those that
lack something are kept, with a masked name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from authenticity.lake.compaction import current_rows
from authenticity.privacy import masking
from authenticity.privacy.keyring import Keyring
from authenticity.reporting.next_contact import lacking
from authenticity.reporting.next_contact.contact_settings import ContactSettings
from authenticity.values import missing

_PARTY = ("policy_no", "role", "customer_no", "name", "id_token", "name_birth_sex_token",
          *lacking.COLUMNS)  # fmt: skip
_POLICY = ("policy_no", "branch_code", "entered_on", "scope_reason")


@dataclass(frozen=True, slots=True)
class Holder:
    """One policy's record of its policyholder. `ends_on`: of a document that is over, or soon.

    `token` says who it is where the record has a usable document, `look_alike` by name, birth date
    and sex; both in hex.
    """

    policy_no: str
    branch_code: str
    entered_on: date
    customer_no: str | None
    name: str
    fields: tuple[str, ...]
    ends_on: date | None
    token: str | None
    look_alike: str | None


def read(
    lake: Path, list_date: date, until: date, settings: ContactSettings, keyring: Keyring
) -> list[Holder]:
    """Those who lack something, by policy number; documents that end by `until` among it."""
    held, sources = current_rows.recorded(lake, list_date)
    kept = {}
    for table, rows in current_rows.rows_by_table(lake, held, sources):
        kept[table] = rows
        if {"policy", "party"} <= kept.keys():
            break
    found: list[Mapping[str, Any]] = []
    for chunk in current_rows.read("party", kept["party"], keyring, _PARTY):
        found.extend(_lacking(chunk.to_pandas(), until, settings))
    wanted = {each["policy_no"] for each in found}
    policies: dict[str, tuple[str, date]] = {}
    for chunk in current_rows.read("policy", kept["policy"], keyring, _POLICY):
        policies.update(_in_scope(chunk.to_pylist(), wanted))
    holders = (_holder(each, policies) for each in found if each["policy_no"] in policies)
    return sorted(holders, key=lambda each: each.policy_no)


def _lacking(
    parties: pd.DataFrame, until: date, settings: ContactSettings
) -> Iterator[Mapping[str, Any]]:
    """Records as plain values; `fields` in the order of the settings."""
    parties = parties[parties["role"] == "POLICYHOLDER"].reset_index(drop=True)
    fields = [each.field for each in settings.fields]
    masks = lacking.masks(parties, fields, settings.without_term)
    ends = lacking.ends(parties, until)
    asked = ~np.isnat(ends)
    for mask in masks.values():
        asked |= mask
    numbers = parties["customer_no"]
    is_nobodys = missing.is_dummy_number(numbers) | missing.is_missing(numbers)
    rows = np.flatnonzero(asked)
    for row, record in zip(rows, parties.loc[rows].to_dict("records"), strict=True):
        yield {
            "policy_no": record["policy_no"],
            "customer_no": None if is_nobodys[row] else record["customer_no"],
            "name": masking.name(record["name"]),
            "fields": tuple(field for field in fields if masks[field][row]),
            "ends_on": None if np.isnat(ends[row]) else ends[row].item(),
            "token": _hex(record["id_token"]),
            "look_alike": _hex(record["name_birth_sex_token"]),
        }


def _in_scope(
    rows: list[dict[str, Any]], wanted: set[str]
) -> Iterator[tuple[str, tuple[str, date]]]:
    for row in rows:
        if row["policy_no"] in wanted and row["scope_reason"] is None:
            yield row["policy_no"], (row["branch_code"] or "", row["entered_on"] or date.min)


def _holder(record: Mapping[str, Any], policies: Mapping[str, tuple[str, date]]) -> Holder:
    branch_code, entered_on = policies[record["policy_no"]]
    return Holder(**record, branch_code=branch_code, entered_on=entered_on)


def _hex(token: object) -> str | None:
    return token.hex() if isinstance(token, bytes) else None
