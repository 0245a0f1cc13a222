"""Pages of the figures of the law, and of a tender's value held against them."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from procurement.tenders.views import TenderEditView, add_tab
from procurement.thresholds import operations
from procurement.thresholds.forms import ConsiderationForm, ThresholdForm, TimeLimitForm
from procurement.thresholds.models import Threshold, TimeLimit
from procurement.thresholds.queries import regime_of, thresholds_of
from psp.core.lists import RecordList
from psp.core.views import EditView, OperationView

add_tab(gettext_lazy("Value"), "tender_value", 30)


class Figures(RecordList):
    """Thresholds of value, and beneath them the limits of time."""

    model = Threshold
    filterset_fields = ["trust"]
    template_name = "procurement/thresholds/list.html"
    title = gettext_lazy("Thresholds and time limits")
    lead_text = gettext_lazy(
        "The figures tenders are held against, with their source. They change: check those marked before you rely on them."
    )
    add_label = gettext_lazy("Add a threshold")
    sorts = {"amount": "amount", "name": "name", "from": "valid_from"}
    columns = [
        (gettext_lazy("Threshold"), "name"),
        (gettext_lazy("What it brings with it"), "get_duty_display"),
        (gettext_lazy("Amount in pounds"), "amount"),
        (gettext_lazy("Includes VAT"), "includes_vat"),
        (gettext_lazy("Valid from"), "valid_from"),
        (gettext_lazy("Valid until"), "valid_until"),
        (gettext_lazy("Trust"), "get_trust_display"),
        (gettext_lazy("Source"), "source"),
        (gettext_lazy("What it means"), "note"),
    ]
    empty = {
        "title": gettext_lazy("No thresholds"),
        "text": gettext_lazy("Thresholds say which law applies to a contract of a value. An administrator adds them."),
    }

    def get_add_url(self):
        return reverse("add_threshold") if self.request.user.has_perm("procurement.add_threshold") else ""

    def get_context_data(self, **kwargs):
        may_change = self.request.user.has_perm("procurement.change_threshold")
        limits = TimeLimit.objects.visible_to(self.request.user)
        return super().get_context_data(limits=limits, today=timezone.localdate(), may_change=may_change, **kwargs)


class FigurePage:
    """The way back from a form to the figures."""

    who_may = operations.ADMINISTRATORS

    def crumbs(self):
        return [(Figures.title, reverse("thresholds"))]

    def get_success_url(self):
        return reverse("thresholds")


class AddThreshold(FigurePage, OperationView):
    permission_required = "procurement.add_threshold"
    form_class = ThresholdForm
    title = gettext_lazy("Add a threshold")
    done = gettext_lazy("The threshold is added")

    def act(self, form):
        return operations.add_threshold(by=self.request.user, at=timezone.now(), **form.cleaned_data)


class EditThreshold(FigurePage, EditView):
    model = Threshold
    permission_required = "procurement.change_threshold"
    form_class = ThresholdForm
    title = gettext_lazy("Change a threshold")
    done = gettext_lazy("The threshold is saved")

    def act(self, form):
        return operations.edit_threshold(
            threshold=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class EditTimeLimit(FigurePage, EditView):
    model = TimeLimit
    permission_required = "procurement.change_timelimit"
    form_class = TimeLimitForm
    done = gettext_lazy("The time limit is saved")

    def get_title(self):
        return self.object.name

    def act(self, form):
        return operations.edit_time_limit(
            time_limit=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class TenderValue(TenderEditView):
    """The tender's value against every threshold; purchasers record what follows."""

    tab = "tender_value"
    permission_required = "procurement.view_tender"
    form_class = ConsiderationForm
    template_name = "procurement/thresholds/tender_value.html"
    title = gettext_lazy("Value and thresholds")
    done = gettext_lazy("What follows from the value is recorded")

    def get_success_url(self):
        return self.tender.url("tender_value")

    def act(self, form):
        return operations.consider_thresholds(
            tender=self.object,
            note=form.cleaned_data["note"],
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )

    def get_context_data(self, **kwargs):
        day = self.tender.notice_on or timezone.localdate()
        thresholds = thresholds_of(self.tender, on=day) if self.may_see_papers else []
        regime = regime_of(self.tender, on=day) if self.may_see_papers else None
        return super().get_context_data(thresholds=thresholds, regime=regime, day=day, **kwargs)
