"""A large directory and many partnerships, to see how the product bears them. All of it is fictional.

Each partnership is started and funded by the operations people use; how far it has come since is written down, not walked.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from django.db.models import F

from partnerships.funding.operations import add_cost, add_line
from partnerships.imports.operations import apply_import, same_file_in_force, start_import, work_on_import
from partnerships.models import (
    Area,
    Organisation,
    Partnership,
    PartnershipRole,
    Period,
    RegisterImport,
    Role,
    Service,
    Spell,
    User,
)
from partnerships.organisations.operations import keep_words
from partnerships.partners.operations import join
from partnerships.roles.operations import take_on
from partnerships.starting.operations import start
from psp.core.dates import add_months, first_day_of_month
from psp.core.work import WorkState
from psp.demo.acts import people as acts
from psp.demo.days import Days, moment
from psp.demo.large_register import PLACES, register_file

COUNCILS = 8
OFFICERS = 8
# State, how often it comes up, and how many months ago design began.
STAGES = (("design", 30, (1, 8)), ("pilot", 40, (11, 30)), ("evaluation", 15, (35, 39)), ("tender", 15, (41, 46)))
BEGUN_PERIODS = {"design": 1, "pilot": 2, "evaluation": 3, "tender": 4}
PARTNERS = 3
LARGE = "large-register.csv"


def people(days: Days) -> tuple[User, list[User], list[User]]:
    """Return an administrator, officers and purchasers, made where they are missing; each purchaser has a council."""
    ada = _person("Ada of Many", "ada", Role.ADMINISTRATOR)
    officers = [_person(f"Officer {n}", f"officer{n}", Role.DEVELOPMENT_OFFICER) for n in range(1, OFFICERS + 1)]
    purchasers = []
    for number, place in enumerate(PLACES[:COUNCILS], start=1):
        council, is_new = Organisation.objects.get_or_create(
            name=f"{place} Council (many)", kind="council", is_demo=True
        )
        if is_new:
            keep_words([council])
        purchaser = _person(f"Purchaser {number}", f"purchaser{number}", Role.COUNCIL_PURCHASER)
        if not purchaser.memberships.filter(organisation=council).exists():
            acts.join(purchaser, council, job_title="", ada=ada, at=days.now)
        purchasers.append(purchaser)
    return ada, officers, purchasers


def _person(name: str, short: str, role: str) -> User:
    made, is_new = User.objects.get_or_create(
        email=f"{short}@many.example.org", defaults={"name": name, "role": role, "is_demo": True}
    )
    if is_new:
        made.set_unusable_password()
        made.save()
    return made


def directory(count: int, *, seed: int, by: User, days: Days) -> RegisterImport:
    """Import a register of this many made-up charities as an administrator does: read, preview, apply."""
    started = start_import(register="oscr", file=register_file(count, seed=seed), name=LARGE, by=by, at=days.now)
    work_on_import(import_id=started.pk, now=lambda: days.now)
    started.refresh_from_db()
    if same_file_in_force(started, close_gone=False):
        return started
    apply_import(register_import=started, close_gone=False, by=by, at=days.now)
    work_on_import(import_id=started.pk, now=lambda: days.now)
    started.refresh_from_db()
    if started.state != WorkState.DONE:
        raise RuntimeError(f"The register was not applied: {started.error or started.state}")
    Organisation.objects.filter(charity_number__in=started.rows.values("charity_number")).update(is_demo=True)
    return started


def partnerships(count: int, *, seed: int, officers: list[User], purchasers: list[User], days: Days) -> None:
    """Bring the number of these partnerships up to ``count``; needs a directory to take partners from."""
    random = Random(seed)  # noqa: S311 it draws examples, not secrets
    charities = list(Organisation.objects.third_sector().current().filter(is_demo=True).order_by("pk")[:500])
    areas, services = list(Area.objects.all()), list(Service.objects.all())
    there = set(Partnership.objects.filter(is_demo=True).values_list("name", flat=True))
    for number, name in enumerate(_names(count)):
        state, _weight, (least, most) = random.choices(STAGES, [weight for _, weight, _ in STAGES])[0]
        began_on = add_months(first_day_of_month(days.today), -random.randint(least, most))
        partners = random.sample(charities, PARTNERS)
        area, service = random.choice(areas), random.choice(services)
        if name in there:
            continue
        purchaser = purchasers[number % len(purchasers)]
        started = start(
            name=name,
            need="Made up to see how the service bears many partnerships.",
            service=service,
            area=area,
            lead_public=Organisation.objects.get(memberships__person=purchaser),
            lead_third_sector=partners[0],
            leader=officers[number % len(officers)],
            planned_from="design",
            on=began_on,
            by=officers[number % len(officers)],
            at=moment(began_on),
        )
        _fill(started, partners[1:], purchaser, began_on)
        _bring_to(started, state, began_on)


def _names(count: int) -> Iterator[str]:
    return (f"{PLACES[number % len(PLACES)]} partnership {number + 1} of many" for number in range(count))


def _fill(partnership: Partnership, partners: list[Organisation], purchaser: User, began_on: date) -> None:
    at = moment(began_on, 11)
    leader = partnership.roles.get(role=PartnershipRole.LEADER).person
    take_on(partnership=partnership, by=purchaser, at=at)
    for partner in partners:
        join(partnership=partnership, organisation=partner, role="partner", joined_on=began_on, by=leader, at=at)
    lasts = {"starts_on": began_on, "ends_on": add_months(began_on, 36) - timedelta(days=1)}
    for head in ("development", "vision", "administration"):
        money = {"source_name": "A made-up fund", "kind": "grant", "status": "secured", "amount": Decimal(60_000)}
        add_line(partnership=partnership, head=head, paid="once", by=leader, at=at, **money, **lasts)
    add_cost(
        partnership=partnership,
        what="Development officer",
        head="development",
        monthly=Decimal(4_000),
        first_month=began_on,
        last_month=add_months(began_on, 44),
        by=leader,
        at=at,
    )


def _bring_to(partnership: Partnership, state: str, began_on: date) -> None:
    """Let a partnership stand where it would by its plan, its earlier periods over and its latest spell open."""
    begun = BEGUN_PERIODS[state]
    partnership.periods.filter(position__lte=begun).update(began_on=F("starts_on"))
    partnership.periods.filter(position__lt=begun).update(over_on=F("until"))
    periods = list(Period.objects.filter(partnership=partnership, position__lte=begun).order_by("position"))
    partnership.milestones.filter(period__position__lt=begun).update(done_on=F("planned_on"))
    partnership.spells.all().delete()
    Spell.objects.bulk_create(
        Spell(partnership=partnership, state=name, began_on=period.starts_on, ended_on=period.over_on)
        for name, period in zip(BEGUN_PERIODS, periods, strict=False)
    )
    Partnership.objects.filter(pk=partnership.pk).update(state=state, is_demo=True)
