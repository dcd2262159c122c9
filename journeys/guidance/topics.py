"""Topics that some care teams discuss, by condition: classes and procedures, alphabetical, the same for everyone.

From the source documents' own entities (clinical.md 1, column d) and the drug list; no order of lines, no doses.
"""

from __future__ import annotations

from collections.abc import Mapping

from journeys.guidance.journey import LUPUS, PEMPHIGUS, TAKAYASU

_TOPICS = {
    TAKAYASU: (
        "alkylating agents",
        "angioplasty and stents",
        "anti-CD20 antibodies",
        "blood pressure and heart risk",
        "bypass surgery",
        "clinical trials",
        "conventional immunosuppressants",
        "glucocorticoid dose and its side effects",
        "IL-6 receptor blockers",
        "imaging of the vessels",
        "pregnancy plans",
        "TNF inhibitors",
    ),
    LUPUS: (
        "alkylating agents",
        "anti-CD20 antibodies",
        "antimalarials",
        "BLyS blockers",
        "calcineurin inhibitors",
        "clinical trials",
        "conventional immunosuppressants",
        "genetic and blood markers",
        "glucocorticoid dose and its side effects",
        "immunoglobulins",
        "interferon receptor blockers",
        "JAK inhibitors",
        "kidney biopsy",
        "mental health support",
        "plasma exchange",
        "pregnancy plans",
        "rest, stress and sun",
    ),
    PEMPHIGUS: (
        "anti-CD20 antibodies",
        "clinical trials",
        "conventional immunosuppressants",
        "glucocorticoid dose and its side effects",
        "immunoadsorption and plasma exchange",
        "immunoglobulins",
        "JAK inhibitors",
        "mouth care and nutrition",
        "plasma-cell-directed agents",
        "psychological support",
    ),
}
TOPICS: Mapping[str, tuple[str, ...]] = {
    condition: tuple(sorted(topics, key=str.casefold)) for condition, topics in _TOPICS.items()
}
