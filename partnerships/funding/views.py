"""The funding plan: how long the money lasts, where it comes from, what it pays for, and who pays after that."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.commitments.queries import commitments_of, pledges_of, underwriting_of
from partnerships.funding import operations
from partnerships.funding.engine.coverage import spending
from partnerships.funding.forms import CostForm, LineForm, PaymentForm, SpendingForm
from partnerships.funding.models import FundingLine, HeadWords, MonthlyCost, Payment
from partnerships.funding.queries import (
    heads_of,
    line_of,
    money_of,
    paid_until_of,
    promised_words,
    runway_of,
    typed_end_of,
)
from partnerships.lifecycle.views import InPartnership, PartnershipEdit, PartnershipForm, PartnershipPage
from psp.core.choosing import FindsChoices
from psp.core.lists import csv_response
from psp.core.views import RecordPage, TransitionView

WHO_MAY = _("the project leader, the partners’ contacts and administrators")
COLUMNS = [
    (_("Source"), "source"),
    (_("Kind"), "get_kind_display"),
    (_("Pays for"), "get_head_display"),
    (_("Status"), "get_status_display"),
    (_("Amount"), "amount"),
    (_("How it is paid"), "get_paid_display"),
    (_("From"), "starts_on"),
    (_("Until"), "ends_on"),
    (_("Note"), "note"),
]


class Funding(PartnershipPage):
    section = "funding"
    title = _("Funding")
    template_name = "partnerships/funding/funding.html"

    def get(self, request, *args, **kwargs):
        if request.GET.get("format") == "csv":
            return csv_response(f"funding-{self.partnership.pk}", COLUMNS, money_of(self.partnership).rows)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        today, money = timezone.localdate(), money_of(self.partnership)
        commitments = commitments_of(self.partnership)
        context = {
            "money": money,
            "runway": runway_of(self.partnership, today=today, money=money),
            "typed_end": typed_end_of(self.partnership, today=today),
            "promised_words": promised_words(self.partnership, money),
            "heads": heads_of(self.partnership, today=today, money=money),
            "spent": [(HeadWords(row.head).label, row) for row in spending(money.costs)],
            "commitments": commitments,
            "underwriting": None
            if money.is_empty and not commitments
            else underwriting_of(
                self.partnership,
                pledges_of(commitments),
                today=today,
                paid_until=paid_until_of(self.partnership),
                costs=money.costs,
            ),
            "may_keep": self.request.user.has_perm("partnerships.add_fundingline", self.partnership),
            "may_commit": self.request.user.has_perm("partnerships.add_commitment", self.partnership),
        }
        return super().get_context_data(**context | kwargs)


class InFunding:
    """A form of the funding plan, which leads back to it."""

    section = "funding"
    permission_required = "partnerships.add_fundingline"
    who_may = WHO_MAY

    def get_success_url(self):
        return self.partnership.url("funding")


class AddLine(InFunding, FindsChoices, PartnershipForm):
    form_class = LineForm
    title = _("Add a source of money")
    submit_label = _("Add this source")
    done = _("The source is added.")

    def get_success_url(self):
        return self.result.get_absolute_url() if self.result and self.result.is_listed else super().get_success_url()

    def act(self, form):
        return operations.add_line(
            partnership=self.partnership, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class OfLine(InFunding):
    """A page about one source of money."""

    model = FundingLine
    object: FundingLine

    def get_queryset(self):
        rows = super().get_queryset().select_related("organisation", "partnership")
        return rows.prefetch_related("payments")

    def crumbs(self):
        crumbs = super().crumbs()
        if self.request.path != self.object.get_absolute_url():
            crumbs.append((str(self.object), self.object.get_absolute_url()))
        return crumbs


class LinePage(OfLine, InPartnership, RecordPage):
    permission_required = "partnerships.view_fundingline"
    template_name = "partnerships/funding/line.html"

    def get_context_data(self, **kwargs):
        line = self.object
        taken = line_of(line)
        context = {
            "receipts": taken.receipts,
            "received": sum(payment.amount for payment in taken.receipts),
            "payments": line.payments.all(),
            "may_keep": self.request.user.has_perm("partnerships.change_fundingline", line),
        }
        return super().get_context_data(**context | kwargs)


class EditLine(OfLine, FindsChoices, PartnershipEdit):
    permission_required = "partnerships.change_fundingline"
    form_class = LineForm
    title = _("Change this source")
    done = _("The source is saved.")

    def act(self, form):
        return operations.edit_line(
            line=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class RemoveLine(OfLine, InPartnership, TransitionView):
    permission_required = "partnerships.remove_fundingline"
    title = _("Remove this source")
    submit_label = _("Remove it")
    done = _("The source is removed.")
    extra_context = {"danger": True, "consequences": [_("Its payments go with it. The history keeps what it said.")]}

    def act(self, form):
        operations.remove_line(line=self.object, by=self.request.user, at=timezone.now())


class AddPayments(OfLine, InPartnership, TransitionView):
    permission_required = "partnerships.change_fundingline"
    template_name = "generic/form.html"
    form_class = PaymentForm
    title = _("List payments")
    submit_label = _("Add these payments")
    done = _("The payments are listed.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"is_listed": self.object.is_listed}

    def get_success_url(self):
        return self.object.get_absolute_url()

    def act(self, form):
        operations.add_payments(line=self.object, by=self.request.user, at=timezone.now(), **form.cleaned_data)


class RemovePayment(InFunding, InPartnership, TransitionView):
    model = Payment
    title = _("Take this payment away")
    done = _("The payment is taken away.")

    def get_queryset(self):
        rows = Payment.objects.filter(line__partnership=self.partnership)
        return rows.select_related("line__partnership", "line__organisation")

    def permission_object(self):
        return self.partnership

    def get_success_url(self):
        return self.object.line.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"intro": str(self.object)} | kwargs)

    def act(self, form):
        operations.remove_payment(payment=self.object, by=self.request.user, at=timezone.now())


class AddCost(InFunding, PartnershipForm):
    form_class = CostForm
    title = _("Add a monthly cost")
    submit_label = _("Add this cost")
    done = _("The cost is added.")

    def act(self, form):
        operations.add_cost(partnership=self.partnership, by=self.request.user, at=timezone.now(), **form.cleaned_data)


class EditCost(InFunding, PartnershipEdit):
    permission_required = "partnerships.change_monthlycost"
    model = MonthlyCost
    form_class = CostForm
    title = _("Change this cost")
    done = _("The cost is saved.")

    def act(self, form):
        operations.edit_cost(
            cost=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class RemoveCost(InFunding, InPartnership, TransitionView):
    permission_required = "partnerships.remove_monthlycost"
    model = MonthlyCost
    title = _("Remove this cost")
    submit_label = _("Remove it")
    done = _("The cost is removed.")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"intro": str(self.object), "danger": True} | kwargs)

    def act(self, form):
        operations.remove_cost(cost=self.object, by=self.request.user, at=timezone.now())


class RecordSpending(InFunding, PartnershipForm):
    form_class = SpendingForm
    title = _("Record what was spent")
    submit_label = _("Record this")
    done = _("The spending is recorded.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"today": timezone.localdate()}

    def act(self, form):
        operations.record_spending(
            partnership=self.partnership, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )
