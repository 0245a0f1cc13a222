"""Giving and taking back evidence, for any record that takes it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.documents.models import Document, Evidence
from partnerships.documents.views import ChoosesDocument
from partnerships.evidence import operations
from partnerships.evidence.forms import EvidenceForm
from partnerships.evidence.queries import model_of
from partnerships.lifecycle.views import PartnershipForm
from psp.core.access import get_visible, refusal
from psp.core.forms import NothingToFill


class ForTarget:
    """A form about the evidence of a record ``target``, which says who may."""

    who_may = _("those who may change what it bears out")

    def check_permission(self):
        if not self.request.user.has_perm(self.target.evidence_permission, self.target):
            raise PermissionDenied(refusal(self.who_may))

    def crumbs(self):
        return [*super().crumbs(), (str(self.target), self.get_success_url())]

    def get_success_url(self):
        return getattr(self.target, "evidence_url", None) or self.target.get_absolute_url()


class AddEvidence(ForTarget, ChoosesDocument, PartnershipForm):
    section = "documents"
    permission_required = "evidence_permission of the record"
    form_class = EvidenceForm
    title = _("Add evidence")
    submit_label = _("Add this evidence")
    done = _("The evidence is added.")

    def load(self):
        super().load()
        self.target = get_visible(model_of(self.kwargs["label"]), self.request.user, pk=self.kwargs["pk"])
        if self.target.partnership_id != self.partnership.pk:
            raise Http404

    def act(self, form):
        given = form.cleaned_data
        who = {"by": self.request.user, "at": timezone.now()}
        document = operations.given_document(
            partnership=self.partnership, document=given["document"], file=given["file"], title=given["title"], **who
        )
        operations.attach_evidence(document=document, target=self.target, note=given["note"], **who)


class RemoveEvidence(ForTarget, PartnershipForm):
    section = "documents"
    permission_required = "evidence_permission of the record"
    template_name = "generic/confirm.html"
    form_class = NothingToFill
    title = _("Take this evidence back")
    done = _("The evidence is taken back.")

    def load(self):
        super().load()
        documents = Document.objects.visible_to(self.request.user).filter(partnership=self.partnership)
        rows = Evidence.objects.filter(pk=self.kwargs["pk"], document__in=documents).select_related(
            "document", "target_type"
        )
        self.evidence = rows.first()
        if self.evidence is None:
            raise Http404
        kind = model_of(self.evidence.target_type.model_class()._meta.label)
        self.target = get_visible(kind, self.request.user, pk=self.evidence.target_id)

    def act(self, form):
        operations.detach_evidence(evidence=self.evidence, by=self.request.user, at=timezone.now())

    def get_context_data(self, **kwargs):
        words = _("“{document}” stays among the documents.").format(document=self.evidence.document)
        return super().get_context_data(**{"consequences": [words]} | kwargs)
