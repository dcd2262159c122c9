"""An active Takayasu arteritis whose core finding nothing holds but what a test adds: how a rule-out makes it wait."""

from __future__ import annotations

from typing import Any

from tests.guidance.builders import Document, checked, document, drug, finding, joined, marked, scan, steroid


def active(day: int, *, is_checked: bool = True, **lists: Any) -> Document:
    mtx = drug("methotrexate", amount=15, every="week", intent="induction")
    story = document(
        therapies=[steroid((0, 40), (42, 9)), mtx],
        check_ins=[marked(day - 10, tiredness=True)],
        imaging=[scan(150, activity="active")],
    )
    return joined(story, checked(day) if is_checked else document(), document(**lists))


def details(rule_out: str, doc: Document, day: int) -> list[str]:
    """The words with which it holds the finding."""
    found = finding(doc, "tak.persistent-activity", day)
    return [hold.detail for hold in found.held_for if hold.rule == rule_out]
