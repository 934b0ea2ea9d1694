"""The words of addresses, as regular expressions: roads, villages, houses, places of many people.

The words are data in `include/contact.yaml`; here is only how they are put together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from authenticity import config
from authenticity.settings import INCLUDE
from authenticity.values import han, text

_JOINT = re.compile(r"(?<=[0-9A-Z])[\W_]+(?=[0-9A-Z])")
_PUNCTUATION = re.compile(r"(?![-])[\W_]|(?<![0-9A-Z])-|-(?![0-9A-Z])")
_NUMBER_SIGN = re.compile("(?<=[0-9]) ?#")

LONGEST = 300
"""Characters that a core system's field holds: a longer text is no address, and is not taken apart.

The patterns of `include/contact.yaml` may take the square of a cell's length."""

NUMERAL = "[一二三四五六七八九十百零〇]"
MAY_BE_A_HOUSE = "[0-9A-Z路街道巷弄-]"
"""Before a figure: 人民路12路北 is house 12, on the north side."""

ROAD_BY_NUMBER = "([国省县乡]道)[GSXY]?[0-9]{3}$"

LABEL = (
    r"^(?:(?:家庭|联系|通讯|通信|居住|户籍|常住|详细|身份证|现)*(?:地址|住址|现住|现居|家住)[:：\s]*){1,4}"
    r"(?P<rest>[^0-9A-Z]{2,}[省市区县州旗])"
)
"""The field's own title before an address, which begins with a division."""

_DOUBTFUL_FIGURES = "[0-9]{6}|[0-9]{3}-[0-9]{4}|[0-9]段|^[^0-9]+0+$"
_LAST_NUMBER = "(^|[^0-9])[0-9]{1,5}$"
"""A house's; six figures are a postcode, more are a phone number."""

_BEHIND_A_ROAD = "(路|街|道|巷|弄|胡同)[0-9]{1,5}(之|旁|对|侧|后|附|[东西南北]?$)"
_BESIDE = "旁边侧对附近隔前后斜东西南北"
"""Behind a school's name: a house is meant that stands near it."""

_IN_GROUPS = "(^|[^0-9A-Z-])[1-9A-Z][0-9A-Z]{0,3}(-[0-9A-Z]{1,4}){1,3}([^0-9A-Z-]|$)"
"""3-2-501, but not 020-8357-2468."""


def compact(value: str) -> str:
    """The normal form: half width, capitals, simplified, no punctuation but between figures.

    >>> compact("廣州市天河區　天河路１２＃ － ３０１"), compact("地址：广州市天河区天河路12号")
    ('广州市天河区天河路12号301', '广州市天河区天河路12号')
    """
    address = re.sub(LABEL, r"\g<rest>", han.simplify(text.fold(value)))
    address = address.upper().replace("幢", "栋")
    address = _NUMBER_SIGN.sub("号", address)
    return _PUNCTUATION.sub("", _JOINT.sub("-", address))


@dataclass(frozen=True)
class _Address:
    shortest: int
    divisions: config.Listed
    not_divisions: config.Listed
    need_a_number: config.Listed
    nothing_said: config.Listed
    nameless: config.Listed
    numbered_roads: config.Listed
    no_house_numbers: config.Listed
    number_labels: config.Listed
    places: config.Listed
    villages: config.Listed
    villages_like_districts: config.Listed
    not_villages: config.Listed
    houses: config.Listed
    town_houses: config.Listed
    flats: config.Listed
    houses_in_words: config.Listed
    not_houses: config.Listed
    roads: config.Listed
    dormitories: config.Listed
    collectives: config.Listed
    institutions: config.Listed


@dataclass(frozen=True)
class _File:
    phone: Any
    address: _Address


