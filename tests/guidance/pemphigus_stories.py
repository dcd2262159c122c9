"""Ada's pemphigus in a few lines: prednisone that a taper brings to 8 mg, azathioprine at its full dose, 60 kg."""

from __future__ import annotations

from typing import Any

from tests.guidance.builders import (
    PV,
    Document,
    Entry,
    checked,
    document,
    drug,
    joined,
    lesions,
    status,
    steroid,
    weights,
)


def said(day: int, what: str) -> Entry:
    return status(day, what, condition=PV)


def relapse(day: int, **fields: Any) -> Entry:
    usual = {"on": day, "condition": PV, "kind": "relapse", "recorded_by": "clinician"}
    entry = usual | fields
    return entry | {"on": lesions(day)["on"]}


def sores(day: int, new: int = 3, **fields: Any) -> Entry:
    """New lesions of the last week that did not heal within 7 days."""
    return lesions(day, new, **({"healed_within_7_days": False} | fields))


def quiet(first: int, last: int) -> list[Entry]:
    """An entry without lesions every fourth week."""
    return [lesions(day, 0, days=28) for day in range(first, last + 1, 28)]


def tapered(*lines: tuple[int, float | None], **fields: Any) -> Entry:
    return steroid(*(lines or ((0, 60), (30, 8))), treats=PV, **fields)


def azathioprine(amount: float = 150, *, since: int = 0, **fields: Any) -> Entry:
    return drug("azathioprine", since=since, treats=PV, intent="adjuvant", amount=amount, **fields)


def story(day: int, *, therapies: tuple[Entry, ...] | None = None, **lists: Any) -> Document:
    """With nothing that holds a core rule on that day."""
    drugs = [tapered(), azathioprine()] if therapies is None else list(therapies)
    usual: dict[str, Any] = {"measurements": weights(60, until=1200)}
    return joined(document(PV, therapies=drugs, **(usual | lists)), checked(day))
