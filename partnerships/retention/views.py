"""What is deleted when, for administrators, and the holds that keep it."""

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.retention import operations, queries
from partnerships.retention.forms import EndForm, HoldFilter, HoldForm
from partnerships.retention.models import RetentionHold
from psp.core import retention
from psp.core.lists import RecordList, csv_response
from psp.core.views import OperationView, Page, TransitionView

TITLE = _("Retention and deletion")
HOLDS = _("Holds on deletion")


def retention_crumbs():
    return [(TITLE, reverse("retention"))]


class Retention(Page):
    """Every rule: what it deletes after how long, what is due, what a hold keeps, and its last night."""

    permission_required = "partnerships.view_retentionrun"
    who_may = operations.ADMINISTRATORS
    template_name = "partnerships/retention/overview.html"
    title = TITLE

    def get(self, request, *args, **kwargs):
        if request.GET.get("format") == "csv":
            return csv_response("retention", self.columns(), queries.previews(timezone.now()))
        return super().get(request, *args, **kwargs)

    def columns(self):
        return [
            (_("What"), lambda preview: preview.rule.what),
            (_("How long"), lambda preview: preview.rule.how_long),
            (_("Deleted tonight"), "due"),
            (_("Within 30 days"), "soon"),
            (_("Kept by a hold"), "held"),
        ]

    def get_context_data(self, **kwargs):
        given = {
            "previews": queries.previews(timezone.now()),
            "keepings": retention.keepings(),
            "holds": queries.open_holds(),
        }
        return super().get_context_data(**given | kwargs)


class DueRecords(Page):
    """The records one rule deletes within a year."""

    permission_required = "partnerships.view_retentionrun"
    who_may = operations.ADMINISTRATORS
    template_name = "partnerships/retention/rule.html"

    def load(self):
        super().load()
        self.rule = retention.find(self.kwargs["rule"])
        if self.rule is None:
            raise Http404

    def crumbs(self):
        return retention_crumbs()

    def get_title(self):
        return self.rule.what

    def records(self):
        return queries.records_of(self.rule, self.request.user, timezone.now())

    def get(self, request, *args, **kwargs):
        if request.GET.get("format") == "csv":
            columns = [(_("Record"), "name"), (_("Deleted on"), "due_on"), (_("Kept by a hold"), "is_held")]
            return csv_response(self.rule.code, columns, self.records())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        given = {"rule": self.rule, "records": self.records(), "shown": queries.SHOWN, "today": timezone.localdate()}
        # The word of the address is called "rule" too.
        return super().get_context_data(**kwargs | given)


class Holds(RecordList):
    model = RetentionHold
    permission_required = "partnerships.view_retentionhold"
    who_may = operations.ADMINISTRATORS
    filterset_class = HoldFilter
    template_name = "partnerships/retention/holds.html"
    title = HOLDS
    lead_text = _(
        "A hold keeps data past its time, for a court case or an audit. Nothing it covers is deleted until it ends."
    )
    add_label = _("Place a hold")
    sorts = {"placed": "-placed_at", "ended": "-ended_at"}
    columns = [
        (_("What is kept"), "what"),
        (_("Where"), "where"),
        (_("Why"), "reason"),
        (_("Placed by"), "placed_by"),
        (_("Placed"), "placed_at"),
        (_("Ended by"), "ended_by"),
        (_("Ended"), "ended_at"),
        (_("Why it ended"), "end_reason"),
    ]

    @property
    def empty(self):
        return {
            "title": _("No holds"),
            "text": _("Place a hold to keep data past its time, for a court case or an audit."),
            "action_url": self.get_add_url(),
            "action_label": self.add_label,
        }

    def crumbs(self):
        return retention_crumbs()

    def get_queryset(self):
        return super().get_queryset().select_related("partnership", "placed_by", "ended_by")

    def get_add_url(self):
        return reverse("place_retention_hold")


class PlaceHold(OperationView):
    permission_required = "partnerships.add_retentionhold"
    who_may = operations.ADMINISTRATORS
    form_class = HoldForm
    title = _("Place a hold")
    submit_label = _("Place the hold")
    done = _("The hold is placed.")

    def crumbs(self):
        return [*retention_crumbs(), (HOLDS, reverse("retention_holds"))]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def act(self, form):
        operations.place_hold(**form.cleaned_data, by=self.request.user, at=timezone.now())


class EndHold(TransitionView):
    model = RetentionHold
    permission_required = "partnerships.end_retentionhold"
    who_may = operations.ADMINISTRATORS
    form_class = EndForm
    title = _("End the hold")
    done = _("The hold has ended.")

    def crumbs(self):
        return [*retention_crumbs(), (HOLDS, reverse("retention_holds"))]

    def get_context_data(self, **kwargs):
        consequences = [
            str(self.object),
            _("What is past its time is deleted the next night, for good."),
        ]
        return super().get_context_data(**{"consequences": consequences, "danger": True} | kwargs)

    def act(self, form):
        operations.end_hold(hold=self.object, reason=form.cleaned_data["note"], by=self.request.user, at=timezone.now())

    def get_success_url(self):
        return reverse("retention_holds")
