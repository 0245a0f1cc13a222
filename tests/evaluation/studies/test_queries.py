from datetime import date
from decimal import Decimal

import pytest

from evaluation.models import DiscountSchedule, Study
from evaluation.studies.operations import submit_study
from evaluation.studies.queries import method_words, range_words, ratio_words, shown_study, social_return, studies_of
from evaluation.studies.reminders import approval_is_due
from psp.core import due, figures
from tests.conftest import NOON
from tests.factories.partnerships import PersonRoleFactory
from tests.factories.people import UserFactory
from tests.factories.studies import StudyFactory

D = Decimal
FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)


def a_study(partnership, **more):
    figures_kept = {"ratio": "2.4100", "low": "1.8600", "high": "3.0200"}
    return StudyFactory(partnership=partnership, ratio=D("2.41"), figures=figures_kept, **more)


def test_a_partnership_is_known_by_its_newest_approved_study(partnership):
    assert shown_study(studies_of(partnership)) is None
    StudyFactory(partnership=partnership)
    draft = a_study(partnership)
    assert shown_study(studies_of(partnership)) == draft
    approved = a_study(partnership, state="approved")
    a_study(partnership, state="submitted")
    a_study(partnership, state="withdrawn")
    assert shown_study(studies_of(partnership)) == approved


def test_the_overview_shows_the_social_return_with_its_range(partnership, olivia, otto, django_assert_num_queries):
    study = a_study(partnership)
    with django_assert_num_queries(1):
        (figure,) = social_return(partnership, olivia)
    assert (figure.label, figure.value) == ("Social return, forecast", "£2.41")
    assert (figure.detail, figure.url) == ("per £1, 1.86 to 3.02 with one figure varied", f"/evaluations/{study.pk}/")
    assert social_return(partnership, otto) == []
    assert figure in figures.of(partnership, olivia)


@pytest.mark.parametrize(
    ("ratio", "words"),
    [(None, "Not yet"), (D("1.929"), "£1.93"), (D("-0.4"), "−£0.40"), (D("-0.001"), "£0.00"), (D(1234), "£1,234.00")],
)
def test_a_ratio_is_said_as_pounds_with_both_decimals(ratio, words):
    assert ratio_words(ratio) == words


def test_the_method_is_said_in_one_line(study):
    assert method_words(study) == (
        "prices of 2026, HM Treasury Green Book, standard (2022), 3.5% to year 30, discounted from the end of each year"
    )
    study.schedule = DiscountSchedule.objects.get(code="flat")
    study.flat_rate, study.timing, study.price_base_year = D("4.25"), "mid_year", None
    study.discount_inputs = True
    words = "one rate of 4.25% for every year, discounted from the middle of each year, inputs too"
    assert method_words(study) == words
    assert range_words(study) == ""


def test_drafts_are_owed_by_the_leader_and_submitted_ones_by_the_purchasers(
    small, olivia, pat, edie, django_assert_num_queries
):
    Study.objects.update(due_on=date(2026, 6, 10))
    with django_assert_num_queries(2):
        (item,) = list(approval_is_due(FIRST, LAST))
    assert (item.title, item.people) == ("Submit the evaluation: Lunch club, forecast 2027", (olivia.pk,))
    assert (item.key, item.url, item.due_on) == (f"study:{small.pk}", f"/evaluations/{small.pk}/", date(2026, 6, 10))
    assert list(approval_is_due(FIRST, LAST, pat.pk)) == []
    submit_study(study=small, by=olivia, at=NOON)
    (item,) = list(approval_is_due(FIRST, LAST, pat.pk))
    assert (item.title, item.people) == ("Approve the evaluation: Lunch club, forecast 2027", (pat.pk,))
    assert item.leaders == (olivia.pk,)
    assert list(approval_is_due(FIRST, LAST, olivia.pk)) == []
    assert list(approval_is_due(date(2026, 7, 1), LAST)) == []
    assert "study_approval" in [kind.code for kind in due.kinds()]


def test_whoever_submitted_a_study_is_not_asked_to_approve_it(small, olivia, pat):
    una = UserFactory()
    for person in (olivia, una):
        PersonRoleFactory(partnership=small.partnership, person=person, role="purchaser")
    submit_study(study=small, by=olivia, at=NOON)
    (item,) = approval_is_due(FIRST, date(2026, 6, 30))
    assert item.people == (pat.pk, una.pk)
    assert [person.has_perm("evaluation.approve_study", small) for person in (olivia, pat, una)] == [0, 1, 1]


def test_a_submitted_study_is_due_in_two_weeks_whatever_day_was_planned(small, olivia):
    submit_study(study=small, by=olivia, at=NOON)
    for planned in (None, date(2026, 12, 1), date(2026, 6, 10)):
        Study.objects.update(due_on=planned)
        (item,) = approval_is_due(FIRST, date(2026, 12, 31))
        assert item.due_on == min(planned or date.max, date(2026, 6, 17))


def test_nothing_is_due_for_a_study_that_is_approved(small):
    Study.objects.update(due_on=date(2026, 6, 10), state="approved")
    assert list(approval_is_due(FIRST, LAST)) == []


def test_those_who_see_the_partnership_see_its_studies(small, olivia, pat, edie, bo, ada, otto):
    seen = {person: list(Study.objects.visible_to(person)) for person in (olivia, pat, edie, bo, ada, otto)}
    assert seen == {olivia: [small], pat: [small], edie: [small], bo: [small], ada: [small], otto: []}
