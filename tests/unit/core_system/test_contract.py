import pytest
import sqlalchemy as sa
from tests import insurer

from authenticity.core_system import contract
from authenticity.errors import FeedError


@pytest.fixture
def engine() -> sa.Engine:
    engine = sa.create_engine("sqlite://")
    insurer.create(engine)
    return engine


def test_the_contract_is_read_from_its_ddl() -> None:
    loaded = contract.load()
    assert len(loaded.tables) == 13
    assert set(contract.REGISTERS) < set(loaded.tables)
    assert loaded["party"].key == ("policy_no", "role", "seq")
    assert loaded["policy"].kinds["issued_on"] == "date"
    assert loaded["policy"].kinds["updated_at"] == "instant"
    assert loaded["policy"].kinds["premium_fen"] == "integer"


def test_a_core_system_that_serves_the_contract_passes(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        contract.check(connection, contract.load())


def test_extra_tables_and_columns_are_ignored(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE party ADD COLUMN nickname TEXT")
        connection.exec_driver_sql("CREATE TABLE hobby (name TEXT)")
        contract.check(connection, contract.load())


def test_every_missing_table_and_column_is_named(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE complaint")
        connection.exec_driver_sql("ALTER TABLE party DROP COLUMN id_no")
        with pytest.raises(FeedError, match=r"column party\.id_no, table complaint"):
            contract.check(connection, contract.load())


def test_views_serve_as_well_as_tables(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE party RENAME TO party_base")
        connection.exec_driver_sql("CREATE VIEW party AS SELECT * FROM party_base")
        contract.check(connection, contract.load())
