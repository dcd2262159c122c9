"""From findings to flags: what to open, raise, extend, let rest, close or retract. The transition table of the flags.

======================  ===============================================================================================
no open flag            core finding fired: opened at tier B; held: opened at tier C (cool-down permitting)
open, still seen        C and now fired: raised to B; newly cited facts or rules: extended; a cited fact corrected and
                        the pattern still there: corrected; B and now held: tier B stays and the hold is shown
open, not seen          28 days in a row: rested; while the rule can't be judged it stays open (absence is not "no")
open, t0 moved          regimen-changed
open, record corrected  retracted when the record as it is now would not have shown it on the day it was last seen
closed by a person      90 days of cool-down, broken by a higher tier or a new kind of evidence (a new list)
closed by the engine    no cool-down: it opens again as soon as the pattern is there
======================  ===============================================================================================

One open flag per patient, condition and rule family, whatever the number of rules in it: the flag carries the strongest
finding and, under ``also``, the others. Supporting and cannot-assess findings open nothing; tier A does not exist here.

Why hindsight and not a comparison of cited facts: most corrections touch facts that a finding leaned on without citing
them (a dose, an adherence entry), and many amendments of a cited fact change nothing. So a flag is retracted exactly
when something was corrected since it was last seen and `evaluate` over the corrected record, on that day, lacks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from journeys.guidance.findings import Assessment, Outcome
from journeys.guidance.flagging import CLOSING, SIGNALS, Before, Change, Signal, StoredFlag, Tier, Verb, signals_of

REST_DAYS = 28
COOLDOWN_DAYS = 90

# Lists of the record whose names aren't words for people.
_WORDS = {"labs": "results", "check_ins": "check-ins", "therapies": "treatments", "assessments": "clinical scores"}

_New = tuple[Verb, str, bool]  # what happens, the history's line, whether it is news that ends a snooze


def reconcile(flags: Sequence[StoredFlag], assessment: Assessment, before: Before | None = None) -> tuple[Change, ...]:
    """The changes that bring one patient's flags in line with ``assessment``; twice is the same as once.

    ``flags``: every open flag, and every flag that a person closed and whose cool-down has not passed.
    """
    before = before or Before()
    signals = signals_of(assessment)
    kept = {flag.key: flag for flag in flags if flag.is_open}
    changes: list[Change] = []
    for flag in kept.values():
        changes.extend(_follow(flag, signals.get(flag.key), assessment, before))
    closed = {change.key for change in changes if change.verb in CLOSING}
    cooling = [flag for flag in flags if not flag.is_open]
    for key, signal in signals.items():
        if (key not in kept or key in closed) and not _cooling(signal, cooling, assessment.on):
            changes.append(_opened(signal, assessment.on))
    return tuple(changes)


def questioned(flags: Iterable[StoredFlag], assessment: Assessment, corrected_on: date | None) -> frozenset[date]:
    """The days on which the record must be looked at again before `reconcile` can tell "corrected" from "gone"."""
    signals = signals_of(assessment)
    days = {
        flag.last_seen_on for flag in flags if _is_questioned(flag, signals.get(flag.key), assessment, corrected_on)
    }
    return frozenset(days - {assessment.on})


def wake_on(flags: Iterable[StoredFlag], on: date) -> date | None:
    """The first day after ``on`` on which time alone changes a flag: it rests, its snooze or its cool-down ends."""
    days = [day for flag in flags for day in _turning_days(flag) if day > on]
    return min(days, default=None)


def _follow(flag: StoredFlag, signal: Signal | None, assessment: Assessment, before: Before) -> list[Change]:
    if not _stood(flag, signal, assessment, before):
        return [_closed(flag, Verb.RETRACTED, signal, _retraction(flag, assessment))]
    if flag.t0 != _t0(assessment, flag.condition):
        return [_closed(flag, Verb.REGIMEN_CHANGED, signal, _regimen(flag, assessment))]
    change = _seen(flag, signal, assessment.on, before) if signal else _unseen(flag, assessment, before)
    changes = [change] if change else []
    if _snooze_is_over(flag, assessment.on) and not any(c.ends_snooze or c.verb in CLOSING for c in changes):
        changes.append(_back(flag, change.outcome if change else flag.outcome))
    return changes


def _snooze_is_over(flag: StoredFlag, on: date) -> bool:
    return flag.snoozed_until is not None and flag.snoozed_until <= on


def _back(flag: StoredFlag, outcome: Outcome) -> Change:
    note = "Back on the list: the snooze has ended."
    return Change(verb=Verb.SNOOZE_ENDED, key=flag.key, flag=flag.id, outcome=outcome, note=note, ends_snooze=True)


def _seen(flag: StoredFlag, signal: Signal, on: date, before: Before) -> Change | None:
    verb, note, news = _turned(flag, signal) or _grown(flag, signal, before.corrected_on)
    if verb is Verb.SEEN and flag.last_seen_on >= on and flag.outcome is signal.finding.outcome:
        return None
    return Change(
        verb=verb,
        key=flag.key,
        flag=flag.id,
        outcome=signal.finding.outcome,
        signal=None if verb is Verb.SEEN else signal,
        note=note,
        last_seen_on=max(flag.last_seen_on, on),
        ends_snooze=news and flag.snoozed_until is not None,
    )


def _turned(flag: StoredFlag, signal: Signal) -> _New | None:
    """It fires where it was held, is held where it fired, or is there again after a time without it."""
    was, now = flag.shown.get("outcome"), signal.finding.outcome
    if flag.tier is Tier.C and signal.tier is Tier.B:
        return Verb.RAISED, "Raised: nothing is left to check first.", True
    if was == Outcome.FIRED and now is Outcome.HELD:
        return Verb.HELD, "Something to check first has come up: " + _details(signal), bool(_news(flag, signal))
    if was == Outcome.HELD and now is Outcome.FIRED:
        return Verb.FIRED_AGAIN, "Nothing is left to check first.", True
    if flag.outcome not in SIGNALS:
        return Verb.EXTENDED, "Seen again.", True
    return None


def _grown(flag: StoredFlag, signal: Signal, corrected_on: date | None) -> _New:
    """Newly cited facts, another rule of the family, other things to check first, or nothing new."""
    if fresh := _fresh(flag, signal):
        kinds = sorted({_WORDS.get(listed, listed.replace("_", " ")) for listed, _ in fresh})
        return Verb.EXTENDED, "New evidence: " + ", ".join(kinds), bool(_news(flag, signal))
    if others := [finding.title for finding in signal.findings if finding.rule not in flag.rules]:
        return Verb.EXTENDED, "Seen in another way too: " + ", ".join(others), True
    if signal.held_for != flag.held_for:
        return Verb.EXTENDED, "To check first: " + _details(signal), False
    if _corrected(flag, corrected_on) and signal.cites != flag.cites:
        return Verb.CORRECTED, "What it rests on was corrected; the pattern is still there.", False
    return Verb.SEEN, "", False


def _unseen(flag: StoredFlag, assessment: Assessment, before: Before) -> Change | None:
    """Not seen today. The rule can't be judged: it stays as it is. Else it rests once 28 days have gone by."""
    last_seen_on = _last_seen(flag, assessment.on, before)
    if _outcome(assessment, flag) is Outcome.CANNOT_ASSESS:
        if flag.outcome is Outcome.CANNOT_ASSESS:
            return None
        return _stays(flag, Verb.UNJUDGED, Outcome.CANNOT_ASSESS, last_seen_on)
    if (assessment.on - last_seen_on).days >= REST_DAYS:
        return _closed(flag, Verb.RESTED, None, f"Not seen since {_day(last_seen_on)}.")
    if flag.outcome is Outcome.NOT_FIRED:
        return None
    return _stays(flag, Verb.UNSEEN, Outcome.NOT_FIRED, last_seen_on)


