"""One policy explained: each rule with its reason, what the store holds, and no whole value."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from tests import insurer
from tests.integration.conftest import DAY, House

from authenticity.commands import explain as command
from authenticity.commands import policy_lines
from authenticity.errors import LakeError
from authenticity.problem_list import form, line_reading
from authenticity.rules import catalogue
from authenticity.runtime import connections
from authenticity.services import explain, seller_links
from authenticity.services.explain import Explanation

AT = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
SECRETS = {
    "name": "欧阳金丝雀",
    "id_no": "110105194912310021",
    "mobile": "13912340414",
    "phone": "0755-26660414",
    "email": "canary.0414@example.com",
    "address": "广东省深圳市金丝雀路0414号",
    "birth_date": "1950-04-14",
}

OTHER = {
    "name": "李\x1b[31m四",
    "id_type": "PASSPORT",
    "id_no": "E51820463",
    "mobile": "13912345602",
}
"""Another person with the number of policy P2."""


@pytest.fixture
def ran(house: House) -> House:
    """A day with a spoilt policy, a shared number, a one-year policy too short, and stock."""
    insurer.insert(
        house.core,
        "product",
        {"product_code": "TRIP", "product_name": "旅行险", "category": "ACCIDENT",
         "term_months": 6, "cooling_off_days": 15},
    )  # fmt: skip
    insurer.insert(
        house.core,
        "policy",
        insurer.policy("SPOILT"),
        insurer.policy("SHORT", product_code="TRIP"),
        insurer.policy("CALLED", updated_at="2026-09-01 10:00:00"),
    )
    insurer.insert(
        house.core,
        "party",
        insurer.party("SPOILT", **SECRETS),
        insurer.party("SPOILT", "INSURED", **OTHER),
        insurer.party("SHORT"),
        insurer.party("CALLED", mobile="13912345609"),
    )
    insurer.insert(
        house.core,
        "callback",
        {"policy_no": "CALLED", "called_at": "2026-09-27 15:00:00", "outcome": "WRONG_NUMBER"},
    )
    assert house.run()
    return house


def told(policy_no: str) -> Explanation:
    return explain.policy(policy_no, "ann", AT)


def texts(policy_no: str) -> list[str]:
    return list(policy_lines.lines(told(policy_no), whole=True))


def after(lines: list[str], start: str) -> Iterator[str]:
    """The lines from the one that contains `start` on."""
    return iter(lines[next(at for at, line in enumerate(lines) if start in line) :])


def test_a_policy_is_explained(ran: House, capsys: pytest.CaptureFixture[str]) -> None:
    _every_rule_says_what_it_found_and_why()
    _no_value_is_shown_whole()
    _a_shared_number_comes_with_its_counterparts_and_case(ran)
    _explanation_and_problem_list_say_the_same(ran)
    _what_was_never_listed_says_so()
    _what_a_call_brought_is_explained_by_its_last_change_and_by_the_call()
    _the_verdict_comes_first_and_what_passed_is_counted(ran)
    _an_unknown_policy_is_one_line(capsys)
    _a_sellers_shared_numbers_are_drawn_and_told(ran, capsys)
    _a_seller_whom_no_register_has_is_one_line(capsys)


def _every_rule_says_what_it_found_and_why() -> None:
    spoilt = told("SPOILT")
    assert spoilt.judged_as_of == DAY
    asked = {(o.rule.code, o.role) for o in spoilt.outcomes}
    for rule in catalogue.load().judged:
        roles = {"PARTY": ("POLICYHOLDER", "INSURED"), "POLICY": (None,)}
        for role in roles.get(rule.subject, (rule.subject,)):
            assert (rule.code, role) in asked
    lines = texts("SPOILT")
    fails = after(lines, "✗ 不符 问题 E identity.id_no.checksum")
    assert "校验位" in next(fails)
    assert "证件号码：110*************21" in next(fails)
    assert next(fails).startswith("      消除：")
    placed = next(fails)
    assert placed.startswith("      案件：C20260928-")
    assert placed.endswith(f"规则版本 {catalogue.load().rule('identity.id_no.checksum').version}")
    unasked = after(lines, "○ 不适用 提示 W identity.document_format")
    next(unasked)
    assert "只问：已登记号码的其他证件" in next(unasked)
    assert "证件类型：居民身份证" in next(unasked)
    passes = after(lines, "✓ 相符 问题 E complete.policyholder.name")
    next(passes)
    assert next(passes) == "      登记：姓名：欧**"
    assert any(line.startswith("  按清单日 2026-09-28 的批次判定") for line in lines)
    assert any("查询人 ann · 2026-09-28 09:00" in line for line in lines)


def _no_value_is_shown_whole() -> None:
    shown = "\n".join(texts("SPOILT"))
    for value in SECRETS.values():
        assert value not in shown
    assert "0414" not in shown


def _a_shared_number_comes_with_its_counterparts_and_case(ran: House) -> None:
    lines = texts("SPOILT")
    rule = catalogue.load().rule("suspicious.shared_phone")
    found = list(
        after(lines, f"✗ [E·B] {rule.wording_zh}（{rule.code}，规则版本 {rule.version}）")
    )[:6]
    text = "\n".join(found)
    assert "关联保单渠道：个人代理；差异：姓名、证件号码；可疑程度：B，" in text
    assert "关联保单：P2" in text
    assert "消除：" in text
    (case,) = ran.table("v_case").query("policy_no == 'SPOILT'")["case_no"]
    assert f"案件：{case} · 已下发 · 时限 " in text
    assert any("未发现，或经核实已豁免：" in line and "shared_account" in line for line in lines)


def _explanation_and_problem_list_say_the_same(ran: House) -> None:
    rules, words, channels = catalogue.load(), form.load(), {"AGENT": "个人代理"}
    with connections.case_store() as store, store.read() as connection:
        lines = line_reading.read_lines(connection, DAY, rules, words, channels)
    screened = [line for line in lines if line.rule_code.startswith("suspicious.")]
    assert {line.policy_no for line in screened} == {"SPOILT", "P2"}
    for line in screened:
        text = "\n".join(texts(line.policy_no))
        assert f"      发现：{line.found}\n" in text
        assert f"      消除：{line.clears}\n" in text
        assert f"{line.wording}（{line.rule_code}，{line.rule_version}）" in text


def _what_was_never_listed_says_so() -> None:
    stock = texts("OLD")
    assert any("存量保单" in line and "未列入任何清单" in line for line in stock)
    assert any("✓ 相符" in line for line in stock)
    assert "  该版本未经筛查" in stock
    short = texts("SHORT")
    assert "结论：不核查，保险期间不足一年" in short
    assert not any("✓" in line or "✗" in line for line in short)


def _what_a_call_brought_is_explained_by_its_last_change_and_by_the_call() -> None:
    called = texts("CALLED")
    assert any("存量保单" in line and "未列入任何清单" not in line for line in called)
    heading, placed = list(after(called, "callback.data_mismatch"))[:2]
    assert heading.startswith("  ✗ [E·A] ")
    assert "清单日 2026-09-28" in placed
    found = next(line for line in called if "回访时间" in line)
    assert "回访时间：2026-09-27 15:00" in found
    assert "回访结果：号码错误" in found
    assert "  该版本未经筛查" not in called


def _the_verdict_comes_first_and_what_passed_is_counted(ran: House) -> None:
    spoilt = told("SPOILT")
    lines = list(policy_lines.lines(spoilt))
    verdict = next(line for line in lines if line.startswith("结论"))
    (case,) = ran.table("v_case").query("policy_no == 'SPOILT'")["case_no"]
    findings = ran.table("v_finding").query("policy_no == 'SPOILT'")
    assert f"{len(findings)} 条不符（问题 E {sum(findings['level'] == 'E')} 条" in verdict
    assert f"案件：{case} · 已下发 · 时限 " in verdict
    assert not any(line.startswith("  ✓") and "条" not in line for line in lines)
    passed = sum(outcome.state == "passes" for outcome in spoilt.outcomes)
    counted = [line for line in lines if "ALL=1" in line and "相符" in line]
    assert sum(int(line.split()[2]) for line in counted) == passed
    assert "结论：没有不符" in list(policy_lines.lines(told("P1")))


def _an_unknown_policy_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    for policy_no in (SECRETS["id_no"], ""):
        with pytest.raises(LakeError, match="holds no policy of that number") as caught:
            told(policy_no)
        assert "\n" not in str(caught.value)
        assert not policy_no or policy_no not in str(caught.value)


def _a_sellers_shared_numbers_are_drawn_and_told(
    ran: House, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["--agent", "A1"]) == 0
    told = capsys.readouterr().out
    page = (ran.home.explained / "salesperson_A1.html").read_text()
    assert "业务员 A1" in told
    assert "1 个在其客户之间相同" in told
    assert f"图：{ran.home.explained}/salesperson_A1.html" in told
    for shown in ("139******02", "SPOILT", "P2", "李**", "查询人"):
        assert shown in told, shown
        assert shown in page, shown
    assert "<svg" in page
    for value in ("13912345602", OTHER["id_no"], "李四", "\x1b"):
        assert value not in told + page
    assert command.main(["--agent", "A1"]) == 0
    again = (ran.home.explained / "salesperson_A1.html").read_text()
    assert picture_of(again) == picture_of(page)


def picture_of(page: str) -> str:
    return page[page.index("<svg") : page.index("</svg>")]


def _a_seller_whom_no_register_has_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ["--agent", "A9"],
        ["--agency", "B9"],
        [],
        ["--agent", "A1", "--policy", "P1"],
    ):
        assert command.main(arguments) == 1
        assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_home_without_a_lake_is_not_given_keys_or_a_store(house: House) -> None:
    with pytest.raises(LakeError):
        told("P1")
    with pytest.raises(LakeError, match="no salesperson A1"):
        seller_links.show("salesperson", "A1", "ann", AT)
    assert not house.home.keys.exists()
    assert not house.home.case_store.exists()
