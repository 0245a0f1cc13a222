from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "partnerships"
    verbose_name = "Partnerships"

    def ready(self):
        from partnerships.activity.operations import SentForms
        from psp.core import once

        once.keep_with(SentForms())
        self.import_contributors()

    def import_contributors(self):
        """Import by name what the slices contribute to the registries."""