def _stays(flag: StoredFlag, verb: Verb, outcome: Outcome, last_seen_on: date) -> Change:
    note = {
        Verb.UNSEEN: f"Last seen on {_day(last_seen_on)}. It rests after {REST_DAYS} days without it.",
        Verb.UNJUDGED: "Not enough is recorded now to judge it. It stays open.",
    }[verb]
    return Change(verb=verb, key=flag.key, flag=flag.id, outcome=outcome, note=note, last_seen_on=last_seen_on)


def _last_seen(flag: StoredFlag, on: date, before: Before) -> date:
    """If it was there at the previous assessment, it was there until the day before something could change."""
    if flag.outcome not in SIGNALS:
        return flag.last_seen_on
    until = min(on, before.next_check_on or on) - timedelta(days=1)
    return max(flag.last_seen_on, until)


def _opened(signal: Signal, on: date) -> Change:
    return Change(
        verb=Verb.OPENED,
        key=signal.key,
        flag=None,
        outcome=signal.finding.outcome,
        signal=signal,
        note=signal.finding.because,
        last_seen_on=on,
    )


def _closed(flag: StoredFlag, verb: Verb, signal: Signal | None, note: str) -> Change:
    outcome = signal.finding.outcome if signal else Outcome.NOT_FIRED
    return Change(verb=verb, key=flag.key, flag=flag.id, outcome=outcome, note=note)


