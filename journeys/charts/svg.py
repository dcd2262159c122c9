"""The chart as SVG, drawn on the server: what everybody sees first, and all that is needed without JavaScript."""

from __future__ import annotations

import json
from functools import lru_cache

import vl_convert
from django.utils.safestring import SafeString, mark_safe

from journeys.charts.drawing import Spec
from journeys.charts.spec import sized

VEGA_LITE = "6.4"


def svg(unsized: Spec, width: int) -> SafeString:
    """Inline SVG, ``width`` px of plot. Ids are unique to the width: a page holds two drawings."""
    drawn = _rendered(json.dumps(sized(unsized, width), sort_keys=True))
    unique = drawn.replace('id="clip', f'id="w{width}-clip').replace("url(#clip", f"url(#w{width}-clip")
    return mark_safe(unique)  # noqa: S308  vega escapes every text it draws, and refuses scripts and outside addresses


@lru_cache(maxsize=128)
def _rendered(spec_json: str) -> str:
    """In this process's memory only, keyed by the data itself: a changed journey is drawn anew, nothing is stored."""
    return vl_convert.vegalite_to_svg(spec_json, vl_version=VEGA_LITE, allowed_base_urls=[])
