from datetime import timedelta

import pytest
from django.urls import reverse

from partnerships.contacts.operations import edit_contact
from partnerships.models import Proposal
from partnerships.organisations.operations import edit_organisation
from tests.conftest import NOON
from tests.factories.organisations import ContactFactory, OrganisationFactory
from tests.factories.pages import forms_of, values_of


def accept_page(client, proposal):
    return client.get(reverse("accept_proposal", args=[proposal.pk])).content.decode()


def test_a_change_is_proposed_shown_before_and_after_and_accepted(signed_in, otto, olivia, charity):
    client, url = signed_in(otto), reverse("propose_change", args=[charity.pk])
    assert url in client.get(charity.get_absolute_url()).content.decode()
    answer = client.post(url, {"name": "Good Company Ltd", "kind": "third_sector", "why": "The register says so."})
    made = Proposal.objects.get()
    assert (answer.url, made.rows, made.values) == (
        made.get_absolute_url(),
        [["Name", "Good Company", "Good Company Ltd"]],
        {"name": "Good Company Ltd"},
    )
    client = signed_in(olivia)
    assert "1 proposed change waits" in client.get(charity.get_absolute_url()).content.decode()
    page = client.get(answer.url).content.decode()
    assert ("Good Company Ltd" in page, "The register says so." in page) == (True, True)
    assert "Name: Good Company → Good Company Ltd" in accept_page(client, made)
    assert client.post(reverse("accept_proposal", args=[made.pk]), {"version": 1}).status_code == 302
    charity.refresh_from_db()
    assert charity.name == "Good Company Ltd"
    for name in ("accept_proposal", "decline_proposal"):
        assert client.get(reverse(name, args=[made.pk])).url == made.get_absolute_url()


def test_what_the_organisation_changed_since_is_shown_and_replaced_only_when_ticked(signed_in, otto, olivia, charity):
    asked = {"name": "Good Company Ltd", "kind": "third_sector", "why": "The register says so."}
    signed_in(otto).post(reverse("propose_change", args=[charity.pk]), asked)
    made, client = Proposal.objects.get(), signed_in(olivia)
    changes = {"name": "Good Company CIC"}
    edit_organisation(organisation=charity, changes=changes, expected_version=1, by=olivia, at=NOON)
    words = "Name: Good Company CIC → Good Company Ltd. When this was proposed it was Good Company."
    assert words in accept_page(client, made)
    assert "Good Company CIC</td>" in client.get(made.get_absolute_url()).content.decode()
    url = reverse("accept_proposal", args=[made.pk])
    for sent, problem in (
        ({"version": 2}, "Tick the box to replace"),
        ({"version": 1, "replaces": "on"}, "was changed after you opened this page"),
        ({"replaces": "on"}, "was changed after you opened this page"),
    ):
        answer = client.post(url, sent)
        assert (answer.status_code, problem in answer.content.decode()) == (422, True)
    charity.refresh_from_db()
    assert charity.name == "Good Company CIC"
    assert client.post(url, {"version": 2, "replaces": "on"}).status_code == 302
    charity.refresh_from_db()
    assert charity.name == "Good Company Ltd"


@pytest.mark.parametrize("changes", [{"about": "Company for all"}, {"name": "Good Company CIC"}])
def test_an_entry_that_changed_while_the_page_was_open_is_accepted_from_the_page_that_says_so(
    signed_in, otto, olivia, charity, changes
):
    asked = {"name": "Good Company Ltd", "kind": "third_sector", "why": "The register says so."}
    signed_in(otto).post(reverse("propose_change", args=[charity.pk]), asked)
    made, client = Proposal.objects.get(), signed_in(olivia)
    url = reverse("accept_proposal", args=[made.pk])
    [form] = forms_of(client.get(url))
    sent = {name: values[-1] for name, values in values_of(form).items()}
    edit_organisation(organisation=charity, changes=changes, expected_version=1, by=olivia, at=NOON)
    refused = client.post(url, sent)
    assert (refused.status_code, "was changed after you opened this page" in refused.content.decode()) == (422, True)
    [form] = forms_of(refused)
    again = {name: values[-1] for name, values in values_of(form).items()}
    assert again["version"] == "2"
    asks = "replaces" in refused.context["form"].fields
    assert asks == ("name" in changes)
    assert client.post(url, again | ({"replaces": "on"} if asks else {})).status_code == 302
    charity.refresh_from_db()
    assert charity.name == "Good Company Ltd"


def test_a_tick_is_asked_for_again_where_the_entry_changed_once_more(signed_in, otto, olivia, charity):
    asked = {"name": "Good Company Ltd", "kind": "third_sector", "why": "The register says so."}
    signed_in(otto).post(reverse("propose_change", args=[charity.pk]), asked)
    made, client = Proposal.objects.get(), signed_in(olivia)
    for version, name in ((1, "Good Company CIC"), (2, "Good Company SCIO")):
        edit_organisation(organisation=charity, changes={"name": name}, expected_version=version, by=olivia, at=NOON)
        charity.refresh_from_db()
    refused = client.post(reverse("accept_proposal", args=[made.pk]), {"version": "2", "replaces": "on"})
    text = refused.content.decode()
    assert ("Good Company SCIO → Good Company Ltd" in text, "Tick the box" in text) == (True, False)
    [form] = forms_of(refused)
    assert (values_of(form)["version"], "replaces" in values_of(form)) == (["3"], False)


