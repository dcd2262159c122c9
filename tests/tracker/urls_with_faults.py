"""The site's paths and two more that fail."""

from typing import NoReturn

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import path
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.urls import urlpatterns as site_urls


def crash(request: HttpRequest) -> NoReturn:
    raise ValueError(request.GET.get("note"))


def forbid(request: HttpRequest) -> NoReturn:
    raise PermissionDenied


@api_view()
def undecided(request: Request) -> Response:
    return Response({"secret": "everything"})


urlpatterns = [path("crash", crash), path("forbid", forbid), path("undecided", undecided), *site_urls]
