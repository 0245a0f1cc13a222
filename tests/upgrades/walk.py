"""Opens pages of a product as its people do, in a process with that product's settings; prints what answered as JSON.

Run by the tests here through ``Scratch.ask``: the suite's own process has another database.
"""

import hashlib
import json
import random
import sys

from django.conf import settings
from django.contrib import admin
from django.test import Client, override_settings
from django.urls import reverse

from partnerships.models import DocumentVersion, Partnership, PersonRole, User
from procurement.models import Bid
from psp.backup.schema import applied_migrations, last_key_of, models_at
from tests.factories.addresses import address_of, places

# The pages are looked at as they are sent, without the style sheets a set-up would collect.
PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
override_settings(STORAGES=settings.STORAGES | PLAIN).enable()
HOST = {"headers": {"host": "localhost"}}


def _client():
    return Client(**HOST, raise_request_exception=False)


def bad_pages(share=1.0):
    """Open every address for a leader and a purchaser, and every list and first record of the administration.

    ``share`` opens only so many of the addresses, the same ones each time. Returns those that answer with a fault.
    """
    chosen, bad, opened = random.Random(7), [], 0
    named = [place for place in places() if place.name not in {"account_logout"} and chosen.random() <= share]
    for partnership in Partnership.objects.order_by("pk"):
        for role in ("leader", "purchaser"):
            held = PersonRole.objects.filter(partnership=partnership, role=role).first()
            if held is None or not partnership.members.filter(role="lead_third_sector").exists():
                continue
            client = _client()
            client.force_login(held.person)
            for place in named:
                if (address := address_of(place, partnership)) is not None:
                    status = client.get(address).status_code
                    opened += 1
                    if status >= 500:
                        bad.append(f"{place.name} of {partnership}: {status}")
    client = _client()
    client.force_login(User.objects.filter(role="administrator").first())
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pages = [reverse(f"{name}_changelist")]
        if (row := model._default_manager.first()) is not None:
            pages.append(reverse(f"{name}_change", args=[row.pk]))
        for page in pages:
            opened += 1
            if (status := client.get(page).status_code) >= 500:
                bad.append(f"{page}: {status}")
    return {"bad": bad, "opened": opened}


def sign_in_and_read():
    """Sign in with a password, open a page, download a document and look at the row of a sealed bid."""
    purchaser = User.objects.get(email="pat@example.org")
    client = _client()
    sent = {"login": purchaser.email, "password": settings.DEMO_PASSWORD}
    signed_in = client.post(reverse("account_login"), sent, follow=True)
    version = DocumentVersion.objects.filter(document__in=purchaser_documents(purchaser)).first()
    page = client.get(version.document.get_absolute_url())
    file = client.get(version.url)
    content = b"".join(file.streaming_content)
    administrator = _client()
    administrator.force_login(User.objects.filter(role="administrator").first())
    bid = Bid.objects.exclude(sealed_price="").first()
    row = administrator.get(reverse("admin:procurement_bid_change", args=[bid.pk]))
    return {
        "signed in": signed_in.status_code == 200 and purchaser.name.split()[0] in signed_in.content.decode(),
        "page": page.status_code,
        "document": hashlib.sha256(content).hexdigest() == version.sha256,
        "bid": row.status_code == 200 and bid.receipt in row.content.decode(),
    }


def purchaser_documents(person):
    from partnerships.models import Document

    return Document.objects.visible_to(person)


def last_keys():
    """Return the last key of every sequence by table."""
    return {model._meta.label_lower: last_key_of(model) for model in models_at(applied_migrations())}


def say(found):
    sys.stdout.write(json.dumps(found) + "\n")
