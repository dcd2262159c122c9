"""CRP and ESR: which results are clean, raised, and confirmed (clinical.md 2.0)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from journeys.guidance.case import Case, cite, labs, lately, once
from journeys.guidance.findings import Evidence, Hold
from journeys.guidance.journey import Lab
from journeys.guidance.phrases import count, day, listing, number, unit_words
from journeys.guidance.plausible import is_unusual
from journeys.guidance.shared_thresholds import CRP_LIMIT
from journeys.guidance.windows import Window, il6_windows, infection_windows, pregnancy_windows, tissue_windows

MARKERS = ("crp", "esr")
_UNITS = {"crp": "mg/L", "esr": "mm/h"}
ESR_LIMIT = 20.0
"""mm/h, or the limit for the person's age if that is higher (M)."""
SPACING_DAYS = 14
LOW_HAEMOGLOBIN = 10.0
HAEMOGLOBIN_DAYS = 28
"""So near a sample, either side, a haemoglobin speaks for it (D)."""

_AROUND = ("infections", "procedures", "life_events")
_OPEN = {"infections": ", whose end isn't recorded"}


@dataclass(frozen=True, slots=True)
class Result:
    """``raised`` None: there is no limit to compare with. ``spoiled``: what makes it unclean; none: clean. ``taken``:
    the limits, in the usual unit, that stood in for one of the laboratory's."""

    lab: Lab
    raised: bool | None
    spoiled: tuple[Window, ...]
    taken: tuple[float, ...] = ()

    @property
    def on(self) -> date:
        return self.lab.collected_on

    @property
    def evidence(self) -> Evidence:
        named = {True: "raised", False: "not raised", None: "no limit to compare with"}[self.raised]
        notes = ", ".join(
            part for part in (named, self.limit, *(self._why_unclean(each) for each in self.spoiled)) if part
        )
        return cite(
            "labs",
            self.lab,
            on=self.on,
            shows=f"{self.lab.analyte.upper()} {shown(self.lab)} on {day(self.on)} ({notes})",
        )

    @property
    def limit(self) -> str:
        """As a sentence says it; empty where it isn't one."""
        if self.lab.upper_limit is not None:
            return f"limit {number(self.lab.upper_limit)}"
        return f"limit taken as {number(self.taken[0])} {_UNITS[self.lab.analyte]}" if len(self.taken) == 1 else ""

    def _why_unclean(self, window: Window) -> str:
        if window.fact is self.lab:
            return window.name
        when = "around" if window.kind in _AROUND and window.name != "pregnancy" else "during"
        return f"sampled {when} {window.name}{'' if window.last else _OPEN.get(window.kind, '')}"


def pair_in_words(pair: tuple[Result, Result]) -> str:
    """``CRP raised twice, 42 days apart (14 mg/L on 1 September 2026, 19 mg/L on 13 October 2026; limit 5)``."""
    first, second = pair
    limits = [limit for limit in dict.fromkeys(found.limit for found in pair) if limit]
    return (
        f"{first.lab.analyte.upper()} raised twice, {count((second.on - first.on).days, 'day')} apart "
        f"({shown(first.lab)} on {day(first.on)}, {shown(second.lab)} on {day(second.on)}"
        f"{'; ' + listing(limits) if limits else ''})"
    )


def shown(lab: Lab) -> str:
    """A result as it was reported: ``18.5 mg/L``, ``<5 mg/L``, ``negative``."""
    if lab.value is None:
        return lab.value_text or "no value"
    return f"{lab.comparator or ''}{number(lab.value)} {unit_words(lab.unit)}".strip()


def exceeds(lab: Lab, value: float | None, *, limit: float) -> bool | None:
    """Whether a result is above a limit in the same unit. A censored one ("<5", ">100") knows only its own side."""
    if value is None:
        return None
    if lab.comparator in ("<", "<="):
        return False if value <= limit else None
    if lab.comparator in (">", ">="):
        return True if value > limit or (value == limit and lab.comparator == ">") else None
    return value > limit


def below(lab: Lab, value: float | None, *, limit: float) -> bool | None:
    """Whether a result is below a limit, the same way."""
    if value is None:
        return None
    if lab.comparator in (">", ">="):
        return False if value >= limit else None
    if lab.comparator in ("<", "<="):
        return True if value < limit or (value == limit and lab.comparator == "<") else None
    return value < limit


def why_unclean(case: Case, result: Result) -> tuple[Hold, ...]:
    """What makes a result unclean as what is checked first, each under the rule-out that names its reason."""
    return tuple(
        Hold(rule=_rule_out(case, result, window=window), detail=result.evidence.shows) for window in result.spoiled
    )


def _rule_out(case: Case, result: Result, *, window: Window) -> str:
    """Surgery, childbirth, a vaccine, pregnancy and anaemia are other explanations."""
    if window.fact is result.lab:
        return "cf.unit"
    if window in infection_windows(case):
        return "cf.infection"
    return "cf.il6" if window in il6_windows(case) else "cf.alt-diagnosis"


@once
def results(case: Case, analyte: str) -> tuple[Result, ...]:
    """All results of a marker, oldest first."""
    return tuple(
        Result(lab, is_raised(case, lab), _spoiled(case, lab), _stand_ins(case, lab)) for lab in labs(case, analyte)
    )


