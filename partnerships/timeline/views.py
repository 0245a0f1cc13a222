"""Making the plan of a partnership that has none."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.lifecycle.views import PartnershipForm
from partnerships.timeline import operations
from partnerships.timeline.forms import PlanForm


class MakePlan(PartnershipForm):
    """Makes the recommended plan of a partnership that has none."""

    section = "timeline"
    permission_required = "partnerships.add_timeline"
    who_may = _("the project leader, the partners’ contacts and administrators")
    form_class = PlanForm
    title = _("Make the recommended plan")
    submit_label = _("Make the plan")
    done = _("The recommended plan is made. Change what differs.")

    def get_success_url(self):
        return self.partnership.url("timeline")

    def act(self, form):
        return operations.make_plan(
            partnership=self.partnership, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )
