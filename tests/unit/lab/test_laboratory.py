"""What the simulator leaves out costs time and decides nothing."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pyarrow as pa
import pytest

from authenticity.services.status import current
from authenticity_lab.simulation import laboratory
from authenticity_lab.simulation.mail_trouble import Mailbox


def test_tokens_of_a_register_are_made_again_when_it_changes() -> None:
    made: list[str] = []

    def protect(name: str, data: pa.Table, key: bytes, *, of_the_day: bool) -> pa.Table:
        made.append(name)
        return data.append_column("token", [[f"{value} {key!r}" for value in data["name"]]])

    remembered = laboratory._remembered_registers(protect)
    one, other = (pa.table({"name": [name]}) for name in ("ann", "bob"))
    first = remembered("salesperson", one, b"k", of_the_day=True)
    assert remembered("salesperson", pa.table(one.to_pydict()), b"k", of_the_day=True) is first
    assert made == ["salesperson"]
    assert remembered("salesperson", other, b"k", of_the_day=True) != first
    assert remembered("salesperson", other, b"another", of_the_day=True) != first
    for _ in range(2):
        remembered("party", one, b"k", of_the_day=True)
    assert made == ["salesperson", "salesperson", "salesperson", "party", "party"]


@pytest.mark.parametrize("has_pages", [True, False])
def test_pages_are_made_on_days_that_have_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_pages: bool
) -> None:
    published: list[bool] = []
    monkeypatch.setattr(current, "publish", lambda: published.append(True))
    with laboratory.opened(tmp_path, Mailbox(Random(0))) as made:
        made.has_pages = has_pages
        current.publish()
    assert published == [True] * has_pages
