from django.urls import path

from evaluation.value_map import models, views

ADD = {
    models.Stakeholder: views.AddStakeholder,
    models.Input: views.AddInput,
    models.Output: views.AddOutput,
    models.Outcome: views.AddOutcome,
}


def paths_of(model):
    """List the paths of one kind of row: add, edit, move and remove."""
    name = model._meta.model_name
    root = f"evaluations/<int:study>/{name}s"
    given = {"model": model, "tab": "value_map" if model is models.Outcome else "stakeholders"}
    return [
        path(f"{root}/new/", ADD[model].as_view(), name=f"add_{name}"),
        path(
            f"{root}/<int:pk>/edit/", views.EditRow.as_view(**given, form_class=views.FORMS[model]), name=f"edit_{name}"
        ),
        path(f"{root}/<int:pk>/move/", views.MoveRow.as_view(**given), name=f"move_{name}"),
        path(f"{root}/<int:pk>/remove/", views.RemoveRow.as_view(**given), name=f"remove_{name}"),
    ]


urlpatterns = [
    path("evaluations/<int:study>/stakeholders/", views.Stakeholders.as_view(), name="stakeholders"),
    path("evaluations/<int:study>/outcomes/<int:pk>/", views.OutcomePage.as_view(), name="outcome"),
    *(pattern for model in ADD for pattern in paths_of(model)),
]
