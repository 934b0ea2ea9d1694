"""A whole insurer and a whole pipeline for one test: own home, own core system, own case store."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import sqlalchemy as sa
import yaml
from msoffcrypto.method.ecma376_agile import ECMA376Agile
from tests import insurer

from authenticity.commands import airflow_runtime
from authenticity.dag_names import DAILY_JOB
from authenticity.rules import catalogue
from authenticity.settings import Home

if TYPE_CHECKING:
    from tests.integration.step_runs import Runner

DAY = date(2026, 9, 28)
ROUNDS = (None, 100)
"""Salt and rounds of a key made from a password; a real list takes 100 000."""


@dataclass(frozen=True)
class House:
    """Where one test's pipeline lives, and what it left there."""

    home: Home
    core: sa.Engine
    store: str

    @classmethod
    def bare(cls, root: Path, core: sa.Engine) -> House:
        """A home that is not there yet, its case store a file in it."""
        home = Home(root)
        return cls(home, core, f"sqlite:///{home.case_store}")

    def copied(self, name: str) -> House:
        """Another home beside this one, as this one is now, over the same core system."""
        root = self.home.root.with_name(name)
        shutil.copytree(self.home.root, root)
        return House.bare(root, self.core)

    def run(self, day: date = DAY, dags: tuple[str, ...] = DAILY_JOB) -> bool:
        """The day's job, as `make run` does it, without a terminal."""
        return all(
            airflow_runtime.run_dag(dag_id, day, {"list_date": day.isoformat()}) for dag_id in dags
        )

    def table(self, name: str) -> pd.DataFrame:
        """One view or table of the case store."""
        engine = sa.create_engine(self.store.replace("postgresql:", "postgresql+psycopg:"))
        try:
            return pd.read_sql(sa.text(f"SELECT * FROM {name}"), engine)
        finally:
            engine.dispose()

    def findings(self) -> list[tuple[Any, ...]]:
        """Every finding as it stands, in order."""
        frame = self.table("v_finding").sort_values("finding_id").astype("str")
        return list(frame.itertuples(index=False, name=None))

    def last_error(self) -> str:
        """Why the last run failed, as the store says it."""
        return str(self.table("run").sort_values("run_id")["error"].iloc[-1])


@pytest.fixture(autouse=True)
def lists_are_sealed_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests of the sealing itself (tests/unit/delivery) take as many rounds as a real list."""
    monkeypatch.setattr(ECMA376Agile.encrypt, "__defaults__", ROUNDS)


@pytest.fixture(scope="session")
def airflow_database() -> None:
    """Airflow's own database, once a test process."""
    Path(os.environ["AIRFLOW_HOME"]).mkdir(parents=True, exist_ok=True)
    airflow_runtime.prepare_database()
    _write_dags_once()


def _write_dags_once() -> None:
    """Airflow's `dag.test` writes all DAGs to its database for each run; none changes in a test."""
    from airflow.dag_processing import dagbag

    write, written = dagbag.sync_bag_to_db, set[str]()

    def once(bag: object, name: str, *others: Any, **options: Any) -> None:
        if name not in written:
            write(bag, name, *others, **options)
            written.add(name)

    dagbag.sync_bag_to_db = once


@pytest.fixture
def make_house(
    airflow_database: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., House]:
    """Makes a house; addresses that are not given are SQLite files below the test's folder."""

    def make(core_url: str | None = None, store_url: str | None = None) -> House:
        home = Home(tmp_path / "home")
        core = core_url or f"sqlite:///{tmp_path}/core.db"
        store = store_url or f"sqlite:///{home.case_store}"
        monkeypatch.setenv("AUTHENTICITY_HOME", str(home.root))
        monkeypatch.setenv("AUTHENTICITY_CLOCK", f"{DAY}T02:10:00+08:00")
        monkeypatch.setenv("AIRFLOW_CONN_CORE_SYSTEM", core)
        if store_url:
            monkeypatch.setenv("AIRFLOW_CONN_CASE_STORE", store_url)
        engine = sa.create_engine(core.replace("postgresql:", "postgresql+psycopg:"))
        return House(home, engine, store)

    return make


@pytest.fixture
def house(make_house: Callable[..., House]) -> House:
    """A house with a small insurer: one clean policy of the day, one with a fault, one of stock."""
    made = make_house()
    small_insurer(made.core)
    return made


