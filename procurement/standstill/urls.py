from django.urls import path

from procurement.standstill import views
from procurement.tenders.urls import ONE

AWARD = f"{ONE}award/"

urlpatterns = [
    path(f"{AWARD}notices/record/", views.RecordNotice.as_view(), name="record_notice"),
    path(f"{AWARD}notice/publish/", views.PublishAwardNotice.as_view(), name="publish_award_notice"),
    path(f"{AWARD}hold/", views.HoldAward.as_view(), name="hold_award"),
    path(f"{AWARD}holds/<int:hold>/lift/", views.LiftHold.as_view(), name="lift_hold"),
    path(f"{AWARD}debriefs/record/", views.RecordDebrief.as_view(), name="record_debrief"),
    path(f"{AWARD}debriefs/<int:debrief>/answer/", views.AnswerDebrief.as_view(), name="answer_debrief"),
]
