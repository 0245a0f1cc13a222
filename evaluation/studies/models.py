"""A study: the evaluation of a partnership, forecast or looking back, and how its figures are computed."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evaluation.sroi.engine.discounting import Timing
from evaluation.sroi.models import ExactFigure, is_in_order
from evaluation.studies import rules
from evaluation.studies.workflow import EDITABLE, FROZEN, WORKFLOW, State
from partnerships.models import Partnership
from psp.core.records import Record
from psp.core.workflow import choices

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]
YEAR = [MinValueValidator(1900), MaxValueValidator(2200)]
# The figures of a study itself that may have a stated range, as the engine names them.
RANGED = ("discount_rate", "inputs")


class Kind(models.TextChoices):
    FORECAST = "forecast", _("Forecast")
    EVALUATIVE = "evaluative", _("Evaluative")


class TimingWords(models.TextChoices):
    END_OF_YEAR = Timing.END_OF_YEAR.value, _("From the end of each year")
    MID_YEAR = Timing.MID_YEAR.value, _("From the middle of each year")
    START_OF_YEAR = Timing.START_OF_YEAR.value, _("From the start of each year")


class StudyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everyone who sees the partnership sees its studies, drafts too: they are worked on together."""
        return self.filter(partnership__in=Partnership.objects.visible_to(user))

    def approved(self):
        return self.filter(state=State.APPROVED)

    def editable(self):
        return self.filter(state=EDITABLE)


class Study(Record):
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="studies")
    title = models.CharField(_("title"), max_length=150)
    edition = models.PositiveSmallIntegerField(_("edition"), default=1, editable=False)
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="copies")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.FORECAST)
    state = models.CharField(
        _("state"), max_length=20, choices=choices(State), default=State.DRAFT.value, editable=False
    )
    starts_on = models.DateField(_("activity from"), null=True, blank=True)
    ends_on = models.DateField(_("activity until"), null=True, blank=True)
    due_on = models.DateField(_("approval due"), null=True, blank=True)
    purpose = models.TextField(_("purpose"), blank=True)
    scope = models.TextField(_("scope"), blank=True)
    audience = models.TextField(_("audience"), blank=True)
    comparison = models.TextField(_("compared with a private company"), blank=True)

    schedule = models.ForeignKey(
        "evaluation.DiscountSchedule", models.PROTECT, related_name="studies", verbose_name=_("discount schedule")
    )
    flat_rate = ExactFigure(_("rate for every year"), null=True, blank=True, validators=PERCENT)
    timing = models.CharField(
        _("value is discounted"), max_length=20, choices=TimingWords.choices, default=TimingWords.END_OF_YEAR
    )
    # What people say these could be as low and as high as; where they do not, the engine has a range of its own.
    discount_rate_low = ExactFigure(_("discount rate, lowest"), null=True, blank=True, validators=PERCENT)
    discount_rate_high = ExactFigure(_("discount rate, highest"), null=True, blank=True, validators=PERCENT)
    inputs_low = ExactFigure(_("inputs, lowest"), null=True, blank=True, validators=[MinValueValidator(0)])
    inputs_high = ExactFigure(_("inputs, highest"), null=True, blank=True, validators=[MinValueValidator(0)])
    discount_inputs = models.BooleanField(_("discount the inputs too"), default=False)
    price_base_year = models.PositiveSmallIntegerField(_("prices of"), null=True, blank=True, validators=YEAR)
    price_index = models.ForeignKey(
        "evaluation.PriceIndex",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="studies",
        verbose_name=_("price index"),
    )

    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="studies_submitted"
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    # Kept whenever a figure changes, so that lists and overviews show the ratio without computing it.
    map_version = models.PositiveIntegerField(default=1, editable=False)
    # To sort by; pages show ``figure("ratio")``, which has every digit.
    ratio = models.DecimalField(_("ratio"), max_digits=40, decimal_places=4, null=True, editable=False)
    figures = models.JSONField(_("figures"), default=dict, editable=False)
    figures_at = models.DateTimeField(_("figures last changed"), null=True, editable=False)

    objects = StudyQuerySet.as_manager()
    workflow = WORKFLOW
    # The rows of the value map as they were last read for this study, so that its gate need not read them again.
    rows_at_hand: Any = None

    class Meta:
        verbose_name = _("study")
        verbose_name_plural = _("studies")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="study_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(flat_rate=None) | Q(flat_rate__gte=0, flat_rate__lte=100), name="study_rate_is_a_percentage"
            ),
            *(is_in_order(name, "study") for name in RANGED),
        ]
        indexes = [models.Index(fields=["partnership", "state"], name="study_by_partnership_and_state")]
        rules_permissions = {"view": rules.is_signed_in, "add": rules.can_prepare, "change": rules.can_prepare}

    def __str__(self):
        if self.edition == 1:
            return self.title
        return gettext("{title}, edition {number}").format(title=self.title, number=self.edition)

    def get_absolute_url(self):
        return self.url("study")

    def url(self, name, *args):
        """Return the address of one of the study's pages by the name of its path."""
        return reverse(name, args=[self.pk, *args])

    def transition_url(self, name):
        """Each transition's page bears its name and lies under the study's own address."""
        return self.url(name)

    @property
    def is_editable(self):
        return self.state == EDITABLE

    @property
    def is_frozen(self):
        return self.state in FROZEN

    def figure(self, name):
        """Return one of the kept figures as a Decimal, None where there is none."""
        kept = self.figures.get(name)
        return None if kept is None else Decimal(kept)
