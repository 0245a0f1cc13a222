"""An administrator who belongs to somebody who may bid reads no more than other people of a bidder: on no page, of the admin neither.

Every page of the admin is opened with every record, and every page links lead to from there and from home, CSV files too.
"""

import datetime
import re
from collections import Counter, deque
from html import unescape

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from partnerships.invitations.operations import invite
from partnerships.models import Notice, Organisation, OutgoingMail, Report, VehicleMember
from partnerships.offers.operations import resend_invitation
from partnerships.reports.operations import ask_for_report
from procurement.models import PriorInvolvement
from procurement.questions.operations import record_question
from procurement.standstill.operations import hold_award
from tests.factories import bids
from tests.factories.notifications import NoticeFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnerships import PartnershipFactory
from tests.factories.people import MembershipFactory, UserFactory
from tests.factories.tenders import QuestionFactory

# What pages say of the same records is the same on every database.
pytestmark = pytest.mark.once

# What a page of one kind says of one record it says of another.
MOST_OF_A_KIND = 3
# These list every account of the service, and say nothing of what its owner does in a partnership.
ACCOUNTS = {
    *(
        "people",
        "person",
        "edit_person",
        "change_role",
        "deactivate_person",
        "reset_second_factor",
        "reactivate_person",
    ),
    *("admin:partnerships_user_changelist", "admin:partnerships_user_change", "admin:partnerships_user_history"),
    *("admin:account_emailaddress_changelist", "admin:account_emailaddress_change"),
    *("admin:partnerships_membership_change", "admin:partnerships_department_change"),
}
NAMES = ("Edie Hall", "edie@example.org", "Evan Moss", "evan@example.org", "Zelda Quist", "zelda@example.org")
QUESTION, PROOF, WINNER = (
    "RIVAL QUESTION about tail lifts",
    "OUR COST MODEL stays with the trustees",
    "Winner & Daughters",
)


@pytest.fixture
def staked(partnership):
    """An administrator who belongs to Northside Neighbours, which may bid."""
    person = UserFactory(name="Stella Stake", email="stella@example.org", role="administrator")
    MembershipFactory(person=person, organisation=Organisation.objects.get(name="Northside Neighbours"))
    return person


def text_of(answer):
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return unescape(content.decode("utf-8", "replace"))


def admin_addresses():
    """Every list of the admin, and the pages of its newest records, whether or not they are shown."""
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        newest = list(model._base_manager.order_by("-pk").values_list("pk", flat=True)[:12])
        yield from (reverse(f"{name}_change", args=[pk]) for pk in newest)
        yield from (reverse(f"{name}_history", args=[pk]) for pk in newest[:1])


def name_of(address):
    try:
        found = resolve(address.partition("?")[0])
    except Resolver404:
        return None
    return found.view_name or found.route


def walk(person):
    """Open every page and file a person comes to; yield the name of its route, its address and what it says."""
    client = Client()
    client.force_login(person)
    from_home = [reverse(name) for name in ("home", "admin:index", "mail_queue", "invitations", "people", "retention")]
    todo, seen, opened = deque([*admin_addresses(), *from_home]), set(), Counter()
    while todo:
        address = todo.popleft()
        name = name_of(address)
        is_file = "format=csv" in address
        kind = (name, is_file)
        # Of the admin every record that is shown is looked at.
        is_whole = name is not None and name.endswith(("_change", "_changelist"))
        if address in seen or name is None or (opened[kind] >= MOST_OF_A_KIND and not is_whole):
            continue
        seen.add(address)
        answer = client.get(address)
        if answer.status_code != 200:
            continue
        opened[kind] += 1
        text = text_of(answer)
        yield name, address, text
        if "text/html" in answer["Content-Type"]:
            links = re.findall(r'href="(/[^"#]*|\?[^"#]*)"', text)
            links = [link if link.startswith("/") else address.partition("?")[0] + link for link in links]
            todo.extend(link for link in links if "?" not in link or "format=csv" in link)


def leaks(person, secrets):
    """Map each secret a person reads to where; names of people count where a page is about more than their accounts."""
    found, names = {}, set()
    for name, address, text in walk(person):
        names.add(name)
        for secret in secrets:
            if secret in text and not (secret in NAMES and name in ACCOUNTS):
                found.setdefault(secret, set()).add(address)
        if name in ACCOUNTS and any(one in text for one in NAMES) and re.search(r"\bevaluator of|Evaluator\b", text):
            found.setdefault("whose account evaluates", set()).add(address)
    assert {"mail_queue", "invitations", "people", "history", "partners", "retention", "verifications"} <= names
    return found


@pytest.fixture
def before_opening(published, figures, pat, una, edie, evan, clock):
    """A tender open for bids: one is in, two people are appointed to score, one more is invited, a rival asked and proves."""
    QuestionFactory(tender=published)
    with clock(bids.BEFORE):
        bid = bids.record_a_bid(published, pat)
        bids.appoint(published, pat, edie, evan, at=bids.BEFORE)
        role = {"partnership": published.partnership, "partnership_role": "evaluator", "role": "development_officer"}
        first = invite(email="zelda@example.org", name="Zelda Quist", by=pat, at=bids.BEFORE, **role)
        resend_invitation(invitation=first, email="zelda@example.org", by=pat, at=bids.BEFORE)
        record_question(
            tender=published, text=QUESTION, asked_on=datetime.date(2026, 3, 20), asker="Rival", by=pat, at=bids.BEFORE
        )
        asked = {"kind": "partnership", "subject": published.partnership, "format": "text"}
        ask_for_report(partnership=published.partnership, by=edie, at=bids.BEFORE, **asked)
    PriorInvolvement.objects.create(
        partnership=published.partnership,
        organisation=Organisation.objects.get(name="Good Company"),
        helped_design=True,
        proof=PROOF,
        answered_on=datetime.date(2026, 4, 8),
    )
    return bid


