"""One reading process a module, and a back office that has a list to answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msoffcrypto.method.ecma376_agile import ECMA376Agile
from tests.unit.delivery.list_house import KEY
from tests.unit.returns import back_office
from tests.unit.returns.back_office import Office

from authenticity.returns import limits
from authenticity.returns.reading_process import ReadingProcess


@pytest.fixture(scope="module")
def process() -> Iterator[ReadingProcess]:
    with ReadingProcess(limits.in_force(), KEY) as process:
        yield process


@pytest.fixture
def few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists are sealed quickly; test_opening reads one with as many rounds as a real one."""
    monkeypatch.setattr(ECMA376Agile.encrypt, "__defaults__", (None, 100))


@pytest.fixture
def office(
    made_store_url: str, tmp_path: Path, process: ReadingProcess, few_rounds: None
) -> Iterator[Office]:
    yield from back_office.opened(made_store_url, tmp_path, process)
