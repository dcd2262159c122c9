"""The paths of reminders."""

from django.urls import path

from reminders import bounce_views, calendar_views, link_views, own_views, provider_events, team_views, views

app_name = "reminders"
urlpatterns = [
    path("mail/events/", provider_events.events, name="events"),
    path("reminders/", team_views.ledger, name="ledger"),
    path("reminders/banner/", team_views.banner, name="banner"),
    path("reminders/<uuid:occurrence_id>/retry/", team_views.retry, name="retry"),
    path("reminders/<uuid:occurrence_id>/phoned/", team_views.phoned, name="phoned"),
    path("patients/<uuid:patient_id>/reminders/", views.fragment, name="fragment"),
    path("patients/<uuid:patient_id>/reminders/choose/", views.choose, name="choose"),
    path("patients/<uuid:patient_id>/reminders/lift/", bounce_views.lift, name="lift"),
    path("calendar/", calendar_views.link, name="calendar-link"),
    path("c/<str:token>.ics", calendar_views.feed, name="calendar"),
    path("reminders/about-others/", own_views.carer, name="carer"),
    path("reminders/summary/", own_views.digest, name="digest"),
    path("u/<str:token>/<str:letter>/", link_views.stop, name="stop"),
    path("a/<str:signature>/", link_views.answer, name="answer"),
]
