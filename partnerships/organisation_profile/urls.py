from django.urls import path

from partnerships.organisation_profile.views import OrganisationPage

urlpatterns = [path("organisations/<int:pk>/", OrganisationPage.as_view(), name="organisation")]
