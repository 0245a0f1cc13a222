from django.urls import path

from partnerships.learning import views

INSIDE = "partnerships/<int:partnership>/learning"

urlpatterns = [
    path("learning/", views.Learning.as_view(), name="learning"),
    path("learning/<int:pk>/", views.LearningPointPage.as_view(), name="learning_point"),
    path(f"{INSIDE}/", views.PartnershipLearning.as_view(), name="partnership_learning"),
    path(f"{INSIDE}/add/", views.WriteLearningPoint.as_view(), name="add_learning_point"),
    path(f"{INSIDE}/<int:pk>/edit/", views.EditLearningPoint.as_view(), name="edit_learning_point"),
    path(f"{INSIDE}/<int:pk>/withdraw/", views.WithdrawLearningPoint.as_view(), name="withdraw_learning_point"),
]
