"""Every endpoint. The patient is always in the address, never in the body."""

from django.urls import path

from journeys.api import views

app_name = "api"
urlpatterns = [
    path("patients/", views.patients, name="patients"),
    path("patients/<uuid:patient_id>/journey/", views.journey, name="journey"),
    path("patients/<uuid:patient_id>/assessment/", views.assessment, name="assessment"),
    path("patients/<uuid:patient_id>/check-ins/", views.check_ins, name="check-ins"),
    path("patients/<uuid:patient_id>/labs/", views.labs, name="labs"),
]
