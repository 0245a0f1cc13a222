"""Pages of contingency plans: which partners have one, and one's own."""

from django.db.models import Model
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy

from partnerships.models import Organisation
from partnerships.public import InPartnership, PartnershipEdit, PartnershipForm, PartnershipPage, own_people
from procurement.contingency import operations, queries
from procurement.contingency.forms import AgreeForm, NewPlanForm, PlanForm, ReadersForm
from procurement.contingency.models import PARTS, ContingencyPlan
from procurement.contingency.rules import can_write
from psp.core.access import get_visible
from psp.core.views import RecordPage, TransitionView

SECTION = "partnership_tender"


class ContingencyPlans(PartnershipPage):
    section = SECTION
    template_name = "procurement/contingency/plans.html"
    title = gettext_lazy("Contingency plans")

    def get_context_data(self, **kwargs):
        return super().get_context_data(plans=queries.plans_of(self.partnership, self.request.user), **kwargs)


class OwnPlan:
    """A plan the person was named as a reader of; any other is not there."""

    section = SECTION
    model: type[Model] = ContingencyPlan
    who_may = operations.OWN_PEOPLE

    def get_queryset(self):
        return super().get_queryset().select_related("organisation", "partnership", "agreed_by")

    def crumbs(self):
        crumbs = [*super().crumbs(), (ContingencyPlans.title, self.partnership.url("contingency_plans"))]
        if self.request.path != self.object.get_absolute_url():
            crumbs.append((str(self.object), self.object.get_absolute_url()))
        return crumbs


class PlanPage(OwnPlan, InPartnership, RecordPage):
    permission_required = "procurement.view_contingencyplan"
    template_name = "procurement/contingency/plan.html"

    def get_context_data(self, **kwargs):
        content = self.object.content()
        parts = [{"label": label, "value": content.get(name, "")} for name, label in PARTS.items()]
        readers = queries.readers_of(self.object)
        return super().get_context_data(rows=parts, readers=readers, **kwargs)


class WritePlan(PartnershipForm):
    section = SECTION
    permission_required = "partnerships.view_partnership"
    form_class = NewPlanForm
    title = gettext_lazy("Write a contingency plan")
    intro = gettext_lazy(
        "Only the people you name below can read it. Everyone else, administrators included, sees only that there is a plan."
    )
    done = gettext_lazy("The plan is saved, readable for the people you named alone")

    def load(self):
        super().load()
        self.organisation = get_visible(Organisation, self.request.user, pk=self.kwargs["organisation"])
        if not can_write.test(self.request.user, self.organisation):
            raise Http404

    def crumbs(self):
        return [*super().crumbs(), (ContingencyPlans.title, self.partnership.url("contingency_plans"))]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": ContingencyPlan(), "people": own_people(self.organisation)}

    def act(self, form):
        return operations.write_plan(
            partnership=self.partnership,
            organisation=self.organisation,
            content={name: form.cleaned_data[name] for name in PARTS},
            readers=form.cleaned_data["readers"],
            by=self.request.user,
            at=timezone.now(),
        )


class EditPlan(OwnPlan, PartnershipEdit):
    permission_required = "procurement.change_contingencyplan"
    form_class = PlanForm
    title = gettext_lazy("Change the contingency plan")
    intro = gettext_lazy("A plan that says something else has to be agreed again.")
    done = gettext_lazy("The plan is saved")

    def act(self, form):
        return operations.edit_plan(
            plan=self.object,
            content=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class NameReaders(OwnPlan, InPartnership, TransitionView):
    permission_required = "procurement.change_contingencyplan"
    template_name = "generic/form.html"
    form_class = ReadersForm
    title = gettext_lazy("Who may read the contingency plan")
    submit_label = gettext_lazy("Save")
    done = gettext_lazy("The readers are saved")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"people": own_people(self.object.organisation)}

    def get_initial(self):
        return {"readers": queries.readers_of(self.object)}

    def act(self, form):
        return operations.name_readers(plan=self.object, by=self.request.user, at=timezone.now(), **form.cleaned_data)


class AgreePlan(OwnPlan, InPartnership, TransitionView):
    permission_required = "procurement.change_contingencyplan"
    form_class = AgreeForm
    title = gettext_lazy("Record that the plan is agreed")
    submit_label = gettext_lazy("Record it")
    done = gettext_lazy("The plan is agreed")

    def get_initial(self):
        return {"agreed_on": timezone.localdate()}

    def act(self, form):
        return operations.agree_plan(
            plan=self.object,
            agreed_on=form.cleaned_data["agreed_on"],
            expected_version=self.object.version,
            by=self.request.user,
            at=timezone.now(),
        )
