"""Brings the people and organisations of the demonstration onto the stage, each when a story first asks for it."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password

from partnerships.contacts.operations import add_contact, add_department
from partnerships.income.operations import add_income_year
from partnerships.models import Area, ClientGroup, Department, Organisation, Service, User
from partnerships.organisations.operations import add_organisation
from psp.core.dates import add_months
from psp.demo.acts.people import join
from psp.demo.days import Days, moment
from psp.demo.organisations import ORGANISATIONS, Entry
from psp.demo.people import PEOPLE

# The first things were written down this many months ago.
BEGAN = -72


class Cast:
    """People and organisations by their short names; asked for twice, they are the same."""

    def __init__(self, days: Days) -> None:
        self.days = days
        self._people: dict[str, User] = {}
        self._organisations: dict[str, Organisation] = {}

    @property
    def ada(self) -> User:
        """The administrator, who enters what nobody else may."""
        return self.person("ada")

    @cached_property
    def _password(self) -> str:
        return make_password(settings.DEMO_PASSWORD if settings.DEMO_MODE else None)

    @cached_property
    def _began_at(self) -> datetime:
        return moment(self.days.month(BEGAN))

    def person(self, name: str) -> User:
        """Return a person, who has an account and belongs to their organisations."""
        if name not in self._people:
            self.everyone([name])
        return self._people[name]

    def everyone(self, names: Iterable[str]) -> list[User]:
        """Return people in the order of their names, which is the order in which new ones get their accounts."""
        new = [name for name in names if name not in self._people]
        for name in new:
            found = User.objects.filter(email=PEOPLE[name].email, is_demo=True).first()
            self._people[name] = found or self._made(name)
        for name in new:
            self._let_join(name)
        return [self._people[name] for name in names]

    def _made(self, name: str) -> User:
        told = PEOPLE[name]
        person = User(email=told.email, name=told.name, role=told.role, is_demo=True, blurb=told.blurb)
        person.password = self._password
        person.save()
        User.objects.filter(pk=person.pk).update(joined_at=self._began_at)
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        return person

    def _let_join(self, name: str) -> None:
        person, told = self._people[name], PEOPLE[name]
        for organisation in map(self.organisation, told.of):
            if not person.memberships.filter(organisation=organisation).exists():
                join(person, organisation, job_title=told.job_title, ada=self.ada, at=self._began_at)

    def organisation(self, name: str) -> Organisation:
        """Return an organisation with its entry in the directory."""
        if name not in self._organisations:
            entry = ORGANISATIONS[name]
            found = Organisation.objects.filter(name=entry.name, is_demo=True).first()
            self._organisations[name] = found or self._entered(entry)
        return self._organisations[name]

    def _entered(self, entry: Entry) -> Organisation:
        fields: dict[str, Any] = {
            "name": entry.name,
            "kind": entry.kind,
            "about": entry.about,
            "legal_form": entry.legal_form,
            "charity_number": entry.charity_number,
            "strengths": entry.strengths,
            "identity_statement": entry.identity,
            "paid_staff": entry.paid_staff,
            "volunteers": entry.volunteers,
            "services": Service.objects.filter(code__in=entry.services),
            "client_groups": ClientGroup.objects.filter(code__in=entry.client_groups),
            "areas": Area.objects.filter(name__in=entry.areas),
        }
        at = self._began_at
        organisation = add_organisation(by=self.ada, at=at, is_another=True, **fields, **entry.others)
        Organisation.objects.filter(pk=organisation.pk).update(is_demo=True)
        organisation.is_demo = True
        self._describe(organisation, entry)
        return organisation

    def _describe(self, organisation: Organisation, entry: Entry) -> None:
        by, at = self.ada, self._began_at
        for name, does in entry.departments:
            add_department(organisation=organisation, name=name, does=does, by=by, at=at)
        if entry.contact is not None:
            name, job, email = entry.contact
            add_contact(organisation=organisation, name=name, job_title=job, email=email, by=by, at=at)
        for back, year in enumerate(entry.years()):
            year_end = self._last_march(back)
            written_at = moment(min(add_months(year_end, 5), self.days.today))
            add_income_year(organisation=organisation, year_end=year_end, by=by, at=written_at, **year)

    def _last_march(self, back: int) -> date:
        today = self.days.today
        latest = date(today.year, 3, 31)
        return add_months(latest if latest < today else add_months(latest, -12), -12 * back)

    def department(self, organisation: str, name: str) -> Department:
        """Return a department of an organisation by its name."""
        return self.organisation(organisation).departments.get(name=name)
