"""The readiness review: criteria as data, rounds, and for each criterion the officer's answer and the purchaser's judgement."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from partnerships.models import Evidence, Partnership
from procurement.readiness import rules
from procurement.readiness.workflow import WORKFLOW, State
from psp.core.records import Record
from psp.core.workflow import choices


class Group(models.TextChoices):
    NEED = "need", _("Need and design evidence")
    PILOT = "pilot", _("Pilot evidence")
    VALUE = "value", _("Social value")
    SKILLS = "skills", _("Skills")
    GOVERNANCE = "governance", _("Governance")
    FINANCE = "finance", _("Finance")
    CONTRACT = "contract", _("Contract documents")
    CONTINGENCY = "contingency", _("Contingency")
    FAIRNESS = "fairness", _("Level playing field")


class CriterionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.is_authenticated else self.none()

    def in_force(self):
        return self.filter(is_active=True)


class ReadinessCriterion(Record):
    """One thing a purchaser looks for before a tender. Administrators keep the list."""

    code = models.SlugField(_("code"), max_length=60, unique=True, editable=False)
    group = models.CharField(_("group"), max_length=20, choices=Group.choices)
    title = models.CharField(_("criterion"), max_length=200)
    show = models.TextField(_("what to show"))
    source = models.CharField(_("source"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in force"), default=True)

    objects = CriterionQuerySet.as_manager()

    class Meta:
        verbose_name = _("readiness criterion")
        verbose_name_plural = _("readiness criteria")
        ordering = ["position", "code"]
        rules_permissions = {"view": rules.is_signed_in, "add": rules.can_keep, "change": rules.can_keep}

    def __str__(self):
        return self.title


class Decision(models.TextChoices):
    READY = "ready", _("Ready")
    CONDITIONS = "ready_with_conditions", _("Ready with conditions")
    NOT_READY = "not_ready", _("Not ready")


POSITIVE = (Decision.READY, Decision.CONDITIONS)


class ReviewQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(partnership__in=Partnership.objects.visible_to(user))

    def open(self):
        return self.exclude(state=State.DECIDED)

    def latest_decided(self):
        """The last decided round of each partnership: an earlier one counts no more."""
        later = self.model._base_manager.filter(
            partnership=OuterRef("partnership"), state=State.DECIDED, number__gt=OuterRef("number")
        )
        return self.filter(~Exists(later), state=State.DECIDED)


class ReadinessReview(Record):
    """One round of the review of a partnership."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="readiness_reviews")
    number = models.PositiveSmallIntegerField(_("round"), editable=False)
    state = models.CharField(
        _("state"), max_length=20, choices=choices(State), default=State.DRAFT.value, editable=False
    )
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    requested_at = models.DateTimeField(_("begun"), editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    judge_by = models.DateField(_("to be judged by"), null=True, editable=False)
    decision = models.CharField(_("decision"), max_length=30, choices=Decision.choices, blank=True, editable=False)
    decision_note = models.TextField(_("reason"), blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)

    objects = ReviewQuerySet.as_manager()
    workflow = WORKFLOW

    class Meta:
        verbose_name = _("readiness review")
        ordering = ["partnership", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "number"], name="one_readiness_round_of_a_number"),
            models.UniqueConstraint(
                fields=["partnership"], condition=~Q(state=State.DECIDED), name="one_open_readiness_round"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DECIDED) | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="decided_review_has_its_decision",
            ),
        ]
        rules_permissions = {
            "view": rules.is_signed_in,
            "add": rules.can_start,
            "answer": rules.can_answer,
            "judge": rules.can_judge,
        }

    def __str__(self):
        return _("Readiness review, round {number}").format(number=self.number)

    def get_absolute_url(self):
        return self.partnership.url("readiness_review", self.pk)

    def transition_url(self, name):
        return self.partnership.url(name, self.pk)

    @property
    def is_positive(self):
        return self.decision in POSITIVE


class Judgement(models.TextChoices):
    MET = "met", _("Met")
    PARTLY = "partly", _("Partly met")
    NOT_MET = "not_met", _("Not met")


class AnswerQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(review__in=ReadinessReview.objects.visible_to(user))

    def judged(self):
        return self.exclude(judgement="")


# What a round keeps of a criterion as it was worded when the round began.
FROZEN = ("group", "title", "show", "source", "position")


class ReadinessAnswer(Record):
    """One criterion in one round: what the officer shows and what the purchaser finds.

    The criterion's words are copied into it when the round begins, so that an edit afterwards changes no earlier round.
    """

    review = models.ForeignKey(ReadinessReview, models.CASCADE, related_name="answers")
    criterion = models.ForeignKey(ReadinessCriterion, models.PROTECT, related_name="answers")
    group = models.CharField(_("group"), max_length=20, choices=Group.choices, editable=False)
    title = models.CharField(_("criterion"), max_length=200, editable=False)
    show = models.TextField(_("what to show"), editable=False)
    source = models.CharField(_("source"), max_length=200, blank=True, editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0, editable=False)
    text = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    evidence = GenericRelation(Evidence, object_id_field="target_id", content_type_field="target_type")
    judgement = models.CharField(_("judgement"), max_length=10, choices=Judgement.choices, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)

    objects = AnswerQuerySet.as_manager()
    evidence_permission = "procurement.answer_readinessanswer"

    class Meta:
        verbose_name = _("readiness answer")
        ordering = ["review", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="a_criterion_is_answered_once_a_round"),
            models.CheckConstraint(
                condition=Q(judgement__in=["", Judgement.MET]) | ~Q(comment=""), name="judgement_has_its_comment"
            ),
        ]
        rules_permissions = {"view": rules.is_signed_in, "answer": rules.can_answer_row}

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"{self.review.get_absolute_url()}#row-{self.pk}"

    @property
    def partnership(self):
        return self.review.partnership

    @property
    def partnership_id(self):
        return self.review.partnership_id


class ConditionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(review__in=ReadinessReview.objects.visible_to(user))

    def unmet(self):
        return self.filter(met_on=None)


class ReadinessCondition(Record):
    """What has to follow when a partnership is ready with conditions."""

    review = models.ForeignKey(ReadinessReview, models.CASCADE, related_name="conditions")
    text = models.CharField(_("condition"), max_length=500)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="readiness_conditions", verbose_name=_("who sees to it")
    )
    due_on = models.DateField(_("due"))
    met_on = models.DateField(_("met"), null=True, editable=False)
    met_note = models.TextField(_("how it was met"), blank=True, editable=False)

    objects = ConditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("readiness condition")
        ordering = ["due_on", "pk"]
        rules_permissions = {"view": rules.is_signed_in, "meet": rules.can_meet}

    def __str__(self):
        return self.text

    @property
    def partnership(self):
        return self.review.partnership
