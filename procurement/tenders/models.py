"""A tender, its quality questions, its documents, and the amendments made after it was published."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Exists, ExpressionWrapper, F, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partnerships.models import Activity, Partnership
from procurement.scoring.engine.inputs import TOP_SCORE, Method
from procurement.tenders import rules
from procurement.tenders.engine.thresholds import ServiceKind
from procurement.tenders.workflow import OPEN, WORKFLOW, State
from psp.core.moment_fields import DeadlineField
from psp.core.moments import Moment
from psp.core.records import Record
from psp.core.workflow import choices

PERCENT = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))]


class PriceMethod(models.TextChoices):
    LOWEST_PRICE = Method.LOWEST_PRICE.value, _("Against the lowest price")
    FIXED_BUDGET = Method.FIXED_BUDGET.value, _("Fixed budget: quality decides")
    DISTANCE_FROM_MEAN = Method.DISTANCE_FROM_MEAN.value, _("By distance from the mean price")


class ServiceKindWords(models.TextChoices):
    """Which of the thresholds of the regulations counts, in words."""

    SOCIAL = (
        ServiceKind.SOCIAL.value,
        _("Social and other specific services: health, social care, education, culture and the like"),
    )
    OTHER = ServiceKind.OTHER.value, _("Any other service, or goods")


def tie_rule_in_words():
    """What every tender announces about ties: the ladder ``scoring.engine.ranking`` climbs, in words."""
    return gettext(
        "If exact totals are equal, these decide in turn: 1. the higher score for quality; 2. the higher score on the question "
        "with the greatest weight, or on all questions that share it together; 3. the lower price; 4. a draw before two "
        "witnesses, made by this service so that anyone can check it. Nobody chooses between equal bids."
    )


def called_off(prefix=""):
    """Return the condition that a tender, found by ``prefix``, was cancelled before the moment of its publication.

    By the history: rows that were cancelled before cancelling took the moment back still hold it.
    """
    cancelled = Activity.objects.filter(
        verb="tender.cancelled",
        target_type__app_label="procurement",
        target_type__model="tender",
        target_id=OuterRef(f"{prefix}pk"),
        at__lt=OuterRef(f"{prefix}published_at"),
    )
    return Q(**{f"{prefix}state": State.CANCELLED}) & Q(Exists(cancelled))


def is_out(at, prefix=""):
    """Return the condition that a tender, found by ``prefix``, has been made public by a moment."""
    return Q(**{f"{prefix}published_at__lte": at}) & ~called_off(prefix)


class TenderQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A tender's dates to everyone in its partnership; what bidders may not see early is filtered by its own rules."""
        return self.filter(partnership__in=Partnership.objects.visible_to(user))

    def open(self):
        return self.filter(state__in=OPEN)

    def in_state(self, state, at):
        """Those in a state at a moment: a scheduled publication whose moment has come counts as published."""
        is_due = Q(state=State.SCHEDULED) & is_out(at)
        if state == State.PUBLISHED:
            return self.filter(Q(state=State.PUBLISHED) | is_due)
        return self.filter(state=state).exclude(is_due)

    def with_papers_shown(self, user, at):
        """Annotate ``shows_papers``: whether the person may read value, weights, questions and documents at a moment."""
        shown = is_out(at) | rules.drafts_open_to(user, prefix="")
        return self.annotate(shows_papers=ExpressionWrapper(shown, output_field=models.BooleanField()))

    def with_shown_description(self, user, at):
        """Annotate ``shown_description``: what is bought, "" where the person may not read the papers at a moment."""
        shown = Case(When(shows_papers=True, then=F("description")), default=Value(""), output_field=models.TextField())
        return self.with_papers_shown(user, at).annotate(shown_description=shown)


