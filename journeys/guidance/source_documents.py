"""The four source documents: their file names, how many paragraphs each has, and whose condition it is.

Paragraphs count from the first one after the title. In the Takayasu guide the one that an empty line breaks is one (5).
"""

from __future__ import annotations

from collections.abc import Mapping

from journeys.guidance.journey import LUPUS, PEMPHIGUS, TAKAYASU

TAKAYASU_GUIDE = "takayasu-treatment-resistance-patient-guide"
LUPUS_CARE = "lupus-treatment-resistance-care-strategies"
LUPUS_CASES = "lupus-treatment-resistance-case-studies"
PEMPHIGUS_RESISTANCE = "pemphigus-vulgaris-treatment-resistance"

PARAGRAPHS: Mapping[str, int] = {TAKAYASU_GUIDE: 8, LUPUS_CARE: 7, LUPUS_CASES: 6, PEMPHIGUS_RESISTANCE: 7}
CONDITION_OF: Mapping[str, str] = {
    TAKAYASU_GUIDE: TAKAYASU,
    LUPUS_CARE: LUPUS,
    LUPUS_CASES: LUPUS,
    PEMPHIGUS_RESISTANCE: PEMPHIGUS,
}
