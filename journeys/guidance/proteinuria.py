"""The fall of urine protein at a milestone, as the nephritis rules ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from journeys.guidance.case import Case
from journeys.guidance.findings import Evidence
from journeys.guidance.journey import Lab
from journeys.guidance.kidney import (
    NEPHRITIC,
    LoweredLab,
    Milestone,
    baseline_days,
    baseline_upcr,
    concerns_kidneys,
    ends_wanted,
    in_words,
    left_out,
    milestone_days,
    milestone_upcr,
    ratio,
    upcr_above,
    upcr_evidence,
    upcr_reaches,
    upcr_results,
)
from journeys.guidance.kidney_samples import SETTLING
from journeys.guidance.markers import exceeds
from journeys.guidance.phrases import beside, day, number
from journeys.guidance.rule import Verdict, cannot_assess, not_fired
from journeys.guidance.starts import days_in

_LOOKED_FOR = (25, 50)
NEPHRITIS_UNSAID = "whether this is lupus nephritis: a clinician's record of it"
_AT_LEAST, _AT_MOST = (">", ">="), ("<", "<=")


@dataclass(frozen=True, slots=True)
class Fall:
    """A milestone's value that has not fallen enough, nor is low, and that nothing later contradicts."""

    baseline: Lab
    reached: Lab

    @property
    def percent(self) -> float:
        """Fall in percent of the baseline; negative: a rise."""
        return 100 * (1 - ratio(self.reached) / ratio(self.baseline))

    @property
    def sentence(self) -> str:
        change = f"{_whole(abs(self.percent))} % {'higher' if self.percent < 0 else 'lower'}"
        return f"UPCR {in_words(self.baseline)} and {in_words(self.reached)}: {self._bound}{change}."

    @property
    def _bound(self) -> str:
        """What a censored value leaves open: the fall may be smaller, or deeper, than the two numbers say."""
        smaller = self.reached.comparator in _AT_LEAST or self.baseline.comparator in _AT_MOST
        deeper = self.reached.comparator in _AT_MOST or self.baseline.comparator in _AT_LEAST
        if smaller and deeper:
            return "about "
        if not smaller and not deeper:
            return ""
        return "at most " if smaller is (self.percent >= 0) else "at least "

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return upcr_evidence(self.baseline, "at the start"), upcr_evidence(self.reached, "at the milestone")


def _whole(percent: float) -> str:
    """Whole percent, but with decimals near the falls that rules look for: 49.6 % must not read as 50 %."""
    return beside(percent, min(_LOOKED_FOR, key=lambda fall: abs(percent - fall)))


def judged_fall(case: Case, milestone: Milestone, *, least: float) -> Fall | Verdict:
    """The fall that fell short of ``least`` percent, or the verdict in its place.

    Thresholds of the rule: ``quiet``, the UPCR that is low enough whatever the baseline; ``baseline``, from which the
    rule applies.
    """
    began = days_in(case, milestone.first)
    if isinstance(began, Verdict):
        return began
    reached = milestone_upcr(case, began, milestone=milestone)
    if reached is not None and upcr_above(reached, case.limits["quiet"]) is False:
        return _low(case, reached, "at the milestone")
    baseline = baseline_upcr(case, began)
    after = reached.collected_on if reached else milestone_days(began, milestone)[1]
    better = _contradicts(case, baseline, after=after, least=least)
    if baseline is None:
        return _no_baseline(case, began, better)
    if better is None or upcr_reaches(baseline, case.limits["baseline"]) is False:
        return _compared(case, baseline, reached=reached, milestone=milestone, began=began, least=least)
    return _better(
        Fall(baseline, reached or better), better, window=None if reached else milestone_days(began, milestone)
    )


def _low(case: Case, lab: Lab, what: str) -> Verdict:
    quiet = number(case.limits["quiet"])
    return not_fired(f"UPCR {in_words(lab)}: not above {quiet} g/g.", evidence=(upcr_evidence(lab, what),))


def kidney_start(case: Case, earliest: int) -> date | Verdict:
    """t0, if it lies at least ``earliest`` days back and the nephritis rules apply; else the verdict in its place."""
    began = days_in(case, earliest)
    if isinstance(began, Verdict):
        return began
    applies = concerns_kidneys(case, began)
    if applies is not None:
        return began if applies else not_applicable()
    baseline = baseline_upcr(case, began)
    return unclear_baseline(baseline) if baseline else no_baseline(case, began)


def _no_baseline(case: Case, began: date, better: Lab | None) -> Verdict:
    if concerns_kidneys(case, began) is False:
        return not_applicable()
    return _low(case, better, "later") if better else no_baseline(case, began)


def not_applicable() -> Verdict:
    least = number(NEPHRITIC)
    return not_fired(
        f"Not applicable: no lupus nephritis is recorded, and no UPCR of {least} g/g or more at the treatment's start."
    )


