"""Every address of the URLconf, each filled with records of a world (see ``tests.factories.world``)."""

import re
import uuid
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import URLResolver, get_resolver, reverse

from tests.factories.world import SECRET

# Which kind of record ``pk`` is of, where the view does not say so by its ``model``.
KIND_OF_PK = {
    "add_evidence": "partnerships.Involvement",
    "remove_evidence": "partnerships.Evidence",
    "withdraw_waiver": "partnerships.Waiver",
    "remove_link": "partnerships.Dependency",
    "remove_vehicle_member": "partnerships.Organisation",
    "complete_milestone": "partnerships.Milestone",
    "reopen_milestone": "partnerships.Milestone",
    "remove_milestone": "partnerships.Milestone",
    "move_milestone": "partnerships.Milestone",
    "download_report": "partnerships.Report",
    "preview_report": "partnerships.Partnership",
    "edit_study": "evaluation.Study",
    "edit_result": "partnerships.CriterionResult",
    "edit_question": "procurement.Question",
    "remove_question": "procurement.Question",
    "contingency_plan": "procurement.ContingencyPlan",
    "edit_contingency_plan": "procurement.ContingencyPlan",
    "agree_contingency_plan": "procurement.ContingencyPlan",
    "name_plan_readers": "procurement.ContingencyPlan",
    "propose_edit": "partnerships.Contact",
    "propose_deletion": "partnerships.Contact",
    "remove_tender_document": "procurement.TenderDocument",
    "edit_membership": "partnerships.Membership",
    "remove_membership": "partnerships.Membership",
    "delete_department": "partnerships.Department",
    "delete_contact": "partnerships.Contact",
    "edit_discount_schedule": "evaluation.DiscountSchedule",
    "edit_price_index": "evaluation.PriceIndex",
}
ROWS_OF_A_STUDY = {"stakeholder": "Stakeholder", "input": "Input", "output": "Output", "outcome": "Outcome"}
# What stands in other places of an address.
WORDS = {
    "slug": "glossary",
    "kind": "vision",
    "subject": "contact",
    "number": "1",
    "code": "funding_plan",
    "which": "new",
    "label": "partnerships.involvement",
    "secret": SECRET,
    "key": "none",
    "uidb36": "1",
    "provider_id": "sso",
    "rule": "mails",
}


PART = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class Place:
    """A named route: ``parts`` are the names of what its address holds; ``view`` is the class or function behind it."""

    name: str
    route: str
    parts: tuple[str, ...]
    view: Any


def places(patterns=None, route=""):
    """Yield every route of the URLconf but the administration's, which has a test of its own."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                yield from places(pattern.url_patterns, here)
        elif pattern.name:
            view = getattr(pattern.callback, "view_class", pattern.callback)
            yield Place(pattern.name, here, tuple(PART.findall(here)), view)


def address_of(place, partnership):
    """Return the place's address with records of the partnership in it, or None where there is no such record."""
    given = {part: _filled(place, part, partnership) for part in place.parts}
    return None if None in given.values() else reverse(place.name, kwargs=given)


def _filled(place, part, partnership):
    lead = partnership.members.get(role="lead_third_sector").organisation_id
    fixed = WORDS | {"partnership": partnership.pk, "organisation": lead}
    if place.name in {"bid_file", "discard_form"}:
        fixed["key"] = uuid.UUID(int=0)
    if place.name == "preview_report":
        fixed["kind"] = "partnership"
    if part in fixed:
        return fixed[part]
    if place.name == "download_document" and part == "pk":
        # Of the documents that other records bring with them, none has a file.
        return partnership.documents.filter(title="Minutes").values_list("pk", flat=True).first()
    if place.name == "end_role":
        # Who evaluates is no matter of the partners'; who leads they all see.
        return partnership.roles.filter(role="leader").values_list("pk", flat=True).first()
    kind = _kind_of(place, part)
    if "organisation" in place.parts and "partnership" not in place.parts and kind != "partnerships.Organisation":
        return apps.get_model(kind).objects.filter(organisation=lead).values_list("pk", flat=True).last()
    return _of_partnership(apps.get_model(kind), partnership) if kind else 1


def _kind_of(place, part):
    fixed = {"tender": "procurement.Tender", "study": "evaluation.Study", "question": "procurement.Question"}
    fixed |= {"bid": "procurement.Bid", "hold": "procurement.Hold", "debrief": "procurement.Debrief"}
    if part in fixed:
        return fixed[part]
    if place.name.startswith("mfa_"):
        return None
    if place.name in KIND_OF_PK:
        return KIND_OF_PK[place.name]
    if "study" in place.parts:
        last = place.name.rpartition("_")[2]
        return f"evaluation.{ROWS_OF_A_STUDY.get(last, 'RedesignDecision' if last == 'decision' else 'Outcome')}"
    model = getattr(place.view, "model", None)
    return model._meta.label if model else "procurement.PriorInvolvement"


def _of_partnership(model, partnership):
    """The newest record of the model that belongs to the partnership, however far away; of all, where none can belong."""
    for way in (
        "partnership",
        "text__partnership",
        "tender__partnership",
        "study__partnership",
        "document__partnership",
        "review__partnership",
    ):
        if _leads(model, way):
            rows = model.objects.filter(**{way: partnership})
            break
    else:
        rows = model.objects.filter(pk=partnership.pk) if isinstance(partnership, model) else model.objects.all()
    return rows.order_by("pk").values_list("pk", flat=True).last()


def _leads(model, way):
    for step in way.split("__"):
        names = {
            field.name: field for field in model._meta.get_fields() if field.is_relation and not field.auto_created
        }
        if step not in names:
            return False
        model = names[step].related_model
    return True
