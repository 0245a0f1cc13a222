from django.apps import AppConfig

from psp.core.discover import import_contributions


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = "Evaluation"

    def ready(self):
        """Import by name what the slices contribute to the registries."""
        from evaluation.findings import reports as checks_chapter  # noqa: F401
        from evaluation.redesign import gates as redesign_gates  # noqa: F401
        from evaluation.redesign import reports as redesign_chapter  # noqa: F401
        from evaluation.results import reports as sroi_report  # noqa: F401
        from evaluation.sroi import operations as reference_data  # noqa: F401
        from evaluation.studies import (
            missing,  # noqa: F401
            reminders,  # noqa: F401
        )
        from evaluation.studies import queries as overview_figures  # noqa: F401
        from evaluation.studies import reports as method_chapters  # noqa: F401
        from evaluation.value_map import gates, operations  # noqa: F401
        from evaluation.value_map import reports as value_map_chapters  # noqa: F401

        import_contributions(self)
