from django.urls import path

from procurement.contingency import views

ALL = "partnerships/<int:partnership>/contingency/"
ONE = f"{ALL}<int:pk>/"

urlpatterns = [
    path(ALL, views.ContingencyPlans.as_view(), name="contingency_plans"),
    path(f"{ALL}write/<int:organisation>/", views.WritePlan.as_view(), name="write_contingency_plan"),
    path(ONE, views.PlanPage.as_view(), name="contingency_plan"),
    path(f"{ONE}edit/", views.EditPlan.as_view(), name="edit_contingency_plan"),
    path(f"{ONE}readers/", views.NameReaders.as_view(), name="name_plan_readers"),
    path(f"{ONE}agree/", views.AgreePlan.as_view(), name="agree_contingency_plan"),
]
