"""Fill a database of this size and time what people wait for; print it as JSON. ``python -m bench`` runs it twice.

usage: python -m bench.measure ORGANISATIONS PARTNERSHIPS [--jobs]; with --jobs, the background work is timed too.
"""

import argparse
import json
import logging
import statistics
import sys
import time

import django
from django.conf import settings

django.setup()

from django.core.cache import cache  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from partnerships.lifecycle.queries import _facts_on  # noqa: E402
from partnerships.models import Partnership, Report  # noqa: E402
from partnerships.reminders.operations import sweep_reminders  # noqa: E402
from partnerships.reports.operations import ask_for_report, make_report  # noqa: E402
from psp.core import reference, reports  # noqa: E402
from psp.demo import large  # noqa: E402
from psp.demo.days import Days  # noqa: E402

SEED = 2026
ROUNDS, WARM, FIRST_ROUNDS = 40, 5, 7


def seconds(work):
    """Run a piece of work; return how many seconds it took."""
    begun = time.perf_counter()
    work()
    return round(time.perf_counter() - begun, 2)


def fill(organisations, partnerships):
    """Make the data; return who looks at it and how long the import of the register took."""
    reference.load_all()
    days = Days(timezone.now())
    ada, officers, purchasers = large.people(days)
    imported = seconds(lambda: large.directory(organisations, seed=SEED, by=ada, days=days))
    with transaction.atomic():
        large.partnerships(partnerships, seed=SEED, officers=officers, purchasers=purchasers, days=days)
    return ada, officers[0], imported


def addresses(ada, officer):
    """Name each page with its address and who opens it: lists as the administrator, who sees every partnership."""
    one = Partnership.objects.filter(roles__person=officer, roles__role="leader", state="pilot").order_by("pk").first()
    return {
        "bare": ("/bare/", ada),
        "home": ("/", officer),
        "partnership_list": ("/partnerships/", ada),
        "overview": (f"/partnerships/{one.pk}/", officer),
        "timeline": (f"/partnerships/{one.pk}/timeline/", officer),
        "directory_search": ("/organisations/?name=carers", officer),
    }


def signed_in(person):
    client = Client(headers={"host": "localhost"})
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def time_pages(pages):
    """Open every page in turn, many times over; return the median in milliseconds and the queries of each.

    Beside them what the first to open a page waits for after something was done, when nothing of it is kept.
    """
    clients = {person.pk: signed_in(person) for _address, person in pages.values()}
    times, queries, first = {name: [] for name in pages}, {}, {}
    for turn in range(ROUNDS + WARM):
        for name, (address, person) in pages.items():
            client = clients[person.pk]
            begun = time.perf_counter()
            answer = client.get(address)
            took = time.perf_counter() - begun
            if answer.status_code != 200:
                sys.exit(f"{address} answers {answer.status_code}")
            if turn >= WARM:
                times[name].append(took * 1000)
    for name, (address, person) in pages.items():
        with CaptureQueriesContext(connection) as seen:
            clients[person.pk].get(address)
        queries[name] = len(seen)
    for name, (address, person) in pages.items():
        took = []
        for _turn in range(FIRST_ROUNDS):
            cache.clear()
            _facts_on.cache_clear()
            with CaptureQueriesContext(connection) as seen:
                begun = time.perf_counter()
                clients[person.pk].get(address)
                took.append((time.perf_counter() - begun) * 1000)
        first[name] = {"first_ms": statistics.median(took), "first_queries": len(seen)}
    return {
        name: {"ms": statistics.median(found), "queries": queries[name]} | first[name] for name, found in times.items()
    }


def time_reports():
    """Make one report of each kind as a PDF of the demonstration's partnership that has reached its contract."""
    call_command("seed_demo", stage="contract", verbosity=0)
    partnership = Partnership.objects.get(name="Kirkton Breakfast Clubs")
    people = [role.person for role in partnership.roles.select_related("person")]
    found = {}
    for kind in reports.kinds():
        subject, person = next(
            (subject, person)
            for person in people
            for subject in kind.subjects_in(partnership.pk, person)
            if kind.subject_for(person, subject.pk)
        )
        report = ask_for_report(
            partnership=partnership, kind=kind.code, subject=subject, format="pdf", by=person, at=timezone.now()
        )
        found[kind.code] = seconds(lambda report=report: make_report(report_id=report.pk, now=timezone.now))
        report = Report.objects.get(pk=report.pk)
        if not report.is_made:
            sys.exit(f"The report {kind.code} was not made: {report.error}")
    return found


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("organisations", type=int)
    asked.add_argument("partnerships", type=int)
    asked.add_argument("--jobs", action="store_true")
    given = asked.parse_args()
    settings.ROOT_URLCONF = "bench.urls"
    logging.disable(logging.WARNING)
    ada, officer, imported = fill(given.organisations, given.partnerships)
    measured = {"pages": time_pages(addresses(ada, officer))}
    if given.jobs:
        now = timezone.now()
        measured["import_register_seconds"] = imported
        measured["reminder_sweep_seconds"] = seconds(lambda: sweep_reminders(today=timezone.localdate(), at=now))
        measured["reports"] = time_reports()
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
