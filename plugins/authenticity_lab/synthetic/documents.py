"""The document that a record shows: type, number, validity, nationality."""

from __future__ import annotations

import numpy as np

from authenticity_lab.synthetic import identifiers
from authenticity_lab.synthetic.arrays import Ints, Texts, day_texts, digits, texts
from authenticity_lab.synthetic.people import Document, People

ID_TYPES = texts(
    [
        *("RESIDENT_ID", "RESIDENT_ID", "HKMT_RESIDENCE", "HKM_PERMIT", "TW_PERMIT", "PASSPORT"),
        *("FOREIGN_PR", "FOREIGN_PR", "MILITARY", "OTHER", "BIRTH_CERT", "BIRTH_CERT"),
        *("HOUSEHOLD_BOOK", "HOUSEHOLD_BOOK"),
    ]
)
NOTHING = texts([None, "", "无", None])
NATIONS = texts(["CHN", "USA", "GBR", "KOR", "JPN", "SGP"])
HKMT_NATIONS = texts(["HKG", "MAC", "TWN"])
SERIAL_STRIDE = 61_803_399
CODED = [Document.RESIDENT, Document.HKMT_RESIDENCE, Document.FOREIGN_PR_NEW]


def types(document: Ints, person: Ints) -> Texts:
    """A child without a number has no type on file either, or a careless one."""
    out = ID_TYPES[document]
    without = document == Document.CHILD_WITHOUT
    careless = texts([None, "OTHER", "HOUSEHOLD_BOOK", ""])
    out[without] = careless[person[without] % 4]
    return out


def numbers(people: People, document: Ints, person: Ints) -> Texts:
    """The number as issued; a clerk's spelling comes later."""
    full = identifiers.resident_numbers(people.stem[person])
    serial = person * SERIAL_STRIDE % 10**8
    eight, seven = digits(serial, 8), digits(serial // 10, 7)
    stem = people.stem[person]
    birth = digits(stem // 1000 % 10**8, 8)
    old_card = digits(stem // 10**11 * 10**9 + stem // 1000 % 10**6 * 1000 + stem % 1000)
    country = NATIONS[people.nation[person]]
    makers = {
        Document.LEGACY: old_card,
        Document.HKM_PERMIT: np.where(person % 2 == 0, "H", "M") + eight,
        Document.TW_PERMIT: "0" + digits(person * 7_000_003 % 10**7, 7),
        Document.PASSPORT: np.where(person % 2 == 0, "E", "G") + eight,
        Document.FOREIGN_PR_OLD: country + "4403" + eight,
        Document.MILITARY: "军字第" + eight + "号",
        Document.CHILD_WITHOUT: NOTHING[person // 4 % 4],
        Document.CHILD_BIRTH_CERT_DATE: birth,
        Document.CHILD_BIRTH_CERT: "M44" + seven + digits(person % 100, 2),
        Document.CHILD_BOOK_DATE: birth,
    }
    for kind, made in makers.items():
        mine = document == kind
        full[mine] = made[mine]
    return full


def validity(people: People, document: Ints, person: Ints) -> Texts:
    """Never expired: long-term for older holders, else years ahead; none on children's papers."""
    ends = np.datetime64("2027-01-15") + (person * 7919 % 5500).astype("timedelta64[D]")
    out = day_texts(ends)
    is_old = people.born[person] < np.datetime64("1978-01-01")
    out[is_old & (person % 10 < 5)] = "长期"
    out[is_old & (person % 10 == 5)] = "9999-12-31"
    out[(document == Document.LEGACY) | (document >= Document.CHILD_WITHOUT)] = None
    return out


def nationality(people: People, document: Ints, person: Ints) -> Texts:
    """ISO 3166 alpha-3."""
    out = NATIONS[people.nation[person]]
    hkmt = (document >= Document.HKMT_RESIDENCE) & (document <= Document.TW_PERMIT)
    region = np.where(document == Document.TW_PERMIT, 2, people.stem[person] // 10**15 - 81)
    out[hkmt] = HKMT_NATIONS[np.clip(region, 0, 2)[hkmt]]
    return out
