"""The linter's contracts speak of every room of the product, a new one included."""

from __future__ import annotations

import tomllib

from tests.docs.sources import PLUGINS, PROJECT

CONTRACTS = {
    contract["name"]: contract
    for contract in tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
}
ROOMS = {
    f"authenticity.{path.stem}"
    for path in (PLUGINS / "authenticity").iterdir()
    if path.suffix == ".py" or (path / "__init__.py").exists()
} - {"authenticity.__init__"}
INSIDE_AIRFLOW = {"commands", "steps", "services", "runtime", "scheduling", "dag_parts"}


def named(contract: str) -> set[str]:
    rooms = CONTRACTS[contract]["source_modules"]
    return {room for room in rooms if room.startswith("authenticity.")}


def test_every_room_may_know_airflow_or_is_forbidden_to() -> None:
    may = {f"authenticity.{name}" for name in INSIDE_AIRFLOW}
    assert named("Only what runs inside Airflow knows Airflow") == ROOMS - may


def test_every_room_but_validation_is_forbidden_great_expectations() -> None:
    rooms = named("Great Expectations lives in validation alone")
    assert rooms == ROOMS - {"authenticity.validation"}
