"""The simulation of a study: worked out in the background, kept for the version of the figures it was made from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from psp.core.work import Work, WorkState


class Simulation(Work):
    """One for each study. ``found`` is empty until the first is made; it says which version it belongs to."""

    study = models.OneToOneField("evaluation.Study", models.CASCADE, related_name="simulation")
    found = models.JSONField(_("what came out"), default=dict, editable=False)
    made_at = models.DateTimeField(_("made"), null=True, editable=False)

    class Meta:
        verbose_name = _("simulation")

    def __str__(self):
        return f"{self.study}: {self.get_state_display()}"

    def is_of(self, study):
        """Whether it was made from the figures as they stand."""
        return self.state == WorkState.DONE and self.found.get("map_version") == study.map_version
