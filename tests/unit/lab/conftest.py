"""One synthetic insurer of 20 000 policies for all tests here; it takes some seconds to build."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from authenticity_lab.synthetic import insurer

POLICIES, SEED = 20_000, 20260924


@dataclass(frozen=True)
class Built:
    """The database, the truth table and what `build` said of them."""

    folder: Path
    summary: insurer.Summary

    @property
    def truth_path(self) -> Path:
        return self.folder / "truth.csv"

    @cached_property
    def truth(self) -> pd.DataFrame:
        return pd.read_csv(self.truth_path, dtype="str", keep_default_na=False)

    @cached_property
    def party(self) -> pd.DataFrame:
        return self.read("SELECT * FROM party")

    @cached_property
    def policy(self) -> pd.DataFrame:
        return self.read(
            "SELECT policy.*, product.term_months FROM policy JOIN product USING (product_code)"
        )

    @cached_property
    def judged(self) -> pd.DataFrame:
        """Policies in scope, told by the contract's columns alone."""
        book = self.policy
        term = book["term_months"].isna() | (book["term_months"] >= 12)
        live = book["status"].isin(["IN_FORCE", "PENDING"]) & (book["is_individual"] == 1)
        return book[live & term]

    def read(self, query: str) -> pd.DataFrame:
        engine = sa.create_engine(f"sqlite:///{self.folder}/core_system.db")
        try:
            return pd.read_sql(query, engine)
        finally:
            engine.dispose()


def build_in(folder: Path, policies: int, seed: int) -> Built:
    folder.mkdir(exist_ok=True)
    engine = sa.create_engine(f"sqlite:///{folder}/core_system.db")
    summary = insurer.build(engine, folder / "truth.csv", policies, seed)
    engine.dispose()
    return Built(folder, summary)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build_in(tmp_path_factory.mktemp("insurer"), POLICIES, SEED)
