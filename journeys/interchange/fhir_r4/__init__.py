"""FHIR R4 → journey documents. Pure: no Django, no clock, no network.

Read are Patient, Condition, MedicationRequest and Observation; everything else is counted by kind and code.
"""

from journeys.guidance.document_fields import Problem
from journeys.interchange.fhir_r4.text import translate_text
from journeys.interchange.fhir_r4.translate import translate
from journeys.interchange.fhir_r4.values import Translation, Unused

__all__ = ["Problem", "Translation", "Unused", "translate", "translate_text"]
