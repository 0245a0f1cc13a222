"""What partnerships learned: across all a person may read, and within one partnership."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.learning import operations
from partnerships.learning.forms import LearningFilter, LearningPointForm
from partnerships.learning.models import LearningPoint
from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.views import InPartnership, PartnershipEdit, PartnershipForm, PartnershipList
from psp.core.lists import Column, RecordList
from psp.core.views import RecordPage, TransitionView

WHO_CHANGES = _("its author, the project leader and administrators")


class LearningList:
    """What both lists of learning points share."""

    template_name = "partnerships/learning/list.html"
    filterset_class = LearningFilter
    queryset = LearningPoint.objects.select_related("partnership", "written_by")
    sorts = {"written": "-written_at", "title": "title", "stage": "stage", "theme": "theme"}
    columns: list[Column] = [
        (_("Learning point"), "title"),
        (_("Partnership"), "partnership.name"),
        (_("Stage"), "get_stage_display"),
        (_("Theme"), "get_theme_display"),
        (_("What happened"), "happened"),
        (_("What was learned"), "learned"),
        (_("Advice"), "advice"),
        (_("Written"), "written_at"),
    ]


class Learning(LearningList, RecordList):
    title = _("Learning")
    lead_text = _("What partnerships learned on their way, by stage and theme.")
    empty = {
        "title": _("Nothing is written down yet"),
        "text": _(
            "Very little good practice is recorded, most of all on forming a partnership. Learning points are added within each partnership, under Learning."
        ),
    }


class PartnershipLearning(LearningList, PartnershipList):
    section = "partnership_learning"
    title = _("Learning")
    lead_text = _("What this partnership learned. Write it down at each gate, while it is fresh.")
    add_label = _("Add a learning point")

    def get_add_url(self):
        may_write = self.request.user.has_perm("partnerships.add_learningpoint", self.partnership)
        return self.partnership.url("add_learning_point") if may_write else ""

    @property
    def empty(self):
        words = _("What surprised you? What would you do again, or never again? Others can start where you are now.")
        return {"title": _("Nothing is written down yet"), "text": words}


class LearningPointPage(RecordPage):
    """One learning point; it may be read by people who do not see its partnership."""

    model = LearningPoint
    permission_required = "partnerships.view_learningpoint"
    template_name = "partnerships/learning/point.html"

    def get_queryset(self):
        return LearningPoint.objects.select_related("partnership", "written_by")

    def crumbs(self):
        return [(Learning.title, reverse("learning"))]

    def get_context_data(self, **kwargs):
        user, point = self.request.user, self.object
        context = {
            "sees_partnership": Partnership.objects.visible_to(user).filter(pk=point.partnership_id).exists(),
            "may_change": user.has_perm("partnerships.change_learningpoint", point),
        }
        return super().get_context_data(**context | kwargs)


class WriteLearningPoint(PartnershipForm):
    section = "partnership_learning"
    permission_required = "partnerships.add_learningpoint"
    who_may = _("people with a role in the partnership and administrators")
    form_class = LearningPointForm
    title = _("Add a learning point")
    submit_label = _("Add this learning point")
    done = _("The learning point is added.")

    def get_initial(self):
        stage = self.partnership.state
        return {"stage": stage if stage in dict(LearningPoint._meta.get_field("stage").choices) else ""}

    def act(self, form):
        return operations.write_learning_point(
            partnership=self.partnership, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class OfPoint:
    """A form about one learning point of the partnership."""

    section = "partnership_learning"
    who_may = WHO_CHANGES
    model = LearningPoint

    def get_queryset(self):
        return super().get_queryset().select_related("partnership")

    def crumbs(self):
        return [*super().crumbs(), (str(self.object), self.object.get_absolute_url())]


class EditLearningPoint(OfPoint, PartnershipEdit):
    permission_required = "partnerships.change_learningpoint"
    form_class = LearningPointForm
    title = _("Change this learning point")
    done = _("The learning point is saved.")

    def act(self, form):
        return operations.edit_learning_point(
            point=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class WithdrawLearningPoint(OfPoint, InPartnership, TransitionView):
    permission_required = "partnerships.withdraw_learningpoint"
    title = _("Withdraw this learning point")
    submit_label = _("Withdraw it")
    done = _("The learning point is withdrawn.")
    extra_context = {
        "danger": True,
        "consequences": [_("Nobody reads it any more. The history keeps that it was there.")],
    }

    def get_success_url(self):
        return self.partnership.url("partnership_learning")

    def act(self, form):
        operations.withdraw_learning_point(point=self.object, by=self.request.user, at=timezone.now())
