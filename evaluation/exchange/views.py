"""A study's value map as a file: taking one over, and giving it out."""

from django.http import JsonResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy
from django.views import View

from evaluation.exchange import operations
from evaluation.exchange.forms import ImportForm
from evaluation.exchange.queries import layout_of
from evaluation.studies.views import InStudy, StudyFormView
from evaluation.value_map.queries import rows_of
from psp.core.access import Permitted


class ImportValueMap(StudyFormView):
    tab = "value_map"
    form_class = ImportForm
    title = gettext_lazy("Import a value map")
    intro = gettext_lazy("Stakeholders, inputs, outputs and outcomes come from the file, all of them or none.")
    submit_label = gettext_lazy("Import")
    done = gettext_lazy("The value map is imported")

    def crumbs(self):
        return [*super().crumbs(), (gettext_lazy("Value map"), self.study.url("value_map"))]

    def act(self, form):
        operations.import_value_map(study=self.study, by=self.request.user, at=timezone.now(), **form.cleaned_data)


class ExportValueMap(InStudy, Permitted, View):
    """The study as JSON, to be computed or imported elsewhere."""

    permission_required = "evaluation.view_study"

    def get(self, request, *args, **kwargs):
        layout = layout_of(self.study, rows_of(self.study))
        answer = JsonResponse(layout, json_dumps_params={"indent": 2, "ensure_ascii": False})
        answer["Content-Disposition"] = f'attachment; filename="{slugify(str(self.study)) or "study"}.json"'
        return answer
