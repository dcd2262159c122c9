"""Readers of single values of a journey document: from raw JSON to the value as the engine has it.

A scalar reader takes the raw value and gives the good one, or raises `RefusedError`. `read` adds the place where the
value stands, so that every problem of a document is collected with its path. Null never reaches a reader:
`document_schema` says where the format allows it.
"""

from __future__ import annotations

import math
import re
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime
from functools import cache
from typing import Any, TypeAlias

from journeys.guidance.partial_date import PartialDate

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DRUG = re.compile(r"[a-z0-9][a-z0-9 /-]*")
_PLAN_ITEM = re.compile(r"mon\..+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PARTIAL_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
_MOMENT = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[Tt]{_TIME}([Zz]|[+-][0-9]{{2}}:[0-9]{{2}})")
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_MOST = 1_000_000  # no count of days, doses or lesions is larger, and a database column ends somewhere


class RefusedError(ValueError):
    """The raw value is not what the format wants; the text says why."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong, and where: ``path`` like ``$.labs[3].unit``."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the document we are, and the one list that every problem goes to."""

    path: str
    problems: list[Problem]

    def refuse(self, message: str) -> None:
        self.problems.append(Problem(self.path, message))

    def field(self, name: object) -> Place:
        shown = f".{name}" if _PLAIN_NAME.fullmatch(str(name)) else f"[{quoted(str(name))}]"
        return Place(self.path + shown, self.problems)

    def entry(self, index: int) -> Place:
        return Place(f"{self.path}[{index}]", self.problems)


Scalar: TypeAlias = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of words; read as a tuple in its own order."""

    each: Scalar


@dataclass(frozen=True, slots=True)
class Mapped:
    """An object of words and values; read as a dict in the order of its words: the order of input never matters."""

    names: Scalar
    each: Scalar


def read(reader: Scalar | Listed | Mapped, value: Any, *, at: Place) -> Any:
    """The value as the engine has it; None after the problem has gone into ``at``."""
    if isinstance(reader, Listed):
        return _read_list(reader, value, at=at)
    if isinstance(reader, Mapped):
        return _read_object(reader, value, at=at)
    try:
        return reader(value)
    except RefusedError as refusal:
        at.refuse(str(refusal))
        return None


def _read_list(reader: Listed, value: Any, *, at: Place) -> tuple[Any, ...] | None:
    if not isinstance(value, list):
        at.refuse(f"expected a list, got {kind_of(value)}")
        return None
    return tuple(read(reader.each, item, at=at.entry(index)) for index, item in enumerate(value))


def _read_object(reader: Mapped, value: Any, *, at: Place) -> dict[str, Any] | None:
    if not isinstance(value, Mapping):
        at.refuse(f"expected an object, got {kind_of(value)}")
        return None
    pairs = [(read(reader.names, name, at=at.field(name)), name, item) for name, item in value.items()]
    known = sorted((name, read(reader.each, item, at=at.field(raw))) for name, raw, item in pairs if name is not None)
    return dict(known)


def kind_of(value: object) -> str:
    """The JSON name of a value's type, for messages."""
    names = {bool: "true or false", int: "a number", float: "a number", str: "a string", list: "a list"}
    if value is None:
        return "null"
    return "an object" if isinstance(value, Mapping) else names.get(type(value), type(value).__name__)


def quoted(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "…")


def _string(value: Any, expected: str) -> str:
    if not isinstance(value, str):
        raise RefusedError(f"expected {expected}, got {kind_of(value)}")
    return value


def text(longest: int = 200) -> Scalar:
    """A string with something in it, that any database can store."""

    def read_text(value: Any) -> str:
        found = _string(value, "a string")
        if not found.strip():
            raise RefusedError("is empty; leave out what isn't recorded")
        if len(found) > longest:
            raise RefusedError(f"is longer than {longest} characters")
        if _NO_TEXT.search(found):
            raise RefusedError("holds a character that is not text (NUL, or half of a pair)")
        return found

    return read_text


def _matching(pattern: re.Pattern[str], says: str, *, longest: int) -> Scalar:
    plain = text(longest)

    def read_word(value: Any) -> str:
        word: str = plain(value)
        if not pattern.fullmatch(word):
            raise RefusedError(f"{quoted(word)} is not {says}")
        return word

    return read_word


key = _matching(_KEY, "a word in lower case with hyphens, like left-subclavian", longest=60)
drug = _matching(_DRUG, "a generic name in lower case, like mycophenolate mofetil", longest=200)
plan_item = _matching(_PLAN_ITEM, "a monitoring item, like mon.tak.imaging", longest=100)
email = _matching(_EMAIL, "an e-mail address", longest=254)


def one_of(*words: str) -> Scalar:
    """A closed word: anything else is an error."""

    def read_word(value: Any) -> str:
        found = _string(value, f"one of {', '.join(words)}")
        if found not in words:
            raise RefusedError(f"{quoted(found)} is none of {', '.join(words)}")
        return found

    return read_word


def day(value: Any) -> date:
    found = _string(value, "a date (YYYY-MM-DD)")
    if not _DAY.fullmatch(found):
        raise RefusedError(f"{quoted(found)} is not a date (YYYY-MM-DD)")
    try:
        return date.fromisoformat(found)
    except ValueError:
        raise RefusedError(f"{found} is a day that does not exist") from None


def partial_day(value: Any) -> PartialDate:
    found = _string(value, "a date (YYYY-MM-DD, YYYY-MM or YYYY)")
    if not _PARTIAL_DAY.fullmatch(found):
        raise RefusedError(f"{quoted(found)} is not a date (YYYY-MM-DD, YYYY-MM or YYYY)")
    try:
        return PartialDate(found)
    except ValueError:
        raise RefusedError(f"{found} is a day that does not exist") from None


def moment(value: Any) -> datetime:
    """A day and time with its offset; without an offset nobody knows when it was."""
    found = _string(value, "a date and time with offset")
    if not _MOMENT.fullmatch(found):
        raise RefusedError(f"{quoted(found)} is not a date and time with offset, like 2022-11-30T20:14:00+03:00")
    try:
        read_at = datetime.fromisoformat(found.upper())
    except ValueError:
        raise RefusedError(f"{found} is a time that does not exist") from None
    if not MINYEAR < read_at.year < MAXYEAR:  # in another zone it may fall out of the calendar
        raise RefusedError(f"{found} is a time that no calendar reaches")
    return read_at


def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise RefusedError(f"expected true or false, got {kind_of(value)}")
    return value


def number(low: float | None = None, high: float | None = None) -> Scalar:
    """A finite number within bounds; true and false are none."""

    def read_number(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise RefusedError(f"expected a number, got {kind_of(value)}")
        found = _finite(value)
        if low is not None and found < low:
            raise RefusedError(f"{found:g} is less than {low:g}")
        if high is not None and found > high:
            raise RefusedError(f"{found:g} is more than {high:g}")
        return found

    return read_number


def _finite(value: float) -> float:
    try:
        found = float(value)
    except OverflowError:
        raise RefusedError("is too large a number") from None
    if not math.isfinite(found):
        raise RefusedError(f"{found} is not a number")
    return found


def whole(low: int) -> Scalar:
    """A whole number; 7.0 is one."""
    plain = number(low, _MOST)

    def read_whole(value: Any) -> int:
        found: float = plain(value)
        if not found.is_integer():
            raise RefusedError(f"{found:g} is not a whole number")
        return int(found)

    return read_whole


def flag_or_number(low: float | None = None, high: float | None = None) -> Scalar:
    bounded = number(low, high)
    return lambda value: value if isinstance(value, bool) else bounded(value)


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def time_zone(value: Any) -> str:
    name = _string(value, "a time zone (Area/City)")
    if name not in _time_zones():
        raise RefusedError(f"{quoted(name)} is not a time zone (Area/City)")
    return name
