"""Hostile input never makes a fault: every address, form and parameter of the product, by several people, from a fixed seed.

What is sent is carried out inside a transaction that is rolled back, so that each request meets the same world.
"""

import re
import traceback
import zlib
from collections import Counter

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from psp.core import sealed_rows
from tests.architecture.access_table import every_place, partnership_of, read_table
from tests.factories.addresses import address_of
from tests.factories.hostile import ODD_BODIES, Attacker, encoded, parameters_of
from tests.factories.pages import filled_in, forms_of, values_of
from tests.factories.world import tell_the_story

SEED = 20270603
SENDERS = ("leader", "purchaser", "evaluator", "contact", "administrator")
URLENCODED = "application/x-www-form-urlencoded"
PARTS = 4
# Addresses of what reads sealed rows: tenders, contingency plans, mails, and forms that were kept.
WITH_SEALS = re.compile(r"tender|contingency|readiness|outbox|mail|unsaved|^$")
# Of each page and each form: more finds more, and takes longer.
READS, SENDS, MOST_FORMS = 1, 2, 2


@pytest.fixture(autouse=True)
def _histories_are_locked_first():
    """Every request runs inside a transaction of the test here, so what one locks says nothing of the next."""


class Fuzz:
    """Sends requests as one person and keeps those that ended in a fault."""

    def __init__(self, person, attacker):
        self.client, self.attacker, self.faults, self.sent = Client(), attacker, [], 0
        if person is not None:
            self.client.force_login(person)

    def ask(self, method, address, **sent):
        """Send a request, undo what it did, and return the answer; None where it ended in a fault."""
        self.sent += 1
        try:
            with transaction.atomic():
                answer = self.client.generic(method, address, **sent)
                if answer.streaming:
                    b"".join(answer.streaming_content)
                transaction.set_rollback(True)
        except Exception as fault:
            where = traceback.extract_tb(fault.__traceback__)[-1]
            self.faults.append(
                f"{method} {address[:150]} {str(sent)[:600]}: {fault!r:.300} in {where.filename}:{where.lineno}"
            )
            return None
        if answer.status_code >= 500:
            self.faults.append(f"{method} {address[:150]} {str(sent)[:600]}: {answer.status_code}")
        return answer

    def read(self, path, rounds):
        """Ask a page as it is, then with hostile parameters, then at hostile addresses; return it as it is."""
        page = self.ask("GET", path)
        if page is None or page.streaming:
            return None
        is_page = page.status_code == 200 and page["Content-Type"].startswith("text/html")
        known = parameters_of(page, path) if is_page else dict.fromkeys(("next", "page", "q"), "")
        for _number in range(rounds):
            make = self.attacker.random.choice((self.attacker.some_of, self.attacker.all_of))
            self.ask("GET", f"{path}?{encoded(make(known))}")
        if (elsewhere := self.attacker.address(path)) is not None:
            self.ask("GET", elsewhere)
        return page if is_page else None

    def send(self, path, form, rounds):
        """Send a form with hostile values, and a body no form makes."""
        own, typed = values_of(form), filled_in(form)
        buttons = {f["name"]: f.get("value", "") for f in form["fields"] if f["type"] == "submit" and f.get("name")}
        for number in range(rounds):
            make = self.attacker.random.choice((self.attacker.some_of, self.attacker.all_of))
            values = dict(typed if number % 2 else own)
            if buttons and self.attacker.random.random() < 0.3:
                name = self.attacker.random.choice(list(buttons))
                values[name] = buttons[name]
            self.ask("POST", path, data=encoded(make(values)).encode(), content_type=URLENCODED)
        if self.attacker.random.random() < 0.3:
            content_type, body = self.attacker.random.choice(ODD_BODIES)
            self.ask("POST", path, data=body, content_type=content_type)


