"""What the API takes: every field by name, anything else is refused.

Values are judged by the journey document's reader, the same that judges a file or a form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from rest_framework import serializers
from rest_framework.request import Request

from journeys.actions import entries
from journeys.actions.entries import Refused
from journeys.guidance.document import Problem
from journeys.guidance.document_fields import Place, kind_of
from journeys.guidance.journey import CheckIn, Fact

PAGE, LARGEST_PAGE = 50, 100


class DocumentWord(serializers.Field):
    """A field of the journey document, passed on as it stands; null is "not recorded"."""

    def __init__(self) -> None:
        super().__init__(required=False, allow_null=True)

    def to_internal_value(self, data: Any) -> Any:
        return data


class CheckInBody(serializers.Serializer):
    client_id = serializers.UUIDField(
        error_messages={"required": "is required", "null": "is required", "invalid": "is not a UUID"}
    )
    on = DocumentWord()
    recorded_at = DocumentWord()
    overall = DocumentWord()
    taken_as_planned = DocumentWord()
    symptoms = DocumentWord()
    lesions = DocumentWord()
    doses_due = DocumentWord()
    doses_missed = DocumentWord()
    note = DocumentWord()


class LabBody(serializers.Serializer):
    analyte = DocumentWord()
    collected_on = DocumentWord()
    value = DocumentWord()
    unit = DocumentWord()
    value_text = DocumentWord()
    comparator = DocumentWord()
    lower_limit = DocumentWord()
    upper_limit = DocumentWord()
    lab = DocumentWord()
    assay = DocumentWord()
    specimen = DocumentWord()
    note = DocumentWord()
    source = DocumentWord()  # type: ignore[assignment]  # rest_framework takes declared fields out of the class
    confirmed = serializers.BooleanField(
        default=False, error_messages={"invalid": "expected true or false", "null": "expected true or false"}
    )


class PageQuery(serializers.Serializer):
    after = serializers.UUIDField(required=False, error_messages={"invalid": "is not a UUID"})
    limit = serializers.IntegerField(min_value=1, max_value=LARGEST_PAGE, default=PAGE)


def page(request: Request) -> dict[str, Any]:
    """``limit``, and ``after`` if it was given. Raises `Refused`."""
    read = PageQuery(data=request.query_params)
    if problems := _shape(read, request.query_params):
        raise Refused(*problems)
    return dict(read.validated_data)


def check_in(request: Request) -> tuple[dict[str, Any], CheckIn]:
    """The fields as sent, and the check-in that they say (for the days in it). Raises `Refused` with every problem."""
    sent, said = _read(request, CheckInBody, "check_ins", by="patient")
    about_itself = {"client_id", "on", "recorded_at"}
    if not any(value not in (None, "", {}) for name, value in sent.items() if name not in about_itself):
        raise Refused(Problem("$", "has no answer: one is enough, such as overall"))
    return sent, cast(CheckIn, said)


def lab(request: Request) -> dict[str, Any]:
    """The fields as sent, and ``confirmed``. Raises `Refused` with every problem."""
    return _read(request, LabBody, "labs")[0]


def at_root(problem: Problem) -> Problem:
    """What an action refuses names a field of the entry; an answer gives its path in the body."""
    if problem.path.startswith("$"):
        return problem
    dot = "" if problem.path[:1] in ("", ".", "[") else "."
    return Problem(f"${dot}{problem.path}", problem.message)


def _read(
    request: Request, of: type[serializers.Serializer], name: str, **filled_in: str
) -> tuple[dict[str, Any], Fact]:
    data = _object(request)
    read = of(data=data)
    problems = _shape(read, data)
    words = {key: data[key] for key, field in read.fields.items() if isinstance(field, DocumentWord) and key in data}
    try:
        said = entries.read(name, {**filled_in, **words})
    except Refused as refused:
        raise Refused(*problems, *map(at_root, refused.problems)) from None
    if problems:
        raise Refused(*problems)
    return dict(read.validated_data), said


def _object(request: Request) -> Mapping[str, Any]:
    data = request.data
    if not isinstance(data, Mapping):
        raise Refused(Problem("$", f"expected an object, got {kind_of(data)}"))
    return data


def _shape(read: serializers.Serializer, data: Mapping[str, Any]) -> list[Problem]:
    """What is unknown, and what isn't the document's: refused by name, never dropped."""
    found: list[Problem] = []
    top = Place("$", found)
    for name in data:
        if name not in read.fields:
            top.field(name).refuse("unknown field")
    read.is_valid()
    for name, messages in read.errors.items():
        top.field(name).refuse(str(messages[0]))
    return found
