from importlib import import_module

from django.apps import AppConfig

from psp.core.discover import import_contributions

# What the slices contribute to the registries, imported by name.
CONTRIBUTORS = [
    "timeline.gates",
    "timeline.operations",
    "partners.gates",
    "offers.operations",
    "roles.operations",
    "roles.missing",
    "milestones.operations",
    "pilot.operations",
    "reached.operations",
    "gates.operations",
    "imports.operations",
    "documents.operations",
    "design.gates",
    "involvement.gates",
    "pilot.gates",
    "overview.reports",
    "gantt.reports",
    "partners.reports",
    "design.reports",
    "involvement.reports",
    "pilot.reports",
    "funding.reports",
    "learning.reports",
    "funding.gates",
    "funding.queries",
    "taxonomies.operations",
    "storage.queries",
    "verification.queries",
]


class PartnershipsConfig(AppConfig):
    name = "partnerships"
    verbose_name = "Partnerships"

    def ready(self):
        from partnerships.activity.operations import SentForms, lock_history, record
        from partnerships.unsaved.operations import UnsavedForms
        from psp.core import admin, once, unsaved

        once.keep_with(SentForms())
        unsaved.keep_with(UnsavedForms())
        admin.record_with(record, lock=lambda: lock_history(None))
        self.import_contributors()

    def import_contributors(self):
        for name in CONTRIBUTORS:
            import_module(f"{self.name}.{name}")
        import_contributions(self)
