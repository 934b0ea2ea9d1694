"""What clerks, banks and exports write around and in place of what is right, by kind.

Each kind is a hard negative: a rule that reads the cell as it stands accuses a genuine customer.
Which records are of a kind follows from their number, so that both the table of hard negatives
and whoever spells the records out know it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from authenticity_lab.synthetic import addresses
from authenticity_lab.synthetic.arrays import NOBODY, Ints, Mask, Texts
from authenticity_lab.synthetic.parties import HOLDER, INSURED
from authenticity_lab.synthetic.people import Document
from authenticity_lab.synthetic.pools import LATIN
from authenticity_lab.synthetic.world import World

_RADICALS = dict(
    zip(
        "马黄龙长西青飞韦贝见车门风",
        "\u2ee2\u2ee9\u2ef0\u2ed3\u2ec4\u2ed8\u2edc\u2ed9\u2ec9\u2ec5\u2ecb\u2ed4\u2edb",
        strict=True,
    )
)
_PRINTED = dict(zip("高吴德惠郎清曾荣邢卫户黑黄俞", "髙呉徳恵郞淸曽栄郉衞戸黒黃兪", strict=True))
_IN_200 = 200
"""A kind is on one of so many records: often enough to be found, seldom enough to be genuine."""


@dataclass(frozen=True)
class Kind:
    """Cells of one column: which rows may be of the kind, how often, and how they are written."""

    name: str
    column: str
    may_be: Callable[[World, Ints], Mask]
    write: Callable[[str], str]
    one_in: int = _IN_200
    is_of_none: bool = False
    """It stands where there is nothing."""

    def rows(self, world: World, rows: Ints) -> Mask:
        """Which of these party rows are of the kind."""
        place = (rows * 2_654_435_761 >> 8) % self.one_in
        is_drawn = place == KINDS.index(self) % self.one_in
        found: Mask = is_drawn & self.may_be(world, rows)
        return found


def _is_resident(world: World, rows: Ints) -> Mask:
    resident: Mask = world.parties.document[rows] == Document.RESIDENT
    return resident


def _is_passport(world: World, rows: Ints) -> Mask:
    passport: Mask = world.parties.document[rows] == Document.PASSPORT
    return passport


def _is_foreign(world: World, rows: Ints) -> Mask:
    foreign: Mask = world.people.group[world.parties.person[rows]] == LATIN
    return foreign


def _is_han(world: World, rows: Ints) -> Mask:
    return ~_is_foreign(world, rows)


def _has_no_mobile(world: World, rows: Ints) -> Mask:
    parties = world.parties
    without: Mask = (parties.role[rows] == INSURED) & (parties.mobile[rows] == NOBODY)
    return without


def _has_payer(world: World, rows: Ints) -> Mask:
    parties = world.parties
    paid = world.policies.payer[parties.policy[rows]] != NOBODY
    payer: Mask = (parties.role[rows] == HOLDER) & (parties.seq[rows] == 1) & paid
    return payer


def _pays_oneself(world: World, rows: Ints) -> Mask:
    """The first policyholder of a policy from whose own account premium is drawn."""
    parties = world.parties
    own: Mask = world.policies.payer[parties.policy[rows]] == parties.person[rows]
    return own & _has_payer(world, rows)


def _is_man(world: World, rows: Ints) -> Mask:
    man: Mask = world.people.is_male[world.parties.person[rows]]
    return man & _is_han(world, rows)


def _is_woman(world: World, rows: Ints) -> Mask:
    return ~_is_man(world, rows) & _is_han(world, rows)


def _has_landline(world: World, rows: Ints) -> Mask:
    landline: Mask = world.parties.landline[rows] != NOBODY
    return landline


def _has_mobile(world: World, rows: Ints) -> Mask:
    mobile: Mask = world.parties.mobile[rows] != NOBODY
    return mobile


def _lives_in_town(world: World, rows: Ints) -> Mask:
    address = world.parties.address[rows]
    in_town: Mask = (address != NOBODY) & ~addresses.is_village(np.maximum(address, 0))
    return in_town


def _is_unsigned(world: World, rows: Ints) -> Mask:
    """The first policyholder of a policy without a receipt."""
    parties = world.parties
    signed = ~np.isnat(world.policies.receipt[parties.policy[rows]])
    unsigned: Mask = (parties.role[rows] == HOLDER) & (parties.seq[rows] == 1) & ~signed
    return unsigned


def _everybody(world: World, rows: Ints) -> Mask:
    return np.ones(len(rows), dtype=bool)


def _at_midnight(day: str) -> str:
    """The instant at which the day began in Shanghai, as an export in UTC writes it."""
    return f"{date.fromisoformat(day) - timedelta(days=1)}T16:00:00Z" if _is_iso(day) else day


def _with_a_time(day: str) -> str:
    return f"{day.replace('-', '/')} 上午 0:00" if _is_iso(day) else day


def _is_iso(day: str) -> bool:
    return re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", day) is not None


def _as_a_quantity(mobile: str) -> str:
    return f"{mobile}.0" if re.fullmatch("[0-9]{11}", mobile) else mobile


def _without_province(address: str) -> str:
    return re.sub("^.{2,6}?(?:省|自治区)", "", address)


def _in_other_words(address: str) -> str:
    return address.replace("栋", "#楼").replace("室", "").replace("房", "")


def _in(forms: dict[str, str]) -> Callable[[str], str]:
    """The name with another form of its first character that has one."""

    def write(name: str) -> str:
        at = next((place for place, sign in enumerate(name) if sign in forms), None)
        return name if at is None else name[:at] + forms[name[at]] + name[at + 1 :]

    return write


def _behind_the_country(landline: str) -> str:
    """The dialling code behind the country's, without its zero."""
    return f"86-{landline[1:]}" if re.fullmatch("0[0-9]{2,3}-[0-9]{7,8}", landline) else landline


