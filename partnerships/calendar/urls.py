from django.urls import path

from partnerships.calendar import views

urlpatterns = [
    path("you/calendar/", views.CalendarPage.as_view(), name="calendar_link"),
    path("calendar/<str:secret>.ics", views.Feed.as_view(), name="calendar_feed"),
    path(
        "partnerships/<int:partnership>/timeline/dates.ics",
        views.PartnershipCalendar.as_view(),
        name="partnership_calendar",
    ),
]
