"""Open sanction records go to the back office as a form, and once more when they are chased.

A form restates all that is open in the channel. It goes out on the day after a record opened, so
at most once a day; when records are chased, the channel's manager gets one, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby

from authenticity.cases import outcomes
from authenticity.delivery.addressees import Addressees
from authenticity.delivery.registers_sent import Register
from authenticity.delivery.table_workbook import Table
from authenticity.sanctions import sanction_form, seller_names
from authenticity.sanctions.chasing import OpenSanction
from authenticity.sanctions.sanction_kinds import SanctionWords
from authenticity.sanctions.seller_names import Names

NAME = "sanctions"


@dataclass(frozen=True)
class Forms:
    """What the forms of a day are made with. `key` seals their lines."""

    addressees: Addressees
    words: SanctionWords
    names: Names
    key: bytes
    on: date

    def registers(self, waiting: Sequence[OpenSanction]) -> list[Register]:
        """The forms for all that waits; what was sent before is known by its newest records."""
        known = [each for each in waiting if each.opened_on < self.on]
        found = []
        for code, group in groupby(known, key=lambda each: each.channel_code):
            own = list(group)
            chased = max((e.sanction_no for e in own if e.chased_at), default="")
            newest = max(each.sanction_no for each in own)
            for recipient in self.addressees.back_office(code):
                identity = (code, newest, chased)
                found.append(self._register("reminder", recipient, code, own, identity))
            for recipient in self.addressees.manager(code) if chased else ():
                found.append(self._register("escalation", recipient, code, own, (code, chased)))
        return found

    def _register(
        self,
        kind: str,
        recipient: str,
        code: str,
        own: Sequence[OpenSanction],
        identity: tuple[str, ...],
    ) -> Register:
        audience = self.addressees.registers.channel(code).name
        late = sum(each.chased_at is not None for each in own)
        said = f"有 {len(own)} 条处罚待登记"
        chased = f"，其中 {late} 条已逾 {self.words.chase_after.value} 个工作日" if late else ""
        return Register(
            kind=kind,
            name=NAME,
            recipient=recipient,
            folder=code,
            channel_code=code,
            identity=identity,
            audience=audience,
            title=self.words.title,
            text=f"{said}{chased}，请填写后送回。",
            on=self.on,
            table=partial(self._table, recipient, code, audience, own),
        )

    def _table(
        self, recipient: str, code: str, audience: str, own: Sequence[OpenSanction]
    ) -> Table:
        labels = {each.code: each.label for each in outcomes.in_force().outcomes}
        names = self.names()
        records = [
            (
                each.sanction_no,
                each.case_no,
                seller_names.shown(each.subject_kind, each.subject_no, names, self.words),
                labels[each.outcome],
                each.opened_on.isoformat(),
            )
            for each in own
        ]
        return sanction_form.table(
            records, code, audience, recipient, self.on, self.words, self.key
        )
