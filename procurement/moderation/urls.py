from django.urls import path

from procurement.moderation import views
from procurement.tenders.urls import ONE

urlpatterns = [
    path(f"{ONE}moderation/", views.Moderation.as_view(), name="moderation"),
    path(f"{ONE}moderation/question/<int:question>/", views.ModerateQuestion.as_view(), name="moderate_question"),
]
