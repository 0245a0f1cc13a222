"""What happens while a service is designed: the texts and who agrees to them, users' part in it, and the gate to the pilot."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from partnerships.design.operations import agree_text, record_agreement, write_text
from partnerships.funding.operations import add_cost, add_line, add_payments
from partnerships.involvement.operations import log_involvement
from partnerships.models import DesignText, FundingLine
from partnerships.pilot.operations import add_criterion, freeze_criteria
from partnerships.public import perform
from psp.demo import files
from psp.demo.days import moment
from psp.demo.organisations import ORGANISATIONS
from psp.demo.story import Story


def write(story: Story, kind: str, *, months: int, days: int = 0, note: str = "", **words: str) -> DesignText:
    """Write the next version of a text."""
    latest = story.partnership.design_texts.filter(kind=kind, replaced_at=None).first()
    return write_text(
        partnership=story.partnership,
        kind=kind,
        based_on=latest.number if latest else 0,
        note=note,
        by=story.leader,
        at=story.at(months, days),
        **words,
    )


def agree(story: Story, text: DesignText, *, months: int, days: int = 0, but: tuple[str, ...] = ()) -> None:
    """Let the parties agree one after another, a few days apart: their own people here, others on paper."""
    people = [role.person for role in story.partnership.roles.select_related("person").order_by("pk")]
    left_out = {story.cast.organisation(name).pk for name in but}
    parties = text.parties.exclude(organisation__in=left_out).select_related("organisation", "text__partnership")
    for place, party in enumerate(parties):
        at = story.at(months, days + 3 * place, hour=14)
        own = next((person for person in people if person.belongs_to(party.organisation_id)), None)
        if own is not None:
            agree_text(party=party, by=own, at=at)
            continue
        title = f"{text.get_kind_display()}, signed by {party.organisation}"
        record_agreement(
            party=party,
            agreed_on=at.date(),
            signatory="Jean Orr",
            file=files.pdf(f"signed-{party.pk}.pdf", title, f"Version {text.number}", "Signed: Jean Orr"),
            by=story.leader,
            at=at,
        )


def involve(
    story: Story,
    title: str,
    *,
    months: int = 0,
    days: int = 0,
    on: date | None = None,
    who: str,
    number: int,
    level: str,
    said: str,
    done: str = "",
) -> None:
    """Log an occasion on which users were told, asked or took part, the day after it was held."""
    held_on = on or story.on(months, days)
    log_involvement(
        partnership=story.partnership,
        by=story.leader,
        at=moment(held_on + timedelta(days=1), 9),
        title=title,
        held_on=held_on,
        who=who,
        number=number,
        level=level,
        said=said,
        done=done,
    )


def fund(
    story: Story,
    source: str,
    monthly: int,
    *,
    head: str,
    months: int,
    first: int,
    last: int,
    paid: str = "quarter",
    **more: Any,
) -> FundingLine:
    """Add a source that pays for so much a month, from the start of one month of the story to the end of the one before another."""
    organisation = story.cast.organisation(source) if source in ORGANISATIONS else None
    return add_line(
        partnership=story.partnership,
        by=story.leader,
        at=story.at(months),
        organisation=organisation,
        source_name="" if organisation else source,
        amount=Decimal(monthly) * (last - first),
        head=head,
        paid=paid,
        starts_on=story.on(first),
        ends_on=story.on(last, -1),
        **{"kind": "grant", "status": "secured"} | more,
    )


def pay(story: Story, line: FundingLine, *payments: tuple[str, int, int]) -> None:
    """List payments of a line: which way, in which month of the story, how much."""
    for direction, month, amount in payments:
        add_payments(
            line=line,
            direction=direction,
            on=story.on(month),
            amount=Decimal(amount),
            by=story.leader,
            at=story.at(10, 3),
        )


def cost(story: Story, what: str, monthly: int, *, head: str, months: int, first: int, last: int) -> None:
    """Add what something costs each month, from one month of the story up to another, which is not counted."""
    add_cost(
        partnership=story.partnership,
        by=story.leader,
        at=story.at(months),
        what=what,
        head=head,
        monthly=Decimal(monthly),
        first_month=story.on(first),
        last_month=story.on(last - 1),
    )


def aim(story: Story, statement: str, indicator: str, *, months: int, due: int, target: str, **more: Any) -> None:
    """Set a success criterion."""
    fields = {"unit": "percent", "direction": "at_least", "baseline": None, "source": "Questionnaire, twice a year"}
    add_criterion(
        partnership=story.partnership,
        by=story.leader,
        at=story.at(months),
        statement=statement,
        indicator=indicator,
        target=Decimal(target),
        due_on=story.on(due),
        **fields | more,
    )


def start_pilot(story: Story, *, months: int, days: int = 0) -> None:
    """Freeze the criteria and start the pilot a week later."""
    freeze_criteria(partnership=story.partnership, by=story.leader, at=story.at(months, days - 7))
    perform(story.partnership, "start_pilot", by=story.leader, at=story.at(months, days))
