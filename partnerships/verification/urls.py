from django.urls import path

from partnerships.verification import views

urlpatterns = [
    path("verification/", views.Verifications.as_view(), name="verifications"),
    path("verification/start/", views.AskForVerification.as_view(), name="ask_for_verification"),
    path("verification/<int:pk>/", views.VerificationPage.as_view(), name="verification"),
]
