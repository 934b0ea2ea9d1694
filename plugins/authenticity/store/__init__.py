"""The case store as a database: engine, tables, column types, migrations, transactions."""
