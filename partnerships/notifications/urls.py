from django.urls import path

from partnerships.notifications import views

urlpatterns = [
    path("notifications/", views.NoticeList.as_view(), name="notifications"),
    path("notifications/read/", views.ReadNotices.as_view(), name="read_notices"),
    path("notifications/preferences/", views.Preferences.as_view(), name="notification_preferences"),
    path("notifications/<int:pk>/", views.OpenNotice.as_view(), name="notice"),
    path("notifications/<int:pk>/read/", views.ReadNotice.as_view(), name="read_notice"),
]
