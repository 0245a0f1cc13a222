"""Reads about tenders: what bidders among the partners may not see early, the clocks of a tender, who owes what."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from partnerships.models import Activity, PartnershipRole, PersonRole, User
from partnerships.public import with_places
from procurement.tenders.models import Amendment, Question, Tender, TenderDocument
from procurement.tenders.workflow import HELD_BACK_AHEAD, OPEN, State
from psp.core.dates import in_words, london_date
from psp.core.due import DueItem
from psp.core.gates import Finding
from psp.core.moments import Moment
from psp.core.notices import EVERYONE, Sight
from psp.core.records import in_words_today


def current_tender(partnership: Any, user: Any, *, at: datetime) -> Tender | None:
    """Return the partnership's tender that is not concluded or cancelled, or None, and whether its papers are shown.

    One query.
    """
    tender: Tender | None = partnership.tenders.open().with_papers_shown(user, at).first()
    return tender.stand_as_of(at) if tender else None


def earlier_tenders(partnership: Any) -> QuerySet[Tender]:
    """List the partnership's tenders that are concluded or cancelled, the newest first."""
    return partnership.tenders.exclude(state__in=OPEN)


def questions_shown(tender: Tender, user: Any) -> QuerySet[Question]:
    """List the quality questions a person may read: all of them once published, before that for those who prepare it."""
    return Question.objects.visible_to(user).filter(tender=tender)


def documents_shown(tender: Tender, user: Any) -> QuerySet[TenderDocument]:
    """List the tender's documents a person may see: the published ones, and the others for those who prepare it."""
    rows = TenderDocument.objects.visible_to(user).filter(tender=tender)
    return rows.select_related("document__partnership", "tender", "version_given__document__partnership")


@dataclass(frozen=True, slots=True)
class Clock:
    """One date of a tender that people watch; ``value`` may be an aware datetime, read as a deadline.

    A planned one can still change: it is no fact yet. One that has happened is no next step, even on its day.
    """

    label: str
    value: date | None
    is_planned: bool = False
    has_happened: bool = False

    @property
    def words(self) -> str:
        """The label, saying so of a date that is only planned."""
        return _("{label} (planned)").format(label=self.label) if self.is_planned else str(self.label)

    @property
    def moment(self) -> Moment | None:
        """The day, with its time where it has one; None where it is not set."""
        return Moment.of(self.value) if self.value else None

    @property
    def day(self) -> date | None:
        """The day in London."""
        return self.moment.day if self.moment else None

    @property
    def time(self) -> str:
        """The time of day in words; "" where only a day is set."""
        return self.moment.clock_words if self.moment else ""


def announced_award(tender: Tender) -> Any | None:
    """Return the tender's award once every bidder has been told of it, or None. One query after the award, none before."""
    if tender.state not in {State.STANDSTILL, State.CONCLUDED, State.CANCELLED}:
        return None
    award = getattr(tender, "award", None)
    return award if award and award.standstill_ends_on else None


def clocks(tender: Tender, award: Any | None = None, *, at: datetime) -> list[Clock]:
    """List the dates of a tender in their order; with its ``award``, the days on which it happened.

    Until the tender is out all of them are planned; until the award what follows it is.
    """
    contract = getattr(award, "contract", None) if award else None
    ahead = not tender.is_out_at(at)
    return [
        Clock(_("Notice"), tender.notice_on, ahead, has_happened=not ahead),
        Clock(_("Questions close"), tender.questions_close_on, ahead),
        Clock(_("Deadline for bids"), tender.submission_deadline, ahead),
        Clock(_("Award decided"), london_date(award.decided_at), has_happened=True)
        if award
        else Clock(_("Award decision"), tender.decision_on, is_planned=True),
        *([Clock(_("Last bidder notified"), award.last_notice_on, has_happened=True)] if award else []),
        Clock(_("Standstill ends"), award.standstill_ends_on if award else tender.standstill_ends_on, not award),
        Clock(_("Contract starts"), contract.starts_on if contract else tender.contract_starts_on, not contract),
    ]


