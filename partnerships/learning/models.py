"""What a partnership learned, kept so that others need not learn it again."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnerships.learning import rules
from partnerships.lifecycle.models import Partnership
from psp.core.records import Record


class Stage(models.TextChoices):
    DESIGN = "design", _("Design")
    PILOT = "pilot", _("Pilot")
    EVALUATION = "evaluation", _("Evaluation and redesign")
    TENDER = "tender", _("Tender")
    CONTRACT = "contract", _("Contract and after")


class Theme(models.TextChoices):
    FORMING = "forming", _("Forming a partnership")
    TOGETHER = "together", _("Working together")
    USERS = "users", _("Involving service users")
    DESIGN = "design", _("Designing the service")
    FUNDING = "funding", _("Funding")
    SKILLS = "skills", _("Skills")
    MEASURING = "measuring", _("Measuring and evaluating")
    PROCUREMENT = "procurement", _("Procurement")
    LASTING = "lasting", _("Making it last")


class LearningPointQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of partnerships the person sees, and those shared with everybody signed in; none that are withdrawn."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(is_shared=True) | Q(partnership__in=Partnership.objects.visible_to(user)), withdrawn_at=None
        )


class LearningPoint(Record):
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="learning_points")
    title = models.CharField(_("in one sentence"), max_length=200)
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices)
    theme = models.CharField(_("theme"), max_length=20, choices=Theme.choices)
    happened = models.TextField(_("what happened"), max_length=5000)
    learned = models.TextField(_("what you learned"), max_length=5000)
    advice = models.TextField(_("advice to others"), max_length=5000, blank=True)
    is_shared = models.BooleanField(_("shared with everybody signed in"), default=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)

    objects = LearningPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("learning point")
        ordering = ["-written_at", "-pk"]
        indexes = [
            models.Index(
                fields=["-written_at"], condition=Q(is_shared=True, withdrawn_at=None), name="learning_shared"
            ),
            models.Index(fields=["partnership", "-written_at"], name="learning_of_partnership"),
        ]
        rules_permissions = {
            "view": rules.is_signed_in,
            "add": rules.can_write,
            "change": rules.can_change,
            "withdraw": rules.can_change,
        }

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("learning_point", args=[self.pk])