class Tender(Record):
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="tenders")
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("what is bought"), blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=choices(State), default=State.DRAFT.value, editable=False
    )

    notice_on = models.DateField(_("notice published"), null=True, blank=True)
    questions_close_on = models.DateField(_("questions close"), null=True, blank=True)
    submission_deadline = DeadlineField(_("deadline for bids"), null=True, blank=True)
    is_electronic = models.BooleanField(_("bids come in electronically"), default=True)
    notices_are_electronic = models.BooleanField(_("every bidder is told of the decision electronically"), default=True)
    decision_on = models.DateField(_("award decided"), null=True, blank=True)
    standstill_ends_on = models.DateField(_("standstill ends"), null=True, blank=True)
    contract_starts_on = models.DateField(_("contract starts"), null=True, blank=True)
    contract_ends_on = models.DateField(_("contract ends"), null=True, blank=True)
    # What the timetable engine finds wrong with the dates, counted whenever they change: a list cannot run an engine.
    date_errors = models.PositiveSmallIntegerField(default=2, editable=False)
    # The last day a disclosure pack may come out and still leave the other bidders their full time; kept for the same reason.
    disclose_by = models.DateField(null=True, editable=False)

    service_kind = models.CharField(_("kind of service"), max_length=10, choices=ServiceKindWords.choices, blank=True)
    estimated_value = models.DecimalField(
        _("estimated value of the whole contract, excluding VAT"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
    )
    vat_rate = models.DecimalField(
        _("VAT rate, per cent"), max_digits=5, decimal_places=2, default=Decimal(20), validators=PERCENT
    )
    thresholds_note = models.TextField(_("what follows from the value"), blank=True)
    considered_value = models.DecimalField(max_digits=14, decimal_places=2, null=True, editable=False)
    quality_weight = models.DecimalField(
        _("quality, per cent"), max_digits=5, decimal_places=2, default=Decimal(50), validators=PERCENT
    )
    price_weight = models.DecimalField(
        _("price, per cent"), max_digits=5, decimal_places=2, default=Decimal(50), validators=PERCENT
    )
    weights_reason = models.TextField(_("why quality and price do not weigh the same"), blank=True)
    price_method = models.CharField(
        _("how prices become points"), max_length=30, choices=PriceMethod.choices, default=PriceMethod.LOWEST_PRICE
    )
    budget = models.DecimalField(_("budget"), max_digits=14, decimal_places=2, null=True, blank=True)
    tie_rule = models.TextField(_("what happens if two bids tie"), default=tie_rule_in_words, editable=False)

    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    published = models.JSONField(_("as published"), default=dict, editable=False)
    ocid = models.CharField(_("open contracting id"), max_length=60, blank=True, editable=False)
    # Bids, scores and the result are gone; the award and the contract stay.
    papers_deleted_at = models.DateTimeField(_("papers deleted"), null=True, editable=False)

    objects = TenderQuerySet.as_manager()
    workflow = WORKFLOW

    class Meta:
        verbose_name = _("tender")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership"], condition=Q(state__in=OPEN), name="one_open_tender_at_a_time"
            ),
            # SQLite keeps decimals as floats: a sum of two is 100 but for the last bit.
            models.CheckConstraint(
                condition=Q(quality_weight__gt=Decimal("99.995") - F("price_weight"))
                & Q(quality_weight__lt=Decimal("100.005") - F("price_weight")),
                name="tender_weighs_100",
            ),
            models.CheckConstraint(
                condition=Q(quality_weight__gte=0, quality_weight__lte=100), name="tender_quality_weighs_0_to_100"
            ),
        ]
        indexes = [models.Index(fields=["state", "submission_deadline"], name="tender_by_state_and_deadline")]
        rules_permissions = {
            "view": rules.is_signed_in,
            "add": rules.can_prepare,
            "change": rules.can_prepare,
            "see_drafts_of": rules.can_see_drafts,
        }

    def __str__(self):
        return self.title

    def get_state_display(self):  # type: ignore[no-redef]
        """Name the state in words: between the decision and the last notice to a bidder no standstill runs yet."""
        award = getattr(self, "award", None) if self.state == State.STANDSTILL else None
        return gettext("Award decided") if award and award.standstill_ends_on is None else State(self.state).label

    def get_absolute_url(self):
        return self.url("tender")

    def url(self, name, *args):
        """Return the address of one of the tender's pages by the name of its path."""
        return reverse(name, args=[self.partnership_id, self.pk, *args])

    def transition_url(self, name):
        """Each transition's page bears its name and lies under the tender's own address."""
        return self.url(name)

    @property
    def is_draft(self):
        return self.state == State.DRAFT

    def is_out_at(self, at):
        """Whether the tender has been made public by a moment. Its papers are for the purchasing side alone before."""
        if self.published_at is None or self.published_at > at:
            return False
        return self.state != State.CANCELLED or not Tender.objects.filter(called_off(), pk=self.pk).exists()

    @property
    def is_out(self):
        """Whether the tender is public now. It rests on the moment, whether or not a worker has been there."""
        return self.is_out_at(timezone.now())

    @property
    def is_waiting(self):
        """Whether the publication is scheduled and its moment lies ahead."""
        return self.is_waiting_at(timezone.now())

    def is_waiting_at(self, at):
        """Whether the publication is scheduled and its moment lies ahead of another."""
        return self.state == State.SCHEDULED and not self.is_out_at(at)

    def stand_as_of(self, at):
        """Show, in memory alone, a scheduled publication whose moment has come as published. Returns the tender."""
        if self.state == State.SCHEDULED and self.is_out_at(at):
            self.state = State.PUBLISHED.value
        return self

    @property
    def is_private_in_history(self):
        """What is done to a draft tells of its papers; what bidders may read of it, the history tells from then on."""
        return self.state == State.DRAFT

    @property
    def is_open(self):
        return self.state in OPEN

    @property
    def is_unranked(self):
        """Whether the tender is out and its bids are not ranked yet."""
        return self.state in {State.PUBLISHED, State.OPENED, State.MODERATION}

    @property
    def announces_earlier_order(self):
        """Whether version 1.0.0 announced the tender, with another order for equal bids than the ranking uses."""
        return self.state != State.DRAFT and bool(self.published) and "rules" not in self.published

    @property
    def deadline(self) -> Moment | None:
        """The deadline for bids as people read it; None where it is not set."""
        return Moment.of(self.submission_deadline) if self.submission_deadline else None

    def deadline_has_passed(self, at):
        return self.submission_deadline is not None and self.submission_deadline <= at


