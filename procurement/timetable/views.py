"""The dates of a tender: what they are, what is wrong with them, and setting them with a proposal."""

import copy

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.planning.queries import difference_words
from procurement.tenders.engine.periods import latest_answer
from procurement.tenders.engine.proposal import propose_from_contract_start, propose_from_notice
from procurement.tenders.queries import amendments_of, announced_award, clocks
from procurement.tenders.views import ChangesDraft, TenderEditView, TenderPage, add_tab
from procurement.thresholds.queries import figures_in_force
from procurement.timetable import operations
from procurement.timetable.forms import DatesForm, initial_of
from procurement.timetable.queries import said_of

add_tab(gettext_lazy("Dates"), "tender_dates", 20)

# The button's value names the field a proposal is counted from.
PROPOSALS = {"notice_on": propose_from_notice, "contract_starts_on": propose_from_contract_start}


class TenderDates(TenderPage):
    tab = "tender_dates"
    template_name = "procurement/timetable/dates.html"
    title = gettext_lazy("Dates of the tender")

    def get_context_data(self, **kwargs):
        tender = self.tender
        return super().get_context_data(
            clocks=clocks(tender, announced_award(tender), at=timezone.now()),
            findings=said_of(tender),
            difference_words=difference_words(tender),
            last_answer_on=tender.submission_deadline and latest_answer(tender.submission_deadline, figures_in_force()),
            amendments=amendments_of(tender),
            may_amend=self.request.user.has_perm("procurement.amend_tender", tender) and tender.state == "published",
            today=timezone.localdate(),
            **kwargs,
        )


class EditDates(ChangesDraft, TenderEditView):
    tab = "tender_dates"
    form_class = DatesForm
    template_name = "procurement/timetable/edit.html"
    title = gettext_lazy("Set the dates")
    done = gettext_lazy("The dates are saved")

    def get_success_url(self):
        return self.tender.url("tender_dates")

    def post(self, request, *args, **kwargs):
        if request.POST.get("propose") in PROPOSALS:
            return self.propose(request.POST["propose"])
        return super().post(request, *args, **kwargs)

    def propose(self, start):
        """Show the form again filled with dates counted from one of them; nothing is saved."""
        form = self.get_form()
        form.is_valid()
        day = form.cleaned_data.get(start)
        if day is None:
            if start not in form.errors:
                form.add_error(start, _("Enter this date first: the others are counted from it"))
            return self.form_invalid(form)
        timetable = PROPOSALS[start](
            day,
            electronic=form.cleaned_data["is_electronic"],
            notices_electronic=form.cleaned_data["notices_are_electronic"],
            figures=figures_in_force(),
            like=form.time_of_day(day),
        )
        kept = form.cleaned_data.get("contract_ends_on")
        initial = initial_of(timetable) | ({"contract_ends_on": kept} if kept else {})
        proposed = DatesForm(instance=copy.copy(self.object), initial=initial)
        return self.render_to_response(self.get_context_data(form=proposed, is_proposal=True))

    def act(self, form):
        return operations.edit_dates(
            tender=self.object,
            changes=form.changes(),
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )
