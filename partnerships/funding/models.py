"""The funding plan: where the money comes from and when, what it costs month by month, what was spent."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partnerships.funding import rules
from partnerships.funding.engine.instalments import Every
from partnerships.funding.engine.sources import Certainty, Head
from partnerships.lifecycle.models import Partnership
from psp.core.dates import in_words as days_in_words
from psp.core.money import in_words
from psp.core.records import Record


class HeadWords(models.TextChoices):
    DEVELOPMENT = Head.DEVELOPMENT.value, _("Development officer and ongoing development support")
    VISION = Head.VISION.value, _("Developing shared vision and values")
    ADMINISTRATION = Head.ADMINISTRATION.value, _("Administrative support")
    OTHER = Head.OTHER.value, _("Running costs of the service, and others")


class Status(models.TextChoices):
    SECURED = Certainty.SECURED.value, _("Secured")
    PROMISED = Certainty.PROMISED.value, _("Promised")
    APPLIED = Certainty.APPLIED.value, _("Applied for")


# What a plan may build on: an application is not money yet.
FUNDED = (Status.SECURED, Status.PROMISED)


class SourceKind(models.TextChoices):
    GRANT = "grant", _("Grant")
    CONTRACT = "contract", _("Contract")
    LOAN = "loan", _("Loan")
    INVESTMENT = "investment", _("Investment")
    OWN = "own", _("A partner’s own money")
    IN_KIND = "in_kind", _("In kind: time, rooms or goods, at their worth")


LISTED = "listed"
PAID = [
    (Every.ONCE.value, _("All at once, on the first day")),
    (Every.MONTH.value, _("Every month")),
    (Every.QUARTER.value, _("Every three months")),
    (Every.YEAR.value, _("Every year")),
    (LISTED, _("On the days I list")),
]


class PlanQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(partnership__in=Partnership.objects.visible_to(user))


class DipQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(plan__partnership__in=Partnership.objects.visible_to(user))


class FundingPlan(models.Model):
    """What the engine makes of a partnership's plan, kept so that lists, reminders and gates can ask the database.

    ``money_ends_on`` is the day secured money ends (``engine.shortfalls``), None where it pays for all costs known.
    ``paid_until`` is the first day that is not paid for, or whose cost is not known. With neither, nothing is known yet.
    """

    partnership = models.OneToOneField(Partnership, models.CASCADE, related_name="funding_plan")
    money_ends_on = models.DateField(_("money ends"), null=True)
    paid_until = models.DateField(_("paid until"), null=True)
    computed_at = models.DateTimeField(_("computed"))

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("funding plan")
        indexes = [models.Index(fields=["money_ends_on"], name="funding_plan_by_end")]

    def __str__(self):
        return str(_("Funding plan of {partnership}").format(partnership=self.partnership))


class FundingDip(models.Model):
    """A short time below zero that later money makes good, from ``starts_on`` up to ``until``, the first day after it.

    ``amount`` is what is missing at most. Like its plan it is what the engine makes of sources and costs.
    """

    plan = models.ForeignKey(FundingPlan, models.CASCADE, related_name="dips")
    starts_on = models.DateField(_("money is short from"))
    until = models.DateField(_("until"))
    amount = models.DecimalField(_("missing at most"), max_digits=14, decimal_places=2)

    objects = DipQuerySet.as_manager()

    class Meta:
        verbose_name = _("dip of the money")
        verbose_name_plural = _("dips of the money")
        ordering = ["plan", "starts_on"]
        indexes = [models.Index(fields=["starts_on"], name="funding_dip_by_day")]

    def __str__(self):
        return str(
            _("{amount} short from {day}").format(amount=in_words(self.amount), day=days_in_words(self.starts_on))
        )

    @property
    def partnership(self):
        return self.plan.partnership


class FundingLine(Record):
    """One source of money for one head."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="funding_lines")
    organisation = models.ForeignKey(
        "partnerships.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    source_name = models.CharField(_("name of the source"), max_length=150, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=SourceKind.choices, default=SourceKind.GRANT)
    head = models.CharField(_("what it pays for"), max_length=20, choices=HeadWords.choices)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.SECURED)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    paid = models.CharField(_("how it is paid"), max_length=10, choices=PAID, default=Every.ONCE.value)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    note = models.TextField(_("note"), max_length=2000, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("funding line")
        ordering = ["partnership", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="funding_ends_after_it_starts",
                violation_error_message=_("Enter a last day on or after the first one"),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="funding_is_money",
                violation_error_message=_("Enter an amount above £0"),
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(source_name=""),
                name="funding_has_a_source",
                violation_error_message=_("Choose an organisation, or enter the name of the source"),
            ),
        ]
        indexes = [models.Index(fields=["partnership", "head", "status"], name="funding_by_head")]
        rules_permissions = {
            "view": rules.is_signed_in,
            "add": rules.can_keep,
            "change": rules.can_keep,
            "remove": rules.can_keep,
        }

    def __str__(self):
        return str(_("{amount} from {source}").format(amount=in_words(self.amount), source=self.source))

    def get_absolute_url(self):
        return self.partnership.url("funding_line", self.pk)

    @property
    def source(self):
        """Who gives the money: an organisation of the directory, or a name."""
        return str(self.organisation) if self.organisation_id else self.source_name

    @property
    def is_listed(self):
        """Its receipts are listed day by day."""
        return self.paid == LISTED


