"""What to check before publishing, in words."""

from decimal import Decimal

import pytest

from evaluation.findings.queries import OF_SEVERAL, SENTENCES, advice_on
from evaluation.runs.queries import shown
from evaluation.sroi.engine.checks import Code
from evaluation.value_map.operations import refresh_figures
from tests.conftest import NOON
from tests.factories.studies import OutcomeFactory, StakeholderFactory

D = Decimal


def said(study):
    return [advice.sentence for advice in advice_on(shown(study))]


def test_every_finding_of_the_engine_has_its_sentence():
    assert set(SENTENCES) == set(Code)
    assert set(OF_SEVERAL) < set(Code)


def test_the_worked_example_is_read_like_a_careful_reader_does(wheels):
    wheels.comparison = ""
    found = advice_on(shown(wheels))
    assert [(one.sentence, one.is_claim) for one in found] == [
        ("Local authority: no outcome. Does nothing change for them?", True),
        ("96.5% of the value rests on one outcome, “Exercise; fewer falls”", True),
        ("8 outcomes have no source for their quantity", True),
        ("8 outcomes have no source for what they are worth", True),
        ("4 outcomes have no reason for 0% deadweight", True),
        ("2 outcomes have no reason why attribution is 0%", True),
        ("“Nutritious meals: Fewer district nurse visits” lasts 2 years and never weakens", True),
        ("Local authority and 3 more: nothing says how they were asked", True),
        ("Deadweight is unusual: 2.5% in the middle, 20% in published studies", False),
        ("Attribution is unusual: 5% in the middle, 25.5% in published studies", False),
        ("Drop-off is unusual: 5% in the middle, 21.5% in published studies", False),
        ("4 outcomes last one year, so their drop-off has no effect", False),
        ("“Nutritious meals: Fewer district nurse visits” counts for nothing: one of its deductions is 100%", False),
        (
            "“Less neighbourly shopping: Fewer shopping trips” makes things worse by £3,483.80: say so where you publish",
            False,
        ),
        ("Nothing says how a private company delivering the contract would compare", False),
        ("Check that the discount rates of “HM Treasury Green Book, standard (2022)” are still in force", False),
    ]


def test_each_leads_to_where_it_is_mended(wheels):
    found = {one.sentence: one for one in advice_on(shown(wheels))}
    row = wheels.outcomes.get(description="Nutritious meals")
    nutrition = "“Nutritious meals: Fewer district nurse visits” lasts 2 years and never weakens"
    assert found[nutrition].url == f"/evaluations/{wheels.pk}/outcomes/{row.pk}/"
    deadweight = found["4 outcomes have no reason for 0% deadweight"]
    first = wheels.outcomes.first()
    assert deadweight.places[0] == (str(first), f"/evaluations/{wheels.pk}/outcomes/{first.pk}/")
    assert len(deadweight.places) == 4


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"quantity_source": ""}, "“Fewer falls” has no source for its quantity"),
        ({"proxy_source": ""}, "“Fewer falls” has no source for what it is worth"),
        ({"materiality": "held"}, "“Fewer falls” is not valued, and no reason is given"),
        ({"materiality": "held"}, "No outcome is valued yet"),
        ({"quantity": D(-1), "proxy": D(-1)}, "“Fewer falls” is negative twice, which counts as a benefit"),
        ({"duration_years": 9}, "“Fewer falls” lasts 9 years: can you show it?"),
        ({"quantity": D(1)}, "The value is less than what was put in"),
        ({"quantity": D(100)}, "A ratio of £19.32 is unusual: £3.56 is in the middle of published studies"),
        ({}, "Nothing gets worse for anybody: did you ask?"),
    ],
)
def test_a_single_row_is_named(small, changes, sentence):
    small.outcomes.update(**changes)
    assert sentence in said(small)


def test_somebody_left_out_is_not_asked_for(small):
    StakeholderFactory(study=small, name="Hospital", decision="excluded", involvement="")
    assert not [sentence for sentence in said(small) if "Hospital" in sentence]


def test_without_inputs_it_says_so(small):
    small.inputs.all().delete()
    assert "No input has a value: there is no ratio without what was put in" in said(small)


def test_a_study_that_cannot_be_computed_gives_no_advice(small):
    small.outcomes.update(price_year=1999)
    assert said(small) == []


def test_words_people_typed_are_never_read_as_a_template(small):
    row = small.outcomes.get()
    row.description, row.proxy_source = "{percent} of {outcome} 100%", ""
    row.save()
    assert "“{percent} of {outcome} 100%” has no source for what it is worth" in said(small)


def test_no_query_is_made_for_the_advice(small, django_assert_num_queries):
    OutcomeFactory(stakeholder=small.stakeholders.get())
    refresh_figures(small, at=NOON)
    found = shown(small)
    with django_assert_num_queries(0):
        advice_on(found)


def test_a_stakeholder_whose_outcome_is_not_finished_is_not_said_to_have_none(wheels):
    authority = wheels.stakeholders.get(name="Local authority")
    OutcomeFactory(study=wheels, stakeholder=authority, quantity=None)
    assert not [sentence for sentence in said(wheels) if sentence.startswith("Local authority: no outcome")]
