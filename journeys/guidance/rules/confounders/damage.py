"""cf.damage: active disease, or damage that stays?

Definition: something fixed is recorded that can look like activity. Takayasu: the newest coded study of a vessel shows
a narrowing or occlusion, coded stable, and not active. Lupus: nephritis with a kidney biopsy after t0, which may have
shown scars; a damage index above 0. Pemphigus: a PDAI damage score above 0.
Effect: none; it asks the question. Scars of hair or gums, and what a biopsy showed, can't be recorded as such.
Document: takayasu-treatment-resistance-patient-guide, paragraph 1 (damage); lupus-treatment-resistance-case-studies, 3.
Publication: items that score damage as activity (V, table of the SLEDAI comparison); another kidney biopsy is a topic
of guidelines (V2, ACR 2024).
False positives to know: a fixed finding beside active disease: one doesn't exclude the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from journeys.guidance.case import Case, cite
from journeys.guidance.clinic import score_evidence, scores
from journeys.guidance.findings import Evidence, Role, Source
from journeys.guidance.journey import LUPUS, PEMPHIGUS, TAKAYASU
from journeys.guidance.phrases import capital, day, listing, words
from journeys.guidance.regimen import has_nephritis, t0
from journeys.guidance.rule import Rule, Verdict, fired, not_fired
from journeys.guidance.vessels import coded_studies, in_words, latest_by_territory

_FIXED = ("stenosis", "occlusion")


def judge(case: Case) -> Verdict:
    found = tuple(_FINDINGS[case.name](case)) if case.name in _FINDINGS else ()
    if not found:
        return not_fired("Nothing fixed is recorded that could look like active disease.")
    says = listing([each.shows for each in found])
    return fired(
        f"{capital(says)}. Active disease, or damage that stays? What is seen may be either, or both.", evidence=found
    )


def _vessels(case: Case) -> Iterator[Evidence]:
    for study in latest_by_territory(coded_studies(case)):
        fixed = [finding for finding in study.findings if finding in _FIXED]
        if fixed and study.change == "stable" and study.activity != "active":
            says = f"{listing([words(finding) for finding in fixed])}, coded stable, in the {in_words(study)}"
            yield cite("imaging", study, on=study.on, shows=says)


def _lupus(case: Case) -> Iterator[Evidence]:
    began = t0(case)
    if has_nephritis(case) and began is not None:
        biopsies = [done for done in case.journey.procedures if done.kind == "kidney-biopsy" and done.on > began]
        yield from (
            cite("procedures", done, on=done.on, shows=f"kidney biopsy of {day(done.on)}, which may have shown scars")
            for done in biopsies[-1:]
        )
    yield from _damage_score(case, "slicc-sdi", name="damage index")


def _skin(case: Case) -> Iterator[Evidence]:
    return _damage_score(case, "pdai-damage", name="PDAI damage")


def _damage_score(case: Case, instrument: str, *, name: str) -> Iterator[Evidence]:
    return (score_evidence(score, name) for score in scores(case, instrument)[-1:] if score.value > 0)


_FINDINGS: Mapping[str | None, Callable[[Case], Iterator[Evidence]]] = {
    TAKAYASU: _vessels,
    LUPUS: _lupus,
    PEMPHIGUS: _skin,
}


RULE = Rule(
    id="cf.damage",
    title="Active disease, or damage that stays",
    condition=None,
    role=Role.CONFOUNDER,
    family="cf.damage",
    kinds=("imaging", "procedures", "assessments", "conditions", "therapies"),
    judge=judge,
    definition="A fixed finding: a stable narrowing, a kidney biopsy since t0, a damage score above 0.",
    sources=(
        Source(document="takayasu-treatment-resistance-patient-guide", paragraph=1),
        Source(document="lupus-treatment-resistance-case-studies", paragraph=3),
        Source(
            publication="ACR 2024 guideline on lupus nephritis, as reported",
            url="https://conexiant.com/rheumatology/articles/triple-therapy-leads-lupus-nephritis-guidelines-update",
            mark="V2",
        ),
    ),
    false_positives=("a fixed finding beside active disease",),
)
