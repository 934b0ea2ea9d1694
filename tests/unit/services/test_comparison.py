"""Two sets of findings held against each other, and the work that either makes."""

from __future__ import annotations

from tests.unit.services.reports import D1, D2, NAME, PHONE, finding, outcomes, report

from authenticity.services.backtest.report import (
    EXAMPLES,
    Day,
    Edit,
    Example,
    Outcomes,
    Tally,
    Workload,
)


def tally(present, candidate) -> Tally:
    return report(present, candidate).tally


def test_a_finding_of_one_side_only_is_added_or_removed() -> None:
    assert tally([finding("P1"), finding("P2")], [finding("P2"), finding("P3")]) == Tally(
        added=1, removed=1, unchanged=1
    )


def test_another_level_or_confidence_is_a_change_and_another_detail_is_none() -> None:
    assert tally([finding()], [finding(level="W")]) == Tally(changed=1)
    assert tally([finding()], [finding(confidence="A")]) == Tally(changed=1)
    assert tally([finding(confidence=None)], [finding(confidence=None)]) == Tally(unchanged=1)
    assert tally([finding()], [finding(detail={"field": "phone"})]) == Tally(unchanged=1)


def test_date_party_and_subject_tell_findings_of_one_rule_apart() -> None:
    others = (
        {"list_date": D2},
        {"party_role": "INSURED"},
        {"party_seq": 2},
        {"party_role": None, "party_seq": None},
        {"subject_key": "phone:def"},
    )
    for other in others:
        assert tally([finding()], [finding(**other)]) == Tally(added=1, removed=1)


def test_findings_without_a_party_are_the_same_finding() -> None:
    of_policy = {"party_role": None, "party_seq": None, "confidence": None, "subject_key": ""}
    assert tally([finding(**of_policy)], [finding(**of_policy)]) == Tally(unchanged=1)


def test_nothing_on_either_side_is_no_difference() -> None:
    made = report([], [])
    assert made.tally == Tally()
    assert made.days == (Day(D1, Workload(), Workload()), Day(D2, Workload(), Workload()))
    assert [rule.code for rule in made.shown] == [NAME]


def test_channels_are_counted_apart() -> None:
    made = report([finding("P1"), finding("P2")], [finding("P1"), finding("P3")])
    (phone,) = made.differing
    assert phone.by_channel == {
        "AGENT": Tally(added=1, unchanged=1),
        "BANK": Tally(removed=1),
    }


def test_a_case_is_counted_on_the_first_list_date_that_has_an_error() -> None:
    warning, again = finding("P2", level="W"), finding("P1", list_date=D2)
    made = report([finding("P1"), warning, again], [finding("P2", list_date=D2)])
    assert made.days == (
        Day(D1, Workload(2, 1), Workload(0, 0)),
        Day(D2, Workload(1, 0), Workload(1, 1)),
    )
    assert made.workload == (Workload(3, 1), Workload(1, 1))


def test_two_errors_of_a_policy_are_one_case_and_a_group_is_one_for_all_its_policies() -> None:
    twice = [finding("P1"), finding("P1", subject_key="phone:def")]
    crowd = [finding(no, detail={"group": True}) for no in ("P1", "P2", "P3")]
    assert report(twice, crowd).days[0] == Day(D1, Workload(2, 1), Workload(3, 1))


def test_counted_information_is_no_line_of_a_list() -> None:
    assert report([finding(level="I")], []).days[0].present == Workload()


def test_outcomes_count_for_whoever_makes_the_finding() -> None:
    one, two, three, four = (finding("P1"), finding("P2"), finding("P3"), finding(list_date=D2))
    known = outcomes((one, "CORRECTED"), (two, "LEGITIMATE"), (three, "CONFIRMED_FALSE"))
    made = report([one, two, four], [one, three], known)
    (phone,) = [rule for rule in made.rules if rule.code == PHONE]
    assert (phone.present, phone.candidate) == (Outcomes(1, 1, 1), Outcomes(2, 0, 0))
    assert made.outcomes[0].precision == 0.5
    assert made.has_outcomes
    assert made.judged == [phone]


def test_without_a_verified_case_there_is_no_precision() -> None:
    made = report([finding()], [])
    assert not made.has_outcomes
    assert made.outcomes[0].precision is None


def test_examples_are_policies_once_each_the_earliest_first_and_not_too_many() -> None:
    many = [finding(f"Q{n:02}", list_date=D2) for n in range(EXAMPLES)]
    twice = [finding("P2"), finding("P2", subject_key="phone:def")]
    (phone,) = report([], [*many, *twice]).differing
    assert phone.examples["added"][:2] == (Example(D1, "P2"), Example(D2, "Q00"))
    assert len(phone.examples["added"]) == EXAMPLES
    assert phone.examples["removed"] == ()


def test_the_edits_name_each_key_that_differs() -> None:
    assert report([], []).edits == [Edit(NAME, "level", "E", "W")]
