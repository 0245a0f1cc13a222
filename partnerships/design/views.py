"""The design stage: vision and values, memorandum, service design, and how service users were involved."""

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.design import operations
from partnerships.design.forms import FORMS, RecordAgreementForm
from partnerships.design.models import DesignText, Party, TextKind
from partnerships.design.queries import Standing, standing_of, standings_of, with_parties
from partnerships.documents.views import ChoosesDocument
from partnerships.involvement.queries import involvement_summary
from partnerships.lifecycle.views import PartnershipForm, PartnershipPage
from partnerships.overview.queries import gate_of
from psp.core.access import get_visible
from psp.core.views import TransitionView

DESIGN_CRITERIA = {"vision_agreed", "memorandum_agreed", "service_designed", "users_involved"}
INTRODUCTIONS = {
    TextKind.VISION: _("What you want to change together and how you work with one another. Both leads agree to it."),
    TextKind.MEMORANDUM: _(
        "How the partners work together. It is voluntary and not a contract. It is in force once every partner has agreed to the latest version; a changed clause or partner makes a new version that all agree to again."
    ),
    TextKind.SERVICE_DESIGN: _("The service as you mean to pilot it. The latest version is the one that counts."),
}


class Design(PartnershipPage):
    section = "design"
    title = _("Design")
    template_name = "partnerships/design/design.html"

    def get_context_data(self, **kwargs):
        may_write = self.request.user.has_perm("partnerships.add_designtext", self.partnership)
        context = {
            "standings": list(standings_of(self.partnership).values()),
            "involvement": involvement_summary(self.partnership),
            "may_write": may_write,
            "may_log": self.request.user.has_perm("partnerships.add_involvement", self.partnership),
        }
        if self.partnership.state == "design":
            findings = gate_of(self.partnership, "start_pilot", at=timezone.now()).findings
            context["findings"] = [finding for finding in findings if finding.criterion.code in DESIGN_CRITERIA]
        return super().get_context_data(**context | kwargs)


class OfKind:
    """A page about one kind of text, named in its address."""

    section = "design"
    kind: TextKind

    def load(self):
        super().load()
        try:
            self.kind = TextKind(self.kwargs["kind"].replace("-", "_"))
        except ValueError as problem:
            raise Http404 from problem

    @property
    def text_url(self):
        return self.partnership.url("design_text", self.kwargs["kind"])


class TextPage(OfKind, PartnershipPage):
    """The latest version with its parties, and the versions before it."""

    template_name = "partnerships/design/text.html"

    def get_title(self):
        return self.kind.label

    def get_context_data(self, **kwargs):
        user, standing = self.request.user, standing_of(self.partnership, self.kind)
        parties = [
            (party, user.has_perm("partnerships.agree_party", party), user.has_perm("partnerships.record_party", party))
            for party in standing.parties
        ]
        context = {
            "standing": standing,
            "text": standing.text,
            "parties": parties,
            "earlier": self.earlier(standing),
            "intro": INTRODUCTIONS[self.kind],
            "slug": self.kwargs["kind"],
            "may_write": user.has_perm("partnerships.add_designtext", self.partnership),
        }
        return super().get_context_data(**context | kwargs)

    def earlier(self, standing: Standing):
        rows = self.partnership.design_texts.filter(kind=self.kind).exclude(replaced_at=None)
        return rows.select_related("written_by") if standing.text else []


class VersionPage(OfKind, PartnershipPage):
    """One version as it was, with who agreed to it."""

    template_name = "partnerships/design/version.html"

    def load(self):
        super().load()
        rows = with_parties(DesignText.objects.filter(partnership=self.partnership, kind=self.kind))
        self.text = get_visible(rows, self.request.user, number=self.kwargs["number"])

    def get_title(self):
        return str(self.text)

    def crumbs(self):
        return [*super().crumbs(), (self.kind.label, self.text_url)]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"text": self.text} | kwargs)


class WriteText(OfKind, ChoosesDocument, PartnershipForm):
    permission_required = "partnerships.add_designtext"
    who_may = _("the project leader, the partners’ contacts and administrators")
    submit_label = _("Save this version")
    done = _("The version is saved.")

    def load(self):
        super().load()
        self.latest = self.partnership.design_texts.latest().filter(kind=self.kind).first()

    def get_form_class(self):
        return FORMS[self.kind]

    def get_title(self):
        if self.latest is None:
            return self.kind.label
        return _("{text}: write version {number}").format(text=self.kind.label, number=self.latest.number + 1)

    def get_initial(self):
        if self.latest is None:
            return {"based_on": 0}
        latest = self.latest
        kept = {"body": latest.body, "shared_values": latest.shared_values, "document": latest.document_id}
        return {"based_on": latest.number} | kept

    def crumbs(self):
        return [*super().crumbs(), (self.kind.label, self.text_url)]

    def get_success_url(self):
        return self.text_url

    def act(self, form):
        return operations.write_text(
            partnership=self.partnership, kind=self.kind, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )

    def show_conflict(self, form):
        """Show the version somebody else wrote; saving again makes what was typed the one after it."""
        latest = self.partnership.design_texts.latest().select_related("written_by").get(kind=self.kind)
        form.data = form.data.copy() | {"based_on": str(latest.number)}
        rows = [
            (form.fields[name].label, form.cleaned_data.get(name), getattr(latest, name))
            for name in ("body", "shared_values")
            if name in form.fields
        ]
        is_own = latest.written_by == self.request.user
        self.conflict = {
            "rows": rows,
            "saved_by": latest.written_by,
            "saved_at": latest.written_at,
            "is_own": is_own,
        }


class OfParty(PartnershipForm, TransitionView):
    """A form about one organisation's agreement to a version."""

    section = "design"
    model = Party

    def get_queryset(self):
        rows = Party.objects.filter(text__partnership=self.partnership)
        return rows.select_related("organisation", "text__partnership")

    def crumbs(self):
        text = self.object.text
        return [*super().crumbs(), (text.get_kind_display(), text.get_absolute_url())]

    def get_success_url(self):
        return self.object.text.get_absolute_url()


class Agree(OfParty):
    permission_required = "partnerships.agree_party"
    who_may = _("people of the organisation")
    submit_label = _("Agree")
    done = _("The agreement is recorded.")

    def get_title(self):
        return _("{organisation} agrees to: {text}").format(organisation=self.object, text=self.object.text)

    def get_context_data(self, **kwargs):
        consequences = [
            _("You agree for {organisation}, with your name and today’s date.").format(organisation=self.object),
            _("A newer version would need your agreement again."),
        ]
        if self.object.text.kind == TextKind.MEMORANDUM:
            consequences.append(_("A memorandum of understanding is voluntary and not a contract."))
        return super().get_context_data(**{"consequences": consequences} | kwargs)

    def act(self, form):
        operations.agree_text(party=self.object, by=self.request.user, at=timezone.now())


class RecordAgreement(ChoosesDocument, OfParty):
    permission_required = "partnerships.record_party"
    who_may = _("the project leader and administrators")
    template_name = "generic/form.html"
    form_class = RecordAgreementForm
    intro = _("For an organisation that agreed on paper. Its people can also agree here themselves.")
    submit_label = _("Record this agreement")
    done = _("The agreement is recorded.")

    def get_title(self):
        return _("{organisation} agreed on paper to: {text}").format(organisation=self.object, text=self.object.text)

    def act(self, form):
        operations.record_agreement(party=self.object, by=self.request.user, at=timezone.now(), **form.cleaned_data)
