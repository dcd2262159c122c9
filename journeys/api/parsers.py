"""How a body becomes values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser


class OneMeaning(BaseParser):
    """JSON that can be read in one way only, of a size that Django takes."""

    media_type = "application/json"

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Raises `ParseError`; its text never holds a value of the body."""
        try:
            read: dict[str, Any] = json.loads((parser_context or {})["request"].body, object_pairs_hook=_object)
        except RequestDataTooBig:
            raise _refused("is larger than this site takes") from None
        except RecursionError:
            raise _refused("is nested too deeply") from None
        except json.JSONDecodeError as error:
            raise _refused(f"is not JSON: {error.msg} (line {error.lineno}, column {error.colno})") from None
        except ValueError:  # not UTF-8, a number of thousands of digits, a name that stands twice
            raise _refused("is not JSON in UTF-8 in which every name of an object stands once") from None
        return read


def _refused(message: str) -> ParseError:
    return ParseError({"errors": [{"path": "$", "message": message}]})


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Python keeps the last of two equal names: a symptom that was ticked would be lost without a word."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found
