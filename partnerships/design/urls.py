from django.urls import path

from partnerships.design import views

INSIDE = "partnerships/<int:partnership>/design"

urlpatterns = [
    path(f"{INSIDE}/", views.Design.as_view(), name="design"),
    path(f"{INSIDE}/parties/<int:pk>/agree/", views.Agree.as_view(), name="agree_text"),
    path(f"{INSIDE}/parties/<int:pk>/record/", views.RecordAgreement.as_view(), name="record_agreement"),
    path(f"{INSIDE}/<slug:kind>/", views.TextPage.as_view(), name="design_text"),
    path(f"{INSIDE}/<slug:kind>/write/", views.WriteText.as_view(), name="write_text"),
    path(f"{INSIDE}/<slug:kind>/<int:number>/", views.VersionPage.as_view(), name="design_text_version"),
]
