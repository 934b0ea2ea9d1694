"""An open case store on either database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.unit.cases.case_samples import KEY

from authenticity.store.case_store import Store, open_store


@pytest.fixture
def store(made_store_url: str) -> Iterator[Store]:
    store = open_store(made_store_url, KEY)
    yield store
    store.close()
