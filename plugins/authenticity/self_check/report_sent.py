"""The report to compliance: told once, with the workbook encrypted as lists are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from authenticity.cases.workload import COMPLIANCE
from authenticity.delivery.addressees import Addressees
from authenticity.delivery.registers_sent import Register
from authenticity.self_check import report as reports
from authenticity.self_check.report import Report


def registers(
    report: Report, addressees: Addressees, compliance_name: str, on: date
) -> Sequence[Register]:
    """One for each recipient; it names counts, and neither policy nor customer."""
    whole = report.figures.whole
    text = (
        f"{report.check.check_no} 已核查{report.reach} {whole.policies:,} 件，"
        f"有问题的 {whole.in_error:,} 件。立案须另行下达"
    )
    return [
        Register(
            kind="report",
            name="self_check",
            recipient=recipient,
            folder=COMPLIANCE,
            channel_code=None,
            identity=(report.check.check_no, report.figures.digest),
            audience=compliance_name,
            title=report.settings.title,
            text=text,
            on=on,
            table=partial(reports.table, report),
        )
        for recipient in addressees.compliance()
    ]