def _cooling(signal: Signal, closed: Iterable[StoredFlag], on: date) -> bool:
    quiet = [f for f in closed if f.key == signal.key and f.cooldown_until is not None and f.cooldown_until >= on]
    if not quiet:
        return False
    is_higher = signal.tier is Tier.B and all(flag.tier is Tier.C for flag in quiet)
    known = frozenset[str]().union(*(flag.kinds for flag in quiet))
    return not is_higher and signal.kinds <= known


def _stood(flag: StoredFlag, signal: Signal | None, assessment: Assessment, before: Before) -> bool:
    if not _is_questioned(flag, signal, assessment, before.corrected_on):
        return True
    day = flag.last_seen_on
    then = assessment if day == assessment.on else before.hindsight.get(day)
    if then is None:
        return True  # not looked at: never retract on a guess
    was = signals_of(then).get(flag.key)
    return was is not None and _t0(then, flag.condition) == flag.t0 and not _weaker(flag, was)


def _is_questioned(flag: StoredFlag, signal: Signal | None, assessment: Assessment, corrected_on: date | None) -> bool:
    if not flag.is_open or not _corrected(flag, corrected_on):
        return False
    return signal is None or _weaker(flag, signal) or flag.t0 != _t0(assessment, flag.condition)


def _weaker(flag: StoredFlag, signal: Signal) -> bool:
    """Held now although the latest that was shown had fired. A flag kept at B by an earlier hold is not weaker."""
    return flag.outcome is Outcome.FIRED and signal.tier is Tier.C


def _corrected(flag: StoredFlag, corrected_on: date | None) -> bool:
    return corrected_on is not None and corrected_on >= flag.last_seen_on


def _fresh(flag: StoredFlag, signal: Signal) -> frozenset[tuple[str, str]]:
    known = {(listed, ref) for listed, ref, _ in flag.cites}
    return frozenset((listed, ref) for listed, ref, _ in signal.cites if (listed, ref) not in known)


def _news(flag: StoredFlag, signal: Signal) -> frozenset[tuple[str, str]]:
    """Fresh evidence, without further check-ins of a patient whose check-ins it rests on already.

    Else every weekly entry that says the same again would bring a snoozed flag back.
    """
    return frozenset(fact for fact in _fresh(flag, signal) if fact[0] != "check_ins" or "check_ins" not in flag.kinds)


def _turning_days(flag: StoredFlag) -> Iterable[date]:
    if not flag.is_open:
        return () if flag.cooldown_until is None else (flag.cooldown_until + timedelta(days=1),)
    rests = (flag.last_seen_on + timedelta(days=REST_DAYS),) if flag.outcome is Outcome.NOT_FIRED else ()
    return rests if flag.snoozed_until is None else (*rests, flag.snoozed_until)


def _outcome(assessment: Assessment, flag: StoredFlag) -> Outcome:
    found = (f.outcome for c in assessment.conditions for f in c.rules if f.rule == flag.rule)
    return next(found, Outcome.NOT_FIRED)


def _t0(assessment: Assessment, condition: str) -> date | None:
    return next((c.t0 for c in assessment.conditions if c.condition == condition), None)


def _regimen(flag: StoredFlag, assessment: Assessment) -> str:
    t0 = _t0(assessment, flag.condition)
    return f"Regimen changed on {_day(t0)}." if t0 else "No treatment regimen is recorded any more."


def _retraction(flag: StoredFlag, assessment: Assessment) -> str:
    return f"The record was corrected: as it stands now, it would not have shown this on {_day(flag.last_seen_on)}."


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _details(signal: Signal) -> str:
    return "; ".join(hold.detail for hold in signal.finding.held_for)
