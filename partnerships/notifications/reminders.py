"""The events people are told of as they happen. An app with events of its own registers them beside these."""

from django.utils.translation import gettext_lazy as _

from psp.core.notices import event

PROGRESS = event("progress", _("Progress of a partnership"))
ASSIGNMENT = event("assignment", _("Roles and tasks given to you"))
DECISION = event("decision", _("Decisions: reviews, approvals and awards"))
QUESTION = event("question", _("Questions and answers about a tender"))
REPORT = event("report", _("Reports you asked for"))
IMPORT = event("import", _("Imports you started"))
SERVICE = event("service", _("Faults of the service, for administrators"))
