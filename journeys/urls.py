"""Every page of journeys. No address carries health data: patients and flags by UUID, searches by POST."""

from django.urls import include, path

from journeys.views import home
from journeys.views.patient import asked, check_in, journey
from journeys.views.patient import home as patient_home
from journeys.views.team import (
    care,
    catalogue,
    entries,
    flags,
    follow_ups,
    patient,
    patients,
    work_items,
    worklist,
)

urlpatterns = [
    path("api/v1/", include("journeys.api.urls")),
    path("", home.home, name="home"),
    path("help/", home.help_page, name="help"),
    # patients and carers; without an id: one's own, or the only one
    path("for/<uuid:patient_id>/", patient_home.home_for, name="home-for"),
    path("for/<uuid:patient_id>/asked/<uuid:follow_up_id>/done/", asked.change, {"verb": "done"}, name="asked-done"),
    path("for/<uuid:patient_id>/asked/<uuid:follow_up_id>/undo/", asked.change, {"verb": "undo"}, name="asked-undo"),
    path("check-in/", check_in.check_in, name="check-in"),
    path("check-in/<uuid:patient_id>/", check_in.check_in, name="check-in"),
    path("check-in/<uuid:patient_id>/more/", check_in.more, name="check-in-more"),
    path("check-in/<uuid:patient_id>/done/<uuid:ref>/", check_in.done, name="check-in-done"),
    path("journey/", journey.journey, name="journey"),
    path("journey/<uuid:patient_id>/", journey.journey, name="journey"),
    # care teams
    path("work/", worklist.work, name="work"),
    path("work/<uuid:item_id>/", work_items.item, name="work-item"),
    path("work/<uuid:item_id>/done/", work_items.done, name="work-item-done"),
    path("work/<uuid:item_id>/later/", work_items.later, name="work-item-later"),
    path("patients/register/", patients.register, name="patient-register"),
    path("patients/<uuid:patient_id>/", patient.patient, name="patient"),
    path("patients/<uuid:patient_id>/invite/", patients.invite, name="patient-invite"),
    path("patients/<uuid:patient_id>/owner/", worklist.take, name="work-take"),
    path("patients/<uuid:patient_id>/results/add/", entries.lab_add, name="lab-add"),
    path("patients/<uuid:patient_id>/treatments/start/", entries.therapy_start, name="therapy-start"),
    path("patients/<uuid:patient_id>/treatments/<int:pk>/", entries.therapy_change, name="therapy-change"),
    path("patients/<uuid:patient_id>/ask/", follow_ups.add, name="follow-up-add"),
    path("patients/<uuid:patient_id>/visits/add/", care.visit_add, name="visit-add"),
    path("patients/<uuid:patient_id>/care/end/", care.end, name="care-end"),
    path("patients/<uuid:patient_id>/care/resume/", care.resume, name="care-resume"),
    path("asked/<uuid:follow_up_id>/done/", follow_ups.change, {"verb": "done"}, name="follow-up-done"),
    path("asked/<uuid:follow_up_id>/undo/", follow_ups.change, {"verb": "undo"}, name="follow-up-undo"),
    path("asked/<uuid:follow_up_id>/cancel/", follow_ups.change, {"verb": "cancel"}, name="follow-up-cancel"),
    path("visits/<int:visit_pk>/", care.visit_strike, name="visit-strike"),
    path("flags/<uuid:flag_id>/", flags.flag, name="flag"),
    path("flags/<uuid:flag_id>/snooze/", flags.snooze, name="flag-snooze"),
    path("flags/<uuid:flag_id>/dismiss/", flags.dismiss, name="flag-dismiss"),
    path("flags/<uuid:flag_id>/discuss/", flags.close, {"verb": "discuss"}, name="flag-discuss"),
    path("flags/<uuid:flag_id>/resolve/", flags.close, {"verb": "resolve"}, name="flag-resolve"),
    path("flags/<uuid:flag_id>/release/", flags.release, name="flag-release"),
    path("flags/<uuid:flag_id>/review/", flags.review, name="flag-review"),
    path("guidance/", catalogue.catalogue, name="catalogue"),
    path("guidance/<str:rule_id>/", catalogue.rule, name="rule"),
    # clinic administrators
    path("waiting/", patients.waiting, name="waiting"),
    path("waiting/<uuid:patient_id>/", patients.assign, name="waiting-assign"),
]
