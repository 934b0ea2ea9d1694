"""The files of a version: equal bytes anywhere, all that has to stand in them, nothing else."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from tests.debian import find_or_install
from tests.unit.reporting import report_samples as samples

from authenticity import files
from authenticity.errors import ReportError
from authenticity.reporting.quarter import pdf, version_files
from authenticity.settings import PROJECT

DIGESTS = """
import hashlib, json
from authenticity.reporting.quarter import version_files
from tests.unit.reporting import report_samples
made = version_files.render(report_samples.restated())
print(json.dumps({n: hashlib.sha256(b).hexdigest() for n, b in made.items()}))
"""


def digests(**environment: str) -> dict[str, str]:
    """What another process makes of the same edition."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", DIGESTS],
        capture_output=True,
        text=True,
        check=True,
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": f"{PROJECT}/plugins:{PROJECT}", **environment},
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


def text_of(content: bytes, folder: Path) -> str:
    """What a reader of the PDF reads."""

    def find() -> Path | None:
        found = shutil.which("pdftotext")
        return Path(found) if found else None

    program = find_or_install("poppler-utils", find)
    if program is None:
        pytest.skip("pdftotext is not here and cannot be installed; the PDF's text not tested")
    path = folder / "report.pdf"
    path.write_bytes(content)
    done = subprocess.run(
        [program, "-layout", path, "-"], capture_output=True, text=True, check=True
    )
    return done.stdout


def test_a_second_version_of_the_same_process_makes_the_same_bytes() -> None:
    first, second = (version_files.render(samples.edition()) for _ in range(2))
    assert first == second


def test_two_machines_make_the_same_bytes(tmp_path: Path) -> None:
    here = {
        name: hashlib.sha256(content).hexdigest()
        for name, content in version_files.render(samples.restated()).items()
    }
    fonts = tmp_path / "fonts.conf"
    fonts.write_text("<fontconfig><dir>/nowhere</dir></fontconfig>")
    elsewhere = digests(
        TZ="America/New_York", LC_ALL="C", FONTCONFIG_FILE=str(fonts), SOURCE_DATE_EPOCH="5",
        HOME=str(tmp_path), PYTHONHASHSEED="7",
    )  # fmt: skip
    assert elsewhere == here


def test_the_report_bears_mark_recipient_page_numbers_and_version(tmp_path: Path) -> None:
    pages = text_of(pdf.render(samples.edition()), tmp_path).split("\f")[:-1]
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert "机密" in page
        assert "主送：总公司办公室" in page
        assert re.search(rf"第\s*{number}\s*页，共\s*{len(pages)}\s*页", page)
        assert re.search(r"第\s*1\s*版", page)


def test_what_a_font_cannot_show_is_replaced_and_what_looks_like_markup_stays_text(
    tmp_path: Path,
) -> None:
    hostile = replace(samples.edition().words, company=samples.HOSTILE)
    text = text_of(pdf.render(samples.edition(words=hostile)), tmp_path)
    squeezed = re.sub(r"\s", "", text)
    assert "#letx=$1$*粗*[a]@b<c>" in squeezed
    assert "〓" in squeezed
    assert "㐂*" in squeezed


def test_a_partial_quarter_says_so_on_its_face(tmp_path: Path) -> None:
    figures = samples.figures(missing=(date(2026, 7, 3),), partial_by="coy")
    text = text_of(pdf.render(samples.edition(figures=figures)), tmp_path)
    first = re.sub(r"\s", "", text.split("\f")[0])
    assert "本报告不完整" in first
    assert "2026-07-03" in first
    assert "经coy批准" in first
    whole = text_of(pdf.render(samples.edition()), tmp_path)
    assert "不完整报告" not in re.sub(r"\s", "", whole.split("\f")[0])


