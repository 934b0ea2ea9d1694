"""Problem lists of an invented insurer, for the tests of this folder."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from authenticity.problem_list.lines import ListLine, ProblemList, ordered

KEY = b"k" * 32
LIST_DATE = date(2026, 11, 23)
MADE_AT = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)

NAMES = (
    ("channel:BANK", "银行保险渠道"),
    ("team:T0301", "广州天河一部"),
    ("agency:ICB0021", "天河路支行"),
    ("agent:A10034", "陈**"),
    ("party:P2026110000017:POLICYHOLDER:1", "张**"),
    ("party:P2026110000201:INSURED:2", "李**"),
)

SHARED = ListLine(
    line_id="5f0c2b9e71d34a68",
    policy_no="P2026110000017",
    rule_code="suspicious.shared_phone",
    level="E",
    wording="同一电话在两个以上不同客户的资料中出现",
    rule_version="规则版本 1a2b3c4d",
    clears="在核心系统中录入客户本人电话并经回访核实；或提交亲属关系说明",
    found="问题字段：移动电话；涉及人数：3；关联保单最早录入：2024-03-01；"
    "关联保单渠道：银行保险渠道、个人代理；差异：姓名、证件号码；"
    "可疑程度：A，涉及三人以上，未见已知关联",
    problem="移动电话同时登记在 3 人名下",
    remedy="核实号码归属并更正，或由客户说明共用原因。"
    "更正附 A、B；属实附 C、F；虚假附 D 或 E，另附 F",
    channel_code="BANK",
    case_no="C20261123-00001",
    confidence="A",
    product="安心鸿福两全保险（分红型）",
    issued_on=date(2026, 11, 12),
    receipt_signed_on=date(2026, 11, 14),
    cooling_off_ends_on=date(2026, 11, 28),
    due_on=date(2026, 11, 26),
    act_by=date(2026, 11, 26),
    due_basis="investigation",
    branch_code="GD0101",
    team_code="T0301",
    agent_code="A10034",
    agency_code="ICB0021",
    party_role="POLICYHOLDER",
    party_seq=1,
    customer_no="K00081234",
    counterpart_policies=("P2026100004411", "P2025080000932"),
    premium_fen=1_000_000,
)
MISSING = replace(
    SHARED,
    line_id="a1d7700c45be9f02",
    rule_code="complete.policyholder.address",
    wording="投保人联系地址缺失",
    clears="补录投保人联系地址",
    found="现登记为 空",
    problem="联系地址缺失",
    remedy="向投保人核实并补录联系地址。更正附 A、B",
    confidence=None,
    counterpart_policies=(),
)
CONFLICT = replace(
    MISSING,
    line_id="07b2c94d1e5f8a36",
    policy_no="P2026110000201",
    case_no="C20261123-00002",
    rule_code="identity.id_no.checksum",
    wording="身份证号码校验码不符",
    clears="核对证件原件后在核心系统更正证件号码",
    found="证件号码 440106********1234",
    problem="身份证号码 440*************34 校验位不对，可能抄错",
    remedy="核对证件原件并更正证件号码。更正附 A、B；属实附 C、F",
    cooling_off_ends_on=date(2026, 11, 24),
    due_on=date(2026, 11, 24),
    act_by=date(2026, 11, 24),
    due_basis="cooling_off",
    in_conflict=True,
    party_role="INSURED",
    party_seq=2,
)
NOTICE = replace(
    MISSING,
    line_id="ee10458bb3c7d291",
    policy_no="P2026110000333",
    case_no=None,
    level="W",
    rule_code="identity.name_suspicious",
    wording="姓名可疑（单字、夹带拼音或生僻字未编码）",
    clears="核对证件原件上的姓名",
    found="姓名 张**",
    problem="姓名 张** 可疑：单字、夹带拼音或自造字",
    remedy="核对证件原件，属实的说明情况",
    due_on=None,
    act_by=None,
    due_basis=None,
    cooling_off_ends_on=None,
)


def problem_list(*lines: ListLine, **other: Any) -> ProblemList:
    """A list of `lines` (or of all samples) for the bank channel's back office."""
    fields: dict[str, Any] = {
        "list_date": LIST_DATE,
        "recipient": "bank-office@insurer.example",
        "channel_code": "BANK",
        "lines": ordered(lines or (NOTICE, MISSING, SHARED, CONFLICT)),
        "made_at": MADE_AT,
        "names": NAMES,
    }
    return ProblemList(**{**fields, **other})


def long_list(count: int) -> ProblemList:
    """`count` lines over all urgencies, for looks and speed."""
    samples = (SHARED, MISSING, CONFLICT, NOTICE)
    lines = []
    for number in range(count):
        sample = samples[number % 7 % 4]
        case_no = sample.case_no and f"C20261123-{number // 2 + 1:05d}"
        lines.append(
            replace(
                sample,
                line_id=f"{number * 0x9E3779B97F4A7C15 % 2**64:016x}",
                policy_no=f"P20261100{number // 2:05d}",
                case_no=case_no,
                premium_fen=number * 137 % 5_000_000,
                due_on=sample.due_on and date(2026, 11, 20 + number % 8),
                act_by=sample.due_on and date(2026, 11, 20 + number % 8),
            )
        )
    return problem_list(*lines)