@dataclass(frozen=True)
class Wording:
    """The address part of `include/contact.yaml` as regular expressions."""

    shortest: int
    divisions_only: str
    not_divisions: str
    ends_open: str
    nothing_said: str
    nameless: str
    village: str
    places: str
    named_village: str
    villages: str
    villages_like_districts: str
    numbered_roads: str
    no_house_numbers: str
    doubtful_figures: str
    numbered_house: str
    dormitories: str
    collective: str
    institution: str
    roads: str
    no_villages: str
    named_after_villages: str
    not_houses: str
    house: str
    town_house: str
    flat: str
    a_village: str
    special: str


@cache
def wording() -> Wording:
    """The words as the business keeps them."""
    listed = config.load(INCLUDE / "contact.yaml", _File).address
    words = {
        each.name: "|".join(entry.value for entry in getattr(listed, each.name))
        for each in fields(_Address)
        if each.name != "shortest"
    }
    name = "[^省市区县旗盟0-9A-Z]{1,8}"
    many = f"{words['villages']}|{words['dormitories']}|{words['institutions']}"
    house = f"[0-9A-Z]({words['houses']})|{_LAST_NUMBER}"
    return Wording(
        shortest=listed.shortest,
        divisions_only=f"^({name}({words['divisions']})){{1,4}}$",
        not_divisions=f"({words['not_divisions']})$",
        ends_open=f"({words['need_a_number']})$",
        nothing_said=f"^({words['nothing_said']})+$",
        nameless=f"^({words['nameless']})+$",
        village=f"({words['villages']}).{{3,}}$",
        places=f"^({name}({words['divisions']}|{words['places']}))+",
        named_village=f"({words['divisions']}|{words['places']}).+({words['villages']})$",
        villages=words["villages"],
        villages_like_districts=words["villages_like_districts"],
        numbered_roads=f"(?<!{MAY_BE_A_HOUSE})[0-9]+(?={words['numbered_roads']})",
        no_house_numbers=_at_an_end(
            words["no_house_numbers"], words["number_labels"], words["houses"]
        ),
        doubtful_figures=f"{_DOUBTFUL_FIGURES}|[0-9]({words['numbered_roads']})|{ROAD_BY_NUMBER}",
        numbered_house=f"[0-9]({words['houses']})",
        dormitories=words["dormitories"],
        collective=f"({words['collectives']})[^0-9A-Z{_BESIDE}]*$",
        institution=f"({words['institutions']})([0-9A-Z]|$)",
        roads=f"({many})({words['roads']})",
        no_villages=f"{words['not_divisions']}|{words['not_villages']}",
        named_after_villages=_named_after(words["villages"], words["divisions"], words["places"]),
        not_houses=words["not_houses"],
        flat=f"[0-9A-Z]({words['flats']})",
        house=f"{house}|({words['villages']}).*{NUMERAL}({words['houses_in_words']})",
        town_house=f"{house}|[0-9A-Z]({words['town_houses']})|{_IN_GROUPS}|{_BEHIND_A_ROAD}"
        f"|{NUMERAL}({words['houses_in_words']}|[弄层楼])",
        a_village=f"{words['villages']}|{words['villages_like_districts']}",
        special=f"{many}|{words['villages_like_districts']}|{words['collectives']}",
    )


def _at_an_end(numbers: str, labels: str, houses: str) -> str:
    """Numbers, one or several, first or last in an address, that touch nothing else of a number.

    Behind a road they need a label: 天河路121301 may be house 12.
    """
    first = f"(?:(?:{labels})|(?<![0-9A-Z路街巷弄-])(?<!大道))({numbers})"
    several = f"{first}(-({numbers})|({labels})({numbers}))*"
    return f"^{several}(?![0-9A-Z-]|{houses})|{several}$"


def _named_after(villages: str, divisions: str, places: str) -> str:
    """Divisions and towns in whose names a village's word stands first or last (庄河市, 水寨镇)."""
    letters = "".join(word for word in villages.split("|") if len(word) == 1)
    name = f"({villages})?[^省市区县旗盟0-9A-Z{letters}]{{0,8}}({villages})?"
    return f"^({name}({divisions}|{places}))+"
