"""Text that is no JSON, or JSON that loses something, is a problem with its place, never an exception."""

import json

import pytest

from journeys.interchange.fhir_r4 import translate_text
from tests.interchange.drawn import ada, bundle, crp


def problem(text: str) -> str:
    found = translate_text(text)
    assert found.documents == []
    (only,) = found.problems
    return str(only)


def test_a_truncated_file() -> None:
    whole = json.dumps(bundle(ada(), crp()), indent=1)
    assert problem(whole[: len(whole) // 2]).startswith("$: not JSON: ")
    assert "line 1, column 1" in problem("")


@pytest.mark.parametrize("text", ['{"a": 1, "a": 2}', '{"value": NaN}', "[" * 100_000, '{"value": ' + "9" * 5000 + "}"])
def test_what_would_be_half_read_is_refused(text: str) -> None:
    assert problem(text).startswith("$: n")


def test_what_is_nested_too_deeply_is_refused_not_a_crash() -> None:
    deep = '{"resourceType": "Patient", "extension": [' * 450 + "]}" * 450
    assert translate_text(deep).problems


def test_a_whole_file_is_read() -> None:
    assert len(translate_text(json.dumps(bundle(ada(), crp()))).documents[0]["labs"]) == 1