def test_a_contact_that_became_another_is_shown_before_it_is_deleted(signed_in, otto, olivia, charity):
    contact = ContactFactory(organisation=charity, name="Morag")
    url = reverse("propose_deletion", args=[charity.pk, "contact", contact.pk])
    signed_in(otto).post(url, {"why": "She left."})
    edit_contact(contact=contact, changes={"name": "Ann"}, expected_version=1, by=olivia, at=NOON)
    page = accept_page(signed_in(olivia), Proposal.objects.get())
    assert "Contact: Ann → –. When this was proposed it was Morag." in page


def test_what_was_typed_stays_where_nothing_changes_or_no_reason_is_given(signed_in, otto, charity):
    client, url = signed_in(otto), reverse("propose_change", args=[charity.pk])
    same = client.post(url, {"name": "Good Company", "kind": "third_sector", "why": "x"})
    assert (same.status_code, "Change at least one answer" in same.content.decode()) == (422, True)
    silent = client.post(url, {"name": "Typed", "kind": "third_sector"})
    assert (silent.status_code, 'value="Typed"' in silent.content.decode(), Proposal.objects.count()) == (422, True, 0)


@pytest.mark.parametrize("subject", ["department", "contact", "income"])
def test_each_part_of_an_entry_has_its_form(signed_in, otto, charity, subject):
    client = signed_in(otto)
    assert client.get(reverse("propose_new", args=[charity.pk, subject])).status_code == 200


def test_a_contact_is_proposed_to_change_and_to_go(signed_in, otto, olivia, charity):
    contact, client = ContactFactory(organisation=charity, name="Morag"), signed_in(otto)
    change = {"name": "Morag Bell", "phone": contact.phone, "why": "She married."}
    assert client.post(reverse("propose_edit", args=[charity.pk, "contact", contact.pk]), change).status_code == 302
    assert Proposal.objects.get().rows == [["Name", "Morag", "Morag Bell"]]
    url = reverse("propose_deletion", args=[charity.pk, "contact", contact.pk])
    assert client.post(url, {"why": "She left."}).status_code == 302
    gone = Proposal.objects.get(act="delete")
    signed_in(olivia).post(reverse("accept_proposal", args=[gone.pk]), {"version": 1})
    assert not charity.contacts.exists()


@pytest.mark.parametrize("path", ["nonsense/add", "organisation/add", "contact/99", "vehicle/add"])
def test_what_cannot_be_proposed_is_not_there(signed_in, otto, charity, path):
    assert signed_in(otto).get(f"/organisations/{charity.pk}/propose/{path}/").status_code == 404


def test_a_record_of_another_organisation_is_not_there(signed_in, otto, charity, council):
    contact = ContactFactory(organisation=council)
    assert signed_in(otto).get(reverse("propose_edit", args=[charity.pk, "contact", contact.pk])).status_code == 404


def test_proposals_are_seen_by_the_proposer_the_organisation_and_administrators(
    signed_in, otto, olivia, ada, pat, charity
):
    client = signed_in(otto)
    client.post(reverse("propose_change", args=[charity.pk]), {"name": "X", "kind": "third_sector", "why": "y"})
    made = Proposal.objects.get()
    found = {}
    for person in (otto, olivia, ada, pat):
        client = signed_in(person)
        listed = len(client.get(reverse("proposals")).context["object_list"])
        found[person.name] = (listed, client.get(made.get_absolute_url()).status_code)
    assert found == {"Otto Vane": (1, 200), "Olivia Reid": (1, 200), "Ada Munro": (1, 200), "Pat Lennox": (0, 404)}
    assert signed_in(otto).get(reverse("accept_proposal", args=[made.pk])).status_code == 403
    text = b"".join(signed_in(olivia).get(reverse("proposals") + "?format=csv").streaming_content).decode()
    assert "Name: X" in text


def test_an_empty_list_says_what_it_is_for(signed_in, otto):
    OrganisationFactory()
    assert "An organisation keeps its own entry" in signed_in(otto).get(reverse("proposals")).content.decode()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("waiting", "If nobody answers, this proposal is deleted on 3 June 2027."),
        ("declined", "This proposal is deleted on 10 June 2027."),
    ],
)
def test_the_page_says_when_a_proposal_is_deleted(signed_in, otto, charity, state, words):
    made = {"organisation": charity, "subject": "organisation", "act": "change", "proposed_by": otto}
    answered_at = NOON + timedelta(days=7) if state == "declined" else None
    proposal = Proposal.objects.create(**made, proposed_at=NOON, state=state, answered_at=answered_at)
    assert words in signed_in(otto).get(proposal.get_absolute_url()).content.decode()
