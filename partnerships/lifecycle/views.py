"""The base of every page inside a partnership, its own facts and its history."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.activity.models import Activity
from partnerships.lifecycle import operations
from partnerships.lifecycle.forms import FactsForm, HistoryFilter
from partnerships.lifecycle.models import Partnership
from partnerships.lifecycle.queries import with_people
from psp.core.access import get_visible
from psp.core.lists import RecordList
from psp.core.records import text_today
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
        self.partnership = get_visible(
            with_people(Partnership.objects.all()), self.request.user, pk=self.kwargs["partnership"]
        )
        super().load()

    def get_queryset(self):
        """Records of a page with a record of its own come from this partnership only."""
        rows = super().get_queryset()
        return rows.filter(partnership=self.partnership)

    def permission_object(self):
        return super().permission_object() or self.partnership

    def crumbs(self):
        crumbs = [
            (_("Partnerships"), reverse("partnerships")),
            (self.partnership.name, self.partnership.get_absolute_url()),
        ]
        label = {name: label for label, name in SECTIONS}.get(self.section)
        if label and self.request.path != self.partnership.url(self.section):
            crumbs.append((label, self.partnership.url(self.section)))
        return crumbs

    def get_context_data(self, **kwargs):
        subnav = [
            {"label": label, "url": self.partnership.url(name), "current": name == self.section}
            for label, name in SECTIONS
        ]
        # A template view hands the address's own "partnership", a number, in: the record comes last.
        given = {"subnav": subnav, "section": self.section} | kwargs | {"partnership": self.partnership}
        return super().get_context_data(**given)


class PartnershipPage(InPartnership, Page):
    """A page about the partnership. Its template extends ``partnerships/page.html``."""

    permission_required = "partnerships.view_partnership"


class PartnershipList(InPartnership, RecordList):
    """A list of records of the partnership, within its frame."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"frame": "partnerships/page.html"} | kwargs)


class PartnershipForm(InPartnership, OperationView):
    """A form that adds something to the partnership."""


class PartnershipEdit(InPartnership, EditView):
    """Edits a record of the partnership, found by ``pk``."""


class OnPartnership(InPartnership):
    """A form about the partnership itself: a transition, a waiver, its own fields."""

    section = "partnership"
    who_may = _("the project leader and administrators")

    def crumbs(self):
        return super().crumbs()[:2]

    def get_success_url(self):
        return self.partnership.get_absolute_url()


class EditPartnership(OnPartnership, EditView):
    """Edits the facts of the partnership itself."""

    model = Partnership
    form_class = FactsForm
    permission_required = "partnerships.change_partnership"
    who_may = _("the project leader, the partners’ contacts and administrators")
    title = _("Facts of the partnership")
    done = _("The facts are saved.")

    def load(self):
        every = with_people(Partnership.objects.all())
        self.object = self.partnership = get_visible(every, self.request.user, pk=self.kwargs["partnership"])

    def act(self, form):
        return operations.edit_partnership(
            partnership=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class History(PartnershipList):
    """Who did what, when, with what was there before."""

    section = "history"
    title = _("History")
    lead_text = _("Everything done in this partnership. Nothing here can be changed or removed.")
    template_name = "partnerships/lifecycle/history.html"
    filterset_class = HistoryFilter
    queryset = Activity.objects.with_actor().with_changes()
    paginate_by = 50
    sorts = {"at": "at", "person": "actor__name"}
    columns = [
        (_("When"), "at"),
        (_("Who"), lambda row: row.actor.name if row.actor else ""),
        (_("What was done"), "verb"),
        (_("To what"), "label"),
        (_("Field"), lambda row: "; ".join(str(change) for change in row.changes)),
        (_("Before"), lambda row: "; ".join(text_today(change.shown[0]) for change in row.changes)),
        (_("After"), lambda row: "; ".join(text_today(change.shown[1]) for change in row.changes)),
        (_("Reason or note"), "note"),
    ]
    empty = {"title": _("Nothing has happened yet"), "text": _("What people do in this partnership is listed here.")}

    @property
    def sort(self):
        return super().sort if self.request.GET.get("sort") else "-at"
