"""The paths of reminders."""

from django.urls import path

from reminders import views

app_name = "reminders"
urlpatterns = [
    path("patients/<uuid:patient_id>/reminders/", views.fragment, name="fragment"),
    path("patients/<uuid:patient_id>/reminders/choose/", views.choose, name="choose"),
]
