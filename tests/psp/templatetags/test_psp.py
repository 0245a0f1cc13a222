from datetime import date

import pytest
from django.template import Context, Template

from partnerships.activity.operations import record
from partnerships.lifecycle.queries import with_people
from partnerships.models import Activity, Partnership
from psp.templatetags.psp import STAGE_HELP, day_before, deed, field_words, stage_help, term
from psp.views import HELP_PAGES
from tests.conftest import NOON
from tests.factories.timeline import a_plan


def test_the_last_day_of_a_span_is_the_day_before(db):
    assert (day_before(date(2027, 1, 1)), day_before(None)) == ("31 December 2026", "")


def test_a_term_leads_to_where_the_glossary_explains_it(client):
    link = term("drop-off", "Drop-off % a year")
    assert link == '<a class="govuk-link" href="/help/glossary/#drop-off">Drop-off % a year</a>'
    assert term("Gate").endswith('#gate">Gate</a>')
    with pytest.raises(ValueError, match="The glossary does not explain synergy"):
        term("synergy")


@pytest.mark.parametrize("section", STAGE_HELP)
def test_each_stage_has_its_help(section):
    assert STAGE_HELP[section][0] in HELP_PAGES
    assert stage_help("documents") == ""
    assert f'href="/help/{STAGE_HELP[section][0]}/"' in stage_help(section)


@pytest.mark.parametrize(("name", "words"), [("planned_on", "Planned on"), ("Pilot starts", "Pilot starts"), ("", "")])
def test_a_field_is_said_in_words(name, words):
    assert field_words(name) == words


def test_what_somebody_did_is_said_in_words(partnership, olivia):
    a_plan(partnership)
    milestone = partnership.milestones.get(key="pilot_starts")
    said = [
        deed(record(verb=verb, target=target, partnership=partnership, by=olivia, at=NOON))
        for verb, target in (
            ("pilot.started", partnership),
            ("timeline.planned", partnership.timeline),
            ("milestone.moved", milestone),
            ("tender_stage.started", partnership),
        )
    ]
    assert said == [
        "started the pilot",
        "planned the timeline",
        "moved the milestone “Pilot starts”",
        "started the tender stage",
    ]


def draw(template, partnership):
    fetched = with_people(Partnership.objects.all()).get(pk=partnership.pk)
    return Template(template).render(Context({"partnership": fetched}))


def test_a_strip_is_drawn_with_its_figures_where_asked_for(partnership):
    a_plan(partnership)
    assert [
        draw(f"{{% stage_strip partnership {more} %}}", partnership).count("<table")
        for more in ("", "with_figures=True")
    ] == [0, 1]
    assert draw("{% mini_strip partnership %}", partnership).count("<svg") == 1


def test_without_a_plan_there_is_no_strip_but_the_way_to_one(partnership):
    assert f"/partnerships/{partnership.pk}/timeline/" in draw("{% stage_strip partnership %}", partnership)
    assert draw("{% mini_strip partnership %}", partnership) == ""


def test_what_a_person_typed_is_escaped(partnership, olivia):
    Partnership.objects.update(name="<b>Kirkton</b>")
    a_plan(partnership)
    assert "<b>" not in draw(
        "{% stage_strip partnership %}{% mini_strip partnership %}{% status_tag partnership strong=True %}", partnership
    )


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("document.added", "added the document “Minutes”"),
        ("criteria.frozen", "froze the criteria “Minutes”"),
        ("commitment.withdrawn", "withdrew the commitment “Minutes”"),
        ("service_design.drafted", "drafted the service design “Minutes”"),
    ],
)
def test_what_somebody_did_is_said_in_the_past(db, verb, said):
    assert deed(Activity(verb=verb, target_label="Minutes")) == said