def no_baseline(case: Case, began: date, *, evidence: tuple[Evidence, ...] = ()) -> Verdict:
    first, last = baseline_days(began)
    return cannot_assess(
        f"No UPCR that counts is recorded around the start of the present treatment.{left_out(case, first, last)}",
        missing=wanted_upcr(case, "baseline UPCR", first, last),
        evidence=evidence,
    )


def wanted_upcr(case: Case, what: str, first: date, last: date) -> tuple[str, ...]:
    """A result of these days; and what would let one that is there count."""
    return f"{what} between {day(first)} and {day(last)}", *ends_wanted(case, first, last)


def _compared(
    case: Case, baseline: Lab, *, reached: Lab | None, milestone: Milestone, began: date, least: float
) -> Fall | Verdict:
    applies = upcr_reaches(baseline, case.limits["baseline"])
    start = (upcr_evidence(baseline, "at the start"),)
    if applies is False:
        return not_fired(f"Not applicable: UPCR {in_words(baseline)}, below 0.5 g/g at the start.", evidence=start)
    if applies is None:
        return unclear_baseline(baseline)
    if reached is None:
        first, last = milestone_days(began, milestone)
        return cannot_assess(
            f"UPCR {in_words(baseline)}; none that counts is recorded between {day(first)} and {day(last)}."
            f"{left_out(case, first, last)}",
            missing=wanted_upcr(case, "UPCR", first, last),
            evidence=start,
        )
    return _fallen(case, Fall(baseline, reached), least=least)


def _fallen(case: Case, found: Fall, *, least: float) -> Fall | Verdict:
    aim = (1 - least / 100) * ratio(found.baseline)
    above = exceeds_aim(found.reached, aim)
    if above is False:
        return not_fired(f"{found.sentence} A fall of {number(least)} % was looked for.", evidence=found.evidence)
    if found.baseline.comparator:  # it may have been higher, and the fall deeper
        return unclear_baseline(found.baseline, evidence=found.evidence)
    if above is None or upcr_above(found.reached, case.limits["quiet"]) is None:
        return gap("The UPCR at the milestone decides nothing alone", found.reached, evidence=found.evidence)
    return found


def exceeds_aim(lab: Lab, aim: float) -> bool | None:
    """Whether it is above the aim, a hair of rounding aside; None: a censored value doesn't say."""
    return exceeds(lab, ratio(lab), limit=aim if lab.comparator else aim + 1e-9)


def _contradicts(case: Case, baseline: Lab | None, *, after: date, least: float) -> Lab | None:
    """The first result after that day that has fallen enough, or is low: whatever the milestone's value was or would
    have been, it no longer stands."""
    later = [lab for lab in upcr_results(case) if lab.collected_on > after]
    return next((lab for lab in later if _is_better(case, baseline, lab, least=least)), None)


def _is_better(case: Case, baseline: Lab | None, lab: Lab, *, least: float) -> bool:
    if upcr_above(lab, case.limits["quiet"]) is False:
        return True
    if baseline is None or baseline.comparator in _AT_MOST:
        return False
    return exceeds_aim(lab, (1 - least / 100) * ratio(baseline)) is False


def _better(found: Fall, better: Lab, *, window: tuple[date, date] | None) -> Verdict:
    """``window``: the milestone's days, where nobody measured in them."""
    evidence = (found.evidence[0], upcr_evidence(better, "later"))
    if window is None:
        says = f"{found.sentence} Since then: UPCR {in_words(better)}."
        return not_fired(says, evidence=(*found.evidence, evidence[1]))
    wanted = f"between {day(window[0])} and {day(window[1])}"
    return not_fired(f"{found.sentence} It decides, though none that counts is recorded {wanted}.", evidence=evidence)


def unclear_baseline(baseline: Lab, *, evidence: tuple[Evidence, ...] = ()) -> Verdict:
    """A repeat can't tell any more what the start was; another sample of that time could."""
    missing = _repeat(baseline)
    if isinstance(baseline, LoweredLab):
        missing = f"another UPCR near {day(baseline.collected_on)}, not {baseline.by.name}"
    return cannot_assess(
        f"The UPCR at the start decides nothing alone: {in_words(baseline)}.",
        missing=(missing,),
        evidence=evidence or (upcr_evidence(baseline, "at the start"),),
    )


def gap(says: str, lab: Lab, *, evidence: tuple[Evidence, ...]) -> Verdict:
    """A value that decides nothing alone."""
    return cannot_assess(f"{says}: {in_words(lab)}.", missing=(_repeat(lab),), evidence=evidence)


def _repeat(lab: Lab) -> str:
    if isinstance(lab, LoweredLab):
        return f"UPCR that is not {lab.by.name}: {SETTLING} days or more later"
    return f"another UPCR near {day(lab.collected_on)}, clearly above or below the limit"
