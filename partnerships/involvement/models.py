"""The involvement log: when service users took part, how far, what they said and what was done about it."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnerships.involvement import rules
from partnerships.lifecycle.models import Partnership
from psp.core.records import Record


class Level(models.TextChoices):
    TOLD = "told", _("Told")
    CONSULTED = "consulted", _("Consulted")
    INVOLVED = "involved", _("Involved")
    CO_DESIGNED = "co_designed", _("Co-designed")
    LED = "led", _("Led")


LEVEL_WORDS = {
    Level.TOLD: _("They were given information."),
    Level.CONSULTED: _("They were asked, and others decided."),
    Level.INVOLVED: _("They worked on it with you, and it shows in the result."),
    Level.CO_DESIGNED: _("They designed it with you as equals."),
    Level.LED: _("They decided, and you supported them."),
}
# Being told or asked alone is not taking part in the design.
TAKES_PART = (Level.INVOLVED, Level.CO_DESIGNED, Level.LED)


class InvolvementQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(partnership__in=Partnership.objects.visible_to(user))

    def taking_part(self):
        return self.filter(level__in=TAKES_PART)


class Involvement(Record):
    """One occasion on which service users were told, asked or took part."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="involvements")
    title = models.CharField(_("occasion"), max_length=150)
    held_on = models.DateField(_("day"))
    who = models.CharField(_("who took part"), max_length=300)
    number = models.PositiveIntegerField(_("how many people"))
    level = models.CharField(_("how far they were involved"), max_length=20, choices=Level.choices)
    said = models.TextField(_("you said"), max_length=10_000)
    done = models.TextField(_("we did"), max_length=10_000, blank=True)
    evidence = GenericRelation("partnerships.Evidence", object_id_field="target_id", content_type_field="target_type")

    objects = InvolvementQuerySet.as_manager()
    evidence_permission = "partnerships.change_involvement"

    class Meta:
        verbose_name = _("entry of the involvement log")
        verbose_name_plural = _("involvement log")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gt=0), name="somebody_was_involved", violation_error_message=_("Enter 1 or more")
            )
        ]
        indexes = [models.Index(fields=["partnership", "level"], name="involvement_by_level")]
        rules_permissions = {
            "view": rules.is_signed_in,
            "add": rules.can_log,
            "change": rules.can_log,
            "remove": rules.can_log,
        }

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return self.partnership.url("involvement_entry", self.pk)
