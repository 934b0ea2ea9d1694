"""Some days of small insurers beside the model, and a model that notices what is wrong."""

from __future__ import annotations

from datetime import date, timedelta
from types import ModuleType

import chinese_calendar
import pytest

from authenticity.cases import correction_check, ladder, resolving
from authenticity.errors import AuthenticityError
from authenticity_lab.commands import simulate
from authenticity_lab.simulation import driver
from authenticity_lab.simulation.lived import Lived
from authenticity_lab.simulation.model_words import Days

FIRST_DAYS = (
    date(2026, 9, 7),
    date(2026, 9, 18),  # the Sunday after it is worked
    date(2026, 9, 24),  # Mid-Autumn follows
    date(2026, 9, 30),  # the National Day week follows
    date(2026, 10, 9),  # the Saturday after it is worked
)
SHORT, LONG = 2, 5
"""Days: of a seed of the suite, and within which a fault has to be found."""


@pytest.mark.parametrize("seed", range(10))
def test_the_first_days_of_an_insurer_are_as_foretold(seed: int) -> None:
    lived = driver.live(seed, SHORT, FIRST_DAYS[seed % len(FIRST_DAYS)])
    assert lived.differences == ()
    assert lived.days == SHORT


@pytest.mark.parametrize(
    ("module", "name", "fault", "seed"),
    [
        pytest.param(correction_check, "_why_not", lambda *_: None, 1, id="all is corrected"),
        pytest.param(resolving, "all", any, 7, id="one answer resolves a case"),
        pytest.param(ladder, "WITH_CLERK", ("DISPATCHED",), 3, id="a returned case is forgotten"),
    ],
)
def test_a_fault_of_the_product_is_found(
    module: ModuleType, name: str, fault: object, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within this seed, among the ten; each of them finds most faults in a week or two."""
    monkeypatch.setattr(module, name, fault, raising=False)
    assert driver.live(seed, LONG).differences


def test_the_working_days_of_the_model_are_the_official_ones() -> None:
    days = Days()
    for number in range(120):
        day = date(2026, 9, 1) + timedelta(number)
        assert days.is_worked(day) == chinese_calendar.is_workday(day), day


def test_a_difference_is_printed_with_its_seed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lived = [Lived(0, 40, (), 5, 9, 1, 4.0), Lived(1, 3, ("2026-09-09: ledger: x",), 2, 3, 0, 1.0)]
    with pytest.raises(AuthenticityError, match=r"seeds that differ from the model: 1$"):
        simulate.sum_up(lived, print)
    simulate.tell_of(lived[1], print)
    said = capsys.readouterr().out
    assert "2 seeds, 43 days: 7 cases, 12 messages, 1 kills; 0.12 CPU seconds a day" in said
    assert "seed 1, 2026-09-09: ledger: x" in said


@pytest.mark.parametrize("name", ["live", "drain"])
def test_a_step_that_gives_up_in_any_way_is_told_with_its_day(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def give_up(*_: object) -> list[str]:
        raise MemoryError("none is left")

    monkeypatch.setattr(driver.Simulation, name, give_up)
    assert driver.live(0, 1).differences[0].endswith(": stopped, MemoryError: none is left")
