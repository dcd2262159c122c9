"""Open words that the catalogue knows beside drugs, analytes and symptoms: the format's ``words.json`` as data.

A word that is none of these is kept and shown, never judged. Vessel territories, kinds of infection and complication,
what a flare showed, forms of lupus, neuropsychiatric syndromes (the ACR 1999 list, own spelling), checklist items,
instruments (names only: their texts belong to their authors), limbs.
"""

from __future__ import annotations

from collections.abc import Mapping

from journeys.guidance.journey import CONDITIONS, LUPUS, PEMPHIGUS, TAKAYASU

# fmt: off
_PAIRED = (
    "carotid", "common-carotid", "subclavian", "axillary", "vertebral", "middle-cerebral", "renal", "iliac", "femoral",
)
_SINGLE = (
    "ascending-aorta", "aortic-arch", "descending-aorta", "abdominal-aorta", "brachiocephalic", "pulmonary", "coronary",
    "coeliac", "superior-mesenteric",
)
TERRITORIES = frozenset(_SINGLE) | {f"{side}-{vessel}" for side in ("left", "right") for vessel in _PAIRED}
INFECTION_KINDS = frozenset({
    "urinary-tract", "pneumonia", "tuberculosis", "oral-candida", "herpes-simplex", "herpes-zoster", "skin", "sepsis",
    "covid-19", "influenza", "gastroenteritis", "hepatitis-b-reactivation", "other",
})
COMPLICATIONS = frozenset({
    "ischaemic-event", "stroke", "myocardial-infarction", "aneurysm", "dissection", "kidney-failure", "thrombosis",
    "other",
})
FLARE_FEATURES = frozenset({
    "ischaemia", "new-bruit", "neck-tenderness", "tiredness", "fatigue", "fever", "arthritis", "rash", "serositis",
    "nephritis", "cytopenia", "mucosal", "skin",
})
MANIFESTATIONS = frozenset({
    "lupus-nephritis", "neuropsychiatric-lupus", "arthritis", "rash", "serositis", "haematological", "mucosal", "skin",
})
NEUROPSYCHIATRIC_TYPES = frozenset({
    "aseptic-meningitis", "cerebrovascular", "demyelinating", "headache", "movement-disorder", "myelopathy", "seizure",
    "acute-confusion", "anxiety", "cognitive", "mood-disorder", "psychosis", "guillain-barre", "autonomic",
    "mononeuropathy", "myasthenia", "cranial-neuropathy", "plexopathy", "polyneuropathy",
})
# What a clinician excludes before activity is believed (clinical.md 3.1, cf.alt-diagnosis), by condition or form.
ALTERNATIVE_DIAGNOSES: Mapping[str, tuple[str, ...]] = {
    TAKAYASU: ("atherosclerosis", "infection", "igg4-disease", "fibromuscular-dysplasia", "thrombosis"),
    LUPUS: (
        "infection", "steroid-effect", "antiphospholipid-syndrome", "metabolic", "drugs", "hypothyroidism", "anaemia",
        "depression", "fibromyalgia",
    ),
    "neuropsychiatric-lupus": ("infection", "steroid-effect", "antiphospholipid-syndrome", "metabolic", "drugs"),
    PEMPHIGUS: ("herpes-simplex", "candida", "bacterial-superinfection", "drug-induced", "paraneoplastic"),
}
# The first holds core rules; the others only show that a follow-up was done (`schedule`).
CHECKLISTS = frozenset({
    "alternative-diagnosis", "bone-health", "mouth-and-teeth", "skin-check", "vaccines", "yearly-review",
})
CHECKLIST_ITEMS = frozenset(item for items in ALTERNATIVE_DIAGNOSES.values() for item in items)
INSTRUMENTS = frozenset({
    "sledai-2k", "selena-sledai", "pga-0-3", "pga-0-10", "itas2010", "itas-a", "nih-kerr", "pdai-activity",
    "pdai-damage", "absis", "dlqi", "abqol", "tabqol", "sf-36", "eq-5d", "facit-f", "phq-9", "promis-t", "slicc-sdi",
})
NIH_KERR_ITEMS = ("systemic-features", "raised-esr", "vascular-ischaemia", "angiographic-change")
LIMBS = ("right-arm", "left-arm", "right-leg", "left-leg")
THERAPY_FOR = frozenset({*CONDITIONS, "other"})
# fmt: on
