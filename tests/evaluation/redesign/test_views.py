from django.urls import reverse

from evaluation.models import RedesignDecision, Study
from tests.factories.studies import DecisionFactory

SENT = {
    "finding": "Two visits a week work",
    "change": "Ask for two visits",
    "decided_on_day": "3",
    "decided_on_month": "6",
    "decided_on_year": "2026",
    "decided_by": "Board",
}


def test_a_decision_is_recorded_changed_and_removed_on_its_pages(study, signed_in, pat):
    here, client = reverse("redesign", args=[study.pk]), signed_in(pat)
    assert "What changes in the contract?" in client.get(here).content.decode()
    assert client.get(reverse("add_decision", args=[study.pk])).status_code == 200
    assert client.post(reverse("add_decision", args=[study.pk]), SENT).url == here
    decision = RedesignDecision.objects.get()
    assert "Ask for two visits" in client.get(here).content.decode()
    edit = reverse("edit_decision", args=[study.pk, decision.pk])
    assert client.get(edit).status_code == 200
    assert client.post(edit, SENT | {"change": "Three visits", "version": 1}).url == here
    assert client.post(edit, SENT | {"change": "Four visits", "version": 1}).status_code == 422
    remove = reverse("remove_decision", args=[study.pk, decision.pk])
    assert "Three visits" in client.get(remove).content.decode()
    assert client.post(remove).url == here
    assert RedesignDecision.objects.count() == 0


def test_an_empty_form_says_what_to_fill_in(study, signed_in, olivia):
    page = signed_in(olivia).post(reverse("add_decision", args=[study.pk]), {})
    assert (page.status_code, set(page.context["form"].errors)) == (422, {"finding", "change", "decided_on"})


def test_the_decisions_are_a_spreadsheet_too(study, signed_in, bo):
    DecisionFactory(study=study, change="=2+2")
    page = signed_in(bo).get(reverse("redesign", args=[study.pk]), {"format": "csv"})
    assert "'=2+2" in b"".join(page.streaming_content).decode()


def test_who_sees_and_who_decides(study, signed_in, olivia, pat, edie, bo, otto):
    expected = {olivia: (200, 200), pat: (200, 200), edie: (200, 200), bo: (200, 200), otto: (404, 404)}
    urls = [reverse(name, args=[study.pk]) for name in ("redesign", "add_decision")]
    assert {person: tuple(signed_in(person).get(url).status_code for url in urls) for person in expected} == expected


def test_the_decisions_of_a_withdrawn_study_are_closed(study, signed_in, olivia):
    decision = DecisionFactory(study=study)
    Study.objects.update(state="withdrawn")
    assert signed_in(olivia).get(reverse("redesign", args=[study.pk])).status_code == 200
    for name, args in (("add_decision", []), ("edit_decision", [decision.pk]), ("remove_decision", [decision.pk])):
        assert signed_in(olivia).get(reverse(name, args=[study.pk, *args])).status_code == 403


def test_the_page_asks_the_same_number_of_queries_for_one_decision_and_three(
    study, signed_in, olivia, django_assert_max_num_queries, django_assert_num_queries
):
    DecisionFactory(study=study)
    url, client = reverse("redesign", args=[study.pk]), signed_in(olivia)
    client.get(url)
    with django_assert_max_num_queries(10) as one:
        client.get(url)
    DecisionFactory.create_batch(2, study=study)
    with django_assert_num_queries(len(one)):
        client.get(url)
