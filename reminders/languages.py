"""In which of the site's languages somebody is written to."""

from django.conf import settings
from django.utils.translation import get_language_bidi, get_supported_language_variant


def spoken(wanted: str) -> str:
    """The language of LANGUAGES that is nearest to `wanted` ("es-MX" -> "es"); the site's own if there is none."""
    try:
        return get_supported_language_variant(wanted)
    except LookupError:
        return settings.LANGUAGE_CODE


def direction() -> str:
    """Of the language that is active: "ltr" or "rtl"."""
    return "rtl" if get_language_bidi() else "ltr"
