"""The lake as DuckDB sees it on one list date: plain views over Parquet, tokens only.

Current state = the last compacted stock plus the later deltas; a version of a policy is current
when no later delta holds that policy (`include/sql/lake/`, one view a file). Level C2 columns
are encrypted in the files and are named nowhere here, so no key is needed and none can leak.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from authenticity.errors import LakeError
from authenticity.lake import index
from authenticity.lake.connection import Connection
from authenticity.lake.partitions import manifest
from authenticity.settings import INCLUDE

VIEWS = INCLUDE / "sql" / "lake"

SEAL = "SEALED"
"""The file that marks a day's batch as accepted."""

DELTA_TABLES = {
    "policy": "policy_no VARCHAR, is_individual SMALLINT, channel_code VARCHAR,"
    " branch_code VARCHAR, agent_code VARCHAR, agency_code VARCHAR, status VARCHAR,"
    " applied_on DATE, issued_on DATE, receipt_signed_on DATE, payer_exception_no VARCHAR,"
    " scope_reason VARCHAR, entered_on DATE, is_live BOOLEAN,"
    " payer_account_token BLOB, payer_name_token BLOB, is_paid_by_holder BOOLEAN",
    "party": "policy_no VARCHAR, role VARCHAR, seq SMALLINT, customer_no VARCHAR,"
    " name_token BLOB, id_token BLOB, id_kind VARCHAR, name_birth_sex_token BLOB,"
    " mobile_token BLOB, phone_token BLOB, mobile_kind VARCHAR, phone_kind VARCHAR,"
    " email_token BLOB, address_token BLOB, address_kind VARCHAR",
    "account": "customer_no VARCHAR, valid_from DATE, valid_to DATE, account_token BLOB,"
    " bank_account_token BLOB",
    "callback": "policy_no VARCHAR, called_at TIMESTAMP, outcome VARCHAR, problem VARCHAR",
}
"""Stock and days hold these; what screening may read of them."""

TODAYS_OWN = {
    "policy": "entered_at TIMESTAMP, brought_by VARCHAR",
    "party": "mobile_next_token BLOB, is_name_doubtful BOOLEAN",
}
"""What only the list date's own rows are asked for; null where a batch of an earlier version of
the software has none."""

REGISTERS = {
    "channel": "channel_code VARCHAR, channel_name VARCHAR",
    "team": "team_code VARCHAR, channel_code VARCHAR, branch_code VARCHAR",
    "agency": "agency_code VARCHAR, agency_kind VARCHAR, channel_code VARCHAR,"
    " phone_token BLOB, address_token BLOB",
    "agency_staff": "agency_code VARCHAR, staff_no VARCHAR, valid_from DATE, valid_to DATE,"
    " name_token BLOB, mobile_token BLOB, phone_token BLOB, address_token BLOB",
    "salesperson": "agent_code VARCHAR, channel_code VARCHAR, branch_code VARCHAR,"
    " team_code VARCHAR, agency_code VARCHAR, qualified_on DATE, joined_on DATE, left_on DATE,"
    " name_token BLOB, id_token BLOB, name_birth_sex_token BLOB, mobile_token BLOB,"
    " phone_token BLOB, address_token BLOB, account_token BLOB",
    "salesperson_relative": "agent_code VARCHAR, relation VARCHAR, name_token BLOB,"
    " mobile_token BLOB, address_token BLOB",
    "product": "product_code VARCHAR, category VARCHAR, term_months INTEGER",
    "customer_merge": "customer_no VARCHAR, merged_into VARCHAR",
    "complaint": "complaint_no VARCHAR, policy_no VARCHAR, agent_code VARCHAR,"
    " agency_code VARCHAR, kind VARCHAR, received_on DATE, verified SMALLINT, verified_on DATE",
}
"""Each day holds a whole snapshot of these."""

MADE_OF = {
    "earlier_{}": ("stock_{}", "recent_{}"),
    "delta_{}_row": ("recent_{}", "todays_{}"),
    "recorded_{}": ("stock_{}", "recent_{}", "todays_{}"),
}
"""Stock, days since, and the list date's own; the last is asked so often that it is held."""

BUILT = ("delta_policy", "delta_customer")
"""Small and asked for by every other view: built once a connection, not once a query."""