def test_before_the_opening_they_read_of_no_evaluator_bid_question_or_proof(before_opening, staked, clock):
    received = "10:55"  # The minute the bid came in, in Scotland.
    assert OutgoingMail.objects.filter(address="edie@example.org").exists()
    with clock(bids.BEFORE):
        assert leaks(staked, (*NAMES, before_opening.receipt, QUESTION, PROOF, f"{received}am")) == {}


def test_without_a_stake_they_see_who_evaluates_and_that_a_bid_is_there(before_opening, ada, pat, signed_in, clock):
    """What the walk looks for is there to be found."""
    with clock(bids.BEFORE):
        found = leaks(ada, (*NAMES, before_opening.receipt, QUESTION, PROOF))
        assert {*NAMES, before_opening.receipt} <= found.keys()
        assert {"/mail/", "/invitations/", "/admin/partnerships/notice/"} <= set().union(*found.values())
        # Whatever their stake, administrators purchase for nobody.
        assert (QUESTION in found, PROOF in found) == (False, False)
        assert QUESTION in text_of(signed_in(pat).get(before_opening.tender.url("clarifications")))


def test_before_every_bidder_is_told_they_read_of_no_award(
    published, figures, staked, ada, pat, una, edie, evan, signed_in, clock
):
    QuestionFactory(tender=published)
    bids.record_a_bid(published, pat, name=WINNER)
    bids.record_a_bid(published, pat, name="Northside Neighbours", price="120000")
    bids.open_bids(published, pat, una)
    scorers = [bids.declare_none(one) for one in bids.appoint(published, pat, edie, evan)]
    bids.to_ranked(published, pat, scorers)
    award = bids.to_standstill(published, pat, tell=False)
    receipts = list(published.bids.values_list("receipt", flat=True))
    with clock(bids.DECIDED):
        assert leaks(staked, (*NAMES, WINNER, *receipts)) == {}
        assert WINNER not in leaks(ada, (WINNER,))
        for bid in published.bids.on_time():
            sent = {"sent_on": bids.DECIDED.date(), "is_electronic": True, "by": pat, "at": bids.DECIDED}
            award = bids.record_notice(award=award, bid=bid, **sent)
        assert WINNER in text_of(signed_in(staked).get("/admin/procurement/award/"))


def test_a_challenge_is_read_and_found_in_the_admin_by_nobody_with_a_stake(ranked, staked, ada, pat, signed_in):
    def says(person):
        client, page = signed_in(person), reverse("admin:procurement_hold_change", args=[hold.pk])
        found = text_of(client.get(reverse("admin:procurement_hold_changelist"), {"q": "trick"}))
        return ["a trick" in text_of(client.get(page, follow=True)), page in found]

    award = bids.to_standstill(ranked, pat, tell=False)
    hold = hold_award(award=award, reason="Won by a trick", by=pat, at=bids.DECIDED)
    assert [*says(staked), *says(ada)] == [False] * 4
    for bid in ranked.bids.on_time():
        told = {"sent_on": bids.DECIDED.date(), "is_electronic": True, "by": pat, "at": bids.DECIDED}
        award = bids.record_notice(award=award, bid=bid, **told)
    assert (says(staked), says(ada)) == ([False, False], [True, True])


@pytest.mark.parametrize("link", ["member", "owner"])
def test_who_turns_out_to_have_bid_reads_no_more_of_it_in_the_admin(
    published, figures, pat, una, edie, link, signed_in
):
    QuestionFactory(tender=published)
    person, sunrise = UserFactory(role="administrator"), OrganisationFactory(name="Sunrise Care")
    own = sunrise
    if link == "owner":
        own = OrganisationFactory(name="Owner of Sunrise")
        VehicleMember.objects.create(vehicle=sunrise, member=own, joined_on=bids.BEFORE.date())
    MembershipFactory(person=person, organisation=own)
    bids.appoint(published, pat, edie, at=bids.BEFORE)
    lists = [reverse(f"admin:procurement_{name}_changelist") for name in ("bid", "evaluator")]

    def shown():
        return [
            word in text_of(signed_in(person).get(page))
            for word, page in zip((receipt, "Edie Hall"), lists, strict=True)
        ]

    receipt = bids.record_a_bid(published, una, organisation=sunrise, name="").receipt
    # Before the opening, what is kept from somebody would tell that they have bid.
    assert shown() == [True, True]
    bids.open_bids(published, pat, una)
    assert shown() == [False, False]


def test_their_own_notices_and_those_of_other_partnerships_stay(before_opening, staked, signed_in):
    NoticeFactory(person=staked, title="About yourself", partnership=None)
    NoticeFactory(person=before_opening.recorded_by, title="About another place", partnership=PartnershipFactory())
    page = text_of(signed_in(staked).get(reverse("admin:partnerships_notice_changelist")))
    assert ("About yourself" in page, "About another place" in page) == (True, True)
    assert Notice.objects.open_to_administrator(staked).count() < Notice.objects.count()
    assert Report.objects.count() == 1