def is_raised(case: Case, lab: Lab) -> bool | None:
    """Above the laboratory's own limit; without one, above the project's for CRP, and the person's for ESR."""
    if lab.upper_limit is not None:
        return exceeds(lab, lab.value, limit=lab.upper_limit)
    answers = {exceeds(lab, lab.canonical_value, limit=limit) for limit in _stand_ins(case, lab)}
    return answers.pop() if len(answers) == 1 else None


def _stand_ins(case: Case, lab: Lab) -> tuple[float, ...]:
    if lab.upper_limit is not None:
        return ()
    return (case.edition.limits[CRP_LIMIT],) if lab.analyte == "crp" else _esr_limits(case, lab.collected_on)


def _esr_limits(case: Case, on: date) -> tuple[float, ...]:
    """Both that are possible where age or sex isn't recorded."""
    born, sex = case.journey.patient.birth_date, case.journey.patient.sex
    if born is None:
        return (ESR_LIMIT, (120 + 10) / 2)
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    by_sex = {"male": (age / 2,), "female": ((age + 10) / 2,)}.get(sex or "", (age / 2, (age + 10) / 2))
    return tuple(dict.fromkeys(max(ESR_LIMIT, limit) for limit in by_sex))


def _spoiled(case: Case, lab: Lab) -> tuple[Window, ...]:
    windows = [*infection_windows(case), *il6_windows(case), *tissue_windows(case)]
    if lab.analyte == "esr":
        windows += [*pregnancy_windows(case), *_anaemia(case, lab.collected_on)]
    if is_unusual(lab):
        windows.append(Window("unusual value, to be confirmed", "labs", lab, lab.collected_on, lab.collected_on))
    return tuple(window for window in windows if window.covers(lab.collected_on))


def _anaemia(case: Case, on: date) -> tuple[Window, ...]:
    """A low haemoglobin near the sample. An unknown one spoils nothing."""
    known = [lab for lab in labs(case, "haemoglobin") if lab.canonical_value is not None]
    near = [lab for lab in known if abs((lab.collected_on - on).days) <= HAEMOGLOBIN_DAYS]
    nearest = min(near, key=lambda lab: (abs((lab.collected_on - on).days), lab.id), default=None)
    if nearest is None or not below(nearest, nearest.canonical_value, limit=LOW_HAEMOGLOBIN):
        return ()
    return (Window("anaemia (raises ESR)", "labs", nearest, on, on),)


def confirmed(found: Sequence[Result], is_high: Callable[[Result], bool]) -> tuple[Result, Result] | None:
    """Two high results at least 14 days apart with no result between them that isn't, the first such pair.

    ``found``: of one marker, oldest first, and already without those that shall not count.
    """
    first: Result | None = None
    for result in found:
        first = (first or result) if is_high(result) else None
        if first and (result.on - first.on).days >= SPACING_DAYS:
            return first, result
    return None


@dataclass(frozen=True, slots=True)
class Markers:
    """``answer``: raised and confirmed, and not normal since; None: unknown. ``pair``: the results that confirm it.
    ``days``: sampling days with a clean, comparable result. ``infected``: the pair that would confirm it but for an
    infection."""

    answer: bool | None
    pair: tuple[Result, Result] | None
    days: tuple[date, ...]
    infected: tuple[Result, Result] | None


def recent_markers(case: Case, days: int) -> Markers:
    """CRP or ESR confirmed raised in the last ``days`` days: known with results on two days 14 days apart.

    A later normal result of the marker contradicts it.
    """
    recent = [lately(case, results(case, name), days) for name in MARKERS]
    clean = [[found for found in series if not found.spoiled] for series in recent]
    pair = _first_pair(map(_since_normal, clean), _is_high)
    sampled = sorted({found.on for series in clean for found in series if found.raised is not None})
    enough = bool(sampled) and (sampled[-1] - sampled[0]).days >= SPACING_DAYS
    answer = True if pair else False if enough and not _could_be(clean) else None
    or_infected = ([found for found in series if _but_infected(case, found)] for series in recent)
    infected = _first_pair(map(_since_normal, or_infected), _is_high)
    return Markers(answer, pair, tuple(sampled), None if pair else infected)


def _is_high(result: Result) -> bool:
    return result.raised is True


def _may_be_high(result: Result) -> bool:
    return result.raised is not False


def _since_normal(found: Sequence[Result]) -> Sequence[Result]:
    """Those after the last that is normal."""
    return list(takewhile(_may_be_high, reversed(found)))[::-1]


def _first_pair(many: Iterable[Sequence[Result]], is_high: Callable[[Result], bool]) -> tuple[Result, Result] | None:
    pairs = (confirmed(series, is_high) for series in many)
    return next((pair for pair in pairs if pair), None)


def _could_be(many: Sequence[Sequence[Result]]) -> bool:
    """Whether a result without a limit could confirm it, or a raised CRP and a raised ESR on two different days do
    what neither does alone: then nothing is known to be absent."""
    standing = [_since_normal(series) for series in many]
    normal = [found for series in many for found in series if not _may_be_high(found)]
    by_day: dict[date, Result] = {}
    for found in sorted((*normal, *(found for series in standing for found in series)), key=lambda found: found.on):
        if found.on not in by_day or _may_be_high(found):
            by_day[found.on] = found
    return _first_pair([*standing, list(by_day.values())], _may_be_high) is not None


def _but_infected(case: Case, found: Result) -> bool:
    """Clean, or unclean for an infection alone."""
    return all(window in infection_windows(case) for window in found.spoiled)