def fuzz_page(fuzz, path, *, reads, sends):
    page = fuzz.read(path, reads)
    forms = forms_of(page) if page is not None else []
    for form in forms[:MOST_FORMS]:
        action = form["action"] or path
        if action.startswith("/"):
            fuzz.send(action.partition("?")[0], form, sends)
    if not forms:
        fuzz.send(path, {"fields": []}, 1)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_address_and_no_form_ends_in_a_fault(db, part):
    world, table, places = tell_the_story(), read_table(), every_place()
    faults, sent = [], 0
    # The same pages with a tender whose bids are sealed are left to the test of sealed rows.
    for name in sorted(name for name in places if "@" not in name)[part::PARTS]:
        address = address_of(places[name], partnership_of(name, world))
        if address is None:
            continue
        row = table.get(name, {})
        may = [role for role in SENDERS if row.get(role) in {200, 302, 405}]
        # The same requests whatever else is tested.
        attacker = Attacker(SEED + zlib.crc32(name.encode()))
        roles = [attacker.random.choice(may)] if may else []
        roles += [None] if row.get("anonymous") == 200 else []
        for role in roles:
            fuzz = Fuzz(world.cast[role] if role else None, attacker)
            fuzz_page(fuzz, address, reads=READS, sends=SENDS)
            faults += [f"{name} as {role}: {fault}" for fault in fuzz.faults]
            sent += fuzz.sent
    assert "\n\n".join(faults) == ""
    assert sent > 200


def test_no_page_of_the_admin_ends_in_a_fault(db):
    world = tell_the_story()
    administrator = world.cast["administrator"]
    request = RequestFactory().get("/")
    request.user = administrator
    fuzz = Fuzz(administrator, Attacker(SEED))
    for model, page in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        changelist = reverse(f"{name}_changelist")
        filters = {field if isinstance(field, str) else field[0] for field in page.get_list_filter(request)}
        known = dict.fromkeys([f"{field}__exact" for field in filters], "") | dict.fromkeys(
            ("q", "o", "p", "all", "e"), ""
        )
        if page.date_hierarchy:
            known |= dict.fromkeys([f"{page.date_hierarchy}__{unit}" for unit in ("year", "month", "day", "gte")], "1")
        fuzz.ask("GET", f"{changelist}?{encoded(fuzz.attacker.all_of(known))}")
        fuzz.ask(
            "POST",
            changelist,
            data=encoded(fuzz.attacker.all_of({"action": "", "_selected_action": ""})).encode(),
            content_type=URLENCODED,
        )
        fuzz.ask("GET", f"{changelist}{fuzz.attacker.random.choice(('9' * 30, '%00', 'abc', '-1'))}/change/")
        newest = page.get_queryset(request).order_by("pk").last()
        if newest is not None and page.has_change_permission(request):
            fuzz_page(fuzz, reverse(f"{name}_change", args=[newest.pk]), reads=READS, sends=1)
        if page.has_add_permission(request):
            fuzz_page(fuzz, reverse(f"{name}_add"), reads=0, sends=SENDS)
    assert "\n\n".join(fuzz.faults) == ""
    assert fuzz.sent > 150


COOKIES = (
    'sessionid="\\000aaaaaaaaaaaa"',
    "sessionid=" + "a" * 4_000,
    'csrftoken="\\000"',
    'psp_unsaved="\\000"',
    "sessionid=\xed\xa0\x80aaaaaa",
    "=;;=",
)


@pytest.mark.parametrize("cookie", COOKIES)
def test_no_cookie_ends_in_a_fault(db, cookie):
    for path in ("/", reverse("account_login"), reverse("help")):
        assert Client().get(path, HTTP_COOKIE=cookie).status_code < 500
        assert Client().post(path, {"next": "/"}, HTTP_COOKIE=cookie).status_code < 500


@pytest.mark.once
def test_altered_sealed_rows_end_in_words(db):
    world, table, faults, answers = tell_the_story(), read_table(), [], Counter()
    for known in sealed_rows.fields():
        known.rows().update(**{known.field: "gAAAAA-altered"})
    for name, place in sorted(every_place().items()):
        if not name.endswith("@sealed") and not WITH_SEALS.search(place.route):
            continue
        role = next(
            (role for role in ("purchaser", "evaluator", "leader") if table.get(name, {}).get(role) == 200), None
        )
        address = role and address_of(place, partnership_of(name, world))
        if not address:
            continue
        fuzz = Fuzz(world.cast[role], Attacker(SEED))
        for method, sent in (("GET", {}), ("POST", {"data": b"once=a", "content_type": URLENCODED})):
            answer = fuzz.ask(method, address, **sent)
            answers[answer.status_code if answer is not None else None] += 1
        faults += [f"{name} as {role}: {fault}" for fault in fuzz.faults]
    assert "\n\n".join(faults) == ""
    assert answers[409] > 10
