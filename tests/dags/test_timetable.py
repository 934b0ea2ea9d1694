from datetime import date

import pendulum
import pytest
from airflow.serialization.decoders import decode_timetable
from airflow.serialization.encoders import encode_timetable
from airflow.timetables.base import DataInterval, TimeRestriction
from airflow.utils.types import DagRunType

from authenticity.scheduling import FirstWorkingDays, WorkingDays, WorkingHours

SHANGHAI = "Asia/Shanghai"
TIMETABLE = WorkingDays(at="02:00")
HOURS = WorkingHours(first="08:00", last="18:00", minutes=30)


def local(*parts: int) -> pendulum.DateTime:
    return pendulum.datetime(*parts, tz=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (date(2026, 9, 24), date(2026, 9, 23)),
        (date(2026, 9, 28), date(2026, 9, 24)),  # Mid-Autumn Festival and a weekend between
        (date(2026, 10, 8), date(2026, 9, 30)),  # National Day
        (date(2026, 10, 10), date(2026, 10, 9)),  # a Saturday worked to make up for it
    ],
)
def test_a_run_covers_everything_since_the_last_working_day(day: date, start: date) -> None:
    interval = TIMETABLE.infer_manual_data_interval(run_after=local(day.year, day.month, day.day))
    begun = local(start.year, start.month, start.day).add(microseconds=1)
    assert interval == DataInterval(begun, local(day.year, day.month, day.day))


def test_midnight_of_a_working_day_is_left_to_runs_by_hand() -> None:
    """Airflow would wait for ever before a scheduled run whose logical date is taken."""
    by_hand = TIMETABLE.infer_manual_data_interval(run_after=local(2026, 9, 28))
    info = TIMETABLE.next_dagrun_info(
        last_automated_data_interval=by_hand,
        restriction=TimeRestriction(local(2026, 9, 1), None, catchup=True),
    )
    assert info is not None
    assert info.data_interval.end == local(2026, 9, 29)
    assert info.logical_date != local(2026, 9, 28)


def test_a_run_by_hand_on_a_day_off_makes_the_last_list() -> None:
    interval = TIMETABLE.infer_manual_data_interval(run_after=local(2026, 10, 3, 15))
    assert interval.end == local(2026, 9, 30)


def test_the_scheduler_goes_from_working_day_to_working_day() -> None:
    interval, listed = None, []
    for _ in range(5):
        info = TIMETABLE.next_dagrun_info(
            last_automated_data_interval=interval,
            restriction=TimeRestriction(local(2026, 9, 28, 1), None, catchup=True),
        )
        assert info is not None
        assert info.run_after == info.data_interval.end.add(hours=2)
        interval = info.data_interval
        listed.append(interval.end.date().isoformat())
    assert listed == ["2026-09-28", "2026-09-29", "2026-09-30", "2026-10-08", "2026-10-09"]


def test_without_catch_up_a_late_start_makes_the_latest_list_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pendulum, "now", lambda _zone: local(2026, 10, 5, 12))
    info = TIMETABLE.next_dagrun_info(
        last_automated_data_interval=None,
        restriction=TimeRestriction(local(2026, 1, 1), None, catchup=False),
    )
    assert info is not None
    assert info.data_interval.end == local(2026, 9, 30)


def test_no_run_lies_after_the_end_date() -> None:
    assert (
        TIMETABLE.next_dagrun_info(
            last_automated_data_interval=None,
            restriction=TimeRestriction(local(2026, 10, 1), local(2026, 10, 7), catchup=True),
        )
        is None
    )


def test_the_timetable_survives_serialization() -> None:
    again = decode_timetable(encode_timetable(TIMETABLE))
    assert isinstance(again, WorkingDays)
    assert again.at == "02:00"


def moments(first: pendulum.DateTime, count: int) -> list[str]:
    interval, found = None, []
    for _ in range(count):
        info = HOURS.next_dagrun_info(
            last_automated_data_interval=interval,
            restriction=TimeRestriction(first, None, catchup=True),
        )
        assert info is not None
        interval = info.data_interval
        assert info.run_after == interval.end
        found.append(info.run_after.in_timezone(SHANGHAI).format("MM-DD HH:mm"))
    return found


def test_a_sweep_runs_every_half_hour_from_eight_to_six_on_working_days_only() -> None:
    found = moments(local(2026, 9, 30, 8), 43)
    assert found[:3] == ["09-30 08:00", "09-30 08:30", "09-30 09:00"]
    assert found[19:23] == ["09-30 17:30", "09-30 18:00", "10-08 08:00", "10-08 08:30"]
    assert found[41:] == ["10-08 18:00", "10-09 08:00"]
    assert moments(local(2026, 10, 10, 17, 31), 2) == ["10-10 18:00", "10-12 08:00"]


