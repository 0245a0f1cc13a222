"""Which organisations are in a partnership, and which people with what role."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnerships.lifecycle.models import Partnership
from partnerships.partners import rules
from psp.core.holds import roles_kept_from
from psp.core.records import Record


class MemberRole(models.TextChoices):
    LEAD_PUBLIC = "lead_public", _("Lead public partner")
    LEAD_THIRD_SECTOR = "lead_third_sector", _("Lead third-sector partner")
    PARTNER = "partner", _("Partner")


class MemberQuerySet(models.QuerySet):
    def current(self):
        return self.filter(left_on=None)

    def visible_to(self, user):
        return self.filter(partnership__in=Partnership.objects.visible_to(user))


class Member(Record):
    """An organisation in a partnership."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="members")
    organisation = models.ForeignKey("partnerships.Organisation", models.PROTECT, related_name="partnership_members")
    role = models.CharField(_("role"), max_length=20, choices=MemberRole.choices, default=MemberRole.PARTNER)
    may_bid = models.BooleanField(_("may bid in the tender"), default=False)
    brings = models.TextField(_("what it brings"), blank=True)
    identity_statement = models.TextField(
        _("identity statement"),
        blank=True,
        help_text=_("What stays this partner’s own: its board, staff, ethos and activities."),
    )
    joined_on = models.DateField(_("joined"))
    left_on = models.DateField(_("left"), null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        ordering = ["partnership", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "organisation"], condition=Q(left_on=None), name="an_organisation_joins_once"
            )
        ]
        rules_permissions = {
            "view": rules.is_signed_in,
            "add": rules.can_run,
            "change": rules.can_run | rules.speaks_for_member,
            "remove": rules.can_run,
        }

    def __str__(self):
        return str(self.organisation)


class PartnershipRole(models.TextChoices):
    LEADER = "leader", _("Project leader")
    CONTACT = "contact", _("Partner contact")
    PURCHASER = "purchaser", _("Purchaser")
    EVALUATOR = "evaluator", _("Evaluator")
    OBSERVER = "observer", _("Observer")


class RoleQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Roles in partnerships the person sees. What a spoke keeps from them, who evaluates bids say, is left out.

        Everybody knows their own.
        """
        rows = self.filter(partnership__in=Partnership.objects.visible_to(user))
        for kept in roles_kept_from(user):
            rows = rows.exclude(kept & ~Q(person=user.pk))
        return rows

    def open_to_all(self):
        """What everyone in a partnership may know, in papers that travel too: not who evaluates bids."""
        return self.exclude(role=PartnershipRole.EVALUATOR)


class PersonRole(Record):
    """A person's role in a partnership. One person may hold several."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="roles")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="partnership_roles")
    role = models.CharField(_("role"), max_length=20, choices=PartnershipRole.choices)
    knows = models.TextField(
        _("experience"),
        blank=True,
        help_text=_("For a project leader: consortia, cross-sector working, the service and its client group."),
    )

    objects = RoleQuerySet.as_manager()

    @property
    def is_private_in_history(self):
        """Partners may bid, and do not learn from the history who evaluates."""
        return self.role == PartnershipRole.EVALUATOR

    class Meta:
        verbose_name = _("person in a partnership")
        verbose_name_plural = _("people in partnerships")
        ordering = ["partnership", "role", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "person", "role"], name="a_role_is_given_once"),
            models.UniqueConstraint(fields=["partnership"], condition=Q(role="leader"), name="one_project_leader"),
        ]
        rules_permissions = {"view": rules.is_signed_in, "add": rules.can_run, "remove": rules.can_end_role}

    def __str__(self):
        return f"{self.person}, {self.get_role_display()}"
