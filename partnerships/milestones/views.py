"""Adding, editing, reaching and removing milestones, and what waits for what."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.lifecycle.views import PartnershipEdit
from partnerships.milestones import operations
from partnerships.milestones.forms import AddMilestoneForm, DoneForm, EditMilestoneForm, LinkForm
from partnerships.moves.views import Planning
from partnerships.reached.operations import complete_milestone, reopen_milestone
from partnerships.timeline.models import Dependency, Milestone
from psp.core.access import get_visible
from psp.core.forms import NothingToFill


class ForPartnership:
    """Hands the partnership to a form whose choices come from it."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"partnership": self.partnership}


class AddMilestone(ForPartnership, Planning):
    form_class = AddMilestoneForm
    title = _("Add a milestone")
    submit_label = _("Add this milestone")
    done = _("The milestone is added.")

    def act(self, form):
        operations.add_milestone(
            partnership=self.partnership, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class OnMilestone(Planning):
    """A page about one milestone of the partnership."""

    template_name = "generic/confirm.html"

    def load(self):
        super().load()
        rows = Milestone.objects.filter(partnership=self.partnership).select_related("period", "opens")
        self.milestone = get_visible(rows, self.request.user, pk=self.kwargs["pk"])
        self.milestone.partnership = self.partnership


class EditMilestone(PartnershipEdit):
    model = Milestone
    section = "timeline"
    permission_required = "partnerships.change_milestone"
    who_may = Planning.who_may
    form_class = EditMilestoneForm
    template_name = "partnerships/milestones/edit_milestone.html"
    done = _("The milestone is saved.")

    def get_title(self):
        return _("Edit: {milestone}").format(milestone=self.object)

    def get_success_url(self):
        return self.partnership.url("timeline")

    def act(self, form):
        operations.edit_milestone(
            milestone=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class CompleteMilestone(OnMilestone):
    form_class = DoneForm
    submit_label = _("Mark as done")
    done = _("The milestone is marked as done.")

    def get_title(self):
        return _("Done: {milestone}").format(milestone=self.milestone)

    def get_initial(self):
        return {"on": timezone.localdate()}

    def act(self, form):
        complete_milestone(milestone=self.milestone, by=self.request.user, at=timezone.now(), **form.cleaned_data)


class ReopenMilestone(OnMilestone):
    form_class = NothingToFill
    submit_label = _("Mark as not done")
    done = _("The milestone is open again.")

    def get_title(self):
        return _("Not done: {milestone}").format(milestone=self.milestone)

    def act(self, form):
        reopen_milestone(milestone=self.milestone, by=self.request.user, at=timezone.now())


class RemoveMilestone(OnMilestone):
    form_class = NothingToFill
    submit_label = _("Remove this milestone")
    done = _("The milestone is removed.")

    def get_title(self):
        return _("Remove: {milestone}").format(milestone=self.milestone)

    def get_context_data(self, **kwargs):
        consequences = [
            _("It leaves the timeline, and its reminders end."),
            _("What waits for it waits no longer, so other dates may come earlier."),
        ]
        return super().get_context_data(**{"danger": True, "consequences": consequences} | kwargs)

    def act(self, form):
        operations.remove_milestone(milestone=self.milestone, by=self.request.user, at=timezone.now())


class AddLink(ForPartnership, Planning):
    form_class = LinkForm
    title = _("Let one milestone wait for another")
    intro = _("The later one then never comes before the earlier, and moves when it moves.")
    submit_label = _("Link them")
    done = _("The two are linked.")

    def act(self, form):
        operations.add_dependency(by=self.request.user, at=timezone.now(), **form.cleaned_data)


class RemoveLink(Planning):
    template_name = "generic/confirm.html"
    form_class = NothingToFill
    submit_label = _("Remove this link")
    done = _("The link is removed.")

    def load(self):
        super().load()
        rows = Dependency.objects.filter(successor__partnership=self.partnership)
        rows = rows.select_related("predecessor", "successor__partnership")
        self.link = get_visible(rows, self.request.user, pk=self.kwargs["pk"])

    def get_title(self):
        return _("{later} waits no longer for {earlier}").format(
            later=self.link.successor, earlier=self.link.predecessor
        )

    def act(self, form):
        operations.remove_dependency(link=self.link, by=self.request.user, at=timezone.now())
