"""The directory: organisations, what they do and for whom, their people and their income."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnerships.organisations import rules
from psp.core.records import Record


class Term(models.Model):
    """One word of a list the directory is searched by. Administrators keep the lists."""

    name = models.CharField(_("name"), max_length=100, unique=True)

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self):
        return self.name


class Service(Term):
    class Meta(Term.Meta):
        verbose_name = _("service")


class ClientGroup(Term):
    class Meta(Term.Meta):
        verbose_name = _("client group")


class Area(Term):
    """A council area or a smaller place people search by."""

    code = models.CharField(_("code"), max_length=20, blank=True)

    class Meta(Term.Meta):
        verbose_name = _("area")


class Kind(models.TextChoices):
    THIRD_SECTOR = "third_sector", _("Charity, social enterprise or voluntary organisation")
    COUNCIL = "council", _("Council")
    HEALTH = "health", _("NHS body")
    PUBLIC = "public", _("Other public body")
    PRIVATE = "private", _("Private company")
    VEHICLE = "vehicle", _("Vehicle owned by partners")

    @property
    def is_public_body(self):
        return self in PUBLIC_KINDS


PUBLIC_KINDS = {Kind.COUNCIL, Kind.HEALTH, Kind.PUBLIC}


class LegalForm(models.TextChoices):
    SCIO = "scio", _("Scottish charitable incorporated organisation (SCIO)")
    CHARITABLE_COMPANY = "charitable_company", _("Company limited by guarantee, charity")
    COMPANY = "company", _("Company limited by guarantee")
    CIC = "cic", _("Community interest company")
    SHARES = "shares", _("Company limited by shares")
    SOCIETY = "society", _("Co-operative or community benefit society")
    TRUST = "trust", _("Trust")
    UNINCORPORATED = "unincorporated", _("Unincorporated association")
    PUBLIC_BODY = "public_body", _("Public body")
    OTHER = "other", _("Other")


class SizeBand(models.TextChoices):
    """Small: at most 5 paid staff or at most £100,000 a year. The other two split at £1 million."""

    SMALL = "small", _("Small")
    MEDIUM = "medium", _("Medium")
    LARGE = "large", _("Large")


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The directory is open to everyone signed in: finding one another is what it is for."""
        return self if user.is_authenticated else self.none()

    def public_bodies(self):
        return self.filter(kind__in=[Kind.COUNCIL, Kind.HEALTH, Kind.PUBLIC])

    def third_sector(self):
        return self.filter(kind__in=[Kind.THIRD_SECTOR, Kind.VEHICLE])

    def current(self):
        return self.filter(closed_on=None)


