from django.urls import path

from partnerships.programme import views

urlpatterns = [path("programme/", views.ProgrammePage.as_view(), name="programme")]
