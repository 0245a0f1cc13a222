"""A study as a file: taking one over, once its changes are seen, and giving it out."""

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy
from django.views import View

from evaluation.exchange import operations
from evaluation.exchange.forms import ConfirmImportForm, ImportForm
from evaluation.exchange.queries import layout_of
from evaluation.proposals.queries import propose
from evaluation.results.views import ResultPage
from evaluation.runs.queries import shown
from evaluation.sroi.engine.layout import BadLayoutError, StudyFile, read_study
from evaluation.studies.views import InStudy, StudyFormView
from evaluation.value_map.engine import readings_of
from psp.core.access import Permitted


class ImportValueMap(StudyFormView):
    """Upload a file, see what it will change and what was assumed, answer what is unclear, then import it."""

    tab = "value_map"
    form_class = ImportForm
    title = gettext_lazy("Import a value map")
    intro = gettext_lazy(
        "Settings, stakeholders, inputs, outputs and outcomes come from the file, all of them or none."
    )
    submit_label = gettext_lazy("Continue")
    done = gettext_lazy("The value map is imported")
    file: StudyFile | None = None

    def crumbs(self):
        return [*super().crumbs(), (gettext_lazy("Value map"), self.study.url("value_map"))]

    def show_typed(self):
        try:
            self.file = read_study(self.request.POST.get("content", "").encode("utf-8", "replace"))
        except BadLayoutError:
            return super().show_typed()
        return self.preview(self.get_form())

    def post(self, request, *args, **kwargs):
        if "content" not in request.POST:
            return super().post(request, *args, **kwargs)
        try:
            self.file = read_study(request.POST["content"].encode("utf-8", "replace"))
        except BadLayoutError as problem:
            form = ImportForm({}, {})
            form.errors.clear()
            form.refuse({"file": str(problem)})
            return self.form_invalid(form)
        form = self.get_form()
        if "all" in request.POST or "check" in request.POST:
            return self.preview(form)
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def get_form_class(self):
        return ConfirmImportForm if self.file else ImportForm

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        return kwargs | {"study": self.study, "file": self.file} if self.file else kwargs

    def get_template_names(self):
        return ["evaluation/exchange/import.html" if self.file else self.template_name]

    def form_valid(self, form):
        if self.file:
            return super().form_valid(form)
        self.file = form.cleaned_data["file"]
        return self.preview(ConfirmImportForm(study=self.study, file=self.file, initial={"content": form.content}))

    def preview(self, form: ConfirmImportForm) -> HttpResponse:
        """Show what the import will do by the answers there are so far, without holding missing ones against anybody."""
        data = {name: form[name].value() for name in form.fields}
        if reading := self.request.POST.get("all", ""):
            place = int(reading == "share")
            data |= {name: readings_of(question.value)[place] for name, question in form.questions}
        asked = ConfirmImportForm(data, study=self.study, file=form.file)
        context = self.get_context_data(form=asked)
        asked.errors.clear()
        return self.render_to_response(context)

    def act(self, form):
        return operations.import_value_map(
            study=self.study,
            file=form.file,
            replace=form.cleaned_data.get("replace", False),
            schedule=form.cleaned_data.get("schedule", ""),
            by=self.request.user,
            at=timezone.now(),
        )

    def get_success_url(self):
        return self.study.url("value_map")

    def get_context_data(self, **kwargs):
        form = kwargs.get("form")
        if self.file and form is not None:
            form.is_valid()
            proposal = propose(self.study, form.file, form.data.get("schedule", ""))
            kwargs |= {"proposal": proposal, "answered": form.is_answered}
        return super().get_context_data(**kwargs)


class ExportValueMap(InStudy, Permitted, View):
    """The study as JSON, to be computed or imported elsewhere."""

    permission_required = "evaluation.view_study"
    relations = ResultPage.relations

    def get(self, request, *args, **kwargs):
        layout = layout_of(shown(self.study))
        answer = JsonResponse(layout, json_dumps_params={"indent": 2, "ensure_ascii": False})
        answer["Content-Disposition"] = f'attachment; filename="{slugify(str(self.study)) or "study"}.json"'
        return answer
