"""What is wrong and what to do, in a clerk's words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from authenticity.findings.finding import Finding
from authenticity.problem_list import card, sentences
from authenticity.problem_list import form as forms
from authenticity.rules import catalogue

FORM = forms.load()
RULES = catalogue.load()
FOUND = Finding(
    list_date=date(2026, 9, 28),
    article="5",
    policy_no="P1",
    rule_code="complete.policyholder.address",
    level="E",
    party_role="POLICYHOLDER",
    party_seq=1,
    detail={"field": "address", "value": "缺失"},
)


def found(code, level="E", **detail):
    return replace(FOUND, rule_code=code, level=level, cluster_persons=3, detail=detail)


def problem(finding):
    return sentences.problem_of(finding, RULES.rule(finding.rule_code), FORM)


def remedy(finding):
    return sentences.remedy_of(finding, RULES.rule(finding.rule_code), FORM)


@pytest.mark.parametrize(
    ("finding", "sentence"),
    [
        (FOUND, "联系地址缺失"),
        (found("complete.policy.policyholder", field="policy_no"), "保单未登记投保人"),
        (found("complete.policy.insured", field="policy_no"), "保单未登记被保险人"),
        (found("identity.sex_mismatch", field="sex", value="F", id_no="440*12"),
         "性别（女）与身份证号码 440*12 不一致"),
        (found("suspicious.shared_phone", field="mobile"), "移动电话同时登记在 3 人名下"),
        (found("suspicious.agency_staff_phone", field="phone", staff_nos=["S1"]),
         "固定电话与代理机构人员 S1 登记的相同"),
        (found("suspicious.salesperson_phone", field="mobile", agent_codes=list("ABCD")),
         "移动电话与业务员 A、B、C 等登记的相同"),
        (replace(found("suspicious.shared_phone", field="mobile"), counterpart_policies=("P2",)),
         "移动电话同时登记在 3 人名下（另见保单 P2）"),
        (replace(found("suspicious.id_reused"), counterpart_policies=("P2", "P3")),
         "身份证号码另有不同姓名的人在用（另见保单 P2 等）"),
        (found("suspicious.salesperson_phone", field="mobile", agent_codes=["A"], own_seller=True),
         "移动电话与业务员 A（本单业务员）登记的相同"),
        (found("suspicious.agency_phone", field="phone", agency_codes=["B"], own_agency=True),
         "固定电话与代理机构 B（本单代理机构）登记的相同"),
        (found("callback.data_mismatch", outcome="WRONG_NUMBER", called_at="2026-09-27 10:00"),
         "2026-09-27 10:00 回访结果：号码错误"),
        (found("callback.data_mismatch", outcome="PROBLEM", problem="PROXY_SIGNATURE"),
         "回访结果：有问题（代签名）"),
        (found("manual.problem_item", field="any_phone", description="号码是邻居的",
               origin="complaint"),
         "投诉发现的问题（电话）：号码是邻居的"),
    ],
)  # fmt: skip
def test_the_sentence_says_what_is_wrong(finding, sentence) -> None:
    assert problem(finding) == sentence


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.level != "I"], ids=lambda r: r.code
)
def test_every_rule_of_lists_has_a_sentence_of_its_own(rule) -> None:
    told = sentences.problem_of(found(rule.code, rule.level, field=rule.fields[0]), rule, FORM)
    assert rule.wording_zh not in told
    assert "{" not in told


def test_a_rule_without_a_sentence_says_that_its_wording_does_not_hold() -> None:
    rule = replace(RULES.rule(FOUND.rule_code), code="brand.new")
    assert sentences.problem_of(found("brand.new"), rule, FORM) == f"不符合：{rule.wording_zh}"
    assert sentences.problem_of(found("brand.new"), None, FORM) == "不符合：brand.new"


def test_a_remedy_names_the_evidence_and_a_warning_needs_none() -> None:
    assert remedy(FOUND) == "向投保人核实并补录联系地址。更正附 A、B"
    assert remedy(found("suspicious.shared_email", "W")).endswith("备注即可")
    assert "虚假附 D 或 E" in remedy(found("suspicious.shared_phone"))


def test_a_missing_party_is_said_in_words_on_the_card_as_well() -> None:
    missing = found("complete.policy.policyholder", field="policy_no", value="缺失")
    shown = card.card_of(missing, RULES.rule(missing.rule_code), FORM, {})
    assert shown.found == "保单未登记投保人"
