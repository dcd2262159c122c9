"""The paths of accounts that allauth doesn't bring."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("invitation/<uuid:user_id>/<str:token>/", views.invitation, name="invitation"),
]