class Organisation(Record):
    name = models.CharField(_("name"), max_length=200)
    known_as = models.CharField(_("known as"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.THIRD_SECTOR)
    legal_form = models.CharField(_("legal form"), max_length=30, choices=LegalForm.choices, blank=True)
    charity_number = models.CharField(
        _("charity number"),
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"^SC\d{6}$", _("Enter a Scottish charity number such as SC012345"))],
    )
    company_number = models.CharField(
        _("company number"),
        max_length=8,
        blank=True,
        validators=[RegexValidator(r"^[A-Z0-9]{8}$", _("Enter a company number of 8 characters such as SC123456"))],
    )
    council_code = models.CharField(_("council code"), max_length=12, blank=True)
    about = models.TextField(_("what it does"), blank=True)
    strengths = models.TextField(_("what a purchaser should know"), blank=True)
    identity_statement = models.TextField(_("identity statement"), blank=True)
    services = models.ManyToManyField(Service, verbose_name=_("services"), blank=True, related_name="organisations")
    client_groups = models.ManyToManyField(ClientGroup, verbose_name=_("client groups"), blank=True, related_name="organisations")
    areas = models.ManyToManyField(Area, verbose_name=_("areas"), blank=True, related_name="organisations")
    paid_staff = models.PositiveIntegerField(_("paid staff"), null=True, blank=True)
    volunteers = models.PositiveIntegerField(_("volunteers"), null=True, blank=True)
    latest_income = models.DecimalField(_("latest yearly income"), max_digits=14, decimal_places=2, null=True, blank=True)
    size_band = models.CharField(_("size"), max_length=10, choices=SizeBand.choices, blank=True, editable=False)
    is_supported_business = models.BooleanField(_("supported business"), default=False)
    address = models.TextField(_("address"), blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    website = models.URLField(_("website"), blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    registered_on = models.DateField(_("registered"), null=True, blank=True)
    closed_on = models.DateField(_("closed"), null=True, blank=True)
    purposes = models.TextField(_("charitable purposes"), blank=True)
    register_values = models.JSONField(default=dict, editable=False)
    edited_fields = models.JSONField(default=list, editable=False)
    members = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="vehicles", verbose_name=_("members of the vehicle")
    )
    is_demo = models.BooleanField(default=False, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["charity_number"], condition=~Q(charity_number=""), name="one_organisation_per_charity_number"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_a_name"),
        ]
        indexes = [models.Index(fields=["name"], name="organisation_by_name"), models.Index(fields=["kind", "name"], name="organisation_by_kind")]
        rules_permissions = {
            "view": rules.is_signed_in,
            "add": rules.can_add,
            "change": rules.can_edit,
        }

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("organisation", args=[self.pk])

    @property
    def is_public_body(self):
        return self.kind in {Kind.COUNCIL, Kind.HEALTH, Kind.PUBLIC}

    @property
    def identifier(self):
        """The organisation's identifier in open data, such as ``GB-SC-SC012345``; "" where it has no number."""
        for scheme, number in (
            ("GB-SC", self.charity_number),
            ("GB-COH", self.company_number),
            ("GB-LAS", self.council_code),
        ):
            if number:
                return f"{scheme}-{number}"
        return ""


class Department(Record):
    """A department of a council, which purchases, refers or works with a partnership."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="departments")
    name = models.CharField(_("name"), max_length=150)
    does = models.TextField(_("what it is responsible for"), blank=True)

    class Meta:
        verbose_name = _("department")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="one_department_of_a_name")]
        rules_permissions = {"view": rules.is_signed_in, "add": rules.can_edit, "change": rules.can_edit, "delete": rules.can_edit}

    def __str__(self):
        return self.name


class Contact(Record):
    """Somebody to ring, with or without an account."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="contacts")
    department = models.ForeignKey(Department, models.SET_NULL, null=True, blank=True, related_name="contacts")
    name = models.CharField(_("name"), max_length=150)
    job_title = models.CharField(_("job title"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    about = models.CharField(_("ask about"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("contact")
        ordering = ["name"]
        rules_permissions = {"view": rules.is_signed_in, "add": rules.can_edit, "change": rules.can_edit, "delete": rules.can_edit}

    def __str__(self):
        return self.name


class IncomeYear(Record):
    """What came in during one financial year, by kind. Grant reliance is the share of grants and donations."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="income_years")
    year_end = models.DateField(_("financial year ended"))
    grants = models.DecimalField(_("grants"), max_digits=14, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(0)])
    contracts = models.DecimalField(_("contracts"), max_digits=14, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(0)])
    donations = models.DecimalField(_("donations"), max_digits=14, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(0)])
    trading = models.DecimalField(_("trading"), max_digits=14, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(0)])
    other = models.DecimalField(_("other"), max_digits=14, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(0)])
    is_from_register = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("year of income")
        verbose_name_plural = _("years of income")
        ordering = ["-year_end"]
        constraints = [models.UniqueConstraint(fields=["organisation", "year_end"], name="one_income_per_year")]
        rules_permissions = {"view": rules.is_signed_in, "add": rules.can_edit, "change": rules.can_edit, "delete": rules.can_edit}

    def __str__(self):
        return f"{self.organisation}, year to {self.year_end:%Y-%m-%d}"

    @property
    def total(self):
        return self.grants + self.contracts + self.donations + self.trading + self.other

    @property
    def grant_reliance(self):
        """Grants as a percentage of all income; None in a year without income."""
        return self.grants / self.total * 100 if self.total else None


class Membership(models.Model):
    """A person belongs to an organisation."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    department = models.ForeignKey(Department, models.SET_NULL, null=True, blank=True, related_name="memberships")
    job_title = models.CharField(_("job title"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("membership")
        constraints = [models.UniqueConstraint(fields=["person", "organisation"], name="one_membership_per_organisation")]

    def __str__(self):
        return f"{self.person} at {self.organisation}"
