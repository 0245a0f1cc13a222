"""A partnership of the demonstration while its story is told: who acts, and on which day."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from partnerships.documents.operations import add_document
from partnerships.models import Area, Document, Partnership, PartnershipRole, Service, User
from partnerships.partners.operations import add_partner, edit_partner
from partnerships.roles.operations import take_on
from partnerships.starting.operations import start
from psp.core.dates import add_months
from psp.demo import files
from psp.demo.acts.people import take_offered_role
from psp.demo.cast import Cast
from psp.demo.days import moment


@dataclass(slots=True)
class Story:
    """Days are told as months and days since design began; none lies ahead of the day the story is told."""

    cast: Cast
    partnership: Partnership
    began_on: date
    leader: User
    purchaser: User
    council: str
    documents: dict[str, Document] = field(default_factory=dict)

    def on(self, months: int, days: int = 0) -> date:
        """Return the day some months and days after design began."""
        return add_months(self.began_on, months) + timedelta(days=days)

    def at(self, months: int, days: int = 0, hour: int = 10) -> datetime:
        """Return a moment of that day."""
        return moment(self.on(months, days), hour)

    def person(self, name: str) -> User:
        return self.cast.person(name)

    def partner(self, name: str, *, months: int, days: int = 0, role: str = "partner", **fields: Any) -> None:
        """Let another organisation join."""
        add_partner(
            partnership=self.partnership,
            organisation=self.cast.organisation(name),
            role=role,
            joined_on=self.on(months, days),
            by=self.leader,
            at=self.at(months, days),
            **fields,
        )

    def bidder(self, name: str, brings: str, *, months: int, days: int = 0) -> None:
        """Record that a partner may bid in the tender, and what it brings."""
        member = self.partnership.members.get(organisation=self.cast.organisation(name))
        edit_partner(
            member=member,
            changes={"may_bid": True, "brings": brings},
            expected_version=member.version,
            by=self.leader,
            at=self.at(months, days),
        )

    def role(self, person: str, role: str, *, months: int, days: int = 0, knows: str = "") -> None:
        """Let somebody take a role the purchaser offers, or the leader where it sees no bids and is not the leader's own."""
        invited = self.person(person)
        by_purchaser = role in {PartnershipRole.PURCHASER, PartnershipRole.EVALUATOR} or invited == self.leader
        by, at = self.purchaser if by_purchaser else self.leader, self.at(months, days)
        take_offered_role(self.partnership, invited, role, knows=knows, by=by, at=at)

    def document(
        self,
        name: str,
        title: str,
        *lines: str,
        kind: str,
        months: int = 0,
        days: int = 0,
        on: date | None = None,
        by: User | None = None,
    ) -> Document:
        """File a document on a day of the story, or a real one, to be found again by its short name."""
        file = files.pdf(f"{name.replace('_', '-')}.pdf", title, *lines)
        self.documents[name] = add_document(
            partnership=self.partnership,
            file=file,
            title=title,
            kind=kind,
            by=by or self.leader,
            at=moment(on) if on else self.at(months, days),
        )
        return self.documents[name]


def begin(
    cast: Cast,
    *,
    name: str,
    need: str,
    service: str,
    area: str,
    council: str,
    department: str,
    third_sector: str,
    leader: str,
    purchaser: str,
    months_ago: int,
    contract_value: int,
    funding_ends_after: int | None = None,
) -> Story | None:
    """Start a partnership whose design began some months ago; None where it is there already.

    ``funding_ends_after`` counts months from then. The leader starts it; a purchaser of the council takes it on.
    """
    if Partnership.objects.filter(name=name).exists():
        return None
    began_on = cast.days.month(-months_ago)
    at = moment(began_on)
    partnership = start(
        name=name,
        need=need,
        service=Service.objects.get(code=service),
        area=Area.objects.get(name=area),
        lead_public=cast.organisation(council),
        lead_third_sector=cast.organisation(third_sector),
        leader=cast.person(leader),
        planned_from="design",
        on=began_on,
        purchasing_department=cast.department(council, department),
        funding_ends_on=add_months(began_on, funding_ends_after) if funding_ends_after else None,
        by=cast.person(leader),
        at=at,
    )
    Partnership.objects.filter(pk=partnership.pk).update(is_demo=True, contract_value=contract_value)
    partnership.refresh_from_db()
    story = Story(cast, partnership, began_on, cast.person(leader), cast.person(purchaser), council)
    take_on(partnership=partnership, by=story.purchaser, at=story.at(0, 1))
    return story
