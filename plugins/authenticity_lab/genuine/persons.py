"""Genuine persons by number: what is true of each, and nothing of it another's.

>>> one = of_numbers(range(2))[0]
>>> one.name, one.is_male, len(one.id_no)
('赵子轩', True, 18)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from authenticity_lab.synthetic import identifiers
from authenticity_lab.synthetic.arrays import Ints

FAMILIES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华"
    "金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎"
)
DOUBLE_FAMILIES = ("欧阳", "上官", "司马", "诸葛", "皇甫", "令狐", "司徒", "慕容")
GIVEN = (
    *("子轩", "浩然", "建国", "德福", "立勇", "宇", "俊杰", "志强", "伟明", "长青", "飞龙", "齐"),
    *("梓涵", "秀英", "桂兰", "淑珍", "雪梅", "敏", "丽云", "玉华", "韵", "小红", "春花", "凤霞"),
)
_MALE = 12
"""So many of the given names, the first ones, are men's."""
MINORITY = (
    "买买提",
    "阿卜杜热合曼",
    "古丽娜尔",
    "吐尔逊",
    "阿依努尔",
    "艾力",
    "扎西",
    "卓玛",
    "次仁",
)
FOREIGN = ("SMITH", "GARCIA", "MULLER", "TANAKA", "NGUYEN", "SILVA", "KIM", "IVANOV", "O'BRIEN")
FOREIGN_GIVEN = ("JOHN", "MARIA", "HANS PETER", "YUKI", "VAN ANH", "JOSE LUIS", "MIN SU", "ANNA")
AREAS = (
    *(("广东省", "广州市", "天河区", "440106"), ("广东省", "深圳市", "福田区", "440304")),
    *(("江苏省", "南京市", "玄武区", "320102"), ("浙江省", "杭州市", "西湖区", "330106")),
    *(("四川省", "成都市", "武侯区", "510107"), ("湖北省", "武汉市", "洪山区", "420111")),
    *(("陕西省", "西安市", "雁塔区", "610113"), ("山东省", "青岛市", "市南区", "370202")),
    *(("河南省", "郑州市", "金水区", "410105"), ("辽宁省", "沈阳市", "和平区", "210102")),
    *(("湖南省", "长沙市", "岳麓区", "430104"), ("福建省", "厦门市", "思明区", "350203")),
)
ROADS = (
    "建设路",
    "人民南路",
    "中山大道",
    "解放路",
    "文昌街",
    "滨江东路",
    "学府路",
    "红旗大街",
    "花园路",
)
ESTATES = ("", "锦绣花园", "阳光小区", "翠湖雅苑", "万科城", "教师新村", "都市华庭", "金色家园")

DOCUMENTS = ("RESIDENT_ID",) * 91 + (
    *("HKMT_RESIDENCE", "HKM_PERMIT", "TW_PERMIT", "PASSPORT", "PASSPORT"),
    *("FOREIGN_PR", "FOREIGN_PR_OLD", "MILITARY", "OTHER"),
)
"""By the last two digits of a person's number."""
_FOREIGN_DOCUMENTS = ("PASSPORT", "FOREIGN_PR", "FOREIGN_PR_OLD")
_IN_VILLAGES = 11
"""One person in so many lives in a village."""
_EPOCH, _DAYS = date(1946, 1, 1), 21_000
"""Births lie in the years from 1946 to 2003: all are of age."""


@dataclass(frozen=True)
class Address:
    """The elements of one home, as GB/T 23705 counts them."""

    area: tuple[str, str, str, str]
    road: str
    number: int
    estate: str
    building: int
    unit: int
    flat: int
    village: str = ""

    def text(self) -> str:
        """The whole address, as a form asks for it."""
        head = "".join(self.area[:3])
        if self.village:
            return f"{head}{self.village}{self.unit}组{self.number}号"
        head = f"{head}{self.road}{self.number}号{self.estate}"
        return f"{head}{self.building}栋{self.unit}单元{self.flat}室"


@dataclass(frozen=True)
class Person:
    """What is true of one customer."""

    number: int
    name: str
    is_male: bool
    born: date
    id_type: str
    id_no: str
    mobile: str
    landline: str
    address: Address
    account: str

    @property
    def is_foreign(self) -> bool:
        return self.name.isascii()


