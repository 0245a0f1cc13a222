"""Pages of possible conflicts of interest: the list, one of them, declaring and deciding."""

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.public import InPartnership, PartnershipList
from procurement.conflicts import operations
from procurement.conflicts.forms import DecideConflictForm, DeclareConflictForm
from procurement.conflicts.models import Conflict
from procurement.conflicts.rules import can_decide, is_own
from psp.core.dates import moment_in_words
from psp.core.views import RecordPage, TransitionView

SECTION = "partnership_tender"


class Conflicts(PartnershipList):
    model = Conflict
    section = SECTION
    permission_required = "partnerships.view_partnership"
    template_name = "procurement/conflicts/list.html"
    title = gettext_lazy("Possible conflicts of interest")
    lead_text = gettext_lazy(
        "Purchasers and evaluators who belong to an organisation that may bid. Another purchaser decides what follows."
    )
    sorts = {"flagged": "-found_at", "person": "person__name", "organisation": "organisation__name"}
    columns = [
        (gettext_lazy("Person"), "person.name"),
        (gettext_lazy("Organisation that may bid"), "organisation.name"),
        (gettext_lazy("Flagged"), lambda row: f"{timezone.localtime(row.found_at):%Y-%m-%d %H:%M}"),
        (gettext_lazy("Standing"), lambda row: row.standing[1]),
        (gettext_lazy("Reason"), "reason"),
        (gettext_lazy("Decided by"), "decided_by.name"),
    ]
    empty = {
        "title": gettext_lazy("None that you can see"),
        "text": gettext_lazy(
            "When a purchaser or an evaluator comes to belong to an organisation that may bid, it is flagged here for the "
            "council’s purchasers to decide."
        ),
    }

    def get_queryset(self):
        return super().get_queryset().select_related("person", "organisation", "decided_by", "partnership")


class OneConflict(InPartnership):
    section = SECTION
    model: type[Model] = Conflict

    def get_queryset(self):
        relations = ("person", "organisation", "partnership", "decided_by", "found_by")
        return super().get_queryset().select_related(*relations)

    def crumbs(self):
        crumbs = [*super().crumbs(), (Conflicts.title, self.partnership.url("conflicts"))]
        if self.request.path != self.object.get_absolute_url():
            crumbs.append((str(self.object), self.object.get_absolute_url()))
        return crumbs


class ConflictPage(OneConflict, RecordPage):
    permission_required = "procurement.view_conflict"
    template_name = "procurement/conflicts/conflict.html"

    def get_title(self):
        return _("{person} and {organisation}").format(person=self.object.person, organisation=self.object.organisation)

    def get_context_data(self, **kwargs):
        row, user = self.object, self.request.user
        facts = [
            (_("Person"), row.person),
            (_("Organisation that may bid"), row.organisation),
            (_("Flagged"), moment_in_words(row.found_at)),
            (_("Brought up by"), row.found_by),
            (_("What the person says"), row.interest or _("Nothing yet")),
            (_("Reason"), row.reason),
            (_("Decided by"), row.decided_by),
        ]
        return super().get_context_data(
            rows=[{"label": label, "value": str(value)} for label, value in facts if value],
            may_declare=row.is_waiting and is_own.test(user, row),
            may_decide=can_decide.test(user, row),
            **kwargs,
        )


class ChangesConflict(OneConflict, TransitionView):
    template_name = "generic/form.html"

    def get_success_url(self):
        return self.object.get_absolute_url()


class DeclareConflict(ChangesConflict):
    permission_required = "procurement.declare_conflict"
    who_may = gettext_lazy("the person concerned")
    form_class = DeclareConflictForm
    submit_label = gettext_lazy("Declare")
    done = gettext_lazy("Your declaration is recorded. Another purchaser decides.")

    def get_title(self):
        return _("Declare your link with {organisation}").format(organisation=self.object.organisation)

    def get_initial(self):
        return {"interest": self.object.interest}

    def act(self, form):
        return operations.declare_conflict(
            conflict=self.object, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class DecideConflict(ChangesConflict):
    permission_required = "procurement.decide_conflict"
    who_may = operations.DECIDERS
    form_class = DecideConflictForm
    submit_label = gettext_lazy("Decide")
    done = gettext_lazy("Your decision is recorded, and the person is notified.")

    def get_title(self):
        return _("Decide whether {organisation} is a conflict of interest for {person}").format(
            organisation=self.object.organisation, person=self.object.person
        )

    @property
    def intro(self):
        return self.object.interest or _("The person has not said anything about it yet.")

    def get_initial(self):
        return {"outcome": self.object.outcome, "reason": self.object.reason}

    def act(self, form):
        return operations.decide_conflict(
            conflict=self.object, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )
