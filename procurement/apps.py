from importlib import import_module

from django.apps import AppConfig

from psp.core.discover import import_contributions

# What the slices contribute to the registries, imported by name.
CONTRIBUTORS = [
    "conflicts.operations",
    "conflicts.cautions",
    "tenders.gates",
    "documents.gates",
    "documents.queries",
    "thresholds.gates",
    "thresholds.operations",
    "involvement.gates",
    "timetable.gates",
    "timetable.operations",
    "criteria.gates",
    "planning.queries",
    "publication.rules",
    "publication.operations",
    "questions.gates",
    "readiness.gates",
    "readiness.operations",
    "readiness.reports",
    "overview.reports",
    "contingency.gates",
    "contingency.operations",
    "evaluators.operations",
    "evaluators.missing",
    "opening.gates",
    "belated.gates",
    "scoring.gates",
    "moderation.gates",
    "results.rules",
    "results.reports",
    "timetable.reports",
    "involvement.reports",
    "bids.reports",
    "evaluators.reports",
    "moderation.reports",
    "criteria.reports",
    "questions.reports",
    "awards.reports",
    "awards.gates",
]


class ProcurementConfig(AppConfig):
    name = "procurement"
    verbose_name = "Procurement"

    def ready(self):
        for name in CONTRIBUTORS:
            import_module(f"{self.name}.{name}")
        import_contributions(self)
