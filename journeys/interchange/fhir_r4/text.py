"""A file's text → its translation: what is no JSON gives a problem with its line and column, not an exception."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from journeys.guidance.document_fields import Problem
from journeys.interchange.fhir_r4.translate import translate
from journeys.interchange.fhir_r4.values import Translation


def translate_text(text: str) -> Translation:
    """`translate` of a JSON text."""
    try:
        resource = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        return _refused(f"not JSON: {error.msg} (line {error.lineno}, column {error.colno})")
    except RecursionError:
        return _refused("nested too deeply")
    except ValueError as error:  # a name that stands twice, NaN, a number of thousands of digits
        return _refused(f"not JSON that FHIR allows: {error}")
    return translate(resource)


def _refused(message: str) -> Translation:
    return Translation(problems=[Problem("$", message)])


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Python keeps the last of two equal names; a result would be lost without a word."""
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f'"{twice}" stands twice in one object')
    return found


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a number")