class Direction(models.TextChoices):
    RECEIPT = "receipt", _("Money that arrives")
    REPAYMENT = "repayment", _("Money paid back")


class PaymentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(line__partnership__in=Partnership.objects.visible_to(user))


class Payment(models.Model):
    """A receipt listed for a funding line, or a repayment of it."""

    line = models.ForeignKey(FundingLine, models.CASCADE, related_name="payments")
    direction = models.CharField(_("which way"), max_length=10, choices=Direction.choices, default=Direction.RECEIPT)
    on = models.DateField(_("day"))
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment of a funding line")
        verbose_name_plural = _("payments of funding lines")
        ordering = ["on", "pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="payment_is_money")]

    def __str__(self):
        return f"{in_words(self.amount)}, {self.on}"

    @property
    def partnership(self):
        return self.line.partnership


class MonthlyCost(Record):
    """What something costs each month, from the month of ``first_month`` to that of ``last_month``, both first days."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="monthly_costs")
    head = models.CharField(_("what it is for"), max_length=20, choices=HeadWords.choices)
    what = models.CharField(_("what"), max_length=150)
    monthly = models.DecimalField(_("pounds a month"), max_digits=12, decimal_places=2)
    first_month = models.DateField(_("first month"))
    last_month = models.DateField(_("last month"))

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("monthly cost")
        ordering = ["partnership", "head", "first_month", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_month__gte=F("first_month")),
                name="cost_ends_after_it_starts",
                violation_error_message=_("Enter a last day on or after the first one"),
            ),
            models.CheckConstraint(
                condition=Q(monthly__gt=0), name="cost_is_money", violation_error_message=_("Enter an amount above £0")
            ),
        ]
        rules_permissions = {
            "view": rules.is_signed_in,
            "add": rules.can_keep,
            "change": rules.can_keep,
            "remove": rules.can_keep,
        }

    def __str__(self):
        return self.what


class Spending(Record):
    """What was spent for a head in a month; from then on it counts in place of the budget."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="spendings")
    head = models.CharField(_("what it was for"), max_length=20, choices=HeadWords.choices)
    month = models.DateField(_("month"))
    amount = models.DecimalField(_("spent"), max_digits=12, decimal_places=2)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("spending of a month")
        verbose_name_plural = _("spendings of months")
        ordering = ["partnership", "-month", "head"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "head", "month"], name="one_spending_a_head_and_month"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="spending_is_not_negative"),
        ]
        rules_permissions = {"view": rules.is_signed_in, "add": rules.can_keep}

    def __str__(self):
        return f"{self.get_head_display()}, {self.month:%Y-%m}"
