"""A case's YAML as the lake's recorded tables: short readable words stand for tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import yaml

from authenticity.lake.views import day_views, readable_columns
from authenticity.privacy import tokens
from authenticity.store.chunks import chunks

Row = dict[str, Any]

LIST_DATE = date(2026, 9, 28)
WINDOW_START = date(2026, 9, 24)
STOCK_AS_OF = date(2026, 8, 31)

KEYS = {"policy_no", "customer_no", "merged_into", "agent_code", "agency_code", "team_code"}
"""What makes records belong together, besides tokens; each of several cases has its own."""

CALLED_BY = 6
"""So many bytes of its token name a cluster."""

_PARTY_TOKENS = (
    "name",
    "id",
    "name_birth_sex",
    "mobile",
    "phone",
    "email",
    "address",
    "mobile_next",
)
_REGISTER_TOKENS = ("name", "id", "name_birth_sex", "mobile", "phone", "address", "account")


@dataclass(frozen=True)
class Case:
    """A directory `tests/sql/<rule>/<case>/`."""

    folder: Path

    @property
    def rule_code(self) -> str:
        return self.folder.parent.name

    @property
    def tables(self) -> dict[str, Any]:
        return dict(yaml.safe_load((self.folder / "input.yaml").read_text(encoding="utf-8")))

    @property
    def expected(self) -> list[dict[str, Any]]:
        text = (self.folder / "expected.yaml").read_text(encoding="utf-8")
        return list(yaml.safe_load(text) or [])


def token(word: str | None) -> bytes | None:
    return None if word is None else word.encode().ljust(16, b".")[:16]


def name_token(words: str | None) -> bytes | None:
    """Of a name: `name`, or `name spelling` where the spelling may differ, or `name lost`."""
    if words is None:
        return None
    name, _, spelling = words.partition(" ")
    loose = token(name)[: tokens.LOOSE_BYTES]  # type: ignore[index]
    width = tokens.TOKEN_BYTES - tokens.LOOSE_BYTES
    return loose + (
        bytes(width) if spelling == "lost" else spelling.encode().ljust(width, b".")[:width]
    )


def person_token(words: str | None) -> bytes | None:
    """Of name, birth year and sex; `lost` is what it says (`privacy.tokens.person_tokens`)."""
    if words is None:
        return None
    name, birth, sex = words.split()
    parts = ((birth, tokens.BIRTH_BYTES), (sex, tokens.TOKEN_BYTES - tokens.BIRTH_BYTES))
    return b"".join(
        bytes(width)
        if part == "lost"
        else blake2b(f"{name} {part}".encode(), digest_size=width).digest()
        for part, width in parts
    )


def connect(*worlds: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    """The views of the list date over what the case records.

    `today` names the policies of the day's batch; everything else is stock, unless a row says
    `recorded_on`. `name_birth_sex` follows from the name when left out, and says `lost` of
    what is lost of it; an `id` is a resident number unless `id_kind` says otherwise. A register's
    `id` is a resident number, too, which says the owner's birth date and sex, unless
    `name_birth_sex` is null. A mobile that ends in a digit has the one with the next digit after
    it. A policy of today was keyed in today, unless it says otherwise.

    Several cases stand beside one another, each with numbers of its own; `apart` tells which
    findings are whose.
    """
    rows = _beside_one_another([_recorded(tables) for tables in worlds])
    connection = duckdb.connect()
    connection.execute(
        "CREATE TEMP TABLE list_day AS"
        " SELECT $day::DATE AS list_date, $start::DATE AS window_start",
        {"day": LIST_DATE, "start": WINDOW_START},
    )
    for table, columns in readable_columns.DELTA_TABLES.items():
        _fill_by_day(connection, table, columns, rows[table])
    for register, columns in readable_columns.REGISTERS.items():
        _fill(connection, register, columns, rows[register])
    day_views.show(connection)
    return connection


def _fill_by_day(
    connection: duckdb.DuckDBPyConnection, table: str, columns: str, rows: list[Row]
) -> None:
    for name, keep in {
        f"recorded_{table}": lambda row: True,
        f"earlier_{table}": lambda row: row["recorded_on"] < LIST_DATE,
        f"delta_{table}_row": lambda row: row["recorded_on"] > STOCK_AS_OF,
        f"todays_{table}": lambda row: row["recorded_on"] == LIST_DATE,
    }.items():
        own = readable_columns.TODAYS_OWN.get(table) if name.startswith("todays") else None
        kept = [_of(row, columns, own) for row in rows if keep(row)]
        _fill(connection, name, ", ".join(filter(None, (columns, own))), kept)


def apart(found: pd.DataFrame, count: int) -> list[pd.DataFrame]:
    """The findings of each of so many cases that stood beside one another, without their marks."""
    if count == 1:
        return [found]
    return [_of_case(found, mark(number)) for number in range(count)]


def _of_case(found: pd.DataFrame, mark: str) -> pd.DataFrame:
    own = found[found["policy_no"].str.startswith(mark)].reset_index(drop=True)
    for name in ("policy_no", "customer_no", "counterpart_policies", "detail"):
        own[name] = [_unmarked(value, mark) for value in own[name]]
    return own


def _unmarked(value: Any, mark: str) -> Any:
    if isinstance(value, str):
        return value.removeprefix(mark)
    if isinstance(value, list):
        return [_unmarked(each, mark) for each in value]
    if isinstance(value, dict):
        return {name: _unmarked(each, mark) for name, each in value.items()}
    return value


def mark(number: int) -> str:
    return f"{number:04}-"


def _recorded(tables: dict[str, Any]) -> dict[str, list[Row]]:
    today = set(tables.get("today", []))
    return {
        "policy": [_policy(row, today) for row in _policies(tables)],
        "party": [_party(row, today) for row in tables.get("party", [])],
        "account": [_account(row) for row in tables.get("account", [])],
        "callback": [_callback(row, today) for row in tables.get("callback", [])],
    } | {
        register: [_registered(row) for row in tables.get(register, [])]
        for register in readable_columns.REGISTERS
    }


def _beside_one_another(recorded: list[dict[str, list[Row]]]) -> dict[str, list[Row]]:
    if len(recorded) == 1:
        return recorded[0]
    return {
        table: [_own(row, mark(n)) for n, each in enumerate(recorded) for row in each[table]]
        for table in recorded[0]
    }


def _own(row: Row, mark: str) -> Row:
    return {name: _marked(name, value, mark) for name, value in row.items()}


def _marked(name: str, value: Any, mark: str) -> Any:
    """Another number or token for each case: with the beginning that clusters are called by, or of
    a person in its two parts (decision 0022)."""
    if value and name in KEYS:
        return mark + value
    if not isinstance(value, bytes):
        return value
    if name == "name_beginnings":
        return value
    if name in ("name_token", "payer_name_token"):
        return _hashed(value[: tokens.LOOSE_BYTES], mark) + value[tokens.LOOSE_BYTES :]
    if name == "name_birth_sex_token":
        return _hashed(value[: tokens.BIRTH_BYTES], mark) + _hashed(
            value[tokens.BIRTH_BYTES :], mark
        )
    return value[:CALLED_BY] + _hashed(value[CALLED_BY:], mark)


def _hashed(part: bytes, mark: str) -> bytes:
    return blake2b(mark.encode() + part, digest_size=len(part)).digest() if any(part) else part


def _policies(tables: dict[str, Any]) -> list[dict[str, Any]]:
    """Those written out, and a plain live policy for every other one that a party names."""
    written = tables.get("policy", [])
    known = {row["policy_no"] for row in written}
    named = {row["policy_no"]: None for row in tables.get("party", [])}
    return [*written, *({"policy_no": number} for number in named if number not in known)]


def _policy(row: dict[str, Any], today: set[str]) -> dict[str, Any]:
    is_today = row["policy_no"] in today and "recorded_on" not in row
    plain = {
        "is_individual": 1,
        "channel_code": "AGENT",
        "is_live": True,
        "entered_on": LIST_DATE if is_today else date(2020, 1, 1),
        "entered_at": row.get("entered_on") or (LIST_DATE if is_today else date(2020, 1, 1)),
        "recorded_on": LIST_DATE if is_today else STOCK_AS_OF,
        "scope_reason": None,
    }
    return plain | _tokens(row, ("payer_account", "payer_name"))


def _party(row: dict[str, Any], today: set[str]) -> dict[str, Any]:
    plain = {
        "role": "POLICYHOLDER",
        "seq": 1,
        "recorded_on": LIST_DATE if row["policy_no"] in today else STOCK_AS_OF,
        "name_birth_sex": row.get("name") and row["name"].split()[0] + " 1980 M",
        "id_kind": "resident" if row.get("id") else None,
        "mobile_kind": "mobile" if row.get("mobile") else None,
        "phone_kind": "landline" if row.get("phone") else None,
        "address_kind": "town" if row.get("address") else None,
        "mobile_next": _next(row.get("mobile")),
    }
    cuts = [name_token(f"{row['name']} {cut}") or b"" for cut in row.get("cuts", [])]
    spelt = b"".join(cut[tokens.LOOSE_BYTES :] for cut in cuts) or None
    kept = {name: value for name, value in row.items() if name != "cuts"}
    return _tokens(plain | kept, _PARTY_TOKENS) | {"name_beginnings": spelt}


def _registered(row: dict[str, Any]) -> dict[str, Any]:
    told = {"name_birth_sex": row["name"] + " 1980 M"} if row.get("name") and row.get("id") else {}
    return _tokens(told | row, _REGISTER_TOKENS)


def _next(mobile: str | None) -> str | None:
    is_numbered = mobile is not None and mobile[-1:].isdigit()
    return f"{mobile[:-1]}{int(mobile[-1]) + 1}" if mobile and is_numbered else None


def _callback(row: dict[str, Any], today: set[str]) -> dict[str, Any]:
    return {"recorded_on": LIST_DATE if row["policy_no"] in today else STOCK_AS_OF} | row


def _of(row: dict[str, Any], columns: str, own: str | None) -> dict[str, Any]:
    """As much of a row as its table holds: some columns are the list date's own rows' alone."""
    extra = {
        name
        for all_own in readable_columns.TODAYS_OWN.values()
        for name in readable_columns.names(all_own)
    }
    held = set(readable_columns.names(own or ""))
    return {name: value for name, value in row.items() if name not in extra - held}


def _account(row: dict[str, Any]) -> dict[str, Any]:
    return _tokens({"recorded_on": STOCK_AS_OF} | row, ("account", "bank_account"))


def _tokens(row: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    plain = {name: value for name, value in row.items() if name not in fields}
    made = {"name_birth_sex": person_token, "name": name_token, "payer_name": name_token}
    return plain | {
        f"{name}_token": made.get(name, token)(row[name]) for name in fields if name in row
    }


def _fill(connection: duckdb.DuckDBPyConnection, name: str, columns: str, rows: list[Row]) -> None:
    connection.execute(f"CREATE TEMP TABLE {name} ({columns}, recorded_on DATE)")
    if not rows:
        return
    names = list(dict.fromkeys(column for row in rows for column in row))
    marks = f"({', '.join('?' for _ in names)})"
    for some in chunks(rows, 100):
        values = [row.get(column) for row in some for column in names]
        listed = ", ".join([marks] * len(some))
        connection.execute(f"INSERT INTO {name} ({', '.join(names)}) VALUES {listed}", values)
