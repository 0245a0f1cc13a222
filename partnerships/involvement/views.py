"""The involvement log: its list, one entry with its evidence, and the forms that keep it."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.evidence.queries import evidence_of
from partnerships.involvement import operations
from partnerships.involvement.forms import InvolvementFilter, InvolvementForm
from partnerships.involvement.models import Involvement
from partnerships.involvement.queries import chart_of, involvement_summary
from partnerships.lifecycle.views import InPartnership, PartnershipEdit, PartnershipForm, PartnershipList
from psp.core.views import RecordPage, TransitionView

WHO_MAY = _("the project leader, contacts, purchasers, evaluators and administrators")


class Log(PartnershipList):
    section = "design"
    title = _("Involvement log")
    lead_text = _(
        "How the people the service is for took part in designing it: what they said, and what was done about it."
    )
    template_name = "partnerships/involvement/log.html"
    filterset_class = InvolvementFilter
    queryset = Involvement.objects.select_related("partnership")
    sorts = {"day": "-held_on", "title": "title", "people": "-number"}
    columns = [
        (_("Day"), "held_on"),
        (_("Occasion"), "title"),
        (_("Who took part"), "who"),
        (_("People"), "number"),
        (_("Level"), "get_level_display"),
        (_("You said"), "said"),
        (_("We did"), "done"),
    ]
    add_label = _("Add an entry")

    def get_add_url(self):
        may_log = self.request.user.has_perm("partnerships.add_involvement", self.partnership)
        return self.partnership.url("log_involvement") if may_log else ""

    @property
    def empty(self):
        words = _(
            "Write down each time service users were told, asked or took part. Before the pilot they must have been involved, have co-designed or have led at least once."
        )
        return {"title": _("Nobody has been involved yet"), "text": words}

    def get_context_data(self, **kwargs):
        summary = involvement_summary(self.partnership)
        name = f"involvement-{self.partnership.pk}"
        chart = chart_of(summary, name=name, title=_("People involved, by level")) if summary.occasions else None
        return super().get_context_data(**{"summary": summary, "chart": chart} | kwargs)


class InLog:
    """A page about one entry of the log."""

    section = "design"
    model = Involvement
    object: Involvement

    def get_queryset(self):
        return super().get_queryset().select_related("partnership")

    def crumbs(self):
        crumbs = [*super().crumbs(), (Log.title, self.partnership.url("involvement_log"))]
        if self.request.path != self.object.get_absolute_url():
            crumbs.append((str(self.object), self.object.get_absolute_url()))
        return crumbs


class Entry(InLog, InPartnership, RecordPage):
    permission_required = "partnerships.view_involvement"
    template_name = "partnerships/involvement/entry.html"

    def get_context_data(self, **kwargs):
        context = {
            "evidence": evidence_of(self.object, self.request.user),
            "may_change": self.request.user.has_perm("partnerships.change_involvement", self.object),
        }
        return super().get_context_data(**context | kwargs)


class LogInvolvement(PartnershipForm):
    section = "design"
    permission_required = "partnerships.add_involvement"
    who_may = WHO_MAY
    form_class = InvolvementForm
    title = _("Add to the involvement log")
    submit_label = _("Add this entry")
    done = _("The entry is added. You can add photos and papers as evidence.")

    def crumbs(self):
        return [*super().crumbs(), (Log.title, self.partnership.url("involvement_log"))]

    def act(self, form):
        return operations.log_involvement(
            partnership=self.partnership, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class EditEntry(InLog, PartnershipEdit):
    permission_required = "partnerships.change_involvement"
    who_may = WHO_MAY
    form_class = InvolvementForm
    title = _("Change this entry")
    done = _("The entry is saved.")

    def act(self, form):
        return operations.edit_involvement(
            entry=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class RemoveEntry(InLog, PartnershipForm, TransitionView):
    permission_required = "partnerships.remove_involvement"
    who_may = WHO_MAY
    title = _("Remove this entry")
    submit_label = _("Remove it")
    done = _("The entry is removed.")
    extra_context = {
        "danger": True,
        "consequences": [_("The history keeps what it said. Its evidence stays among the documents.")],
    }

    def get_success_url(self):
        return self.partnership.url("involvement_log")

    def act(self, form):
        operations.remove_involvement(entry=self.object, by=self.request.user, at=timezone.now())
