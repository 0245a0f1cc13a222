"""A partnership, the spells it spent in each state, and the waivers of its gates."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnerships.lifecycle import rules
from partnerships.lifecycle.workflow import NEXT_GATE, RUNNING, STAGES, WORKFLOW, State
from psp.core import gates
from psp.core.records import Record
from psp.core.workflow import choices


class StopReason(models.TextChoices):
    FUNDING = "funding", _("The money ended")
    NEED = "need", _("The need was met another way or went away")
    PARTNER = "partner", _("A lead partner withdrew")
    RESULTS = "results", _("The pilot did not show the benefit")
    COUNCIL = "council", _("The council will not go to tender")
    LOST = "lost", _("The tender was lost and no plan follows")
    OTHER = "other", _("Another reason")


class PartnershipQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those the person has a role in, those of their organisations, and those their council purchases."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_administrator else self.joined_by(user)

    def joined_by(self, user):
        """Select those a person takes part in, as an administrator too: by a role, an organisation or a purchasing council."""
        every = self.model._base_manager
        return self.filter(
            Q(pk__in=every.filter(roles__person=user).values("pk"))
            | Q(
                pk__in=every.filter(members__left_on=None, members__organisation__memberships__person=user).values("pk")
            )
            | Q(pk__in=every.filter(purchasing_council__memberships__person=user).values("pk"))
        )

    def running(self):
        return self.filter(state__in=RUNNING)

    def led_by(self, user):
        return self.filter(roles__person=user, roles__role="leader")


class Partnership(Record):
    name = models.CharField(_("name"), max_length=150)
    need = models.TextField(_("need"), help_text=_("Who needs what, and how you know."))
    service = models.ForeignKey(
        "partnerships.Service",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="partnerships",
        verbose_name=_("service"),
    )
    area = models.ForeignKey(
        "partnerships.Area", models.PROTECT, null=True, blank=True, related_name="partnerships", verbose_name=_("area")
    )
    purchasing_council = models.ForeignKey(
        "partnerships.Organisation", models.PROTECT, related_name="purchases", verbose_name=_("purchasing council")
    )
    purchasing_department = models.ForeignKey(
        "partnerships.Department",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="purchases",
        verbose_name=_("purchasing department"),
    )
    purchasers_asked_on = models.DateField(_("purchasers asked"), null=True, editable=False)
    contract_value = models.DecimalField(
        _("estimated contract value, excluding VAT"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    state = models.CharField(
        _("state"), max_length=20, choices=choices(State), default=State.DESIGN.value, editable=False
    )
    stop_reason = models.CharField(
        _("why it stopped"), max_length=20, choices=StopReason.choices, blank=True, editable=False
    )
    stop_note = models.TextField(_("in words"), blank=True, editable=False)
    stopped_on = models.DateField(_("stopped"), null=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = PartnershipQuerySet.as_manager()
    workflow = WORKFLOW

    class Meta:
        verbose_name = _("partnership")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["name"], name="one_partnership_of_a_name")]
        indexes = [models.Index(fields=["state", "name"], name="partnership_by_state")]
        rules_permissions = {
            "view": rules.is_signed_in,
            "add": rules.can_add,
            "change": rules.can_change,
            "run": rules.can_run,
            "waive": rules.can_waive,
        }

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("partnership", args=[self.pk])

    def url(self, name, *args):
        """Return the address of one of the partnership's pages by the name of its path."""
        return reverse(name, args=[self.pk, *args])

    @property
    def next_gate(self):
        """The transition the next gate stands before; "" where there is none."""
        return NEXT_GATE.get(self.state, "")

    @property
    def next_gate_label(self):
        """What the next gate leads to, as its button says; "" where there is none."""
        return WORKFLOW.label_of(self.next_gate) if self.next_gate else ""

    @property
    def stage(self):
        return STAGES.get(self.state, "")

    @property
    def is_running(self):
        return self.state in RUNNING

    def members_with_role(self, role):
        """The organisations with a role, from the prefetched members where there are any."""
        return [member.organisation for member in self.members.all() if member.role == role and member.left_on is None]

    @property
    def lead_public(self):
        return next(iter(self.members_with_role("lead_public")), None)

    @property
    def lead_third_sector(self):
        return next(iter(self.members_with_role("lead_third_sector")), None)

    @property
    def other_partner_count(self):
        """How many partners there are beside the first lead of each side."""
        current = sum(member.left_on is None for member in self.members.all())
        return current - sum(lead is not None for lead in (self.lead_public, self.lead_third_sector))

    def transition_url(self, name):
        return self.url(name)

    @property
    def leader(self):
        """The project leader, or None where nobody is named."""
        return next((role.person for role in self.roles.all() if role.role == "leader" and role.person.is_active), None)


class Spell(models.Model):
    """The time a partnership spent, or is spending, in one state."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="spells")
    state = models.CharField(max_length=20, choices=choices(State))
    began_on = models.DateField(_("began"))
    ended_on = models.DateField(_("ended"), null=True)

    class Meta:
        ordering = ["began_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["partnership"], condition=Q(ended_on=None), name="one_open_spell"),
        ]

    def __str__(self):
        return f"{self.partnership}: {self.state}"


class GateCriterion(models.Model):
    """The words and rules of a gate's criterion, kept by administrators. What it checks is code, found by ``code``."""

    code = models.CharField(_("code"), max_length=60, unique=True, editable=False)
    transition = models.CharField(_("before"), max_length=60, editable=False)
    title = models.CharField(_("what must hold"), max_length=200)
    why = models.TextField(_("why"), blank=True)
    waivable = models.BooleanField(_("may be waived with a reason"), default=False)
    is_active = models.BooleanField(_("in force"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("gate criterion")
        verbose_name_plural = _("gate criteria")
        ordering = ["transition", "position", "code"]

    def __str__(self):
        return str(self.title)

    @property
    def is_fixed(self):
        """Whether law or guidance asks for it: it is in force and cannot be waived, whatever the row says."""
        return gates.is_fixed(self.code)


class WaiverQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(withdrawn_at=None)


class Waiver(models.Model):
    """A criterion somebody decided to do without, with the reason. It stays visible for good."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="waivers")
    code = models.CharField(_("criterion"), max_length=60)
    reason = models.TextField(_("reason"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        verbose_name = _("waiver")
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "code"], condition=Q(withdrawn_at=None), name="one_waiver_in_force_per_criterion"
            )
        ]

    def __str__(self):
        return f"{self.code}: {self.reason[:60]}"
