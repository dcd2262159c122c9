"""The catalogue as documents: every rule, rule-out and follow-up for readers, the reviewer's sheet, and the coverage.

python -m journeys.guidance.catalogue_text catalogue > docs/guidance-catalogue.md
python -m journeys.guidance.catalogue_text review > docs/guidance-review.md
python -m journeys.guidance.catalogue_text coverage > docs/coverage.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence

from journeys.guidance.catalogue import PUBLISHED
from journeys.guidance.coverage.page import coverage
from journeys.guidance.edition import Edition
from journeys.guidance.findings import Role, Source, Threshold
from journeys.guidance.journey import CONDITIONS
from journeys.guidance.phrases import capital, listing, number, words
from journeys.guidance.questions import ABOUT, FOR_ALL
from journeys.guidance.rule import Gate, Rule
from journeys.guidance.schedule import FollowUp
from journeys.guidance.sign_off import Signature, committed, in_words, signatures, signed

MARKS = {
    "V": "read in the source",
    "V2": "read in a second source",
    "M": "professional knowledge, not re-read",
    "D": "project default",
}
GATES = {
    Gate.TAKAYASU: "a steroid induction, and one more immunosuppressant or biologic adequate in dose and time",
    Gate.LUPUS: "hydroxychloroquine adequate or declined, and one immunosuppressant or biologic adequate",
    Gate.NEPHRITIS: "a steroid induction, and one of the drugs that nephritis is first treated with adequate",
    Gate.REGIMEN: "every start of the present treatment known",
    Gate.OWN: "none but the definition itself",
}
ROLES = {
    Role.CORE: "core: can lead to a point for discussion",
    Role.SUPPORTING: "supporting: context, never enough alone",
    Role.CONFOUNDER: "rule-out: checked first",
}


def catalogue(edition: Edition) -> str:
    """Markdown of the whole catalogue, in reading order."""
    found = signatures(committed(), edition=edition)
    patterns = [rule for name in CONDITIONS for rule in edition.patterns[name]]
    return "\n".join(
        [
            "# The guidance catalogue",
            "",
            f"Version {edition.version}: {len(patterns)} rules, {len(edition.rule_outs)} rule-outs and "
            f"{len(edition.follow_ups)} follow-ups. Written from the rules themselves (`make docs`), so it says what "
            "the program does.",
            "",
            "A rule says *fired*, *not fired*, *held* (something is checked first) or *cannot assess* (something is "
            "missing). It never diagnoses and names no treatment to take. Evidence marks: "
            + "; ".join(f"**{mark}** {means}" for mark, means in MARKS.items())
            + ". A clinic may choose its own value for a threshold marked D, inside the bounds given.",
            *_sections(edition, found),
            "",
            "## Thresholds that several rules share",
            "",
            *_thresholds(edition.shared),
            "",
            "## Follow-ups",
            "",
            *(line for item in edition.follow_ups for line in _follow_up(item)),
        ]
    )


def _sections(edition: Edition, found: tuple[Signature, ...]) -> Iterator[str]:
    for name in CONDITIONS:
        yield from ("", f"## {capital(words(name))}")
        for rule in edition.patterns[name]:
            yield from _rule(rule, found)
    yield from ("", "## Rule-outs")
    for rule in edition.rule_outs:
        yield from _rule(rule, found)


def _rule(rule: Rule, found: tuple[Signature, ...]) -> Iterator[str]:
    yield from ("", f"### {rule.title}", "", f"`{rule.id}`, version {rule.version}. {capital(ROLES[rule.role])}.")
    yield from ("", rule.definition)
    if rule.role is not Role.CONFOUNDER:
        yield from ("", f"Gate: {GATES[rule.gate]}.")
    if rule.after:
        yield from ("", f"Looks at what these say first: {listing([f'`{name}`' for name in rule.after])}.")
    if rule.thresholds:
        yield from ("", *_thresholds(rule.thresholds))
    if rule.false_positives:
        yield from ("", f"What can look the same: {listing(rule.false_positives)}.")
    yield from ("", "Sources:", "", *_sources(rule.sources))
    changes = [f"{version}: {what}" for version, what in enumerate(rule.history, 1)]
    yield from ("", f"Versions: {'; '.join(changes)}. {in_words(signed(rule, found))}")


def _thresholds(thresholds: Iterable[Threshold]) -> Iterator[str]:
    yield from ("| Threshold | What it does | Value | Mark | Own value |", "|---|---|---|---|---|")
    for each in thresholds:
        value = f"{number(each.value)} {each.unit}"
        yield f"| `{each.name}` | {each.means} | {value} | {each.mark} | {bounds(each)} |"


def bounds(threshold: Threshold) -> str:
    """``14 to 91``, where a clinic may choose; else a dash."""
    if threshold.low is None or threshold.high is None:
        return "–"
    return f"{number(threshold.low)} to {number(threshold.high)}"


def _sources(sources: Iterable[Source]) -> Iterator[str]:
    return (f"- {source_words(source)}" for source in sources)


def source_words(source: Source) -> str:
    if source.document:
        return f"document `{source.document}`, paragraph {source.paragraph}"
    name = f"[{source.publication}]({source.url})" if source.url else source.publication
    return f"{name} ({source.mark})"


def _follow_up(item: FollowUp) -> Iterator[str]:
    yield from (f"### {item.title}", "", f"`{item.id}`. {item.definition}", "", *_sources(item.sources), "")


def review(edition: Edition) -> str:
    """Markdown of the sheet that a clinical reviewer works through and signs."""
    rules = [*(rule for name in CONDITIONS for rule in edition.patterns[name]), *edition.rule_outs]
    return "\n".join(
        [
            "# Clinical review",
            "",
            f"Catalogue {edition.version}. For a clinician who knows the condition: read each rule in "
            "[the catalogue](guidance-catalogue.md), answer the questions, and sign what you agree with. A signature "
            "enters the product through `journeys/guidance/signed.toml`; until then its pages say that the rule is "
            "not yet clinically signed off. Readings that the project took are in [decisions](decisions.md).",
            "",
            "For every rule:",
            "",
            *(f"- {question}" for question in FOR_ALL),
            *(line for rule in rules for line in _sheet(rule)),
            "",
        ]
    )


def _sheet(rule: Rule) -> Iterator[str]:
    own = [threshold.name for threshold in rule.thresholds if threshold.mark == "D"]
    yield from ("", f"## {rule.title} (`{rule.id}`, version {rule.version})", "", rule.definition, "")
    yield from (f"- [ ] {question}" for question in ABOUT.get(rule.id, ()))
    if own:
        yield f"- [ ] Project choices without a publication, right as they are? {listing(own)}"
    yield from ("", "Agreed / changes wanted: ____________________", "")
    yield "Name, role, date, signature: ____________________"


def main(arguments: Sequence[str]) -> int:
    pages = {"catalogue": catalogue, "review": review, "coverage": coverage}
    if len(arguments) != 1 or arguments[0] not in pages:
        sys.stderr.write(f"which one: {listing(list(pages), last='or')}\n")
        return 2
    sys.stdout.write(f"{pages[arguments[0]](PUBLISHED).rstrip()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
