"""The link picture: who shares what with whom, whatever names hold, and on every machine alike."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from tests.unit.pages import link_samples as samples

from authenticity.pages.link_picture import drawing, graph, layout, words
from authenticity.pages.link_picture.links import Links, Other

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</text><script>alert(1)</script>\x00\x1b[31m\u202e&amp;\"'\ud800\nA"


def parsed(links: Links) -> ET.Element:
    return ET.fromstring(drawing.draw(links))  # noqa: S314 - our own picture


def texts(links: Links) -> list[str]:
    """What a reader of the picture reads, the title of the file left out."""
    picture = parsed(links)
    return [each.text or "" for each in picture.iter(f"{SVG}text")]


def lines_of(links: Links) -> list[dict[str, str]]:
    picture = parsed(links)
    legend = 3
    return [each.attrib for each in picture.iter(f"{SVG}path")][:-legend]


def test_seller_policies_customers_numbers_and_registers_are_all_named() -> None:
    read = texts(samples.links(1))
    for shown in (
        "业务员 A01　张**", "P2026000000000", "投保人 王**", "C0000000000", "电话", "138******68",
        "业务员 A01",
    ):  # fmt: skip
        assert shown.replace("　", " ") in [each.replace("　", " ") for each in read], shown


def test_the_first_sentence_says_what_is_going_on() -> None:
    numbers = (
        samples.shared(1),
        samples.shared(2, others=(Other("relative", "A01", "子女", True, "open"),)),
        samples.shared(3, others=(samples.policy(1), samples.policy(2))),
        samples.shared(4, others=(), customers=(samples.customer(4), samples.customer(5, "open"))),
    )
    first, stands = words.sentences(samples.links(numbers=numbers))
    assert first.startswith("5 名客户的 4 个号码与他人相同：")
    for part in (
        "1 个是其本人登记的", "1 个是其亲属登记的", "1 个与其他保单相同", "1 个在其客户之间相同",
    ):  # fmt: skip
        assert part in first
    assert stands == "核实不实 4 个"


def test_equal_links_give_equal_bytes_and_others_do_not() -> None:
    assert drawing.draw(samples.links(5)) == drawing.draw(samples.links(5))
    assert drawing.draw(samples.links(5)) != drawing.draw(samples.links(6))


def test_verdicts_are_told_apart_by_lines_without_colour() -> None:
    shown = [
        samples.shared(
            at,
            customers=(samples.customer(at, standing),),
            others=(samples.policy(at, standing),),
        )
        for at, standing in enumerate(("proven", "open", "explained"))
    ]
    looks = {
        (each["stroke-width"], each.get("stroke-dasharray"))
        for each in lines_of(samples.links(numbers=tuple(shown)))
    }
    assert len(looks) == 4, "three verdicts, and what belongs together"


@pytest.mark.parametrize("count", [1, 13, 40, 400])
def test_at_most_forty_nodes_and_the_rest_is_counted(count: int) -> None:
    shown = graph.of(samples.links(count))
    assert 0 < len(shown.nodes) <= graph.MOST_NODES
    drawn = sum(node.shape == "number" for node in shown.nodes)
    assert drawn + shown.left_out == count
    note = f"另有 {shown.left_out:,} 个共用的号码未画出"
    assert (note in texts(samples.links(count))) == (shown.left_out > 0)


def test_a_crowd_on_one_number_is_drawn_as_a_few_and_counted() -> None:
    crowd = samples.shared(
        1,
        customers=tuple(map(samples.customer, range(30))),
        others=tuple(map(samples.policy, range(20))),
        more=1_000,
    )
    read = texts(samples.links(numbers=(crowd,)))
    assert "另有 25 人" in read
    assert "另有 1,015 项" in read


def test_a_person_of_many_policies_and_roles_is_one_of_a_crowd() -> None:
    roles = ("POLICYHOLDER", "INSURED")
    both = tuple(samples.customer(at, role=role) for at in range(4) for role in roles)
    shown = samples.links(numbers=(samples.shared(1, customers=both),))
    assert "另有 1 人" in texts(shown), "five places drew three persons"
    assert words.sentences(shown)[0].startswith("4 名客户的 1 个号码")
    one = tuple(samples.customer(at, customer_no="C1") for at in range(8))
    shown = samples.links(numbers=(samples.shared(1, customers=one),))
    assert not [each for each in texts(shown) if each.endswith(" 人")]
    assert "另有 3 份保单" in texts(shown)
    assert not [each for each in texts(samples.links(1)) if each.startswith("另有")]


def test_people_without_a_customer_number_are_counted_as_they_are_drawn() -> None:
    couple = tuple(
        samples.customer(1, role=role, customer_no="") for role in ("POLICYHOLDER", "INSURED")
    )
    shown = samples.links(numbers=(samples.shared(1, customers=couple),))
    drawn = [node for node in graph.of(shown).nodes if node.shape == "person"]
    assert words.sentences(shown)[0].startswith(f"{len(drawn)} 名客户")
    assert len(drawn) == 2


def test_a_customer_and_a_register_stand_once_whatever_they_share() -> None:
    both = (samples.shared(1), replace(samples.shared(1, attribute="address"), cluster_id="b"))
    shown = graph.of(samples.links(numbers=both))
    assert sorted(node.shape for node in shown.nodes) == [
        "number", "number", "own", "person", "policy",
    ]  # fmt: skip
    assert len(shown.edges) == 5


def test_no_node_stands_upon_another() -> None:
    many = (
        samples.shared(1, others=tuple(map(samples.policy, range(9)))),
        *(samples.shared(at, others=(samples.policy(at % 3),)) for at in range(2, 9)),
    )
    shown = graph.of(samples.links(numbers=many))
    places = layout.heights(shown)
    for one, other in combinations(shown.nodes, 2):
        if one.column == other.column:
            assert abs(places[one.key] - places[other.key]) >= layout.ROW - 0.1
    assert min(places.values()) >= 0


@pytest.mark.parametrize("field", ["name", "code"])
def test_hostile_names_stay_text(field: str) -> None:
    links = samples.links(1, **{field: HOSTILE})
    picture = parsed(links)
    assert {each.tag.removeprefix(SVG) for each in picture.iter()} <= {
        "svg", "title", "rect", "polygon", "path", "text",
    }  # fmt: skip
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e\ud800]", drawing.draw(links))


def test_hostile_values_of_every_node_stay_text_and_in_their_node() -> None:
    entry = Other("agency", HOSTILE * 9, HOSTILE * 9, False, "open")
    party = samples.customer(1, policy_no=HOSTILE * 9, name=HOSTILE * 9, customer_no=HOSTILE * 9)
    number = samples.shared(1, shown=HOSTILE * 9, attribute=HOSTILE, customers=(party,))
    links = samples.links(numbers=(replace(number, others=(entry,)),))
    assert "<script" not in drawing.draw(links)
    assert max(map(len, texts(links))) < 60


def test_an_account_keeps_the_digits_that_tell_it() -> None:
    shown = samples.shared(1, attribute="account", shown="*" * 15 + "4932")
    assert "****4932" in texts(samples.links(numbers=(shown,)))
