"""mon.infliximab.* and the other TNF inhibitors: blood, signs of tuberculosis, skin, tests before the start.

Blood count, creatinine and liver enzymes every 91 days in the first 182, then every 182 ("91 then 182"). The question
about signs of tuberculosis belongs to each visit: 91 days here; a check-in that asks about cough with fever, night
sweats or weight loss answers it. Skin: yearly, once a look is recorded or planned. Before the start: tuberculosis,
hepatitis B. Hepatitis C, heart failure and multiple sclerosis in the past have no word of their own in the record.
Document: takayasu-treatment-resistance-patient-guide, paragraph 4. Publication: NHS Lanarkshire (V: 182); the rest M.
"""

from __future__ import annotations

from journeys.guidance.done import BLOOD_COUNT, CREATININE, HEPATITIS_B, LIVER, TUBERCULOSIS, answered, reviewed
from journeys.guidance.drug_use import before_start, by_stage, while_taking
from journeys.guidance.findings import Source
from journeys.guidance.schedule import FollowUp, Listed

_SOURCES = (
    Source(
        publication="DMARD monitoring overview, NHS Lanarkshire: every 182 days",
        url="https://rightdecisions.scot.nhs.uk/nhsl-guidelines/rheumatology/prescribing-information-for-disease-"
        "modifying-anti-rheumatic-drugs-dmards-for-healthcare-professionals/dmards-monitoring-overview",
        mark="V",
    ),
    Source(publication="Usual practice; no original re-read", mark="M"),
)


def _tests(word: str) -> tuple[FollowUp, ...]:
    return (
        FollowUp(
            id=f"mon.{word}.blood",
            title=f"{word.capitalize()}: blood count, kidneys, liver",
            condition=None,
            needs=(BLOOD_COUNT, CREATININE, LIVER),
            rhythm=by_stage(word, early=91, until=182, later=182),
            drugs=(word,),
            definition="Every 91 days in the first 182, then every 182.",
            sources=_SOURCES,
        ),
        FollowUp(
            id=f"mon.{word}.before-start",
            title=f"{word.capitalize()}: tests before the start",
            condition=None,
            needs=(TUBERCULOSIS, *HEPATITIS_B),
            rhythm=before_start(word),
            drugs=(word,),
            definition="Tuberculosis and hepatitis B: once, before the start.",
            sources=_SOURCES[1:],
            reminded=False,
        ),
    )


def _questions(word: str) -> tuple[FollowUp, ...]:
    return (
        FollowUp(
            id=f"mon.{word}.tuberculosis-signs",
            title=f"{word.capitalize()}: asked about cough, night sweats, weight loss",
            condition=None,
            needs=(answered("answer", "persistent-cough-with-fever", "night-sweats", "weight-loss"),),
            rhythm=while_taking(word, every=91),
            drugs=(word,),
            definition="At each visit, 91 days here, once an answer is recorded or the team plans it.",
            sources=_SOURCES[1:],
            listed=Listed.ONCE_KNOWN,
            reminded=False,
        ),
        FollowUp(
            id=f"mon.{word}.skin",
            title=f"{word.capitalize()}: skin check",
            condition=None,
            needs=(reviewed("skin check", "skin-check"),),
            rhythm=while_taking(word, every=365),
            drugs=(word,),
            definition="Every 365 days, once a closed checklist “skin-check” is recorded or the team plans it.",
            sources=_SOURCES[1:],
            listed=Listed.ONCE_KNOWN,
            reminded=False,
        ),
    )


ITEMS = tuple(
    item
    for word in ("infliximab", "adalimumab", "etanercept", "golimumab", "certolizumab")
    for item in (*_tests(word), *_questions(word))
)