SHOWN = (
    "live_policy",
    "live_party",
    "live_account",
    "entry_policy",
    "entry_party",
    "batch_policy",
    "callback",
)


@dataclass(frozen=True)
class Partitions:
    """What of the lake counts on one list date: at most one stock, and the days since."""

    stock: Path | None
    days: tuple[Path, ...]
    today: Path

    @classmethod
    def of(cls, lake_root: Path, list_date: date) -> Partitions:
        """The stock before the list date, the sealed days after it, and the date's own day.

        A stock of the list date itself holds that day already, and a day run again must see what
        it saw the first time. Raises `LakeError` when there is no lake at all, or when only later
        stocks are left.
        """
        if not lake_root.is_dir():
            raise LakeError(f"there is no lake at {lake_root}; run a stock load or a day first")
        today = lake_root / "days" / f"list_date={list_date}"
        stocks = _dated(lake_root / "stock", "as_of")
        as_of = max((day for day in stocks if day < list_date), default=None)
        if stocks and as_of is None:
            raise LakeError(
                f"the stock before {list_date} is not in {lake_root}, so its list cannot be "
                "screened again; restore that stock, or run a later list date"
            )
        days = [
            path
            for day, path in sorted(_dated(lake_root / "days", "list_date").items())
            if (as_of is None or day > as_of) and day < list_date and (path / SEAL).exists()
        ]
        return cls(stocks[as_of] if as_of else None, (*days, today), today)


def connect(
    lake_root: Path,
    list_date: date,
    memory_limit: str = "6GB",
    threads: int | None = None,
) -> duckdb.DuckDBPyConnection:
    """An in-process DuckDB holding the views of the list date; close it after use.

    Missing partitions and tables are empty. Raises `LakeError` when there is no lake at all or
    a stored table lacks a column.
    """
    partitions = Partitions.of(lake_root, list_date)
    return connect_to(partitions, list_date, in_process(lake_root, memory_limit, threads))


def connect_to(
    partitions: Partitions, list_date: date, connection: duckdb.DuckDBPyConnection
) -> duckdb.DuckDBPyConnection:
    """The views of the list date over these partitions, in an empty `connection`.

    Raises `LakeError`, and closes the connection, when a stored table lacks a column.
    """
    try:
        create(connection, partitions, list_date)
        _offer_index(connection, partitions.stock)
    except duckdb.Error as problem:
        connection.close()
        reason = str(problem).splitlines()[0]
        raise LakeError(f"the lake of {list_date} cannot be read: {reason}") from None
    return connection


def in_process(
    lake_root: Path, memory_limit: str = "6GB", threads: int | None = None
) -> duckdb.DuckDBPyConnection:
    """An empty in-process DuckDB that spills beside the lake when memory does not suffice."""
    connection = duckdb.connect()
    connection.execute("SET memory_limit = $limit", {"limit": memory_limit})
    connection.execute("SET temp_directory = $path", {"path": str(lake_root / "spill")})
    connection.execute("SET enable_progress_bar = false")
    # In memory there is nothing to make durable, yet every 16 MB the tables would be rewritten.
    connection.execute("SET checkpoint_threshold = '1 TB'")
    if threads:
        connection.execute("SET threads = $threads", {"threads": threads})
    return connection


def show(connection: Connection) -> None:
    """The views of `include/sql/lake/` over whatever recorded tables the connection holds."""
    connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS stock_index (folder VARCHAR, recorded_on DATE)"
    )
    build(connection)
    for name in SHOWN:
        connection.execute(f"CREATE TEMP VIEW {name} AS {select(name)}")


def build(connection: Connection) -> None:
    """The tables that say which recorded versions are current; anew when the day has grown."""
    for name in BUILT:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {select(name)}")


