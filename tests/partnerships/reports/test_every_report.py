"""Every kind of report as people get it: made from real records, laid out, and read back from its file."""

import io

import pdfua
import pytest
from django.urls import reverse
from pypdf import PdfReader

from evaluation.exchange.operations import import_value_map
from evaluation.sroi.engine.layout import read_study
from evaluation.sroi.operations import load_discount_schedules
from partnerships.models import Report
from partnerships.reports.models import Format
from partnerships.reports.operations import ask_for_report, file_of, make_report
from psp.core import reports
from tests.conftest import NOON
from tests.evaluation.sroi.rows import WHEELS_BYTES
from tests.factories.studies import StudyFactory
from tests.factories.world import tell_the_story

pytestmark = pytest.mark.once
KINDS = [kind.code for kind in reports.kinds()]


def made(partnership, kind, subject, file_format, by):
    """Have a report made as a worker makes it; return its content."""
    report = ask_for_report(partnership=partnership, kind=kind, subject=subject, format=file_format, by=by, at=NOON)
    assert make_report(report_id=report.pk, now=lambda: NOON), Report.objects.get(pk=report.pk).error
    report.refresh_from_db()
    with file_of(report, by=by, at=NOON) as file:
        return file.read()


def words_of(pdf):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.fixture
def world(db):
    return tell_the_story()


@pytest.mark.parametrize("kind", KINDS)
def test_every_report_is_an_accessible_pdf_at_both_sizes(world, tmp_path, kind):
    purchaser = world.cast["purchaser"]
    subjects = reports.find(kind).subjects(purchaser)
    subject = next(row for row in subjects if getattr(row, "partnership", row) == world.own)
    findings = {}
    for file_format in (Format.PDF, Format.LARGE_PRINT):
        path = tmp_path / f"{kind}-{file_format}.pdf"
        path.write_bytes(made(world.own, kind, subject, file_format, purchaser))
        findings[file_format] = [(one.rule_id, one.message) for one in pdfua.validate(str(path)).findings]
    assert findings == {Format.PDF: [], Format.LARGE_PRINT: []}


def test_the_sroi_report_of_the_worked_example_is_right_to_the_penny_in_every_format(partnership, olivia, signed_in):
    load_discount_schedules()
    study = StudyFactory(partnership=partnership, title="Wheels-to-Meals")
    import_value_map(study=study, file=read_study(WHEELS_BYTES), replace=False, by=olivia, at=NOON)
    pdf, text = (made(partnership, "sroi", study, wanted, olivia) for wanted in (Format.PDF, Format.TEXT))
    page = signed_in(olivia).get(reverse("preview_report", args=[partnership.pk, "sroi", study.pk]))
    said = {"PDF": words_of(pdf), "text": text.decode(), "page": page.content.decode()}
    found = {name: [figure for figure in ("£81,741.93", "£1.93") if figure in words] for name, words in said.items()}
    assert found == {name: ["£81,741.93", "£1.93"] for name in said}
