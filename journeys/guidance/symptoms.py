"""What a check-in may ask, in words for patients, and the fixed texts for red flags (clinical.md section 6).

Labels and texts are our own, short, free of blame, for a reading age of 11 or less. On the 0–10 scale 0 is "not at all"
and 10 "the worst it can be"; labels are put so that more is always worse. The texts for red flags are fixed: shown at
once on ticking, outside the engine, and nothing can switch them off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from journeys.guidance.journey import CONDITIONS, LUPUS, PEMPHIGUS, TAKAYASU


@dataclass(frozen=True, slots=True)
class Questions:
    """The symptom words of one condition, in the order in which they are asked."""

    zero_to_ten: tuple[str, ...]
    yes_no: tuple[str, ...]
    red_flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SafetyText:
    """A fixed text; ``tier``: ``emergency`` (call now) or ``urgent-same-day``. ``crisis_line``: add that number too."""

    tier: str
    heading: str
    advice: str
    crisis_line: bool = False


# fmt: off
QUESTIONS: Mapping[str, Questions] = {
    TAKAYASU: Questions(
        ("tiredness", "arm-claudication", "leg-claudication", "neck-tenderness", "dizziness", "headache",
         "chest-tightness", "joint-pain", "daily-life-effect"),
        ("fever", "night-sweats", "weight-loss", "blurred-vision"),
        ("one-sided-weakness", "drooping-face", "speech-trouble", "sudden-sight-loss", "severe-chest-pain",
         "breathlessness", "tearing-pain", "fainting", "cold-painful-limb", "worst-headache",
         "very-high-blood-pressure", "severe-belly-pain"),
    ),
    LUPUS: Questions(
        ("tiredness", "joint-pain", "rash", "mouth-nose-sores", "hair-loss", "chest-pain-on-breathing", "headache",
         "memory-concentration", "mood", "sleep", "stress", "sun-exposure", "raynaud"),
        ("fever", "leg-face-swelling", "foamy-dark-urine"),
        ("seizure", "confusion", "hallucinations", "self-harm-thoughts", "one-sided-weakness", "speech-trouble",
         "severe-chest-pain", "breathlessness", "coughing-blood", "very-little-urine", "sudden-sight-loss",
         "calf-swelling", "severe-belly-pain", "unusual-bleeding", "pregnancy-warning-signs"),
    ),
    PEMPHIGUS: Questions(
        ("pain", "eating-difficulty", "swallowing-difficulty", "nose-crusts", "eye-irritation", "genital-soreness",
         "itching", "sleep", "mood"),
        ("fever", "sores-healing"),
        ("cannot-eat-or-drink", "spreading-raw-areas", "fever-with-pus", "noisy-breathing", "painful-red-eye",
         "black-stools"),
    ),
}

# Asked of everyone: what the drugs can bring.
RED_FLAGS_FOR_ALL = (
    "allergic-swelling", "jaundice", "bloody-urine", "shingles", "persistent-cough-with-fever",
    "steroids-not-taken-with-vomiting", "self-harm-thoughts",
)
URGENT_SAME_DAY = ("fever",)

# List A of tak.persistent-activity.
TAKAYASU_ACTIVITY = (
    "arm-claudication", "leg-claudication", "neck-tenderness", "dizziness", "headache", "chest-tightness",
    "blurred-vision", "fever", "night-sweats", "weight-loss", "tiredness", "joint-pain",
)
# fmt: on

LABELS: Mapping[str, str] = {
    "tiredness": "Feeling tired",
    "arm-claudication": "Arms get tired or hurt when you use them",
    "leg-claudication": "Legs hurt when you walk",
    "neck-tenderness": "Sore neck when you touch it",
    "dizziness": "Feeling dizzy or light-headed",
    "headache": "Headache",
    "chest-tightness": "Tight chest",
    "joint-pain": "Sore or stiff joints or muscles",
    "daily-life-effect": "How much it gets in the way of your day",
    "fever": "Fever (38.0 °C or more, or 100.4 °F or more)",
    "night-sweats": "Sweating a lot at night",
    "weight-loss": "Losing weight without trying",
    "blurred-vision": "Blurred sight, or sight that goes for a short time",
    "rash": "Skin rash, or skin that reacts to the sun",
    "mouth-nose-sores": "Sores in your mouth or nose",
    "hair-loss": "Losing more hair than usual",
    "chest-pain-on-breathing": "Chest hurts when you breathe in",
    "memory-concentration": "Trouble remembering or paying attention",
    "mood": "Feeling low or worried",
    "sleep": "Trouble sleeping",
    "stress": "Feeling under stress",
    "sun-exposure": "How much sun you had",
    "raynaud": "Fingers or toes that turn white or blue in the cold",
    "leg-face-swelling": "Swollen legs or face",
    "foamy-dark-urine": "Foamy or dark pee",
    "pain": "Pain from your sores",
    "eating-difficulty": "Trouble eating or drinking",
    "swallowing-difficulty": "Trouble swallowing, or a hoarse voice",
    "nose-crusts": "Crusts or bleeding in your nose",
    "eye-irritation": "Sore or itchy eyes",
    "genital-soreness": "Sore private parts",
    "itching": "Itching",
    "sores-healing": "Are your sores healing?",
    "one-sided-weakness": "One arm or leg, or one side of your body, is weak or numb",
    "drooping-face": "One side of your face droops",
    "speech-trouble": "Trouble speaking, or words come out wrong",
    "sudden-sight-loss": "You suddenly can't see, or see much less",
    "severe-chest-pain": "Strong chest pain",
    "breathlessness": "It is hard to breathe",
    "tearing-pain": "Sudden ripping pain in your chest, back or belly",
    "fainting": "You fainted",
    "cold-painful-limb": "An arm or leg that is cold, pale, numb or hurts a lot",
    "worst-headache": "The worst headache of your life",
    "very-high-blood-pressure": "Blood pressure of 180/120 or more, and you feel unwell",
    "severe-belly-pain": "Very strong belly pain",
    "seizure": "A fit (seizure)",
    "confusion": "You are suddenly confused",
    "hallucinations": "You see or hear things that others don't",
    "self-harm-thoughts": "Thoughts of hurting yourself, or that life is not worth living",
    "coughing-blood": "You cough up blood",
    "very-little-urine": "You hardly pee, or you swell up fast",
    "calf-swelling": "One calf is swollen or hurts",
    "unusual-bleeding": "Bleeding that is not normal for you, or many new bruises",
    "pregnancy-warning-signs": "You are pregnant and have a strong headache, pain or high blood pressure, "
    "or feel the baby move less",
    "cannot-eat-or-drink": "You could not eat or drink for a day",
    "spreading-raw-areas": "Blisters spread fast, or large areas of skin are raw",
    "fever-with-pus": "Fever or chills with pus, redness that spreads, or feeling faint",
    "noisy-breathing": "Noisy breathing, or you can't swallow your spit",
    "painful-red-eye": "A red eye that hurts, or your sight has changed",
    "black-stools": "Black poo, or you threw up blood",
    "allergic-swelling": "Your face, lips or tongue swell, or it is hard to breathe after a medicine",
    "jaundice": "Your skin or eyes turn yellow",
    "bloody-urine": "Blood in your pee",
    "shingles": "A painful rash with small blisters on one side of your body",
    "persistent-cough-with-fever": "A cough that doesn't go away, with fever",
    "steroids-not-taken-with-vomiting": "You could not take or keep down your steroid medicine, "
    "and you throw up or feel very weak",
}

OVERALL: Mapping[str, str] = {
    "none": "None",
    "mild": "Mild",
    "moderate": "Moderate",
    "severe": "Severe",
    "very-severe": "Very severe",
    "not-sure": "I'm not sure",
}
# The overall answer, read as severity of the patient's own main symptoms (D); "not sure" is none of these.
OVERALL_SEVERITY: Mapping[str, int] = {"none": 0, "mild": 2, "moderate": 5, "severe": 8, "very-severe": 10}

TAKEN_AS_PLANNED: Mapping[str, str] = {"yes": "Yes", "mostly": "Mostly", "no": "No", "not-sure": "I'm not sure"}

LESIONS: Mapping[str, str] = {
    "new": "How many new blisters or sores?",
    "present": "Do you have blisters or sores now?",
    "extended": "Have old sores grown?",
    "healed_within_7_days": "Did the new ones heal within a week?",
}
LESION_SITES: Mapping[str, str] = {
    "skin": "Skin",
    "mouth": "Mouth",
    "nose": "Nose",
    "eyes": "Eyes",
    "genital": "Private parts",
    "other": "Somewhere else",
}

EMERGENCY = SafetyText(
    "emergency",
    "This can be an emergency.",
    "Call your local emergency number now. Do not wait for this app.",
)
CRISIS = SafetyText(
    "emergency",
    "You don't have to be alone with this.",
    "If you might hurt yourself, call your local emergency number or a crisis line now. Do not wait for this app. "
    "Stay with someone you trust until help is there.",
    crisis_line=True,
)
URGENT = SafetyText(
    "urgent-same-day",
    "Call your care team today.",
    "Fever while you take medicine that calms your immune system should be looked at the same day, even if you feel "
    "well. If you can't reach your team, call an out-of-hours doctor. If you feel very ill, call your local emergency "
    "number.",
)

KNOWN: frozenset[str] = frozenset(LABELS)


def red_flags(conditions: Iterable[str]) -> tuple[str, ...]:
    """The red flags to ask a person with these conditions about, each once, the conditions' own first."""
    held = set(conditions)
    own = (word for condition in CONDITIONS if condition in held for word in QUESTIONS[condition].red_flags)
    return tuple(dict.fromkeys((*own, *RED_FLAGS_FOR_ALL)))


def safety_texts(ticked: Iterable[str], *, on_treatment: bool) -> tuple[SafetyText, ...]:
    """The texts to show at once for what was ticked, most urgent first; none of the words is a red flag: empty.

    Any condition's red flag counts for everyone. Fever counts for people on treatment; so it does when unsure.
    """
    words = frozenset(ticked)
    texts = (
        (EMERGENCY, bool(words & _EMERGENCIES)),
        (CRISIS, "self-harm-thoughts" in words),
        (URGENT, on_treatment and not words.isdisjoint(URGENT_SAME_DAY)),
    )
    return tuple(text for text, shown in texts if shown)


_EMERGENCIES = frozenset(red_flags(CONDITIONS))
