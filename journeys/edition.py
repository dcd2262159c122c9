"""The catalogue as this installation uses it: the clinic's own values stand in `GUIDANCE_OVERRIDES`."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from journeys.guidance.catalogue import PUBLISHED
from journeys.guidance.edition import Edition
from journeys.guidance.overrides import OverridesError, edition_of


def edition() -> Edition:
    """The edition in force. Read once: other values take a restart, so that all processes judge alike.

    Raises `ImproperlyConfigured`, with a line for every problem, for a file that can't be taken.
    """
    return _read(settings.GUIDANCE_OVERRIDES)


@cache
def _read(path: str) -> Edition:
    try:
        return edition_of(path) if path else PUBLISHED
    except OverridesError as error:
        lines = [f"GUIDANCE_OVERRIDES: {path}: {problem}" for problem in error.problems]
        raise ImproperlyConfigured("\n".join(lines)) from None
