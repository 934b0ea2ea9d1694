"""Codes are compared as they are spelled, whatever a collation takes for equal.

MariaDB and MySQL compare by collation: to `utf8mb4_general_ci` 'p1 ' is 'P1', and to others
full-width letters are Latin ones. The lake holds such codes apart, as SQLite and PostgreSQL do. So
the bytes are compared besides; the collation's comparison stays, because only it can use an index.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

MARIADB = ("mysql", "mariadb")
"""What SQLAlchemy calls both: MariaDB is `mysql` in an address, too."""


def equal(
    dialect: str, one: sa.ColumnElement[Any], other: sa.ColumnElement[Any]
) -> sa.ColumnElement[bool]:
    """Whether two codes are one."""
    if dialect not in MARIADB:
        return one == other
    return sa.and_(one == other, _bytes(one) == _bytes(other))


def among(
    dialect: str, code: sa.ColumnElement[Any], codes: Sequence[Any] | sa.Select[Any]
) -> sa.ColumnElement[bool]:
    """Whether a code is one of those listed, or of those that a statement of one column finds."""
    if dialect not in MARIADB:
        return code.in_(codes)
    if isinstance(codes, sa.Select):
        (found,) = codes.subquery().c
        return sa.tuple_(code, _bytes(code)).in_(sa.select(found, _bytes(found)))
    return sa.and_(code.in_(codes), _bytes(code).in_(codes))


def _bytes(code: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The code in the bytes that literals come in: a column may be in another character set."""
    text = sa.cast(code, mysql.CHAR(charset="utf8mb4"))
    return sa.type_coerce(sa.cast(text, sa.LargeBinary), sa.String())
