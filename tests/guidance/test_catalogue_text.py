"""The catalogue and the reviewer's sheet as documents: nothing of a rule is left out."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from journeys.guidance.catalogue import PUBLISHED
from journeys.guidance.catalogue_text import GATES, ROLES, catalogue, main, review
from journeys.guidance.coverage.page import coverage
from journeys.guidance.edition import Edition
from journeys.guidance.findings import Role, Source, Threshold
from journeys.guidance.journey import CONDITIONS
from journeys.guidance.questions import ABOUT, FOR_ALL
from journeys.guidance.rule import Gate, Rule

DOCS = Path(__file__).resolve().parents[2] / "docs"
SIGNS = Threshold(name="signs", value=28, unit="d", mark="D", low=14, high=91, means="how far back signs count")
COUNT = Threshold(name="count", value=2, unit="items", mark="V", means="items that have to be new")
PARAGRAPH = Source(document="guide", paragraph=2)
LINKED = Source(publication="Kerr 1994", url="https://example.org/kerr", mark="M")
PRINTED = Source(publication="Murrell 2008", mark="V2")

FULL = replace(
    PUBLISHED.by_id["tak.persistent-activity"],
    title="Still active",
    definition="A sign in 28 days.",
    thresholds=(SIGNS, COUNT),
    false_positives=("infection", "anaemia"),
    sources=(PARAGRAPH, LINKED, PRINTED),
    gate=Gate.TAKAYASU,
)
BARE = replace(
    PUBLISHED.by_id["tak.imaging-progression"],
    title="Vessels",
    definition="A new one.",
    role=Role.SUPPORTING,
    thresholds=(),
    false_positives=(),
    sources=(PARAGRAPH,),
    gate=Gate.OWN,
    after=(FULL.id,),
    version=2,
    history=("first published", "another window"),
)
RULE_OUT = replace(
    PUBLISHED.by_id["cf.infection"], title="Infection", definition="Recorded.", thresholds=(), false_positives=()
)


def edition(*rules: Rule) -> Edition:
    return Edition(version="test", rules=rules, follow_ups=PUBLISHED.follow_ups[:1], shared=(SIGNS,))


def section(page: str, title: str) -> list[str]:
    """The lines under a heading, up to the next one; without the empty ones."""
    _, _, rest = page.partition(f"\n### {title}\n")
    return [line for line in re.split(r"\n##+ ", rest)[0].splitlines() if line]


def test_a_rule_is_shown_with_its_thresholds_bounds_and_sources() -> None:
    assert section(catalogue(edition(FULL)), "Still active") == [
        "`tak.persistent-activity`, version 1. Core: can lead to a point for discussion.",
        "A sign in 28 days.",
        f"Gate: {GATES[Gate.TAKAYASU]}.",
        "| Threshold | What it does | Value | Mark | Own value |",
        "|---|---|---|---|---|",
        "| `signs` | how far back signs count | 28 d | D | 14 to 91 |",
        "| `count` | items that have to be new | 2 items | V | – |",
        "What can look the same: infection and anaemia.",
        "Sources:",
        "- document `guide`, paragraph 2",
        "- [Kerr 1994](https://example.org/kerr) (M)",
        "- Murrell 2008 (V2)",
        "Versions: 1: first published. Not yet clinically signed off.",
    ]


def test_what_a_rule_has_not_is_left_out_and_what_it_looks_at_is_told() -> None:
    assert section(catalogue(edition(FULL, BARE)), "Vessels") == [
        "`tak.imaging-progression`, version 2. Supporting: context, never enough alone.",
        "A new one.",
        f"Gate: {GATES[Gate.OWN]}.",
        "Looks at what these say first: `tak.persistent-activity`.",
        "Sources:",
        "- document `guide`, paragraph 2",
        "Versions: 1: first published; 2: another window. Not yet clinically signed off.",
    ]


def test_a_rule_out_has_no_gate() -> None:
    shown = section(catalogue(edition(FULL, RULE_OUT)), "Infection")
    assert shown[0].endswith(f"Rule-out: {ROLES[Role.CONFOUNDER].partition(': ')[2]}.")
    assert not any(line.startswith("Gate") for line in shown)


def test_shared_thresholds_and_follow_ups_come_last() -> None:
    page = catalogue(edition(FULL))
    item = PUBLISHED.follow_ups[0]
    shared = page.partition("## Thresholds that several rules share")[2]
    assert "| `signs` |" in shared.partition("## Follow-ups")[0]
    assert section(page, item.title)[0] == f"`{item.id}`. {item.definition}"
    assert page.startswith("# The guidance catalogue\n\nVersion test: 1 rules, 0 rule-outs and 1 follow-ups.")


def test_everything_that_is_published_stands_in_it_once_in_reading_order() -> None:
    heads = re.findall(r"^`([a-z0-9.-]+)`[,.] ", catalogue(PUBLISHED), re.MULTILINE)
    patterns = [rule for name in CONDITIONS for rule in PUBLISHED.patterns[name]]
    assert heads == [item.id for item in (*patterns, *PUBLISHED.rule_outs, *PUBLISHED.follow_ups)]


def test_the_sheet_asks_of_a_rule_its_own_questions_and_its_projects_choices() -> None:
    page = review(edition(FULL, BARE, RULE_OUT))
    full, bare = (page.partition(f"## {title} (")[2].partition("\n## ")[0] for title in ("Still active", "Vessels"))
    assert full.startswith("`tak.persistent-activity`, version 1)\n\nA sign in 28 days.\n")
    asked = [line[6:] for line in full.splitlines() if line.startswith("- [ ] ")]
    assert asked == [*ABOUT[FULL.id], "Project choices without a publication, right as they are? signs"]
    assert "- [ ]" not in bare
    assert "## Infection (" in page
    assert page.count("Name, role, date, signature: ____") == 3
    assert [line[2:] for line in page.splitlines() if line.startswith("- ") and "[ ]" not in line] == list(FOR_ALL)


def test_nobody_is_asked_about_a_rule_that_is_not_published() -> None:
    assert set(ABOUT) <= set(PUBLISHED.by_id)


PAGES = {
    "guidance-catalogue.md": ("catalogue", catalogue),
    "guidance-review.md": ("review", review),
    "coverage.md": ("coverage", coverage),
}


@pytest.mark.parametrize("committed", PAGES)
def test_each_page_is_written_by_its_name_and_stands_committed(
    committed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name, page = PAGES[committed]
    assert main([name]) == 0
    assert capsys.readouterr().out == page(PUBLISHED).rstrip() + "\n"
    assert (DOCS / committed).read_text(encoding="utf-8") == page(PUBLISHED).rstrip() + "\n", "run `make docs`"


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["catalogue", "review"]])
def test_another_name_is_answered_with_those_there_are(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "which one: catalogue, review or coverage\n")
