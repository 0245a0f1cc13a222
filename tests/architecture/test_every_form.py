"""Every form of the product, as somebody who may send it: what was typed when the session ended stands in it again."""

import pytest
from django.conf import settings
from django.test import Client

from partnerships.models import Activity
from procurement.bids.queries import REOPENED
from psp.core.marks import MARK
from tests.architecture.access_table import every_place, partnership_of, read_table
from tests.factories.addresses import address_of
from tests.factories.pages import filled_in, forms_of, values_of
from tests.factories.world import tell_the_story

# What a form looks like when it is shown again is decided above the database.
pytestmark = pytest.mark.once

PARTS = 3
SENDERS = ("leader", "purchaser", "evaluator", "contact", "administrator")
NOT_COMPARED = {MARK, "csrfmiddlewaretoken", "unsaved", "once"}


def places_with_forms():
    """Names of the pages that show a form again, each with who may send it."""
    found, rows = every_place(), read_table()
    return [
        (name, sender)
        for name, place in sorted(found.items())
        if getattr(place.view, "shows_typed", False) and name in rows
        for sender in [next((role for role in SENDERS if rows[name][role] == 200), None)]
        if sender
    ]


def lost_on(client, address):
    """Send a page's form filled in after the session ended and sign in again; return what is not there then, or why."""
    page = client.get(address)
    forms = forms_of(page, to=address) if page.status_code == 200 else []
    if not forms:
        return None
    sent = filled_in(forms[0])
    session = client.cookies.pop(settings.SESSION_COOKIE_NAME)
    answer = client.post(address, sent)
    client.cookies[settings.SESSION_COOKIE_NAME] = session.value
    if answer.status_code != 302:
        return f"answers {answer.status_code}"
    onward = answer.url.partition("next=")[2].replace("%3F", "?").replace("%3D", "=")
    shown = client.get(onward)
    if shown.status_code != 200:
        return f"then answers {shown.status_code}"
    again = values_of(forms_of(shown, to=address)[0])
    typed = {name: [value for value in values if value.strip()] for name, values in sent.items()}
    typed = {name: values for name, values in typed.items() if values and name not in NOT_COMPARED}
    return {name: (values, again.get(name)) for name, values in typed.items() if values != again.get(name)}


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_typed_is_lost_when_the_session_ends(db, part):
    world, places, lost, walked = tell_the_story(), every_place(), {}, set()
    clients = {}
    for role in SENDERS:
        clients[role] = Client()
        clients[role].force_login(world.cast[role])
    done_before = Activity.objects.count()
    for name, sender in places_with_forms()[part::PARTS]:
        address = address_of(places[name], partnership_of(name, world))
        missing = lost_on(clients[sender], address) if address else None
        if missing is not None:
            walked.add(name.partition("@")[0])
        if missing:
            lost[f"{name} as {sender}"] = missing
    assert lost == {}
    # Showing a form again carries nothing out. Who opens a bid again sees its price, and that is noted.
    assert Activity.objects.exclude(verb=REOPENED).count() == done_before
    assert len(walked) > 20
