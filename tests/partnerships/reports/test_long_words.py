"""Whatever people type into any field stays on the paper: every glyph of every report is looked at."""

import pytest
from django.db import models

from evaluation import models as evaluation
from partnerships import models as partnerships
from partnerships.reports.models import Format
from procurement import models as procurement
from psp.core import reports
from psp.core.sealing import seal, unseal
from tests.factories.sheets import glyphs_of, on_top_of_each_other, outside
from tests.factories.world import tell_the_story
from tests.partnerships.reports.test_every_report import made

pytestmark = pytest.mark.once
# No printer reaches nearer to the edge of a sheet.
EDGE_MM = 5
LINK = "https://example.org/?id=" + "AnAddressThatHasNoBlankAnywhereInIt0123456789" * 7
KINDS = [kind.code for kind in reports.kinds()]
# These are codes, keys, hashes and addresses that the product itself writes.
OURS = {
    "Activity", "Chain", "Change", "SentForm", "OutgoingMail", "Notice", "Invitation", "Report", "GateCriterion",
    "RegisterImport", "ImportRow", "Area", "Service", "ClientGroup", "DiscountSchedule", "PriceIndex",
    "ReadinessCriterion", "Threshold", "TimeLimit", "SentReminder",
}  # fmt: skip


def free_text(model):
    """List a model's fields of free text."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, models.EmailField | models.FileField)
        and not field.choices
        and not field.unique
        and (field.editable or isinstance(field, models.TextField))
        and field.name
        not in {"key", "code", "kind", "original_name", "charity_number", "company_number", "council_code"}
    ]


def type_long_words(world):
    """Write an address of 300 characters without a blank into every field of free text that takes one, or as much of it."""
    for app in (partnerships, evaluation, procurement):
        for model in {
            model for model in vars(app).values() if isinstance(model, type) and issubclass(model, models.Model)
        }:
            if model.__name__ in OURS or model._meta.abstract:
                continue
            for field in free_text(model):
                for pk, before in model._base_manager.exclude(**{field.name: ""}).values_list("pk", field.name):
                    words = sealed_words(before) if "sealed" in field.name else long_word(field.max_length, pk)
                    model._base_manager.filter(pk=pk).update(**{field.name: words})


def long_word(length, pk):
    """Return a word of 300 characters, or of as many as a column holds; its end tells records apart."""
    return f"{LINK[: (length or 300) - len(str(pk))]}{pk}"


def sealed_words(sealed):
    """Seal what was sealed with a long word in place of each text in it, names of people and organisations left out."""
    return seal(
        {name: LINK if isinstance(value, str) and " " in value else value for name, value in unseal(sealed).items()}
    )


@pytest.fixture
def world(db):
    world = tell_the_story()
    type_long_words(world)
    return world


@pytest.mark.parametrize("file_format", [Format.PDF, Format.LARGE_PRINT])
@pytest.mark.parametrize("kind", KINDS)
def test_a_word_of_any_length_stays_on_the_paper_and_off_its_neighbours(world, kind, file_format, tmp_path):
    purchaser = world.cast["purchaser"]
    subjects = reports.find(kind).subjects(purchaser)
    subject = next(row for row in subjects if getattr(row, "partnership", row).pk == world.own.pk)
    pdf = made(world.own, kind, subject, file_format, purchaser)
    glyphs, sizes = glyphs_of(pdf)
    assert LINK[:60] in "".join(glyph.character for glyph in glyphs)
    assert outside(glyphs, sizes, margin_mm=EDGE_MM) == []
    assert on_top_of_each_other(glyphs) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_word_of_any_length_is_whole_in_plain_text(world, kind):
    purchaser = world.cast["purchaser"]
    subjects = reports.find(kind).subjects(purchaser)
    subject = next(row for row in subjects if getattr(row, "partnership", row).pk == world.own.pk)
    text = made(world.own, kind, subject, Format.TEXT, purchaser).decode()
    assert LINK[:100] in text
