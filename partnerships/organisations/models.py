"""The directory: organisations, what they do and for whom, and the words they are found by."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnerships.organisations import rules
from psp.core.folding import fold
from psp.core.records import Record


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


class RelianceBand(models.TextChoices):
    """The share of grants in the latest year's income."""

    LOW = "low", _("Less than a quarter")
    SOME = "some", _("A quarter to a half")
    HIGH = "high", _("A half to three quarters")
    MOST = "most", _("Three quarters or more")


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The directory is open to everyone signed in: finding one another is what it is for."""
        return self if user.is_authenticated else self.none()

    def public_bodies(self):
        return self.filter(kind__in=PUBLIC_KINDS)

    def third_sector(self):
        return self.filter(kind__in=[Kind.THIRD_SECTOR, Kind.VEHICLE])

    def current(self):
        return self.filter(closed_on=None)


def terms(model, label):
    """A list of the taxonomies, any number of its entries."""
    return models.ManyToManyField(f"partnerships.{model}", verbose_name=label, blank=True, related_name="organisations")


class WordField(models.CharField):
    """Text compared byte by byte on every database, so that a range of an index holds all words that begin alike."""

    def db_parameters(self, connection):
        parameters = super().db_parameters(connection)
        return parameters | {"collation": "C"} if connection.vendor == "postgresql" else parameters


class SortKeyField(WordField):
    """The folded name, by which lists are sorted. Written with each record; ``update_rows`` needs it named and set."""

    follows = "name"

    def pre_save(self, model_instance, add):
        setattr(model_instance, self.attname, fold(model_instance.name))
        return super().pre_save(model_instance, add)


class Organisation(Record):
    # An organisation can be one person at home. "contact" is the name of a contact, as the history of 1.0 kept it.
    unrecorded_fields = frozenset({"address", "postcode", "email", "phone", "contact"})

    name = models.CharField(_("name"), max_length=200)
    sort_key = SortKeyField(max_length=400, editable=False, default="")
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
    services = terms("Service", _("services"))
    named_services = models.ManyToManyField(
        "partnerships.Service", blank=True, editable=False, related_name="named_by", verbose_name=_("services named")
    )
    client_groups = terms("ClientGroup", _("client groups"))
    areas = terms("Area", _("areas"))
    paid_staff = models.PositiveIntegerField(_("paid staff"), null=True, blank=True)
    volunteers = models.PositiveIntegerField(_("volunteers"), null=True, blank=True)
    latest_income = models.DecimalField(
        _("latest yearly income"), max_digits=14, decimal_places=2, null=True, blank=True, editable=False
    )
    grant_reliance = models.DecimalField(
        _("grant reliance"), max_digits=5, decimal_places=2, null=True, blank=True, editable=False
    )
    size_band = models.CharField(_("size"), max_length=10, choices=SizeBand.choices, blank=True, editable=False)
    reliance_band = models.CharField(
        _("share of grants"), max_length=10, choices=RelianceBand.choices, blank=True, editable=False
    )
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
    register_checked_on = models.DateField(_("last checked against the register"), null=True, editable=False)
    edited_fields = models.JSONField(default=list, editable=False)
    # Whoever ever owned it: who owns it today, ``VehicleMember.current`` says.
    members = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        through="VehicleMember",
        through_fields=("vehicle", "member"),
        related_name="vehicles",
        verbose_name=_("owners"),
    )
    is_demo = models.BooleanField(default=False, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["charity_number"],
                condition=~Q(charity_number=""),
                name="one_organisation_per_charity_number",
                violation_error_code="unique",
                violation_error_message=_("Enter another number: an organisation has this one"),
            ),
            models.UniqueConstraint(
                fields=["company_number"],
                condition=~Q(company_number=""),
                name="one_organisation_per_company_number",
                violation_error_code="unique",
                violation_error_message=_("Enter another number: an organisation has this one"),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_a_name"),
        ]
        indexes = [
            models.Index(fields=["name"], name="organisation_by_name"),
            models.Index(fields=["sort_key"], name="organisation_in_order"),
            models.Index(fields=["kind", "sort_key"], name="organisation_by_kind"),
            models.Index(fields=["size_band", "sort_key"], name="organisation_by_size"),
            models.Index(fields=["reliance_band", "sort_key"], name="organisation_by_reliance"),
            models.Index(fields=["latest_income"], name="organisation_by_income"),
            models.Index(fields=["grant_reliance"], name="organisation_by_grants"),
            # The unique ones leave out the empty numbers, and SQLite does not look numbers up in those.
            models.Index(fields=["charity_number"], name="organisation_by_charity"),
        ]
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
        return self.kind in PUBLIC_KINDS

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


class VehicleMemberQuerySet(models.QuerySet):
    def current(self):
        return self.filter(left_on=None)

    def visible_to(self, user):
        """Who owns whom is as open as the directory."""
        return self if user.is_authenticated else self.none()


class VehicleMember(models.Model):
    """A period in which an organisation owns a vehicle, or owned it until a day. Without a first day it began before that was kept.

    An owner that comes back has another row. A row is never removed, nor begun again: an organisation that owned a vehicle
    while a service was designed was involved in it (reg. 42).
    """

    vehicle = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="ownerships",
        db_column="from_organisation_id",
        verbose_name=_("vehicle"),
    )
    member = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="owned",
        db_column="to_organisation_id",
        verbose_name=_("owner"),
    )
    joined_on = models.DateField(_("owner since"), null=True, blank=True)
    left_on = models.DateField(_("owner until"), null=True, blank=True)

    objects = VehicleMemberQuerySet.as_manager()

    class Meta:
        db_table = "partnerships_organisation_members"
        verbose_name = _("owner of a vehicle")
        verbose_name_plural = _("owners of vehicles")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["vehicle", "member"], condition=Q(left_on=None), name="an_owner_owns_a_vehicle_once_at_a_time"
            )
        ]

    def __str__(self):
        return _("{owner} owns {vehicle}").format(owner=self.member, vehicle=self.vehicle)


class OrganisationWord(models.Model):
    """A word an organisation is found by. Kept by ``keep_words``; finding by part of a text would read every row."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="words", db_index=False)
    word = WordField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "word"], name="one_word_of_an_organisation")]
        indexes = [models.Index(fields=["word", "organisation"], name="organisations_of_a_word")]

    def __str__(self):
        return self.word


class EntryQuerySet(models.QuerySet):
    """What stands in an organisation's entry is as open as the directory."""

    def visible_to(self, user):
        return self if user.is_authenticated else self.none()


class Department(Record):
    """A department of a council, which purchases, refers or works with a partnership."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="departments")
    name = models.CharField(_("name"), max_length=150)
    does = models.TextField(_("what it is responsible for"), blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("department")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="one_department_of_a_name")]
        rules_permissions = {
            "view": rules.is_signed_in,
            "add": rules.can_edit,
            "change": rules.can_edit,
            "delete": rules.can_edit,
        }

    def __str__(self):
        return self.name
