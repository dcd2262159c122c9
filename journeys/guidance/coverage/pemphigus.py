"""What the document on pemphigus vulgaris names, paragraph by paragraph."""

from __future__ import annotations

from journeys.guidance.coverage.entity import Entity, Kind, named
from journeys.guidance.source_documents import PEMPHIGUS_RESISTANCE

_DESMOGLEIN = "analyte: dsg1, dsg3"
_SPECIALIST = "record: visits.kind=other, visits.note"

# fmt: off
_NAMED = (
    named(1, "pemphigus vulgaris (pv)", Kind.CONDITION,
          "record: conditions.condition=pemphigus-vulgaris; topic: about the disease"),
    named(1, "autoantibodies targeting desmogleins", Kind.TEST,
          f"{_DESMOGLEIN}; rule: pv.dsg-rise; follow-up: mon.pv.antibodies; topic: desmoglein antibodies"),
    named(1, "life-threatening", Kind.COMPLICATION,
          "symptom: cannot-eat-or-drink, spreading-raw-areas, fever-with-pus; infection: sepsis"),
    named(1, "skin and mucous membranes", Kind.SIGN,
          "record: check_ins.lesions; manifestation: mucosal, skin; topic: skin and mouth checks"),
    named(1, "painful blisters", Kind.SIGN,
          "record: check_ins.lesions; symptom: pain; instrument: pdai-activity, absis"),
    named(1, "erosions", Kind.SIGN,
          "record: check_ins.lesions; symptom: eating-difficulty, swallowing-difficulty; rule: pv.extent-severe"),
    named(1, "quality of life", Kind.SUPPORT, "instrument: dlqi, abqol, tabqol, eq-5d; topic: quality of life"),
    named(1, "remission", Kind.SIGN,
          "record: statuses.status=complete-remission, statuses.status=partial-remission; rule: pv.no-remission-12mo"),
    named(2, "systemic corticosteroids", Kind.DRUG_CLASS,
          "drug: prednisone, prednisolone, methylprednisolone, dexamethasone; rule: pv.no-control-3wk, "
          "pv.steroid-dependence; topic: glucocorticoid dose and its side effects"),
    named(2, "steroid-sparing agents", Kind.DRUG_CLASS,
          "record: therapies.intent=adjuvant; rule: pv.adjuvant-failure; topic: conventional immunosuppressants"),
    named(2, "azathioprine", Kind.DRUG, "drug: azathioprine; analyte: tpmt; follow-up: mon.azathioprine.blood"),
    named(2, "mycophenolate mofetil", Kind.DRUG, "drug: mycophenolate mofetil; follow-up: mon.mycophenolate.blood"),
    named(2, "cyclophosphamide", Kind.DRUG,
          "drug: cyclophosphamide; follow-up: mon.cyclophosphamide.blood; topic: alkylating agents"),
    named(2, "steroid-related adverse effects", Kind.COMPLICATION,
          "record: adverse_effects; follow-up: mon.glucocorticoid.bone, mon.glucocorticoid.eyes, "
          "mon.glucocorticoid.glucose; topic: infections and side effects"),
    named(2, "rituximab", Kind.DRUG,
          "drug: rituximab; rule: pv.rtx-nonresponse; follow-up: mon.rituximab.blood; topic: anti-CD20 antibodies"),
    named(2, "resistance or refractoriness", Kind.SIGNAL,
          "rule: pv.no-control-3wk, pv.adjuvant-failure, pv.pdai-nonresponse, pv.extent-severe, pv.no-remission-12mo, "
          "pv.multi-line"),
    named(3, "inadequate responses", Kind.SIGNAL,
          "instrument: pdai-activity; rule: pv.pdai-nonresponse, pv.rtx-nonresponse"),
    named(3, "immune system dynamics", Kind.RESEARCH, "topic: personalised medicine"),
    named(3, "genetic predispositions", Kind.TEST, "analyte: tpmt, nudt15; topic: genetic and blood markers"),
    named(3, "high autoantibody titers", Kind.TEST,
          f"{_DESMOGLEIN}; rule: pv.rtx-dsg-risk, pv.dsg-rise; rule-out: cf.assay; topic: desmoglein antibodies"),
    named(3, "secondary resistance", Kind.SIGNAL,
          "record: therapies.outcome=loss-of-effect; rule: pv.secondary-loss, pv.relapse, pv.relapse-recurrent"),
    named(3, "prolonged immunosuppression", Kind.PLAN, "record: conditions.first_treated_on, therapies.started_on"),
    named(3, "secondary infections", Kind.COMPLICATION,
          "record: infections; infection: skin, herpes-simplex, oral-candida, sepsis; rule-out: cf.infection; "
          "topic: infections and side effects"),
    named(3, "non-adherence", Kind.RULE_OUT,
          "record: adherence, check_ins.taken_as_planned; rule-out: cf.adherence; topic: taking medicines as planned"),
    named(3, "delayed diagnosis", Kind.RULE_OUT, "record: conditions.symptoms_began_on, conditions.diagnosed_on"),
    named(4, "individualized approach", Kind.PLAN, "topic: a shared treatment plan"),
    named(4, "true refractoriness", Kind.RULE_OUT,
          "checklist: alternative-diagnosis; rule: pv.no-control-3wk; rule-out: cf.alt-diagnosis; "
          "topic: checks before a treatment is changed"),
    named(4, "medication non-compliance", Kind.RULE_OUT,
          "rule-out: cf.adherence; topic: taking medicines as planned"),
    named(4, "incorrect dosing", Kind.RULE_OUT,
          "record: therapies.doses; rule-out: cf.dose, cf.duration, cf.interaction"),
    named(4, "secondary infections", Kind.COMPLICATION,
          "checklist item: herpes-simplex, candida, bacterial-superinfection; rule-out: cf.infection, "
          "cf.alt-diagnosis; topic: infections and side effects"),
    named(4, "combining multiple immunosuppressants", Kind.PLAN,
          "record: therapies.intent=escalation; rule: pv.multi-line; "
          "topic: doses and combinations of treatments"),
    named(4, "ofatumumab", Kind.DRUG, "drug: ofatumumab; topic: anti-CD20 antibodies"),
    named(4, "anti-cd20 antibody", Kind.DRUG_CLASS, "drug: obinutuzumab; topic: anti-CD20 antibodies"),
    named(4, "intravenous immunoglobulin (ivig)", Kind.DRUG,
          "drug: ivig; rule: pv.multi-line; follow-up: mon.ivig.blood; topic: immunoglobulins"),
    named(4, "plasmapheresis", Kind.PROCEDURE,
          "record: procedures.kind=plasma-exchange, procedures.kind=immunoadsorption; "
          "follow-up: mon.plasma-exchange.blood; topic: immunoadsorption and plasma exchange"),
    named(4, "janus kinase (jak) inhibitors", Kind.DRUG_CLASS,
          "drug: tofacitinib, baricitinib, upadacitinib; follow-up: mon.tofacitinib.blood, mon.baricitinib.blood, "
          "mon.upadacitinib.blood; topic: JAK inhibitors"),
    named(5, "emerging research", Kind.RESEARCH, "topic: research progress"),
    named(5, "targeted therapies", Kind.RESEARCH, "topic: new and targeted therapies"),
    named(5, "b-cell depletion strategies", Kind.DRUG_CLASS,
          "drug: ofatumumab, obinutuzumab, car-t cells; analyte: cd19; topic: other ways of B-cell depletion"),
    named(5, "rituximab", Kind.DRUG, "drug: rituximab; follow-up: mon.rituximab.b-cells"),
    named(5, "plasma cells", Kind.DRUG_CLASS,
          "drug: bortezomib, daratumumab; topic: plasma-cell-directed agents"),
    named(5, "genomics", Kind.TEST, "analyte: tpmt, nudt15; topic: genetic and blood markers"),
    named(5, "proteomics", Kind.TEST, "topic: genetic and blood markers"),
    named(5, "autoantibody profiling", Kind.TEST,
          f"{_DESMOGLEIN}; follow-up: mon.pv.antibodies; topic: desmoglein antibodies"),
    named(5, "personalize treatment plans", Kind.RESEARCH, "topic: personalised medicine"),
    named(5, "monitor disease activity", Kind.MONITORING,
          "instrument: pdai-activity, absis; follow-up: mon.pv.visit; topic: skin and mouth checks"),
    named(6, "psychosocial support", Kind.SUPPORT,
          "symptom: mood; instrument: phq-9; follow-up: mon.pv.eating-and-mood; topic: psychosocial support"),
    named(6, "vigilant monitoring", Kind.MONITORING,
          "rule-out: cf.stale; follow-up: mon.pv.visit, mon.pv.mouth-and-teeth, mon.pv.eyes; "
          "topic: skin and mouth checks"),
    named(6, "physical and emotional burdens", Kind.SUPPORT,
          "symptom: pain, itching, sleep, mood; topic: psychosocial support"),
    named(6, "multidisciplinary teams", Kind.SPECIALTY, "topic: several specialists together"),
    named(6, "dermatologists", Kind.SPECIALTY, "record: visits.kind=clinic; topic: dermatology"),
    named(6, "immunologists", Kind.SPECIALTY, f"{_SPECIALIST}; topic: immunology"),
    named(6, "psychologists", Kind.SPECIALTY, f"{_SPECIALIST}; topic: psychology"),
    named(6, "nutritionists", Kind.SPECIALTY,
          f"{_SPECIALIST}, measurements.kind=weight; follow-up: mon.pv.weight; "
          "topic: nutrition, mouth care and nutrition"),
    named(7, "targeted therapies", Kind.RESEARCH, "topic: new and targeted therapies"),
    named(7, "personalized medicine", Kind.RESEARCH, "topic: personalised medicine"),
    named(7, "continued research", Kind.RESEARCH, "topic: research progress"),
    named(7, "clinical vigilance", Kind.MONITORING, "follow-up: mon.pv.visit; topic: skin and mouth checks"),
    named(7, "quality of life", Kind.SUPPORT, "instrument: dlqi, abqol, tabqol; topic: quality of life"),
)
# fmt: on

ENTITIES = tuple(Entity(PEMPHIGUS_RESISTANCE, *line) for line in _NAMED)