def next_clock(tender: Tender, *, at: datetime) -> Clock | None:
    """Return the first date of a tender that is today or later; None where there is none or the tender is over.

    What holds the contract up after the decision comes first, without a day: bidders to be notified, a challenge.
    """
    if tender.state in {State.CONCLUDED, State.CANCELLED}:
        return None
    award = announced_award(tender)
    if tender.state == State.STANDSTILL and award is None:
        return Clock(_("Every bidder is notified; the standstill begins with the last notice"), None)
    if award is not None and award.is_challenged:
        return Clock(_("The challenge to the award is settled; the contract is not signed before"), None)
    ahead = (clock for clock in clocks(tender, award, at=at) if not clock.has_happened)
    return next((clock for clock in ahead if clock.day and clock.day >= london_date(at)), None)


def amendments_of(tender: Tender) -> list[tuple[Amendment, list[str]]]:
    """List what was amended after publication, the latest first, each with a line for everything that changed. One query."""
    labels = {field.name: str(field.verbose_name).capitalize() for field in Tender._meta.concrete_fields}
    words = _("{label}: {before} moved to {after}")

    def line(name: str, before: str, after: str) -> str:
        if name == "document":
            return _("{before} was replaced by {after}").format(before=before, after=after)
        return words.format(label=labels.get(name, name), before=_day_words(before), after=_day_words(after))

    return [
        (amendment, [line(name, *change) for name, change in amendment.changes.items()])
        for amendment in tender.amendments.select_related("made_by")
    ]


def _day_words(text: str | None) -> str:
    return in_words_today(text) or _("no date")


def purchasers_of(partnership: Any) -> list[str]:
    """Name the people who purchase for the partnership, from the prefetched roles where there are any."""
    return [
        role.person.name
        for role in partnership.roles.all()
        if role.role == PartnershipRole.PURCHASER and role.person.is_active
    ]


def people_with(partnership: Any, *roles: str) -> list[int]:
    """List the ids of the active people with one of the roles in a partnership, or with any role. One query."""
    rows = PersonRole.objects.filter(partnership=partnership, person__is_active=True)
    if roles:
        rows = rows.filter(role__in=roles)
    return list(rows.order_by("person").values_list("person", flat=True).distinct())


def people_who(may: Callable[[Any, Any], bool], record: Any, *roles: str) -> list[int]:
    """List the ids of the active people with one of the roles in a record's partnership for whom a rule holds.

    ``may`` is asked of the person and the record. Four queries, and what the rule asks.
    """
    named = people_with(record if record._meta.model_name == "partnership" else record.partnership, *roles)
    people = with_places(User.objects.filter(pk__in=named).order_by("pk") if named else ())
    return [person.pk for person in people if may(person, record)]


# Pages of a tender that not everyone in its partnership may open, and who may (``psp.core.notices.sights``).
SIGHTS = {
    "publish_tender": "preparers",
    "withdraw_publication": "preparers",
    "amend_tender": "preparers",
    "bids": "handlers",
    "open_bids": "handlers",
    "close_scoring": "handlers",
    "close_moderation": "handlers",
    "award_tender": "handlers",
    "declare_interests": "bids",
    "evaluators": "bids",
    "scoring": "bids",
    "moderation": "scores",
    "result": "result",
    "draw": "result",
    "award": "award",
}


def scheduled_words(tender: Tender) -> str:
    """Say that a scheduled tender is not changed, and what to do."""
    words = _("Its publication is scheduled for {day}. Withdraw it before you change anything.")
    return words.format(day=in_words(tender.published_at) if tender.published_at else _("no date"))


def needs_withdrawal(tender: Tender, finding: Finding) -> bool:
    """Whether what is missing is part of a scheduled tender itself: nobody adds it unless the publication is withdrawn.

    What is missing elsewhere, in the register of prior involvement say, is added while the publication waits.
    """
    return finding.gap is not None and finding.gap.mend.startswith(tender.get_absolute_url())


def gaps_while_waiting(tender: Tender, findings: Collection[Finding], *, page: str = "") -> list[Finding]:
    """Return the findings of a scheduled tender's gate: what needs the publication withdrawn leads to that page, "" for nowhere."""
    mend = tender.url(page) if page else ""
    return [
        replace(finding, gap=replace(finding.gap, mend=mend))
        if finding.gap and needs_withdrawal(tender, finding)
        else finding
        for finding in findings
    ]


