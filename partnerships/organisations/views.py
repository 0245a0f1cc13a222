"""The directory, an organisation's page, and what is said of it."""

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partnerships.organisations import operations
from partnerships.organisations.forms import (
    NewOrganisationForm,
    OrganisationFilter,
    OrganisationForm,
)
from partnerships.organisations.models import Kind, Organisation, SizeBand
from partnerships.organisations.queries import MOST_COUNTED, alike
from psp.core.access import get_visible
from psp.core.forms import NothingToFill
from psp.core.lists import RecordList
from psp.core.views import EditView, OperationView

DIRECTORY = _("Organisations")
SHOWN = ("name", "known_as", "kind", "size_band", "latest_income", "grant_reliance", "postcode", "closed_on")


def names_of(terms):
    return ", ".join(str(term) for term in terms.all())


class OrganisationList(RecordList):
    """The directory. Counts up to a thousand: whoever finds more adds a word or a filter."""

    model = Organisation
    filterset_class = OrganisationFilter
    template_name = "partnerships/organisations/list.html"
    keeps_filter = True
    title = DIRECTORY
    lead_text = _(
        "Who does what, for whom and where. Councils, charities, social enterprises and those who work with them."
    )
    add_label = _("Add an organisation")
    sorts = {"name": "name", "income": "latest_income", "grants": "grant_reliance"}
    columns = [
        (_("Name"), "name"),
        (_("Known as"), "known_as"),
        (_("Kind"), "get_kind_display"),
        (_("Legal form"), "get_legal_form_display"),
        (_("Charity number"), "charity_number"),
        (_("Company number"), "company_number"),
        (_("Services"), lambda row: names_of(row.services)),
        (_("For whom"), lambda row: names_of(row.client_groups)),
        (_("Areas"), lambda row: names_of(row.areas)),
        (_("Size"), "get_size_band_display"),
        (_("Latest yearly income in pounds"), "latest_income"),
        (_("Grants as % of income"), "grant_reliance"),
        (_("Postcode"), "postcode"),
        (_("Website"), "website"),
    ]

    @property
    def empty(self):
        may_add = self.request.user.has_perm("partnerships.add_organisation")
        return {
            "title": _("The directory is empty"),
            "text": _("It holds the organisations that take part in partnerships or might. Add the first one."),
            "action_url": reverse("add_organisation") if may_add else "",
            "action_label": self.add_label,
        }

    def get_queryset(self):
        rows = super().get_queryset()
        if self.request.GET.get("format") == "csv":
            return rows.prefetch_related("services", "areas", "client_groups").defer("register_values", "purposes")
        return rows.prefetch_related("services", "areas").only(*SHOWN)

    def get_filterset_kwargs(self, filterset_class):
        # Nothing asked is an answer too: those still open, counted no further than needed.
        return super().get_filterset_kwargs(filterset_class) | {"data": self.request.GET}

    def in_order(self, rows):
        descending = self.sort.startswith("-")
        field = self.sorts[self.sort.removeprefix("-")]
        if field == "name":
            return rows.order_by("-sort_key" if descending else "sort_key", "pk")
        # What is not known comes last going down and first going up, on every database.
        return rows.order_by(F(field).desc(nulls_last=True) if descending else F(field).asc(nulls_first=True), "pk")

    def get_paginator(self, queryset, per_page, **kwargs):
        paginator = super().get_paginator(queryset, per_page, **kwargs)
        if self.filterset.is_valid():
            paginator.count = self.filterset.found.count
        return paginator

    def get_add_url(self):
        return reverse("add_organisation") if self.request.user.has_perm("partnerships.add_organisation") else ""

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            is_more=self.filterset.is_valid() and self.filterset.found.is_more,
            most=MOST_COUNTED,
            may_import=self.request.user.is_administrator,
            # Once for the page: Django would translate all of a field's choices for each row.
            kinds={code: str(words) for code, words in Kind.choices},
            sizes={code: str(words) for code, words in SizeBand.choices},
            **kwargs,
        )


class AddOrganisation(OperationView):
    permission_required = "partnerships.add_organisation"
    who_may = operations.WHO_ADDS
    form_class = NewOrganisationForm
    template_name = "partnerships/organisations/add.html"
    title = _("Add an organisation")
    submit_label = _("Add the organisation")
    similar: list[Organisation] = []

    def crumbs(self):
        return [(DIRECTORY, reverse("organisations"))]

    def act(self, form):
        return operations.add_organisation(by=self.request.user, at=timezone.now(), **form.cleaned_data)

    def form_invalid(self, form):
        if form.has_error("is_another"):
            self.similar = alike(form.cleaned_data["name"])
        return super().form_invalid(form)

    def get_context_data(self, **kwargs):
        return super().get_context_data(similar=self.similar, **kwargs)


class RefusesWithAWayOn:
    """Who may not change an entry is told that they can propose the change."""

    def check_permission(self):
        try:
            super().check_permission()
        except PermissionDenied as problem:
            if self.who_may != operations.WHO_EDITS:
                raise
            words = gettext("{refusal} You can propose the change on the organisation’s page.")
            raise PermissionDenied(words.format(refusal=problem)) from problem


class AboutOrganisation(RefusesWithAWayOn):
    """A form about an organisation, which the address names by ``pk``."""

    model = Organisation
    permission_required = "partnerships.change_organisation"
    who_may = operations.WHO_EDITS

    def crumbs(self):
        return [(DIRECTORY, reverse("organisations")), (str(self.object), self.object.get_absolute_url())]


class EditOrganisation(AboutOrganisation, EditView):
    form_class = OrganisationForm
    done = _("What the directory says is changed.")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.user}

    def get_title(self):
        return _("Change what the directory says of {organisation}").format(organisation=self.object)

    def act(self, form):
        return operations.edit_organisation(
            organisation=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class InOrganisation(RefusesWithAWayOn):
    """A page inside an organisation: fetches it by ``organisation`` of the address.

    A record of the page's own comes from the organisation only, and the permission is asked on it; else on the
    organisation.
    """

    who_may = operations.WHO_EDITS
    organisation: Organisation

    def load(self):
        self.organisation = get_visible(Organisation, self.request.user, pk=self.kwargs["organisation"])
        super().load()

    def get_queryset(self):
        return super().get_queryset().filter(organisation=self.organisation).select_related("organisation")

    def permission_object(self):
        return super().permission_object() or self.organisation

    def crumbs(self):
        return [(DIRECTORY, reverse("organisations")), (str(self.organisation), self.organisation.get_absolute_url())]

    def get_success_url(self):
        return self.organisation.get_absolute_url()


class RemoveVehicleMember(InOrganisation, OperationView):
    permission_required = "partnerships.change_organisation"
    template_name = "generic/confirm.html"
    form_class = NothingToFill
    submit_label = _("End the ownership")
    done = _("The ownership has ended.")
    extra_context = {
        "consequences": [
            _(
                "That it was an owner until today is kept: it counts where the organisation bids for a service it helped design."
            )
        ]
    }

    def load(self):
        super().load()
        owners = Organisation.objects.filter(pk__in=self.organisation.ownerships.current().values("member"))
        self.member = get_visible(owners, self.request.user, pk=self.kwargs["pk"])

    def get_title(self):
        return _("{member} is no longer an owner").format(member=self.member)

    def act(self, form):
        operations.remove_vehicle_member(
            vehicle=self.organisation, member=self.member, by=self.request.user, at=timezone.now()
        )
