"""Search finds whatever a person may see, however it is written, and nothing else."""

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from psp.search import SHOWN, SOURCES, excerpt_around, search
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnerships import PartnershipFactory
from tests.factories.world import tell_the_story

# Records with a page of their own that search leaves out, each with the reason.
LEFT_OUT = {
    "partnerships.OutgoingMail": "mails are searched in their queue, by administrators",
    "partnerships.Notice": "notices repeat what other records say",
    "partnerships.CriterionResult": "figures, found by their criterion",
    "partnerships.RegisterImport": "files of administrators",
    "partnerships.Report": "made from other records",
    "partnerships.Invitation": "found by who is invited, in the list of invitations",
    "partnerships.Proposal": "found by its organisation",
    "procurement.Conflict": "for those who decide on it alone",
    "partnerships.Verification": "runs of a check, for administrators",
    "procurement.PriorInvolvement": "found by its organisation",
    "procurement.Award": "found by its tender",
    "procurement.ContingencyPlan": "sealed",
    "procurement.ReadinessReview": "found by its partnership",
    "procurement.ReadinessAnswer": "its page depends on the round",
}


def hits(person, text):
    return {found.source.key: [hit.title for hit in found.hits] for found in search(text, person=person)}


def test_every_record_with_a_page_is_searched_or_left_out_for_a_reason():
    paged = {
        model._meta.label
        for name in ("partnerships", "procurement", "evaluation")
        for model in apps.get_app_config(name).get_models()
        if hasattr(model, "get_absolute_url") and hasattr(model._default_manager, "visible_to")
    }
    searched = {source.model._meta.label for source in SOURCES}
    assert sorted(paged - searched) == sorted(paged & set(LEFT_OUT))


@pytest.mark.once
def test_everything_found_can_be_opened_by_who_found_it(db, client):
    world = tell_the_story()
    refused, kinds = [], set()
    for role, person in world.cast.items():
        client.force_login(person)
        hits = {
            (found.source.key, hit.url.partition("#")[0])
            for word in ("kirkton", "befriending", "the", "and", "a", "of", "what", "money")
            for found in search(word, person=person)
            for hit in found.hits
        }
        kinds |= {kind for kind, _address in hits}
        refused += [(role, *hit) for hit in sorted(hits) if client.get(hit[1]).status_code != 200]
    assert refused == []
    assert len(kinds) > 8


def test_partnerships_are_found_by_those_who_see_them_alone(partnership, olivia, otto):
    OrganisationFactory(name="Kirkton Larder")
    assert hits(olivia, "kirkton")["partnerships"] == ["Kirkton Befriending"]
    assert hits(otto, "kirkton")["organisations"] == ["Kirkton Council", "Kirkton Larder"]
    assert "partnerships" not in hits(otto, "kirkton")


def test_words_are_found_in_the_text_of_a_record_and_shown_around(partnership, olivia):
    partnership.need = "Older people in Ardoch told us that they had not spoken to anybody for a week."
    partnership.save()
    (found,) = [one for one in search("spoken week", person=olivia) if one.source.key == "partnerships"]
    assert [(hit.title, "spoken" in hit.excerpt, hit.within) for hit in found.hits] == [
        ("Kirkton Befriending", True, "Kirkton Council")
    ]


@pytest.mark.parametrize("count", [1, 4])
def test_a_search_asks_the_database_once_for_each_kind(partnership, olivia, council, count):
    for number in range(count):
        PartnershipFactory(name=f"Kirkton {number}", purchasing_council=council)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        search("kirkton", person=olivia)
    with CaptureQueriesContext(connection) as again:
        search("kirkton", person=olivia)
    assert len(again) == len(SOURCES)
    assert len(asked) - len(again) <= 2


@pytest.mark.parametrize(
    "asked", ["", "?q=", "?q=%00", "?q=" + "x" * 5000, "?q=%25_%27", "?q=a&kind=%00", "?q=kirkton&kind=people&page=x"]
)
def test_search_bears_any_words(signed_in, olivia, asked):
    assert signed_in(olivia).get(reverse("search") + asked).status_code == 200


def test_one_kind_can_be_read_a_page_at_a_time(signed_in, olivia, council, partnership):
    PartnershipFactory.create_batch(SHOWN + 25, purchasing_council=council, need="Visits")
    page = signed_in(olivia).get(reverse("search"), {"q": "visits"})
    assert page.context["found"] == []
    for row in council.purchases.exclude(pk=partnership.pk):
        row.members.create(organisation=olivia.memberships.get().organisation, role="partner", joined_on="2026-01-05")
    page = signed_in(olivia).get(reverse("search"), {"q": "visits"})
    assert [(found.source.key, len(found.hits), found.is_more) for found in page.context["found"]] == [
        ("partnerships", SHOWN, True)
    ]
    page = signed_in(olivia).get(reverse("search"), {"q": "visits", "kind": "partnerships", "page": 2})
    assert (len(page.context["hits"]), page.context["page_obj"].paginator.count) == (5, SHOWN + 25)


def test_an_excerpt_shows_words_before_and_after():
    text = " ".join(f"word{n}" for n in range(60)).replace("word30", "Café")
    said = excerpt_around(text, "cafe")
    assert "word29 Café word31" in said
    assert said.startswith("… ")
    assert said.endswith(" …")
    assert excerpt_around("One two", "cafe") == ""
