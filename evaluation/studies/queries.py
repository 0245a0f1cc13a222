"""Reads about studies: lists with what they show, and the one a partnership is known by."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.sroi.queries import schedule_words
from evaluation.studies.models import Study, TimingWords
from evaluation.studies.workflow import State
from partnerships.models import PartnershipRole, PersonRole
from psp.core.figures import Figure, bulk_source, source
from psp.core.money import in_words, rounded

# Where nothing is recorded there is no figure yet, and £0.00 would be one.
NOT_YET = gettext_lazy("Not yet")


def studies_of(partnership: Any) -> QuerySet[Study]:
    """List a partnership's studies with what their rows show, the newest first. One query."""
    return Study.objects.filter(partnership=partnership).select_related("schedule", "price_index")


def shown_study(studies: Iterable[Study]) -> Study | None:
    """Choose the study a partnership is known by: the newest approved one, else the newest with a ratio."""
    with_ratio = [study for study in studies if study.ratio is not None and study.state != State.WITHDRAWN]
    approved = [study for study in with_ratio if study.state == State.APPROVED]
    return next(iter(approved or with_ratio), None)


def ratio_words(ratio: Decimal | None) -> str:
    """Say a ratio as pounds for each pound: "£1.93", "−£0.40"; "Not yet" where there is none."""
    if ratio is None:
        return str(NOT_YET)
    size = rounded(abs(ratio), 2)
    return f"{'−' if ratio < 0 and size else ''}£{size:,.2f}"


def pounds_words(amount: Decimal | None) -> str:
    """Say pounds with both decimals, as a table of working does: "£81,741.93", "−£1,306.25"; "Not yet" for none."""
    if amount is None:
        return str(NOT_YET)
    size = rounded(amount, 2)
    return f"{'−' if size < 0 else ''}£{abs(size):,.2f}"


def range_words(study: Study) -> str:
    """Say how far one figure, varied alone, takes a study's ratio: "1.56 to 2.46"; empty where there is none."""
    low, high = study.figure("low"), study.figure("high")
    if low is None or high is None:
        return ""
    return _("{low} to {high}").format(low=_two_places(low), high=_two_places(high))


def _two_places(number: Decimal) -> str:
    size = rounded(abs(number), 2)
    return f"{'−' if number < 0 and size else ''}{size:,.2f}"


def method_words(study: Study) -> str:
    """Say how a study's figures are computed, naming the schedule.

    "prices of 2026, HM Treasury Green Book, standard (2022), 3.5% to year 30, discounted from the end of each year".
    """
    timing = str(TimingWords(study.timing).label)
    parts = [_("prices of {year}").format(year=study.price_base_year)] if study.price_base_year else []
    parts += [schedule_words(study.schedule, study.flat_rate)]
    parts += [_("discounted {timing}").format(timing=timing[:1].lower() + timing[1:])]
    parts += [_("inputs too")] if study.discount_inputs else []
    return ", ".join(parts)


def people_with_role(partnership: Any, role: str) -> list[Any]:
    """List the active people with a role in a partnership; all roles are fetched once, in one query."""
    if "roles" not in getattr(partnership, "_prefetched_objects_cache", {}):
        prefetch_related_objects([partnership], Prefetch("roles", PersonRole.objects.select_related("person")))
    return [held.person for held in partnership.roles.all() if held.role == role and held.person.is_active]


def approvers_of(partnership: Any, submitter_id: int | None = None) -> list[Any]:
    """List who can approve a study of a partnership: its purchasers, but for whoever submits it, by default the leader."""
    purchasers = people_with_role(partnership, PartnershipRole.PURCHASER)
    leaders = {person.pk for person in people_with_role(partnership, PartnershipRole.LEADER)}
    kept_out = leaders if submitter_id is None else {submitter_id}
    return [person for person in purchasers if person.pk not in kept_out]


def leader_name(partnership: Any) -> str:
    """Name the project leader, or say that nobody is named."""
    return _names(partnership, PartnershipRole.LEADER) or _("No project leader named")


def purchaser_names(partnership: Any) -> str:
    """Name the partnership's purchasers, or say that nobody is named."""
    return _names(partnership, PartnershipRole.PURCHASER) or _("No purchaser named")


def _names(partnership: Any, role: str) -> str:
    return ", ".join(person.name for person in people_with_role(partnership, role))


@source
def social_return(partnership: Any, user: Any) -> list[Figure]:
    """Give the social return of a partnership for its overview; nothing before there is a ratio. One query."""
    study = shown_study(Study.objects.visible_to(user).filter(partnership=partnership))
    if study is None:
        return []
    label = _("Social return, {kind}").format(kind=study.get_kind_display().lower())
    detail = (
        _("per £1, {range} with one figure varied").format(range=range_words(study))
        if range_words(study)
        else _("per £1")
    )
    return [Figure(label, ratio_words(study.figure("ratio")), detail, study.get_absolute_url())]


@bulk_source
def social_values(partnership_ids: Collection[int], user: Any) -> dict[int, Figure]:
    """Give the ratio and the present value each of many partnerships is known by, where it has one. One query."""
    by_partnership = defaultdict(list)
    for study in Study.objects.visible_to(user).filter(partnership__in=partnership_ids):
        by_partnership[study.partnership_id].append(study)
    known = {pk: study for pk, studies in by_partnership.items() if (study := shown_study(studies)) is not None}
    return {pk: _social_value(study) for pk, study in known.items()}


def _social_value(study: Study) -> Figure:
    value = study.figure("total_present_value")
    kind = study.get_kind_display().lower()
    worth = in_words(rounded(value, 0)) if value is not None else str(NOT_YET)
    detail = _("{value} of present value, {kind}").format(value=worth, kind=kind)
    if spread := range_words(study):
        detail = _("{range} with one figure varied; {rest}").format(range=spread, rest=detail)
    return Figure(_("Social value"), ratio_words(study.figure("ratio")), detail, study.get_absolute_url())
