from django.urls import path

from journeys.views import home

urlpatterns = [
    path("help/", home.help_page, name="help"),
]