@pytest.mark.parametrize(
    ("now", "chosen"),
    [
        (local(2026, 10, 5, 12), local(2026, 9, 30, 18)),  # a holiday
        (local(2026, 10, 8, 7, 59), local(2026, 9, 30, 18)),
        (local(2026, 10, 8, 13, 40), local(2026, 10, 8, 13, 30)),
    ],
)
def test_after_an_outage_only_the_latest_sweep_is_made(
    monkeypatch: pytest.MonkeyPatch, now: pendulum.DateTime, chosen: pendulum.DateTime
) -> None:
    monkeypatch.setattr(pendulum, "now", lambda _zone: now)
    info = HOURS.next_dagrun_info(
        last_automated_data_interval=DataInterval.exact(local(2026, 9, 28, 9)),
        restriction=TimeRestriction(local(2026, 1, 1), None, catchup=False),
    )
    assert info is not None
    assert info.run_after == chosen


def test_a_sweep_by_hand_is_of_its_moment_and_none_lies_after_the_end_date() -> None:
    at = local(2026, 10, 3, 15)
    assert HOURS.infer_manual_data_interval(run_after=at) == DataInterval.exact(at)
    ended = TimeRestriction(local(2026, 10, 1), local(2026, 10, 7), catchup=True)
    assert HOURS.next_dagrun_info(last_automated_data_interval=None, restriction=ended) is None


def test_the_timetable_of_hours_survives_serialization() -> None:
    again = decode_timetable(encode_timetable(HOURS))
    assert isinstance(again, WorkingHours)
    assert again.serialize() == HOURS.serialize()


QUARTERS = FirstWorkingDays(of="quarter", at="09:00")
MONTHS = FirstWorkingDays(of="month", at="09:00")


def first_moments(timetable: FirstWorkingDays, number: int) -> list[pendulum.DateTime]:
    restriction = TimeRestriction(local(2026, 6, 15), None, True)
    found, last = [], None
    for _ in range(number):
        info = timetable.next_dagrun_info(
            last_automated_data_interval=last, restriction=restriction
        )
        assert info is not None
        last = info.data_interval
        found.append(info.run_after)
    return found


def test_a_quarter_begins_on_its_first_working_day() -> None:
    assert first_moments(QUARTERS, 3) == [
        local(2026, 7, 1, 9),
        local(2026, 10, 8, 9),  # after National Day
        local(2027, 1, 4, 9),
    ]
    assert first_moments(MONTHS, 3) == [
        local(2026, 7, 1, 9),
        local(2026, 8, 3, 9),
        local(2026, 9, 1, 9),
    ]


def test_after_an_outage_only_the_latest_quarter_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pendulum, "now", lambda _zone=None: local(2026, 10, 8, 8, 59))
    restriction = TimeRestriction(local(2026, 1, 1), None, False)
    info = QUARTERS.next_dagrun_info(last_automated_data_interval=None, restriction=restriction)
    assert info is not None
    assert info.run_after == local(2026, 7, 1, 9)
    monkeypatch.setattr(pendulum, "now", lambda _zone=None: local(2026, 10, 8, 9))
    info = QUARTERS.next_dagrun_info(last_automated_data_interval=None, restriction=restriction)
    assert info is not None
    assert info.run_after == local(2026, 10, 8, 9)


def test_no_quarter_lies_after_the_end_date_and_one_by_hand_is_of_its_moment() -> None:
    restriction = TimeRestriction(local(2026, 7, 2), local(2026, 10, 1), True)
    assert (
        QUARTERS.next_dagrun_info(last_automated_data_interval=None, restriction=restriction)
        is None
    )
    moment = local(2026, 8, 8, 8)
    assert QUARTERS.infer_manual_data_interval(run_after=moment) == DataInterval.exact(moment)


def test_the_timetable_of_quarters_survives_serialization() -> None:
    again = decode_timetable(encode_timetable(QUARTERS))
    assert isinstance(again, FirstWorkingDays)
    assert (again.of, again.at) == (QUARTERS.of, QUARTERS.at)
    assert again.summary == "first working day of the quarter 09:00"


def test_a_scheduled_run_has_its_list_date_in_its_id() -> None:
    after = pendulum.datetime(2026, 9, 27, 18, tz="UTC")
    for timetable in (WorkingDays(at="02:00"), WorkingHours("08:00", "18:00", 30)):
        run_id = timetable.generate_run_id(
            run_type=DagRunType.SCHEDULED, run_after=after, data_interval=None
        )
        assert run_id == "scheduled__2026-09-28T02:00:00+08:00"