def of_numbers(numbers: Sequence[int]) -> list[Person]:
    """These persons; the same number is always the same person."""
    many = np.array(numbers, np.int64)
    mobiles, landlines = (each[many] for each in _series(int(many.max(initial=1)).bit_length()))
    accounts = identifiers.account_numbers(many)
    residents = identifiers.resident_numbers(np.array([_stem(int(n)) for n in many]))
    of_each = zip(many.tolist(), residents, mobiles, landlines, accounts, strict=True)
    return [_person(n, *(str(value) for value in values)) for n, *values in of_each]


@lru_cache(maxsize=2)
def _series(bits: int) -> tuple[Ints, Ints]:
    """Mobiles and landlines of so many persons that their numbers fit into these bits."""
    count = 2**bits
    mobiles = identifiers.mobile_numbers(count, 24_680_135)
    return mobiles, identifiers.landline_numbers(count, 13_579_246)


def _person(n: int, resident: str, mobile: str, landline: str, account: str) -> Person:
    document = DOCUMENTS[n % 100]
    is_male = n % 2 == 0
    return Person(
        number=n,
        name=_name(n, is_male, document),
        is_male=is_male,
        born=_born(n),
        id_type="FOREIGN_PR" if document == "FOREIGN_PR_OLD" else document,
        id_no=_document_no(n, document, resident),
        mobile=mobile,
        landline=f"0{landline[:-8]}-{landline[-8:]}",
        address=_home(n),
        account=account,
    )


def _born(n: int) -> date:
    return _EPOCH + timedelta(days=n * 7919 % _DAYS)


def _stem(n: int) -> int:
    """17 digits: area, birth, order number, by which persons of one birthday differ."""
    area = AREAS[n % len(AREAS)][3]
    if DOCUMENTS[n % 100] == "HKMT_RESIDENCE":
        area = ("810000", "820000", "830000")[n % 3]
    if DOCUMENTS[n % 100] == "FOREIGN_PR":
        area = "9" + area[:2] + "156"
    order = n // _DAYS * 2 + 2 + (n % 2 == 0)
    return int(f"{area}{_born(n):%Y%m%d}{order:03d}")


def _document_no(n: int, document: str, resident: str) -> str:
    serial = f"{n * 61_803_399 % 10**8:08d}"
    other = {
        "HKM_PERMIT": "HM"[n % 2] + serial,
        "TW_PERMIT": serial,
        "PASSPORT": "EG"[n % 2] + serial,
        "FOREIGN_PR_OLD": f"USA4403{serial}",
        "MILITARY": f"军字第{serial}号",
        "OTHER": f"K{serial}",
    }
    return other.get(document, resident)


def _name(n: int, is_male: bool, document: str) -> str:
    k = n * 2_654_435_761 >> 7
    if document in _FOREIGN_DOCUMENTS:
        return f"{FOREIGN[k % len(FOREIGN)]} {FOREIGN_GIVEN[k // 9 % len(FOREIGN_GIVEN)]}"
    if n % 37 == 0:
        return f"{MINORITY[k % len(MINORITY)]}·{MINORITY[k // 9 % len(MINORITY)]}"
    family = DOUBLE_FAMILIES[k % 8] if n % 53 == 0 else FAMILIES[k % len(FAMILIES)]
    return family + GIVEN[(0 if is_male else _MALE) + k // 64 % _MALE]


def _home(n: int) -> Address:
    """Neighbours in a house have neighbouring numbers in their area: each flat is one person's."""
    rest, area = divmod(n, len(AREAS))
    rest, flat = divmod(rest, 48)
    rest, building = divmod(rest, 20)
    rest, estate = divmod(rest, len(ESTATES))
    rest, road = divmod(rest, len(ROADS))
    floor, door = divmod(flat, 4)
    flat_no = (floor + 2) * 100 + door + 1
    at = AREAS[area]
    if n % _IN_VILLAGES == 0:
        village = f"石桥镇{FAMILIES[n // 60 % len(FAMILIES)]}家村"
        return Address(at, "", n // 60 + 1, "", 0, n % 60 + 1, 0, village)
    return Address(
        at, ROADS[road], rest * 2 + 11, ESTATES[estate], building + 1, door % 2 + 1, flat_no
    )