class OfTenderQuerySet(models.QuerySet):
    """What belongs to a tender: from the moment of publication for all who see the tender, before for the purchasing side."""

    def out(self, at):
        """Return the condition that a row is public at a moment."""
        return is_out(at, "tender__")

    def visible_to(self, user):
        rows = self.filter(tender__in=Tender.objects.visible_to(user))
        return rows.filter(self.out(timezone.now()) | rules.drafts_open_to(user))


class Question(Record):
    """A quality question bidders answer; its weight is per cent of all quality."""

    tender = models.ForeignKey(Tender, models.CASCADE, related_name="questions")
    section = models.CharField(_("section"), max_length=100, blank=True)
    text = models.TextField(_("question"))
    guidance = models.TextField(_("what a good answer shows"), blank=True)
    weight = models.DecimalField(_("weight, per cent of quality"), max_digits=5, decimal_places=2)
    minimum_score = models.PositiveSmallIntegerField(
        _("minimum score"), null=True, blank=True, validators=[MaxValueValidator(TOP_SCORE)]
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    max_words = models.PositiveIntegerField(_("most words of an answer"), null=True, blank=True)

    objects = OfTenderQuerySet.as_manager()

    class Meta:
        verbose_name = _("quality question")
        ordering = ["tender", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=100), name="question_weighs_something"),
            models.CheckConstraint(
                condition=Q(minimum_score=None) | Q(minimum_score__lte=TOP_SCORE), name="question_minimum_on_the_scale"
            ),
        ]
        rules_permissions = {
            "view": rules.can_see_drafts,
            "add": rules.can_prepare,
            "change": rules.can_prepare,
            "delete": rules.can_prepare,
        }

    def __str__(self):
        return self.text[:100]

    @property
    def partnership(self):
        return self.tender.partnership


class TenderDocumentKind(models.TextChoices):
    INVITATION = "invitation", _("Invitation to tender")
    SPECIFICATION = "specification", _("Specification")
    TERMS = "terms", _("Terms of the contract")
    PRICING = "pricing", _("Pricing schedule")
    DISCLOSURE = "disclosure", _("Disclosure pack")
    ANSWERS = "answers", _("Answers to questions")
    OTHER = "other", _("Other")


class TenderDocumentQuerySet(OfTenderQuerySet):
    def out(self, at):
        return Q(is_published=True, published_at__lte=at) & ~called_off("tender__")


class TenderDocument(Record):
    """A document of the partnership used in a tender."""

    tender = models.ForeignKey(Tender, models.CASCADE, related_name="documents")
    document = models.ForeignKey("partnerships.Document", models.PROTECT, related_name="in_tenders")
    kind = models.CharField(_("kind"), max_length=20, choices=TenderDocumentKind.choices)
    is_published = models.BooleanField(_("published"), default=False, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    # What bidders were given, whatever becomes of the document afterwards.
    version_given = models.ForeignKey(
        "partnerships.DocumentVersion", models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = TenderDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("tender document")
        ordering = ["tender", "kind", "pk"]
        constraints = [models.UniqueConstraint(fields=["tender", "document"], name="a_document_is_in_a_tender_once")]
        rules_permissions = {"view": rules.is_signed_in, "add": rules.can_prepare, "delete": rules.can_prepare}

    def __str__(self):
        return str(self.document)

    @property
    def partnership(self):
        return self.tender.partnership

    @property
    def is_out(self):
        """Whether bidders can read it by now."""
        now = timezone.now()
        return self.is_published and self.published_at <= now and self.tender.is_out_at(now)

    @property
    def is_private_in_history(self):
        return not self.is_out

    @property
    def address(self):
        """Where to read it: the version bidders were given, before publication the document."""
        return self.version_given.url if self.version_given else self.document.get_absolute_url()


class Amendment(models.Model):
    """What was published and changed, with the reason. ``changes`` maps a field of the tender to [before, after], or
    "document" to [before, after] in words.
    """

    tender = models.ForeignKey(Tender, models.CASCADE, related_name="amendments")
    changes = models.JSONField(_("changes"))
    reason = models.TextField(_("reason"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"))

    objects = OfTenderQuerySet.as_manager()

    class Meta:
        verbose_name = _("amendment")
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return self.reason[:100]
