"""What leaves as a file is the whole study: the page, the command, the file and its import show the same figures."""

import io
import json
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from evaluation.models import DiscountSchedule
from evaluation.value_map.operations import refresh_figures
from tests.conftest import NOON
from tests.evaluation.sroi.rows import WHEELS
from tests.factories.studies import InputFactory, OutcomeFactory, StakeholderFactory, StudyFactory

D = Decimal


@pytest.fixture
def exported(signed_in, olivia, tmp_path):
    """Export a study as people do, and give the path of the file."""

    def export(study):
        path = tmp_path / f"study-{study.pk}.json"
        path.write_bytes(signed_in(olivia).get(reverse("export_value_map", args=[study.pk])).content)
        return path

    return export


def printed(path, *arguments):
    out = io.StringIO()
    call_command("compute_sroi", str(path), *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def a_health_study(partnership, **fields):
    return StudyFactory(
        partnership=partnership, schedule=DiscountSchedule.objects.get(code="green-book-health-2022"), **fields
    )


def with_rows(study, **outcome):
    people = StakeholderFactory(study=study, name="Older people")
    InputFactory(stakeholder=people, year=3)
    OutcomeFactory(stakeholder=people, **outcome)
    refresh_figures(study, at=NOON)
    study.refresh_from_db()
    return study


def test_a_study_with_settings_of_its_own_comes_to_the_same_by_the_command(study, exported):
    study.timing, study.discount_inputs = "mid_year", True
    study.save()
    with_rows(study, duration_years=5, drop_off=D(10))
    figures = json.loads(printed(exported(study), "--json"))
    assert figures["ratio"] == study.figures["ratio"]
    assert figures["total_present_value"] == study.figures["total_present_value"]
    assert figures["inputs_total"] == study.figures["inputs_total"]


def test_a_schedule_of_several_bands_goes_with_the_study(study, exported):
    study.schedule = DiscountSchedule.objects.create(
        code="council",
        name="Council's own",
        edition="2026",
        bands=[{"to_year": 2, "rate": "3.5"}, {"to_year": None, "rate": "1"}],
    )
    study.save()
    with_rows(study, duration_years=20)
    assert json.loads(printed(exported(study), "--json"))["ratio"] == study.figures["ratio"]


def test_a_health_study_of_forty_years_is_refused_by_the_page_and_by_the_command(study, exported):
    health = with_rows(a_health_study(study.partnership), duration_years=40)
    assert health.ratio is None
    with pytest.raises(CommandError, match="has no rate for year 31"):
        printed(exported(health))


def test_a_file_that_states_a_rate_and_no_schedule_never_becomes_one_flat_rate_unasked(study, signed_in, olivia):
    from django.core.files.uploadedfile import SimpleUploadedFile

    health = a_health_study(study.partnership)
    upload = SimpleUploadedFile("map.json", json.dumps(WHEELS).encode(), content_type="application/json")
    page = signed_in(olivia).post(reverse("import_value_map", args=[health.pk]), {"file": upload})
    health.refresh_from_db()
    assert (health.schedule.code, health.flat_rate) == ("green-book-health-2022", None)
    assert "gives a rate of 3.5% and names no discount schedule" in page.content.decode()


def test_the_line_under_the_title_names_the_schedule(study, signed_in, olivia):
    health = a_health_study(study.partnership)
    page = signed_in(olivia).get(reverse("study", args=[health.pk])).content.decode()
    line = page[page.index("psp-subtitle") :].split("</p>")[0]
    assert "HM Treasury Green Book, health (2022)" in line
