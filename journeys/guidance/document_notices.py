"""What is kept and shown, and yet worth telling the person who imports: unknown words, unusual values.

A word that the catalogue doesn't know is never judged; a value outside the "are you sure?" limits stands as it is.
Paths point into the journey's own order, that of ``dump(journey)``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, TypeAlias

from journeys.guidance import analytes, symptoms, words
from journeys.guidance.document_fields import Place, Problem, quoted
from journeys.guidance.drugs import DRUGS
from journeys.guidance.journey import LISTS, Journey, Lab, Therapy

Notice: TypeAlias = Callable[[Any, Place], None]


def notices(journey: Journey) -> list[Problem]:
    """What the catalogue doesn't know or finds unusual, in the order of the document. Never an error."""
    found: list[Problem] = []
    for name in LISTS:
        for index, entry in enumerate(getattr(journey, name)):
            for notice in _NOTICES.get(name, ()):
                notice(entry, Place(f"$.{name}[{index}]", found))
    return found


def _word(field: str, known: Collection[str], kind: str) -> Notice:
    """Notices a field, or the words of a list or an object, outside what is known."""

    def notice(entry: Any, at: Place) -> None:
        for word, place in _words(getattr(entry, _ATTRIBUTES.get(field, field)), at.field(field)):
            if word not in known:
                place.refuse(f"{quoted(word)} is a {kind} that the catalogue doesn't know; kept, and not judged")

    return notice


_ATTRIBUTES = {"for": "for_condition"}


def _words(value: Any, at: Place) -> Iterator[tuple[str, Place]]:
    if isinstance(value, str):
        yield value, at
    elif isinstance(value, tuple):
        yield from ((word, at.entry(index)) for index, word in enumerate(value))
    else:
        yield from ((word, at.field(word)) for word in value or ())


def _unusual_lab(lab: Lab, at: Place) -> None:
    if lab.value is None or lab.unit is None:
        _unusual_text(lab, at)
    elif asked := analytes.question(lab.analyte, lab.value, lab.unit):
        at.field("value").refuse(f"{asked} ({lab.collected_on}); kept")


def _unusual_text(lab: Lab, at: Place) -> None:
    entry = analytes.ANALYTES.get(lab.analyte)
    if entry and lab.value_text and entry.number_required:
        at.field("value_text").refuse(f"{lab.analyte} is judged as a number only; the text is kept")
    elif entry and lab.value_text not in entry.text_values:
        at.field("value_text").refuse(f"{quoted(lab.value_text or '')} is none of {', '.join(entry.text_values)}; kept")


def _stop_without_stop(therapy: Therapy, at: Place) -> None:
    if therapy.stop_reason and not therapy.stopped_on and not therapy.stopped:
        at.field("stop_reason").refuse("stands without a stop; the treatment counts as ongoing")


_DRUG = _word("drug", DRUGS, "drug")
_TERRITORY = _word("territory", words.TERRITORIES, "vessel territory")

_NOTICES: dict[str, Iterable[Notice]] = {
    "conditions": (_word("manifestations", words.MANIFESTATIONS, "manifestation"),),
    "therapies": (_DRUG, _word("for", words.THERAPY_FOR, "reason for treatment"), _stop_without_stop),
    "contraindications": (_DRUG,),
    "procedures": (_TERRITORY,),
    "labs": (_word("analyte", analytes.ANALYTES, "test"), _unusual_lab),
    "measurements": (_word("limb", words.LIMBS, "limb"),),
    "imaging": (_word("territories", words.TERRITORIES, "vessel territory"),),
    "flares": (_word("features", words.FLARE_FEATURES, "feature of a flare"),),
    "complications": (_word("kind", words.COMPLICATIONS, "complication"), _TERRITORY),
    "neuropsychiatric_events": (_word("type", words.NEUROPSYCHIATRIC_TYPES, "syndrome"),),
    "check_ins": (_word("symptoms", symptoms.KNOWN, "symptom"),),
    "assessments": (_word("instrument", words.INSTRUMENTS, "instrument"),),
    "adherence": (_DRUG,),
    "infections": (_word("kind", words.INFECTION_KINDS, "kind of infection"),),
    "adverse_effects": (_DRUG,),
    "reviews": (
        _word("checklist", words.CHECKLISTS, "checklist"),
        _word("items", words.CHECKLIST_ITEMS, "checklist item"),
    ),
}
