"""The discount rates and price indices that studies are computed with."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from evaluation.sroi import operations
from evaluation.sroi.forms import PriceIndexForm, PriceIndexNotesForm, ReferenceNotesForm, ScheduleFilter, ScheduleForm
from evaluation.sroi.models import DiscountSchedule, PriceIndex
from psp.core.lists import RecordList
from psp.core.views import EditView, OperationView


class Rates(RecordList):
    """Discount schedules, and beneath them the price indices."""

    model = DiscountSchedule
    filterset_class = ScheduleFilter
    template_name = "evaluation/sroi/rates.html"
    title = gettext_lazy("Discount rates and price indices")
    lead_text = gettext_lazy("What studies are computed with. Rates change: check those marked before you publish.")
    add_label = gettext_lazy("Add a discount schedule")
    sorts = {"name": "name", "from": "in_force_from"}
    columns = [
        (gettext_lazy("Schedule"), "name"),
        (gettext_lazy("Edition"), "edition"),
        (gettext_lazy("In force from"), "in_force_from"),
        (
            gettext_lazy("Rates"),
            lambda row: "; ".join(f"to year {band['to_year'] or 'any'}: {band['rate']}%" for band in row.bands),
        ),
        (gettext_lazy("Source"), "source"),
        (gettext_lazy("Check before use"), "needs_checking"),
        (gettext_lazy("What to know"), "note"),
    ]
    empty = {
        "title": gettext_lazy("No discount schedules"),
        "text": gettext_lazy(
            "A schedule says how much less a pound of a later year is worth. An administrator adds it."
        ),
    }

    def crumbs(self):
        return [(gettext_lazy("Evaluations"), reverse("studies"))]

    def get_add_url(self):
        may = self.request.user.has_perm("evaluation.add_discountschedule")
        return reverse("add_discount_schedule") if may else ""

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            indices=PriceIndex.objects.visible_to(user),
            may_change=user.has_perm("evaluation.change_discountschedule"),
            **kwargs,
        )


class RatesForm:
    """The way back from a form to the rates."""

    def crumbs(self):
        return [(gettext_lazy("Evaluations"), reverse("studies")), (Rates.title, reverse("rates"))]

    def get_success_url(self):
        return reverse("rates")


class AddDiscountSchedule(RatesForm, OperationView):
    permission_required = "evaluation.add_discountschedule"
    who_may = operations.ADMINISTRATORS
    form_class = ScheduleForm
    title = gettext_lazy("Add a discount schedule")
    done = gettext_lazy("The schedule is added")

    def act(self, form):
        return operations.add_discount_schedule(by=self.request.user, at=timezone.now(), **form.cleaned_data)


class AddPriceIndex(RatesForm, OperationView):
    permission_required = "evaluation.add_priceindex"
    form_class = PriceIndexForm
    title = gettext_lazy("Add price indices")
    intro = gettext_lazy("They bring prices of other years to the prices a study is written in.")
    done = gettext_lazy("The price indices are added")

    def act(self, form):
        return operations.add_price_index(by=self.request.user, at=timezone.now(), **form.cleaned_data)


class EditDiscountSchedule(RatesForm, EditView):
    model: Any = DiscountSchedule
    permission_required = "evaluation.change_discountschedule"
    who_may = operations.ADMINISTRATORS
    form_class = ReferenceNotesForm
    intro = gettext_lazy("The rates themselves never change, because studies rest on them. Add a new edition instead.")
    done = gettext_lazy("The note is saved")

    def get_title(self):
        return str(self.object)

    def act(self, form):
        return operations.edit_reference(
            reference=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class EditPriceIndex(EditDiscountSchedule):
    model = PriceIndex
    permission_required = "evaluation.change_priceindex"
    form_class = PriceIndexNotesForm
