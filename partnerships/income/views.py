"""Forms of an organisation's income by year."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.income import operations
from partnerships.income.forms import IncomeYearForm
from partnerships.income.models import IncomeYear
from partnerships.organisations.views import InOrganisation
from psp.core.dates import in_words
from psp.core.views import EditView, OperationView, TransitionView


class AddIncomeYear(InOrganisation, OperationView):
    permission_required = "partnerships.add_incomeyear"
    form_class = IncomeYearForm
    title = _("Add a year of income")
    intro = _("From the annual accounts. Kinds without income stay empty.")
    submit_label = _("Add the year")
    done = _("The year is added.")

    def act(self, form):
        operations.add_income_year(
            organisation=self.organisation, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class EditIncomeYear(InOrganisation, EditView):
    model = IncomeYear
    permission_required = "partnerships.change_incomeyear"
    form_class = IncomeYearForm
    done = _("The year is changed.")

    def get_title(self):
        return _("Income of the year to {day}").format(day=in_words(self.object.year_end))

    @property
    def intro(self):
        if self.object.is_from_register:
            return _("These figures come from the register. Once you change them, no import overwrites them.")
        return ""

    def act(self, form):
        operations.edit_income_year(
            income_year=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class DeleteIncomeYear(InOrganisation, TransitionView):
    model = IncomeYear
    permission_required = "partnerships.delete_incomeyear"
    submit_label = _("Delete the year")
    done = _("The year is deleted.")

    def get_title(self):
        return _("Delete the income of the year to {day}").format(day=in_words(self.object.year_end))

    def get_context_data(self, **kwargs):
        return super().get_context_data(danger=True, **kwargs)

    def act(self, form):
        operations.delete_income_year(income_year=self.object, by=self.request.user, at=timezone.now())
