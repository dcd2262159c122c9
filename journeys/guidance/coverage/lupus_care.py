"""What the lupus document on care strategies names, paragraph by paragraph."""

from __future__ import annotations

from journeys.guidance.coverage.entity import Entity, Kind, named
from journeys.guidance.source_documents import LUPUS_CARE

_GENES = "analyte: tpmt, nudt15; topic: genetic and blood markers"
_SPECIALIST = "record: visits.kind=other, visits.note"

# fmt: off
_NAMED = (
    named(1, "systemic lupus erythematosus", Kind.CONDITION,
          "record: conditions.condition=systemic-lupus-erythematosus"),
    named(1, "tissues and organs", Kind.VESSEL,
          "manifestation: lupus-nephritis, neuropsychiatric-lupus, arthritis, rash, serositis, haematological, "
          "mucosal, skin"),
    named(1, "corticosteroids", Kind.DRUG_CLASS,
          "drug: prednisone, prednisolone, methylprednisolone; topic: glucocorticoid dose and its side effects"),
    named(1, "antimalarials", Kind.DRUG_CLASS,
          "drug: hydroxychloroquine, chloroquine, mepacrine; follow-up: mon.hydroxychloroquine.eye; "
          "topic: antimalarials"),
    named(1, "immunosuppressants", Kind.DRUG_CLASS,
          "drug: methotrexate, azathioprine, mycophenolate mofetil, cyclophosphamide; "
          "topic: conventional immunosuppressants"),
    named(1, "personalized care strategies", Kind.PLAN, "topic: a shared treatment plan, personalised medicine"),
    named(1, "advanced therapies", Kind.RESEARCH, "topic: new and targeted therapies"),
    named(1, "ongoing research", Kind.RESEARCH, "topic: research progress"),
    named(2, "persistent disease activity", Kind.SIGNAL,
          "instrument: sledai-2k, pga-0-3; rule: sle.persistent-activity, sle.lldas-not-met"),
    named(2, "conventional therapies", Kind.RULE_OUT, "rule-out: cf.dose, cf.duration"),
    named(2, "genetic predispositions", Kind.TEST, _GENES),
    named(2, "variations in immune response", Kind.RESEARCH, "topic: personalised medicine"),
    named(2, "medication adherence issues", Kind.RULE_OUT,
          "record: adherence, check_ins.taken_as_planned; rule-out: cf.adherence; topic: taking medicines as planned"),
    named(2, "comorbid conditions", Kind.RULE_OUT,
          "checklist item: hypothyroidism, anaemia, depression, fibromyalgia; rule-out: cf.alt-diagnosis; "
          "topic: other illnesses"),
    named(2, "genetic markers", Kind.TEST, _GENES),
    named(2, "alternative options", Kind.PLAN, "topic: doses and combinations of treatments"),
    named(3, "optimizing medication regimens", Kind.RULE_OUT,
          "rule-out: cf.dose, cf.duration; topic: doses and combinations of treatments"),
    named(3, "adjusting dosages", Kind.PLAN, "record: therapies.doses; rule: sle.steroid-dependence"),
    named(3, "switching between different immunosuppressants", Kind.PLAN,
          "record: therapies.intent=switch; rule: sle.multi-line; topic: conventional immunosuppressants"),
    named(3, "combining drugs", Kind.PLAN,
          "record: therapies.intent=adjuvant, therapies.intent=escalation; "
          "topic: doses and combinations of treatments"),
    named(3, "disease control", Kind.SIGNAL, "record: statuses.status=low-activity; rule: sle.lldas-not-met"),
    named(3, "biologic therapies", Kind.DRUG_CLASS, "drug: anifrolumab, obinutuzumab; rule: sle.biologic-nonresponse"),
    named(3, "belimumab", Kind.DRUG,
          "drug: belimumab; rule: sle.biologic-nonresponse; follow-up: mon.belimumab.before-start, "
          "mon.belimumab.blood, mon.belimumab.mood; topic: BLyS blockers"),
    named(3, "rituximab", Kind.DRUG,
          "drug: rituximab; rule: sle.biologic-nonresponse; follow-up: mon.rituximab.blood; "
          "topic: anti-CD20 antibodies"),
    named(3, "unresponsive to traditional therapies", Kind.SIGNAL,
          "record: therapies.outcome=lack-of-effect; rule: sle.multi-line"),
    named(3, "systemic side effects", Kind.COMPLICATION,
          "record: adverse_effects; topic: infections and side effects"),
    named(4, "regular monitoring", Kind.MONITORING,
          "rule-out: cf.stale; follow-up: mon.sle.activity, mon.sle.blood; topic: blood and urine tests"),
    named(4, "disease markers", Kind.TEST,
          "analyte: anti-dsdna, c3, c4, crp, esr; rule: sle.serology-persistent; rule-out: cf.crp-sle; "
          "follow-up: mon.sle.serology; topic: blood and urine tests"),
    named(4, "organ function", Kind.TEST,
          "analyte: creatinine, egfr, upcr, urine-red-cells, albumin; rule: ln.egfr-decline; "
          "follow-up: mon.sle.blood, mon.sle.urine-protein, mon.ln.kidney; topic: blood and urine tests"),
    named(4, "flare-ups", Kind.SIGNAL,
          "record: flares.kind=flare, admissions.reason=systemic-lupus-erythematosus; "
          "rule: sle.flare-recurrent, sle.severe-flare, ln.proteinuric-flare"),
    named(4, "progression", Kind.SIGNAL,
          "instrument: slicc-sdi; rule: ln.no-kidney-response; follow-up: mon.sle.damage"),
    named(4, "multidisciplinary teams", Kind.SPECIALTY, "topic: several specialists together"),
    named(4, "rheumatologists", Kind.SPECIALTY, "record: visits.kind=clinic; topic: rheumatology"),
    named(4, "nephrologists", Kind.SPECIALTY, f"{_SPECIALIST}; topic: nephrology"),
    named(4, "mental health professionals", Kind.SPECIALTY, f"{_SPECIALIST}; topic: mental health professionals"),
    named(4, "patient education", Kind.EDUCATION, "topic: about the disease"),
    named(4, "medication adherence", Kind.RULE_OUT,
          "record: adherence; rule-out: cf.adherence; topic: taking medicines as planned"),
    named(4, "lifestyle modifications", Kind.SUPPORT, "topic: daily life with the disease"),
    named(4, "symptom recognition", Kind.EDUCATION,
          "record: check_ins.symptoms; symptom: joint-pain, rash, mouth-nose-sores, hair-loss, "
          "chest-pain-on-breathing, leg-face-swelling, foamy-dark-urine; topic: knowing the early signs"),
    named(5, "personalized medicine", Kind.RESEARCH, "topic: personalised medicine"),
    named(5, "genetic, serological, and environmental factors", Kind.TEST,
          "analyte: tpmt, nudt15, anti-dsdna, c3, c4; symptom: sun-exposure; "
          "topic: genetic and blood markers, sun and other triggers"),
    named(5, "biomarker identification", Kind.TEST,
          "analyte: anti-dsdna, c3, c4; rule: sle.serology-persistent; follow-up: mon.sle.serology; "
          "topic: genetic and blood markers"),
    named(5, "emerging research", Kind.RESEARCH, "topic: research progress"),
    named(6, "lifestyle interventions", Kind.SUPPORT, "topic: daily life with the disease"),
    named(6, "stress reduction", Kind.SUPPORT, "symptom: stress; topic: stress reduction"),
    named(6, "adequate rest", Kind.SUPPORT, "symptom: sleep, tiredness; topic: rest and sleep"),
    named(6, "environmental triggers", Kind.SUPPORT,
          "record: infections; symptom: sun-exposure; topic: sun and other triggers"),
    named(6, "clinical trials", Kind.RESEARCH, "topic: clinical trials"),
    named(6, "gene therapy", Kind.PROCEDURE, "drug: gene therapy; topic: gene therapy (in trials)"),
    named(6, "stem cell transplantation", Kind.PROCEDURE,
          "drug: stem-cell transplantation; topic: stem-cell transplantation (in trials)"),
    named(6, "new biologic agents", Kind.DRUG_CLASS, "drug: car-t cells; topic: new and targeted therapies"),
    named(7, "patient-centered approach", Kind.PLAN, "record: plan; topic: a shared treatment plan"),
    named(7, "advanced therapies", Kind.RESEARCH, "topic: new and targeted therapies"),
    named(7, "vigilant monitoring", Kind.MONITORING,
          "follow-up: mon.sle.activity, mon.sle.blood; topic: blood and urine tests"),
    named(7, "ongoing research", Kind.RESEARCH, "topic: research progress"),
    named(7, "quality of life", Kind.SUPPORT, "instrument: sf-36, eq-5d, facit-f; topic: quality of life"),
)
# fmt: on

ENTITIES = tuple(Entity(LUPUS_CARE, *line) for line in _NAMED)
