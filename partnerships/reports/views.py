"""The reports of a partnership: what can be made, how far it is, earlier ones, reading on the page and downloading."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views import View

from partnerships.lifecycle.views import InPartnership, PartnershipForm, PartnershipList
from partnerships.reports import operations
from partnerships.reports.forms import FORMATS, AskForm, ReportFilter
from partnerships.reports.models import Format, Report
from partnerships.reports.operations import file_of
from partnerships.reports.queries import Look, choices_for, html_of
from psp.core import reports
from psp.core.access import Permitted, get_visible
from psp.core.away import FileUnreadable
from psp.core.forms import new_token
from psp.core.sealing import SealBroken
from psp.core.views import RecordPage, TransitionView

READERS = _("people who may read what the report is about")


class Reports(PartnershipList):
    """What can be made, and every report made before with who made it and its SHA-256."""

    section = "partnership_reports"
    title = _("Reports")
    lead_text = _("Read a report on the page, or have it made as a file to keep, print or send.")
    template_name = "partnerships/reports/reports.html"
    filterset_class = ReportFilter
    queryset = Report.objects.select_related("asked_by", "partnership")
    sorts = {"asked": "-asked_at", "report": "kind", "format": "format", "who": "asked_by__name", "state": "state"}
    columns = [
        (_("Report"), "kind_title"),
        (_("About"), "subject_label"),
        (_("Format"), "get_format_display"),
        (_("State"), "get_state_display"),
        (_("Made by"), "asked_by"),
        (_("Asked for"), "asked_at"),
        (_("Made"), "made_at"),
        (_("Pages"), "pages"),
        (_("Size in bytes"), "size"),
        (_("SHA-256"), "sha256"),
        (_("What went wrong"), "error"),
    ]
    empty = {
        "title": _("No reports yet"),
        "text": _("Every report that is made is kept here, so that everybody means the same figures."),
    }

    def get_context_data(self, **kwargs):
        choices = choices_for(self.partnership, self.request.user)
        context = {"choices": [(choice, new_token()) for choice in choices], "formats": FORMATS}
        return super().get_context_data(**context | kwargs)


class AskForReport(PartnershipForm):
    """Asks for a report. Each card of the list sends it with its own report and format."""

    section = "partnership_reports"
    permission_required = "partnerships.view_partnership"
    form_class = AskForm
    title = _("Make a report")
    intro = _("It is made in the background; you can leave the page meanwhile.")
    submit_label = _("Make the report")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"choices": choices_for(self.partnership, self.request.user)}

    def get_initial(self):
        return super().get_initial() | {"report": self.request.GET.get("report", "")}

    def act(self, form):
        choice = form.choice
        return operations.ask_for_report(
            partnership=self.partnership,
            kind=choice.kind.code,
            subject=choice.subject,
            format=form.cleaned_data["format"],
            by=self.request.user,
            at=timezone.now(),
        )


class Preview(InPartnership, Permitted, View):
    """A report on a page of the product, written in the request."""

    permission_required = "signed_in"

    def load(self):
        self.partnership = self.subject = None
        super().load()
        try:
            self.kind = reports.find(self.kwargs["kind"])
        except KeyError as problem:
            raise Http404 from problem
        subjects = self.kind.subjects_in(self.partnership.pk, self.request.user)
        self.subject = subjects.filter(pk=self.kwargs["pk"]).first()
        if self.subject is None:
            raise Http404

    def check_permission(self):
        if not self.request.user.has_perm(self.kind.permission, self.subject):
            raise PermissionDenied

    def get(self, request, *args, **kwargs):
        asked = f"{self.kind.code}:{self.subject.pk}"
        bar = {
            "back": self.partnership.url("partnership_reports"),
            "ask": f"{self.partnership.url('ask_for_report')}?report={asked}",
        }
        at = timezone.now()
        self.kind.keep_reading(self.subject, by=request.user, at=at)
        response = HttpResponse(html_of(self.kind, self.subject, by=request.user, at=at, look=Look.PAGE, bar=bar))
        if self.kind.is_sealed:
            response["Cache-Control"] = "private, no-store"
        return response


class OnReport(InPartnership):
    """A page about one report."""

    section = "partnership_reports"
    model = Report

    def get_queryset(self):
        return super().get_queryset().select_related("asked_by", "partnership")

    def crumbs(self):
        crumbs = super().crumbs()
        if self.request.path != self.object.get_absolute_url():
            crumbs.append((str(self.object), self.object.get_absolute_url()))
        return crumbs


class ReportPage(OnReport, RecordPage):
    """How far a report is; once it is made, the file and its facts. Asks for itself again until then."""

    permission_required = "partnerships.view_report"
    who_may = READERS

    def get_template_names(self):
        return [f"partnerships/reports/{'state' if self.request.htmx else 'report'}.html"]

    def get_context_data(self, **kwargs):
        preview = reverse("preview_report", args=[self.partnership.pk, self.object.kind, self.object.subject_id])
        return super().get_context_data(**{"report": self.object, "preview": preview} | kwargs)


class Retry(OnReport, TransitionView):
    permission_required = "partnerships.retry_report"
    who_may = READERS
    title = _("Try again")
    intro = _("The report is made anew, as things stand now. It is then a report of yours.")
    submit_label = _("Try again")

    def get_success_url(self):
        return self.object.get_absolute_url()

    def act(self, form):
        return operations.retry_report(report=self.object, by=self.request.user, at=timezone.now())


class Download(InPartnership, Permitted, View):
    """Hands a report over as an attachment, the permission asked anew; a browser never shows or runs it."""

    permission_required = "partnerships.view_report"
    who_may = READERS

    def load(self):
        super().load()
        rows = Report.objects.filter(partnership=self.partnership)
        self.report = get_visible(rows, self.request.user, pk=self.kwargs["pk"])

    def permission_object(self):
        return self.report

    def get(self, request, *args, **kwargs):
        report = self.report
        if not report.is_made:
            raise Http404
        try:
            file = file_of(report, by=request.user, at=timezone.now())
        except (FileNotFoundError, SealBroken) as problem:
            raise FileUnreadable(f"report {report.pk}") from problem
        response = FileResponse(file, as_attachment=True, filename=file_name(report), content_type=report.content_type)
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response


def file_name(report):
    """Name a report's file by its partnership, what it is, what it is about and the day it was made."""
    about = report.subject_label if report.subject_label != report.partnership.name else ""
    said = [report.partnership.name, report.kind_title, about]
    if report.format == Format.LARGE_PRINT:
        said.append(str(Format.LARGE_PRINT.label))
    return f"{slugify(' '.join(said))[:120]}-{timezone.localdate(report.made_at):%Y-%m-%d}{report.suffix}"
