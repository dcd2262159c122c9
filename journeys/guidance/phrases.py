"""Dates, numbers and lists as a sentence says them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from journeys.guidance.partial_date import PartialDate

_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905  twelve words read better in a row
)


_UNIT_SIGNS = {
    "[IU]": "IU",
    "[iU]": "IU",
    "[arb'U]": "U",
    "10*": "10^",
    "{1.73_m2}": "1.73 m²",
    "mm[Hg]": "mmHg",
    "[lb_av]": "lb",
    "[in_i]": "in",
}


def unit_words(unit: str | None) -> str:
    """A UCUM unit as people write it: ``IU/mL`` for ``[IU]/mL``."""
    written = unit or ""
    for sign, plain in _UNIT_SIGNS.items():
        written = written.replace(sign, plain)
    return written


def day(value: date) -> str:
    """``14 March 2023``."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def partly(value: PartialDate) -> str:
    """A date as far as it is known: ``14 March 2023``, ``March 2023``, ``2023``."""
    first = value.earliest
    return {10: day(first), 7: f"{_MONTHS[first.month - 1]} {first.year}"}.get(len(value.text), str(first.year))


def words(name: str) -> str:
    """A word of the catalogue as a sentence says it: ``arm claudication`` for ``arm-claudication``."""
    return name.replace("-", " ")


def number(value: float) -> str:
    """Up to two decimals, none that say nothing: ``7.5``, ``12``, ``0.33``."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def beside(value: float, limit: float, *, decimals: int = 0) -> str:
    """With as few decimals, these at first, as still show on which side of a limit it lies: ``50.4`` of 50, ``19``."""
    for places in range(decimals, 6):
        rounded = round(value, places)
        if (rounded > limit, rounded < limit) == (value > limit, value < limit):
            break
    return f"{rounded:.{places}f}".rstrip("0").rstrip(".") if places else f"{rounded:.0f}"


def count(amount: int, noun: str) -> str:
    """``1 day``, ``12 days``."""
    return f"{amount} {noun}" if amount == 1 else f"{amount} {noun}s"


def listing(items: Sequence[str], *, last: str = "and") -> str:
    """``a, b and c``."""
    return f"{', '.join(items[:-1])} {last} {items[-1]}" if len(items) > 1 else "".join(items)


def lower(title: str) -> str:
    """A title inside a sentence; abbreviations stay as they are."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def capital(sentence: str) -> str:
    """The first letter large, the rest as it is."""
    return sentence[:1].upper() + sentence[1:]
