"""The events people are told of as they happen. An app with events of its own registers them beside these."""

from django.utils.translation import gettext_lazy as _

from psp.core.notices import event

PROGRESS = event("progress", _("A partnership moves on, stops or changes its plan"))
ASSIGNMENT = event("assignment", _("You are given a role or something to do"))
DECISION = event("decision", _("Decisions, such as reviews, approvals and awards"))
QUESTION = event("question", _("Questions and answers about a tender"))
REPORT = event("report", _("A report you asked for is ready or failed"))
IMPORT = event("import", _("An import you started has ended"))