def what_gaps_do(tender: Tender, findings: Collection[Finding]) -> str:
    """Say what becomes of a scheduled publication if what its gate finds missing stays as it is; "" where nothing is missing.

    And where it cannot be added while the publication is scheduled, that it has to be withdrawn first.
    """
    words = _what_follows(findings)
    if words and any(needs_withdrawal(tender, finding) for finding in findings if finding.is_open):
        return _("{follows} Withdraw it before you change the tender itself.").format(follows=words)
    return words


def _what_follows(findings: Collection[Finding]) -> str:
    if any(finding.holds_back for finding in findings):
        minutes = HELD_BACK_AHEAD // timedelta(minutes=1)
        words = _("If it is still missing {minutes} minutes before, the publication is stopped.")
        return words.format(minutes=minutes)
    if any(finding.is_open for finding in findings):
        return _("The tender becomes public all the same, unless you withdraw the publication.")
    return ""


def sight_of(tender: Tender, page: str) -> Sight:
    """Say to whom a notice about one of a tender's pages is open."""
    code = SIGHTS.get(page, "")
    return Sight(code, tender.pk) if code else EVERYONE


def due_of_tender(
    kind: str, tender: Tender, title: str, day: date, people: tuple[int, ...], leaders: tuple[int, ...], **more: Any
) -> DueItem:
    """Make a due item of a tender. ``page`` names where it is done, the tender's summary where left out; ``title`` takes
    ``{tender}`` and ``words``.

    What is confidential is open to those who handle the bids, and where its page says so to those who evaluate them or who
    prepare the tender.
    """
    page = more.pop("page", "tender")
    if more.get("is_confidential"):
        more["sight"] = Sight(SIGHTS.get(page, "handlers"), tender.pk)
    return DueItem(
        kind=kind,
        key=f"{kind}:{tender.pk}",
        title=title.format(tender=tender.title, **more.pop("words", {})),
        due_on=day,
        url=tender.url(page),
        partnership_id=tender.partnership_id,
        partnership=tender.partnership.name,
        people=people,
        leaders=leaders,
        **more,
    )


def owed(
    rows: QuerySet[Any],
    *,
    may: Callable[[Any, Any], bool],
    roles: Collection[str] = (PartnershipRole.PURCHASER,),
    person_id: int | None = None,
    outlives_stop: bool = False,
) -> Iterator[tuple[Any, tuple[int, ...], tuple[int, ...]]]:
    """Read records of partnerships together with everybody who may do what is owed, as the rule itself says.

    ``may`` is the rule, asked of each active person with one of the ``roles`` there and of the record. Yields (record, ids of
    those for whom it holds, ids of the leaders). With ``person_id``, only what that person owes. Nothing is owed to a
    partnership that stopped, unless it ``outlives_stop``. Four queries, and what the rule asks.
    """
    if not outlives_stop:
        rows = rows.exclude(partnership__state="stopped")
    if person_id is not None:
        held = PersonRole.objects.filter(person=person_id, role__in=roles)
        rows = rows.filter(partnership__in=held.values("partnership"))
    records = list(rows.select_related("partnership").order_by("pk"))
    named = PersonRole.objects.filter(
        partnership__in={record.partnership_id for record in records},
        role__in={*roles, PartnershipRole.LEADER},
        person__is_active=True,
    )
    places: dict[int, dict[str, set[int]]] = {}
    for partnership, role, person in named.values_list("partnership", "role", "person") if records else ():
        places.setdefault(partnership, {}).setdefault(role, set()).add(person)
    ids = {pk for held in places.values() for role in roles for pk in held.get(role, ())}
    people = {person.pk: person for person in with_places(User.objects.filter(pk__in=ids) if ids else ())}
    for record in records:
        held_here = places.get(record.partnership_id, {})
        candidates = sorted(set().union(*(held_here.get(role, set()) for role in roles)))
        owing = tuple(pk for pk in candidates if may(people[pk], record))
        if person_id is None or person_id in owing:
            yield record, owing, tuple(sorted(held_here.get(PartnershipRole.LEADER, ())))


def cancellation_of(tender: Tender) -> Activity | None:
    """Return the entry of the history that cancelled a tender, whose note is the reason; None for any other tender. One query."""
    if tender.state != State.CANCELLED:
        return None
    kind = ContentType.objects.get_for_model(tender)
    return (
        Activity.objects.select_related("actor")
        .filter(verb="tender.cancelled", target_type=kind, target_id=tender.pk)
        .first()
    )
