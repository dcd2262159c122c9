"""What the demo prints when everything is loaded, assessed and sent: short enough to read."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import Count

from journeys.models import AssessmentRecord, Flag, Patient
from reminders.models import DeliveryAttempt, Occurrence
from tracker.demo.cohort import Loaded
from tracker.demo.people import PASSWORD, sign_ins

CONDITIONS = {
    "takayasu-arteritis": "Takayasu arteritis",
    "systemic-lupus-erythematosus": "Lupus",
    "pemphigus-vulgaris": "Pemphigus vulgaris",
}
LEVELS = {
    3: "possible refractoriness, for discussion with the care team",
    2: "pattern recorded, something to check first",
    1: "worth mentioning at the next visit",
    0: "no recorded pattern to raise",
    None: "not enough recorded to assess",
}
STATES = {"planned": "for the days to come", "due": "waiting for daytime where the patient lives"}
SHOWN = 8


def summary(loaded: Loaded) -> Iterator[str]:
    """Lines of text. All people in them are invented."""
    yield from _imports(loaded)
    yield from _levels()
    yield from _flags()
    yield from _reminders()


def _imports(loaded: Loaded) -> Iterator[str]:
    counts = f"{loaded.added} entries new, {loaded.changed} changed, {loaded.unchanged} as before"
    yield f"Imported {loaded.files} files: {counts}."
    if loaded.unused:
        yield f"What the imports could not use ({loaded.unused.total()} entries), by kind:"
        for what, count in loaded.unused.most_common(SHOWN):
            yield f"  {count:4} × {what}"
        others = list(loaded.unused.values())
        if len(others) > SHOWN:
            rest = loaded.unused.total() - sum(count for _, count in loaded.unused.most_common(SHOWN))
            yield f"  {rest:4} × {len(others) - SHOWN} more kinds (manage.py import_fhir --dry-run names them all)"


def _levels() -> Iterator[str]:
    yield ""
    yield f"{Patient.objects.count()} patients, by condition and level:"
    for condition, name in CONDITIONS.items():
        levels = Counter(AssessmentRecord.objects.filter(condition=condition).values_list("level", flat=True))
        yield f"  {name}"
        for level, words in LEVELS.items():
            if levels[level]:
                label = "–" if level is None else level
                yield f"    level {label}: {levels[level]:2}  {words}"


def _flags() -> Iterator[str]:
    flags = Flag.objects.open().select_related("patient").order_by("tier", "condition", "patient__ref")
    yield ""
    yield f"{len(flags)} open flags (B: for discussion, C: check first):"
    for flag in flags:
        held = ", ".join(sorted({hold["rule"] for hold in flag.finding.get("held_for", ())}))
        yield f"  {flag.tier}  {flag.patient.ref:28} {flag.title}{f'  [held: {held}]' if held else ''}"
        yield f"     {flag.because}"


def _reminders() -> Iterator[str]:
    states = dict(Occurrence.objects.order_by().values_list("state").annotate(Count("id")))
    accepted = DeliveryAttempt.objects.filter(outcome="accepted").count()
    yield ""
    by_state = ", ".join(f"{count} {STATES.get(state, state)}" for state, count in sorted(states.items()))
    yield f"Reminders: {sum(states.values())} planned in all ({by_state})."
    yield f"Mails accepted by the mail server: {accepted}."


def invitation(port: int) -> Iterator[str]:
    """What to open, and as whom."""
    yield f"Open http://127.0.0.1:{port}/ and sign in; the password is always: {PASSWORD}"
    for each in sign_ins():
        yield f"  {each.email:24} {each.what}"
    yield f"The demo's mail: http://127.0.0.1:{port}/demo/mail"
    yield "Everybody here is invented. Ctrl-C ends every process that this started."
