"""What invitations contribute to what is due: one to answer, one the organisation has to agree to, one whose mail failed."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.offers.queries import people_who_agree
from partnerships.people.models import Invitation, User
from psp.core.dates import LONDON, london_date
from psp.core.due import DueItem, source
from psp.core.notices import Sight
from psp.core.work import WorkState


@source("invitation", gettext_lazy("Invitations to answer, and what became of yours"))
def invitations_due(first: date, last: date, person_id: int | None = None) -> Iterable[DueItem]:
    """List unanswered invitations by the day they run out, owed by those who can answer; failed ones by their sender.

    Once they have run out they are over. They name no partnership: the invited person does not see it yet. Two queries,
    up to three more for each that needs a yes.
    """
    begin, end = (datetime.combine(day, time.min, LONDON) for day in (first, last + timedelta(days=1)))
    rows = Invitation.objects.unanswered().filter(expires_at__gte=begin, expires_at__lt=end)
    rows = rows.select_related("organisation", "partnership", "invited_by", "person", "mail").order_by("pk")
    if person_id is not None:
        rows = rows.filter(_concerns(person_id))
    accounts = _accounts_of(rows)
    for row in rows:
        yield from (item for item in _items(row, accounts) if person_id is None or person_id in item.people)


def _concerns(person_id: int) -> Q:
    """The condition that a person may owe an answer: narrow enough for an index, exact in ``_items``."""
    email = User.objects.filter(pk=person_id).values_list("email", flat=True).first() or ""
    own = Q(needs_yes=True, confirmed_at=None, organisation__memberships__person=person_id)
    failed = Q(invited_by=person_id, mail__state=WorkState.FAILED)
    return Q(person=person_id) | Q(person=None, email__iexact=email) | own | failed


def _accounts_of(rows: Iterable[Invitation]) -> dict[str, int]:
    """Map the addresses of invitations to people without an account then to the accounts they have now. One query."""
    emails = [row.email for row in rows if row.person_id is None]
    return dict(User.objects.active().filter(email__in=emails).values_list("email", "pk")) if emails else {}


def _items(row: Invitation, accounts: dict[str, int]) -> Iterable[DueItem]:
    said: dict[str, Any] = {"inviter": row.invited_by, "name": row.name or row.email}
    if row.waits_for_yes:
        people = people_who_agree(row).values_list("pk", flat=True)
        words = _("Agree or refuse: {inviter} invites {name} to {what}")
        yield _due(row, "yes", words.format(what=row.what_is_asked, **said), people)
        return
    if row.mail is not None and row.mail.state == WorkState.FAILED:
        yield _due(row, "mail", _("Your invitation did not reach {name}").format(**said), [row.invited_by_id])
    invited = row.person_id or accounts.get(row.email)
    if invited is not None:
        words = _("Answer the invitation of {inviter}: {what}")
        yield _due(row, "answer", words.format(what=row.what, **said), [invited])


def _due(row: Invitation, what: str, title: str, people: Iterable[int]) -> DueItem:
    last_day = london_date(row.expires_at)
    return DueItem(
        kind="invitation",
        key=f"invitation:{row.pk}:{what}",
        title=title,
        due_on=last_day,
        over_on=last_day + timedelta(days=1),
        url=row.get_absolute_url(),
        people=tuple(people),
        sight=Sight("invitation", row.pk),
    )
