"""How answers reach the product: handed in one by one, or in a filled-in list that comes back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import select

from authenticity import files
from authenticity.cases import answering, outcomes
from authenticity.cases.answers import Answer, Attempt, Evidence
from authenticity.problem_list import form
from authenticity.runtime import connections
from authenticity.settings import home, now
from authenticity.steps import take_returns
from authenticity.store.resolution_tables import ReturnLineRow, ReturnRow
from authenticity.store.tables import DeliveryRow
from authenticity_lab.office import filled_lists
from authenticity_lab.office.filled_lists import Cells, Line
from authenticity_lab.simulation.outcome import Numbers
from authenticity_lab.simulation.people import Reply

Run = Callable[[Callable[[], object]], None]
"""Runs a step of the product, and again when it was killed."""


def finding_of(reply: Reply, numbers: Numbers) -> str:
    """The identifier of the finding that is answered."""
    return numbers.findings[reply.case.policy, reply.error.rule, reply.error.list_date]


def hand_in(replies: Sequence[Reply], numbers: Numbers, run: Run) -> list[bool]:
    """All answers at once; whether each was taken.

    A kill before the commit undoes them all, and they come again; behind it, those that come again
    are known already, and the first time counts.
    """
    answers = [_answer(reply, numbers) for reply in replies]
    taken = [False] * len(answers)

    def apply() -> None:
        with connections.case_store() as store, store.begin() as connection:
            results = answering.apply(connection, answers, now(), "simulator")
            taken[:] = [was or it.accepted for was, it in zip(taken, results, strict=True)]

    run(apply)
    return taken


def send_lists_back(
    replies: Sequence[Reply], numbers: Numbers, run: Run, copies: int
) -> list[bool]:
    """One filled-in workbook for each list, so many copies; whether each answer was taken."""
    wanted: defaultdict[tuple[date, str], dict[str, Reply]] = defaultdict(dict)
    for reply in replies:
        finding_id = finding_of(reply, numbers)
        wanted[reply.error.list_date, reply.case.channel][finding_id] = reply
    for (list_date, channel), of_list in wanted.items():
        _put(list_date, channel, _filled(list_date, channel, of_list), copies)
    run(take_returns.take_in)
    with connections.case_store() as store, store.read() as connection:
        taken = set(
            connection.scalars(
                select(ReturnLineRow.finding_id)
                .join(ReturnRow, ReturnRow.return_id == ReturnLineRow.return_id)
                .where(ReturnRow.received_at == now(), ReturnLineRow.accepted)
            )
        )
    return [finding_of(reply, numbers) in taken for reply in replies]


def _filled(list_date: date, channel: str, of_list: dict[str, Reply]) -> bytes:
    with connections.case_store() as store, store.read() as connection:
        row = connection.execute(
            select(DeliveryRow.recipient, DeliveryRow.file_name).where(
                DeliveryRow.list_date == list_date,
                DeliveryRow.channel_code == channel,
                DeliveryRow.recipient.like("office.%"),
            )
        ).one()
    sealed = (home().outbox / str(list_date) / channel / row.file_name).read_bytes()

    def fill_in(line: Line) -> Cells | None:
        replies = [of_list[each] for each in line.finding_ids if each in of_list]
        return _cells(replies[0]) if replies else None

    password = connections.keyring().password_for(row.recipient)
    filled = filled_lists.fill(sealed, password, form.load(), fill_in)
    if filled is None:
        raise LookupError(f"no line of the list of {list_date} for {channel} can be answered")
    return filled


def _put(list_date: date, channel: str, filled: bytes, copies: int) -> None:
    for copy in range(copies):
        path = home().inbox / channel / f"{now():%m%d}_{list_date}_{channel}_{copy}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with files.draft(path) as file:
            file.write(filled)


def _cells(reply: Reply) -> Cells:
    labels = {each.code: each.label for each in outcomes.in_force().outcomes}
    return {
        "outcome": labels[reply.outcome],
        "evidence": "、".join(f"{letter}={_reference(reply)}" for letter in sorted(reply.letters)),
        "contact": "\n".join(
            [*(f"{day} {_said(reply)}" for day in reply.attempts), _remark(reply)]
        ),
        "clerk": reply.clerk,
        "handled_on": reply.handled_on,
    }


def _answer(reply: Reply, numbers: Numbers) -> Answer:
    return Answer(
        finding_of(reply, numbers),
        reply.outcome,
        tuple(Evidence(letter, _reference(reply)) for letter in sorted(reply.letters)),
        tuple(Attempt(day, _said(reply)) for day in reply.attempts),
        _remark(reply),
        reply.clerk,
        reply.handled_on,
    )


def _reference(reply: Reply) -> str:
    return f"影像{reply.handled_on:%m%d}"


def _said(reply: Reply) -> str:
    return f"电话无人接听（{reply.handled_on:%m%d}）"


def _remark(reply: Reply) -> str:
    return f"{reply.handled_on:%m%d}{reply.outcome}"
