"""A finding in a clerk's words: which field, who else, since when, why so grave, what clears it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from authenticity.findings.finding import Finding
from authenticity.problem_list import card
from authenticity.problem_list import form as forms
from authenticity.rules import catalogue

FORM = forms.load()
CHANNELS = {"BANK": "银行保险部", "AGENT": ""}
SHARED = Finding(
    list_date=date(2026, 9, 28),
    article="7",
    policy_no="P1",
    rule_code="suspicious.shared_phone",
    level="E",
    confidence="B",
    rule_version="1a2b3c4d",
    cluster_persons=2,
    counterpart_policies=("P7", "P8"),
    detail={
        "channels": ["AGENT", "BANK"],
        "differences": ["name", "id_no"],
        "field": "mobile",
        "since": "2024-03-01",
    },
)
SELLERS = replace(
    SHARED,
    rule_code="suspicious.salesperson_phone",
    confidence="A",
    counterpart_policies=(),
    detail={"agent_codes": ["A1"], "field": "phone", "own_seller": True},
)
ROW = replace(
    SHARED,
    rule_code="identity.sex_mismatch",
    confidence=None,
    cluster_persons=None,
    counterpart_policies=(),
    detail={"birth_date": "1990-**-**", "field": "sex", "id_no": "440*1234", "value": "F"},
)


def shown(found: Finding) -> card.Card:
    return card.card_of(found, catalogue.load().rule(found.rule_code), FORM, CHANNELS)


def with_detail(found: Finding, **detail: object) -> Finding:
    return replace(found, detail={**found.detail, **detail})


def test_a_shared_number_says_everything_in_one_order() -> None:
    told = shown(SHARED)
    assert told.heading == (
        "[E·B] 同一电话不得出现在两个以上不同客户的资料中"
        "（suspicious.shared_phone，规则版本 1a2b3c4d）"
    )
    assert told.found == (
        "问题字段：移动电话；涉及人数：2；关联保单最早录入：2024-03-01；"
        "关联保单渠道：AGENT、银行保险部；差异：姓名、证件号码；可疑程度：B，涉及的人不多，未见已知关联"
    )
    assert told.counterparts == "P7、P8"
    assert told.clears == catalogue.load().rule(SHARED.rule_code).clears_zh


def test_a_sellers_number_names_the_seller_and_no_other_policy() -> None:
    told = shown(SELLERS)
    assert told.heading.startswith("[E·A] 客户电话不得为销售人员的电话（")
    assert told.found == (
        "问题字段：固定电话；涉及人数：2；业务员：A1；即本单业务员；可疑程度：A，与登记资料直接比对得出"
    )
    assert told.counterparts == ""


def test_a_row_rule_shows_its_value_first_and_has_no_confidence() -> None:
    told = shown(ROW)
    assert told.heading.startswith("[E] ")
    assert told.found == "性别：女；出生日期：1990-**-**；证件号码：440*1234"


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (replace(SHARED, confidence="A", cluster_persons=3), "A，涉及三人以上，未见已知关联"),
        (
            replace(with_detail(SHARED, group=True), confidence="A", cluster_persons=25),
            "A，共用的人数众多，合并为一个群组件",
        ),
        (SELLERS, "A，与登记资料直接比对得出"),
        (SHARED, "B，涉及的人不多，未见已知关联"),
        (
            replace(with_detail(SELLERS, kind="village"), confidence="B", level="W"),
            "B，村组地址未写明门牌，同村人登记的都是这一地址",
        ),
        (replace(with_detail(SHARED, related=True), confidence="C"), "C，各方经有效保单互有关联"),
        (
            replace(with_detail(SHARED, landline=True, related=True), confidence="C"),
            "C，各方经有效保单互有关联，号码均登记为固定电话",
        ),
        (
            replace(with_detail(SELLERS, self_policy=True), confidence="C", level="W"),
            "C，客户即登记册所列本人（自保件）",
        ),
        (replace(SHARED, confidence="C"), "C，已有可能的合理解释"),
    ],
)
def test_each_confidence_gives_its_reason(found: Finding, reason: str) -> None:
    assert shown(found).found.endswith(f"；可疑程度：{reason}")


def test_what_gives_the_reason_is_said_once() -> None:
    told = shown(replace(with_detail(SHARED, landline=True), confidence="C")).found
    assert told.count("固定电话") == 1
    elsewhere = shown(with_detail(SHARED, landline=True)).found  # a B, which it does not explain
    assert FORM.details["landline"] in elsewhere


def test_a_detail_that_the_form_does_not_know_is_said_last_and_not_lost() -> None:
    told = shown(with_detail(SHARED, brand_new=["x", "y"])).found
    assert "差异：姓名、证件号码；brand_new：x、y；可疑程度" in told


def test_counterparts_that_do_not_fit_are_counted() -> None:
    many = with_detail(SHARED, counterpart_more=23)
    assert shown(many).counterparts == "P7、P8 等共 25 件"
    assert f"{FORM.details['counterpart_more']}：23" in shown(many).found


def test_a_rule_that_is_gone_is_shown_by_its_code_and_a_missing_version_is_left_out() -> None:
    told = card.card_of(replace(SHARED, rule_code="old.rule", rule_version=None), None, FORM, {})
    assert told.heading == "[E·B] old.rule（old.rule）"
    assert told.clears == ""


def test_every_confidence_has_a_reason_for_whatever_is_found() -> None:
    always = {each.confidence for each in FORM.confidence_reasons if not each.when}
    assert always == set(FORM.confidences)