def create(connection: Connection, partitions: Partitions, list_date: date) -> None:
    """The views of the list date, on either engine."""
    connection.execute(
        "CREATE TEMP TABLE list_day AS"
        " SELECT $day::DATE AS list_date, $start::DATE AS window_start",
        {"day": list_date, "start": (manifest(partitions.today) or {}).get("start")},
    )
    for table, columns in DELTA_TABLES.items():
        create_source(connection, f"stock_{table}", table, columns, [partitions.stock])
        create_source(connection, f"recent_{table}", table, columns, partitions.days[:-1])
        _create_todays(connection, table, partitions.today)
        for name, sources in MADE_OF.items():
            held = f"{_names(columns)}, recorded_on"
            parts = [f"SELECT {held} FROM {source.format(table)}" for source in sources]  # noqa: S608 our own names
            whole = " UNION ALL ".join(parts)
            connection.execute(f"CREATE TEMP VIEW {name.format(table)} AS {whole}")
    for table, columns in REGISTERS.items():
        holding = [day for day in partitions.days if (day / table).is_dir()]
        create_source(connection, table, table, columns, holding[-1:])
    show(connection)


def _offer_index(connection: duckdb.DuckDBPyConnection, stock: Path | None) -> None:
    """Let `lake.lookup` ask the stock's index, whose hashes only DuckDB has."""
    if stock and index.is_usable(stock, connection):
        row = [str(stock), _recorded_on(stock)]
        connection.execute("INSERT INTO stock_index VALUES (?, ?)", row)
        connection.execute("CREATE TEMP TABLE passed_over (of_table VARCHAR, row_no UINTEGER)")


def create_source(
    connection: Connection,
    name: str,
    table: str,
    columns: str,
    partitions: Iterable[Path | None],
    numbered: bool = False,
) -> None:
    """The table's files in these partitions as one view, each row with `recorded_on`.

    When `numbered`, also with `row_no`, its place in the file.
    """
    number, option = (", file_row_number AS row_no", ", file_row_number = true")
    if not numbered:
        number = option = ""
    folders = [partition for partition in partitions if partition and _files(partition, table)]
    parts = [
        f"SELECT {_names(columns)}, {_stamped(folder)}{number} FROM {_scan(folder, table, option)}"  # noqa: S608 our own names
        for folder in folders
    ]
    if parts:
        connection.execute(f"CREATE TEMP VIEW {name} AS {' UNION ALL '.join(parts)}")
    else:
        also = ", row_no BIGINT" if numbered else ""
        connection.execute(f"CREATE TEMP TABLE {name} ({columns}, recorded_on DATE{also})")


def _create_todays(connection: Connection, table: str, today: Path) -> None:
    """The list date's own rows as a table, with the columns that are asked of them alone."""
    whole = ", ".join(filter(None, (DELTA_TABLES[table], TODAYS_OWN.get(table))))
    if not _files(today, table):
        connection.execute(f"CREATE TEMP TABLE todays_{table} ({whole}, recorded_on DATE)")
        return
    held = {row[0] for row in connection.execute(f"DESCRIBE FROM {_scan(today, table)}").fetchall()}
    own = [column.split() for column in TODAYS_OWN.get(table, "").split(",") if column]
    listed = [name if name in held else f"CAST(NULL AS {kind}) AS {name}" for name, kind in own]
    columns = ", ".join([_names(DELTA_TABLES[table]), *listed, _stamped(today)])
    connection.execute(
        f"CREATE TEMP TABLE todays_{table} AS SELECT {columns} FROM {_scan(today, table)}"  # noqa: S608 our own names
    )


def _names(columns: str) -> str:
    return ", ".join(column.split()[0] for column in columns.split(",") if column)


def _files(partition: Path, table: str) -> list[Path]:
    return sorted((partition / table).glob("*.parquet"))


def _scan(partition: Path, table: str, option: str = "") -> str:
    listed = ", ".join(_quoted(str(file)) for file in _files(partition, table))
    return f"read_parquet([{listed}], hive_partitioning = false{option})"


def _stamped(partition: Path) -> str:
    return f"DATE {_quoted(_recorded_on(partition))} AS recorded_on"


def _recorded_on(partition: Path) -> str:
    """The day in a partition's name; what may follow it marks a draft."""
    return partition.name.partition("=")[2].partition(".")[0]


def _dated(folder: Path, key: str) -> dict[date, Path]:
    """Partitions below the folder by date; half-written ones have other names and are passed."""
    found = {}
    for path in folder.glob(f"{key}=*"):
        try:
            found[date.fromisoformat(path.name.partition("=")[2])] = path
        except ValueError:
            continue
    return found


def select(name: str) -> str:
    """The statement of a view of `include/sql/lake/`."""
    return (VIEWS / f"{name}.sql").read_text(encoding="utf-8").rstrip().rstrip(";")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
