"""The base of every page inside a partnership, and the pages of its state and gates."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.queries import with_people
from psp.core.access import get_visible
from psp.core.lists import RecordList
from psp.core.views import EditView, OperationView, Page

SECTIONS = [
    (_("Overview"), "partnership"),
    (_("Timeline"), "timeline"),
    (_("Partners"), "partners"),
    (_("Design"), "design"),
    (_("Pilot"), "pilot"),
    (_("Evaluation"), "partnership_evaluation"),
    (_("Tender"), "partnership_tender"),
    (_("Funding"), "funding"),
    (_("Learning"), "partnership_learning"),
    (_("Documents"), "documents"),
    (_("Reports"), "partnership_reports"),
    (_("History"), "history"),
]


class InPartnership:
    """A page inside a partnership: fetches it by ``partnership`` of the address among those the person may see.

    ``section`` is the URL name of the sub-navigation's entry the page belongs to. The permission is asked on the
    partnership unless the page has a record of its own.
    """

    section = ""
    partnership: Partnership

    def load(self):
        self.partnership = get_visible(with_people(Partnership.objects.all()), self.request.user, pk=self.kwargs["partnership"])
        super().load()

    def get_queryset(self):
        """Records of a page with a record of its own come from this partnership only."""
        rows = super().get_queryset()
        return rows.filter(partnership=self.partnership)

    def permission_object(self):
        return super().permission_object() or self.partnership

    def crumbs(self):
        crumbs = [(_("Partnerships"), reverse("partnerships")), (self.partnership.name, self.partnership.get_absolute_url())]
        label = dict((name, label) for label, name in SECTIONS).get(self.section)
        if label and self.request.path != self.partnership.url(self.section):
            crumbs.append((label, self.partnership.url(self.section)))
        return crumbs

    def get_context_data(self, **kwargs):
        subnav = [
            {"label": label, "url": self.partnership.url(name), "current": name == self.section} for label, name in SECTIONS
        ]
        return super().get_context_data(**{"partnership": self.partnership, "subnav": subnav} | kwargs)


class PartnershipPage(InPartnership, Page):
    """A page about the partnership. Its template extends ``partnerships/page.html``."""

    permission_required = "partnerships.view_partnership"


class PartnershipList(InPartnership, RecordList):
    """A list of records of the partnership."""


class PartnershipForm(InPartnership, OperationView):
    """A form that adds something to the partnership."""


class PartnershipEdit(InPartnership, EditView):
    """Edits a record of the partnership, found by ``pk``."""
