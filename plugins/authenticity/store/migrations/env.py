"""Alembic's entry point; the connection and its transaction come from `store.upgrade`."""

from __future__ import annotations

from alembic import context

from authenticity.store import (  # noqa: F401 - they belong to the same metadata
    consequence_tables,
    report_tables,
    resolution_tables,
    seal_tables,
)
from authenticity.store.tables import Base
from authenticity.store.upgrade import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,  # true of SQLite too, since our BEGIN covers DDL
)
with context.begin_transaction():
    context.run_migrations()