def _reversed(name: str) -> str:
    return " ".join(reversed(name.split(" ")))


KINDS = (
    Kind("number_in_a_guard", "id_no", _is_resident, '="{}"'.format),
    Kind("number_with_a_label", "id_no", _is_resident, "身份证号：{}".format),
    Kind("number_with_a_remark", "id_no", _is_resident, "{}（本人）".format),
    Kind("passport_with_a_label", "id_no", _is_passport, "护照{}".format, 3),
    Kind("name_in_radicals", "name", _is_han, _in(_RADICALS), 25),
    Kind("name_in_old_print", "name", _is_han, _in(_PRINTED), 25),
    Kind("foreign_name_turned_round", "name", _is_foreign, _reversed, 5),
    Kind("foreign_name_with_a_title", "name", _is_foreign, "MR. {}".format, 8),
    Kind("payer_with_a_bank", "payer_name", _has_payer, "{}（工商银行）".format),
    Kind("payer_with_figures", "payer_name", _has_payer, "{} 62220212".format),
    Kind("payer_in_person", "payer_name", _has_payer, "{}本人".format),
    Kind("words_for_no_mobile", "mobile", _has_no_mobile, lambda _: "同投保人", 20, True),
    Kind("birth_date_as_an_instant", "birth_date", _everybody, _at_midnight),
    Kind("birth_date_with_a_time", "birth_date", _everybody, _with_a_time),
    Kind("mobile_as_a_quantity", "mobile", _has_mobile, _as_a_quantity),
    Kind("mobile_with_a_remark", "mobile", _has_mobile, "{}（13点后打）".format),
    Kind("home_with_a_remark", "address", _lives_in_town, "{}（近地铁）".format),
    Kind("home_without_its_province", "address", _lives_in_town, _without_province),
    Kind("home_in_other_words", "address", _lives_in_town, _in_other_words),
    Kind("man_with_a_title", "name", _is_man, "{}先生".format),
    Kind("woman_with_a_title", "name", _is_woman, "{}女士".format),
    Kind("name_with_a_label", "name", _is_han, "姓名：{}".format),
    Kind("payers_card", "payer_name", _has_payer, "{}银行卡".format),
    Kind("payers_wages", "payer_name", _has_payer, "{}工资卡".format),
    Kind("payer_at_any_bank", "payer_name", _has_payer, "{}（张家口银行）".format),
    Kind("bank_instead_of_payer", "payer_name", _pays_oneself, lambda _: "北京农商银行代扣"),
    Kind("card_instead_of_payer", "payer_name", _pays_oneself, lambda _: "广发信用卡"),
    Kind(
        "long_words_for_no_mobile", "mobile", _has_no_mobile, lambda _: "客户未提供手机号", 20, True
    ),
    Kind("landline_behind_the_country", "phone", _has_landline, _behind_the_country, 70),
    Kind("home_with_a_label", "address", _lives_in_town, "地址：{}".format),
    Kind("home_with_the_country", "address", _lives_in_town, "中国{}".format),
    Kind("receipt_of_1900", "receipt_signed_on", _is_unsigned, lambda _: "1900-01-01", 8, True),
)


def write(world: World, rows: Ints, party: dict[str, Texts], policy: dict[str, Texts]) -> None:
    """Write the cells of these party rows so, in place; `policy` holds their policies in order."""
    first = int(world.parties.policy[rows[0]]) if len(rows) else 0
    for kind in KINDS:
        for row in np.flatnonzero(kind.rows(world, rows)):
            of_policy = kind.column not in party
            column = (policy if of_policy else party)[kind.column]
            place = int(world.parties.policy[rows[row]]) - first if of_policy else row
            if (column[place] is None) == kind.is_of_none:
                column[place] = kind.write(str(column[place]))


def rows_by_kind(world: World, rows: Ints) -> dict[str, Mask]:
    """The rows of each kind among these; of names those that such a form is in."""
    found = {kind.name: kind.rows(world, rows) for kind in KINDS}
    for kind in KINDS:
        if kind.may_be is _is_han:
            at = np.flatnonzero(found[kind.name])
            names = world.people.names(world.pool, world.parties.person[rows[at]])
            changed = [kind.write(str(name)) != str(name) for name in names]
            found[kind.name][at] = changed
    return found
