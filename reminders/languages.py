"""In which of the site's languages somebody is written to."""

from django.conf import settings
from django.utils.translation import get_supported_language_variant


def spoken(wanted: str) -> str:
    """The language of LANGUAGES that is nearest to `wanted` ("es-MX" -> "es"); the site's own if there is none."""
    try:
        return get_supported_language_variant(wanted)
    except LookupError:
        return settings.LANGUAGE_CODE
