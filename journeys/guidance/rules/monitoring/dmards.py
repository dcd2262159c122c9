"""mon.methotrexate.*, azathioprine, mycophenolate, leflunomide and the calcineurin inhibitors (clinical.md 4.2).

Blood count, creatinine and liver enzymes: every 14 days until the dose has been the same for 42, every 30 for the
next 91, then every 91. A calcineurin inhibitor, and methotrexate with leflunomide, stay at 30. A calcineurin
inhibitor adds glucose and blood pressure; levels once one is recorded or the team plans them. Before the start:
albumin and hepatitis B, with azathioprine TPMT. Hepatitis C, a pregnancy test and potassium have no word of their own
in the record.
Publication: BSR 2017 as used by the NHS (V); it was renewed in 2025 and has to be checked again.
"""

from __future__ import annotations

from collections.abc import Callable

from journeys.guidance.case import Case
from journeys.guidance.done import BLOOD_COUNT, BLOOD_PRESSURE, CREATININE, GLUCOSE, HEPATITIS_B, LIVER, lab
from journeys.guidance.drug_use import before_start, dose_changed, in_use, since, while_taking
from journeys.guidance.findings import Source
from journeys.guidance.schedule import FollowUp, Listed, Need, Rhythm

STEADY_DAYS, FOLLOWING_DAYS = 42, 91

_SOURCES = (
    Source(
        publication="DMARD monitoring overview, NHS Lanarkshire (after BSR 2017)",
        url="https://rightdecisions.scot.nhs.uk/nhsl-guidelines/rheumatology/prescribing-information-for-disease-"
        "modifying-anti-rheumatic-drugs-dmards-for-healthcare-professionals/dmards-monitoring-overview",
        mark="V",
    ),
    Source(
        publication="DMARD monitoring, NHS Highland (after BSR 2017)",
        url="http://therapeuticportal.nhsh.scot/home/therapeutic-guidelines/skin/dmard-monitoring/",
        mark="V",
    ),
)
_TOGETHER = ("methotrexate", "leflunomide")
_CALCINEURIN = ("tacrolimus", "ciclosporin", "voclosporin")


def _blood(*names: str) -> Callable[[Case], Rhythm | None]:
    def rhythm(case: Case) -> Rhythm | None:
        therapies = in_use(case, *names)
        if not therapies:
            return None
        changed = dose_changed(therapies)
        if changed is not None and not case.clock.at_least(STEADY_DAYS, since=changed):
            return Rhythm(14, began=since(therapies))
        stays = names[0] in _CALCINEURIN or (names[0] in _TOGETHER and all(in_use(case, each) for each in _TOGETHER))
        recent = changed is not None and not case.clock.at_least(STEADY_DAYS + FOLLOWING_DAYS, since=changed)
        return Rhythm(30 if stays or recent else 91, began=since(therapies))

    return rhythm


def _of(word: str, *names: str, also: tuple[Need, ...] = ()) -> tuple[FollowUp, ...]:
    """A drug's items. ``also``: what is looked at before the start beside the rest."""
    is_calcineurin = word in _CALCINEURIN
    blood = FollowUp(
        id=f"mon.{word}.blood",
        title=f"{word.capitalize()}: blood count, kidneys, liver{', glucose' if is_calcineurin else ''}",
        condition=None,
        needs=(BLOOD_COUNT, CREATININE, LIVER, *((GLUCOSE,) if is_calcineurin else ())),
        rhythm=_blood(*names),
        drugs=names,
        definition="Every 14 days until the dose has been the same for 42, then every 30"
        + ("." if is_calcineurin else " for 91, then every 91; methotrexate with leflunomide stays at 30."),
        sources=_SOURCES,
    )
    before = FollowUp(
        id=f"mon.{word}.before-start",
        title=f"{word.capitalize()}: tests before the start",
        condition=None,
        needs=(lab("albumin", "albumin"), *HEPATITIS_B, *also),
        rhythm=before_start(*names),
        drugs=names,
        definition="Albumin and hepatitis B, with azathioprine TPMT: once, before the start.",
        sources=_SOURCES,
        reminded=False,
    )
    return blood, before


def _of_calcineurin(word: str) -> tuple[FollowUp, ...]:
    pressure = FollowUp(
        id=f"mon.{word}.blood-pressure",
        title=f"{word.capitalize()}: blood pressure",
        condition=None,
        needs=(BLOOD_PRESSURE,),
        rhythm=while_taking(word, every=30),
        drugs=(word,),
        definition="Every 30 days.",
        sources=_SOURCES,
        reminded=False,
    )
    level = FollowUp(
        id=f"mon.{word}.level",
        title=f"{word.capitalize()}: amount in the blood",
        condition=None,
        needs=(lab("amount in the blood", f"{word}-level"),),
        rhythm=while_taking(word, every=30),
        drugs=(word,),
        definition="Every 30 days, once one is recorded or the team plans it.",
        sources=_SOURCES,
        listed=Listed.ONCE_KNOWN,
    )
    return (*_of(word, word), pressure, level)


ITEMS = (
    *_of("methotrexate", "methotrexate"),
    *_of("azathioprine", "azathioprine", also=(lab("TPMT", "tpmt"),)),
    *_of("mycophenolate", "mycophenolate mofetil", "mycophenolic acid"),
    *_of("leflunomide", "leflunomide"),
    *(item for word in _CALCINEURIN for item in _of_calcineurin(word)),
)