def small_insurer(core: sa.Engine) -> None:
    """Writes the insurer of `house` into an empty core system."""
    insurer.create(core)
    insurer.registers(core)
    insurer.insert(
        core,
        "policy",
        insurer.policy("P1"),
        insurer.policy("P2"),
        insurer.policy("OLD", updated_at="2026-09-01 10:00:00"),
    )
    insurer.insert(
        core,
        "party",
        insurer.party("P1"),
        insurer.party("P1", "INSURED"),
        insurer.party("P2", name="", mobile="13912345602"),
        insurer.party("P2", "INSURED", mobile="13912345602"),
        insurer.party("OLD", mobile="13912345603"),
    )


@pytest.fixture(scope="session")
def runner() -> Iterator[Runner]:
    """Runs steps in processes that may be killed; its imports cost once."""
    from tests.integration import step_runs

    with step_runs.started() as running:
        yield running


@pytest.fixture(scope="session")
def synthetic_core(tmp_path_factory: pytest.TempPathFactory) -> sa.Engine:
    """A synthetic insurer of 1 500 policies; do not change it."""
    from authenticity_lab.synthetic import insurer as synthetic

    folder = tmp_path_factory.mktemp("synthetic")
    engine = sa.create_engine(f"sqlite:///{folder}/core.db")
    synthetic.build(engine, folder / "truth.csv", 1_500, 7)
    return engine


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def any_core(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> sa.Engine:
    """The contract's tables on SQLite, where times are text, and on PostgreSQL; one a module."""
    url = f"sqlite:///{tmp_path_factory.mktemp('core')}/core.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("new_postgres_url")()
    core = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    insurer.create(core)
    insurer.registers(core)
    return core


@pytest.fixture
def bare_home(tmp_path: Path) -> Callable[..., House]:
    """Makes homes by name; those of one test share a keyring, so that they can be compared."""

    def make(name: str, core: sa.Engine, store_url: str | None = None) -> House:
        bare = House.bare(tmp_path / name, core)
        return replace(bare, store=store_url) if store_url else bare

    return make


@pytest.fixture(scope="session")
def few_comparisons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue with every row rule and two screening rules: half of what a run takes.

    For tests of these two, and of how a run ends and goes on, which is the same whatever it looks
    for.
    """
    kept = ("suspicious.shared_phone", "suspicious.shared_account")
    document = yaml.safe_load(catalogue.CATALOGUE_FILE.read_text(encoding="utf-8"))
    others = [
        {**entry, "enabled": False}
        for entry in document["rules"]
        if entry["kind"] == "screening" and entry["code"] not in kept
    ]
    path = tmp_path_factory.mktemp("rules") / "few_comparisons.yaml"
    path.write_text(yaml.safe_dump({"rules": others}, allow_unicode=True), encoding="utf-8")
    return path


@pytest.fixture
def comparing_little(
    runner: Runner, few_comparisons: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the test runs, it runs under `few_comparisons`."""
    monkeypatch.setattr(runner, "rules", few_comparisons)


@pytest.fixture
def small_core(tmp_path: Path) -> sa.Engine:
    """Policies of five days: two persons with one mobile, a missing name, a wrong number."""
    return insurer_of_days(tmp_path)


def insurer_of_days(folder: Path) -> sa.Engine:
    """The insurer of `small_core`, for fixtures that last longer than a test."""
    engine = sa.create_engine(f"sqlite:///{folder}/small.db")
    insurer.create(engine)
    insurer.registers(engine)
    insurer.insert(
        engine,
        "policy",
        *(insurer.policy(f"P{number}") for number in range(1, 6)),
        insurer.policy("OLD", updated_at="2026-09-01 10:00:00"),
        insurer.policy("N28", updated_at="2026-09-28 10:00:00"),
        insurer.policy("N29", updated_at="2026-09-29 10:00:00"),
    )
    stranger = {"name": "李建国", "id_no": "34052419800101001X", "birth_date": "1980-01-01"}
    insurer.insert(
        engine,
        "party",
        insurer.party("P1"),
        insurer.party("P2", name=""),
        insurer.party("P3", sex="M", mobile="13912345603", **stranger),
        insurer.party("P4", id_no="110105194912310021", mobile="13912345604"),
        insurer.party("P5", address="无", mobile="13912345605"),
        insurer.party("OLD", mobile="13912345603"),
        insurer.party("N28", name="", mobile="13912345606"),
        insurer.party("N29", mobile="13912345607"),
    )
    return engine
