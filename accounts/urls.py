"""The paths of accounts that allauth doesn't bring."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
