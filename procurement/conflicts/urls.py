from django.urls import path

from procurement.conflicts import views

ALL = "partnerships/<int:partnership>/conflicts/"
ONE = f"{ALL}<int:pk>/"

urlpatterns = [
    path(ALL, views.Conflicts.as_view(), name="conflicts"),
    path(ONE, views.ConflictPage.as_view(), name="conflict"),
    path(f"{ONE}declare/", views.DeclareConflict.as_view(), name="declare_conflict"),
    path(f"{ONE}decide/", views.DecideConflict.as_view(), name="decide_conflict"),
]