def test_a_restatement_shows_each_difference(tmp_path: Path) -> None:
    text = re.sub(r"\s", "", text_of(pdf.render(samples.restated()), tmp_path))
    assert "重述说明" in text
    assert "业务员A03银行保险部4401虚假—2" in text
    assert "业务员A02银行保险部4401虚假1—" in text
    assert "处理扣罚1—" in text
    assert "扣罚（元）1,234.56—" in text
    assert "重述说明" not in re.sub(r"\s", "", text_of(pdf.render(samples.edition()), tmp_path))


def test_a_warning_of_the_typesetter_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    template = tmp_path / "report.typ"
    template.write_text('#set text(font: "No Such Font")\n')
    monkeypatch.setattr(pdf, "TEMPLATE", template)
    with pytest.raises(ReportError, match="unknown font family"):
        pdf.render(samples.edition())


def test_the_csv_files_hold_nothing_that_a_spreadsheet_would_run() -> None:
    made = version_files.render(samples.edition())
    rows = list(csv.DictReader(io.StringIO(made["agencies.csv"].decode("utf-8-sig"))))
    assert [row["代码"] for row in rows] == ["B01"]
    assert rows[0]["名称"].startswith("'=cmd")
    rows = list(csv.DictReader(io.StringIO(made["salespeople.csv"].decode("utf-8-sig"))))
    columns = ("代码", "姓名", "处理", "扣罚（元）")
    assert [tuple(row[name] for name in columns) for row in rows] == [
        ("A01", "㐂*", "待处理1", "—"),
        ("A02", "—", "扣罚1", "1234.56"),
    ]


def test_the_workbook_has_numbers_as_numbers_and_text_as_text() -> None:
    made = version_files.render(samples.restated())
    book = openpyxl.load_workbook(io.BytesIO(made["report.xlsx"]))
    assert book.sheetnames == [
        "主要指标", "月份", "渠道", "渠道机构", "未办结", "规则", "业务员", "代理机构", "措施",
        "重述", "版本", "台账",
    ]  # fmt: skip
    channels = [[cell.value for cell in row] for row in book["渠道"].iter_rows(min_row=5)]
    assert channels[0][:4] == ["AGENT", 1000, 40, 0.96]
    assert channels[-1][0] == "合计"
    name = book["代理机构"]["B5"]
    assert (name.data_type, str(name.value)[:4]) == ("s", "=cmd")
    for sheet in book.worksheets:
        assert "机密" in sheet.oddHeader.center.text
        assert "主送" in sheet.oddFooter.left.text


def test_the_manifest_has_the_hash_of_every_file() -> None:
    made = version_files.render(samples.edition())
    listed = json.loads(made.pop("manifest.json"))
    assert listed["files"] == {n: hashlib.sha256(made[n]).hexdigest() for n in sorted(made)}
    assert listed["audit_head"] == samples.figures().noted.audit_head


def test_a_changed_file_is_named_and_a_lost_one_is_put_back(tmp_path: Path) -> None:
    made = version_files.render(samples.edition())
    recorded = version_files.sha256(made["manifest.json"])
    files.put_all(tmp_path / "v1", made)
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "v1").iterdir()} == {0o600}
    assert version_files.are_whole(tmp_path / "v1", recorded)
    (tmp_path / "v1" / "report.xlsx").unlink()
    assert not version_files.are_whole(tmp_path / "v1", recorded)
    version_files.restore(tmp_path / "v1", made, recorded)
    assert version_files.are_whole(tmp_path / "v1", recorded)
    (tmp_path / "v1" / "agencies.csv").write_text("changed")
    with pytest.raises(ReportError, match=r"agencies\.csv of .* is not what the case store has"):
        version_files.are_whole(tmp_path / "v1", recorded)


def test_files_that_come_out_otherwise_by_now_are_not_put_back(tmp_path: Path) -> None:
    made = version_files.render(samples.edition())
    recorded = version_files.sha256(made["manifest.json"])
    other = version_files.render(
        samples.edition(words=replace(samples.edition().words, company="另一家"))
    )
    with pytest.raises(ReportError, match="restore them from a backup"):
        version_files.restore(tmp_path / "v1", other, recorded)
    assert not (tmp_path / "v1").exists()
