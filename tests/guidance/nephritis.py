"""Draws Ada with nephritis: induction from day 0, mycophenolate at the usual dose, and what else a story needs."""

from __future__ import annotations

from typing import Any

from tests.guidance.builders import SLE, Document, Entry, at, checked, document, drug, joined, steroid, weights


def nephritis(
    *results: Entry,
    day: int,
    mmf: float = 2000,
    recorded: bool = True,
    therapies: tuple[Entry, ...] = (),
    patient: dict[str, Any] | None = None,
    **lists: list[Entry],
) -> Document:
    """``results``: laboratory results. ``day``: on which doses and other explanations were last asked about.
    ``recorded``: whether somebody recorded nephritis. ``therapies``: besides. ``patient``: what is different of Ada."""
    induction = [
        steroid((0, 30), (42, 5), treats=SLE),
        drug("mycophenolate mofetil", treats=SLE, amount=mmf, intent="induction"),
    ]
    doc = document(
        SLE,
        manifestations=["lupus-nephritis"] if recorded else [],
        therapies=[*induction, *therapies],
        labs=list(results),
        measurements=weights(),
        **lists,
    )
    doc["patient"] = {key: value for key, value in (doc["patient"] | (patient or {})).items() if value is not None}
    return joined(doc, checked(day))


def pregnancy(began: int, ended: int | None = None) -> Entry:
    return {"kind": "pregnancy", "began_on": at(began)} | ({} if ended is None else {"ended_on": at(ended)})


def infection(kind: str, began: int, ended: int | None = None) -> Entry:
    """Not a serious one."""
    over = {} if ended is None else {"ended_on": at(ended)}
    return {"kind": kind, "began_on": at(began), "serious": False, **over}
