"""What the lupus document of case studies names, paragraph by paragraph."""

from __future__ import annotations

from journeys.guidance.coverage.entity import Entity, Kind, named
from journeys.guidance.source_documents import LUPUS_CASES

_GENES = "analyte: tpmt, nudt15; topic: genetic and blood markers"
_STEROIDS = "drug: prednisone, prednisolone, methylprednisolone"
_ACTIVITY = "rule: sle.persistent-activity, sle.lldas-not-met"
_SPECIALIST = "record: visits.kind=other, visits.note; follow-up: mon.np.specialist"

# fmt: off
_NAMED = (
    named(1, "systemic lupus erythematosus (sle)", Kind.CONDITION,
          "record: conditions.condition=systemic-lupus-erythematosus; topic: about the disease"),
    named(1, "varied symptoms", Kind.SIGN,
          "record: check_ins.symptoms; symptom: tiredness, joint-pain, rash, mouth-nose-sores, hair-loss, raynaud"),
    named(1, "fluctuating disease activity", Kind.SIGNAL,
          "instrument: sledai-2k, selena-sledai, pga-0-3; rule: sle.flare-recurrent, sle.severe-flare"),
    named(1, "quality of life", Kind.SUPPORT, "instrument: sf-36, eq-5d, facit-f, promis-t; topic: quality of life"),
    named(2, "persistent disease activity", Kind.SIGNAL, _ACTIVITY),
    named(2, "optimal use", Kind.RULE_OUT,
          "rule-out: cf.dose, cf.duration, cf.adherence; topic: taking medicines as planned"),
    named(2, "corticosteroids", Kind.DRUG_CLASS,
          f"{_STEROIDS}; rule: sle.steroid-dependence; topic: glucocorticoid dose and its side effects"),
    named(2, "immunosuppressants", Kind.DRUG_CLASS,
          "drug: methotrexate, azathioprine, mycophenolate mofetil; rule: sle.multi-line; "
          "topic: conventional immunosuppressants"),
    named(2, "antimalarials", Kind.DRUG_CLASS,
          "drug: hydroxychloroquine, chloroquine, mepacrine; topic: antimalarials"),
    named(2, "distressing for patients", Kind.SUPPORT,
          "symptom: mood, stress; instrument: phq-9; topic: emotional support"),
    named(2, "personalized medicine strategies", Kind.RESEARCH, "topic: personalised medicine"),
    named(2, "genetic factors", Kind.TEST, _GENES),
    named(2, "drug metabolism", Kind.TEST, _GENES),
    named(2, "immune response pathways", Kind.RESEARCH, "topic: personalised medicine"),
    named(2, "alternative therapies", Kind.PLAN,
          "record: therapies.intent=switch; topic: doses and combinations of treatments"),
    named(2, "combination regimens", Kind.PLAN,
          "record: therapies.intent=adjuvant; topic: doses and combinations of treatments"),
    named(3, "lupus nephritis", Kind.CONDITION,
          "manifestation: lupus-nephritis; flare feature: nephritis; rule: ln.no-kidney-response; "
          "follow-up: mon.ln.kidney, mon.ln.serology"),
    named(3, "high-dose corticosteroids", Kind.DRUG_CLASS,
          f"{_STEROIDS}; topic: glucocorticoid dose and its side effects"),
    named(3, "multiple immunosuppressants", Kind.DRUG_CLASS,
          "rule: sle.multi-line; topic: conventional immunosuppressants"),
    named(3, "cyclophosphamide", Kind.DRUG,
          "drug: cyclophosphamide; follow-up: mon.cyclophosphamide.blood; topic: alkylating agents"),
    named(3, "mycophenolate mofetil", Kind.DRUG,
          "drug: mycophenolate mofetil; follow-up: mon.mycophenolate.blood; topic: conventional immunosuppressants"),
    named(3, "persistent proteinuria", Kind.TEST,
          "analyte: upcr, protein-24h, uacr; rule: ln.upcr-25pct-3mo, ln.upcr-50pct-6mo, ln.crr-12mo; "
          "rule-out: cf.upcr; follow-up: mon.ln.kidney; topic: blood and urine tests"),
    named(3, "declining renal function", Kind.TEST,
          "analyte: creatinine, egfr; complication: kidney-failure; rule: ln.egfr-decline, ln.crr-12mo, "
          "ln.no-kidney-response; rule-out: cf.egfr, cf.damage; follow-up: mon.ln.kidney"),
    named(3, "biologic agents", Kind.DRUG_CLASS, "rule: sle.biologic-nonresponse"),
    named(3, "rituximab", Kind.DRUG,
          "drug: rituximab; rule: sle.biologic-nonresponse; follow-up: mon.rituximab.blood; "
          "topic: anti-CD20 antibodies"),
    named(3, "b cells", Kind.TEST, "analyte: cd19; follow-up: mon.rituximab.b-cells"),
    named(3, "targeted therapies", Kind.RESEARCH, "topic: new and targeted therapies"),
    named(3, "individualized treatment plans", Kind.PLAN, "record: plan; topic: a shared treatment plan"),
    named(4, "neuropsychiatric lupus", Kind.CONDITION,
          "record: neuropsychiatric_events; manifestation: neuropsychiatric-lupus; "
          "syndrome: seizure, psychosis, acute-confusion, mood-disorder, cognitive, myelopathy; "
          "rule: np.persistent, np.recurrent; follow-up: mon.np.mood-and-thinking"),
    named(4, "conventional immunosuppressive therapies", Kind.DRUG_CLASS, "topic: conventional immunosuppressants"),
    named(4, "multidisciplinary approach", Kind.SPECIALTY, "topic: several specialists together"),
    named(4, "neurologists", Kind.SPECIALTY, f"{_SPECIALIST}; topic: neurology"),
    named(4, "psychiatrists", Kind.SPECIALTY, f"{_SPECIALIST}; topic: psychiatry"),
    named(4, "rheumatologists", Kind.SPECIALTY, "record: visits.kind=clinic; topic: rheumatology"),
    named(4, "plasma exchange", Kind.PROCEDURE,
          "record: procedures.kind=plasma-exchange; follow-up: mon.plasma-exchange.before-start, "
          "mon.plasma-exchange.blood; topic: plasma exchange"),
    named(4, "intravenous immunoglobulin (ivig)", Kind.DRUG,
          "drug: ivig; follow-up: mon.ivig.before-start, mon.ivig.blood; topic: immunoglobulins"),
    named(4, "pathogenic autoantibodies", Kind.TEST,
          "analyte: anti-dsdna, acl-igg, b2gp1-igg, lupus-anticoagulant"),
    named(4, "organ involvement", Kind.SIGN,
          "manifestation: lupus-nephritis, neuropsychiatric-lupus, arthritis, rash, serositis, haematological"),
    named(4, "tailoring treatments", Kind.PLAN, "topic: a shared treatment plan"),
    named(5, "janus kinase (jak) inhibitors", Kind.DRUG_CLASS,
          "drug: tofacitinib, baricitinib, upadacitinib, deucravacitinib; follow-up: mon.tofacitinib.blood, "
          "mon.baricitinib.blood, mon.upadacitinib.blood; topic: JAK inhibitors"),
    named(5, "cytokines", Kind.DRUG_CLASS, "topic: biologics that target other cytokines"),
    named(5, "interferons", Kind.DRUG_CLASS,
          "drug: anifrolumab; follow-up: mon.anifrolumab.before-start, mon.anifrolumab.blood; "
          "topic: interferon receptor blockers"),
    named(5, "novel agents", Kind.RESEARCH, "topic: new and targeted therapies"),
    named(5, "ongoing research", Kind.RESEARCH, "topic: research progress"),
    named(5, "personalized medicine", Kind.RESEARCH, "topic: personalised medicine"),
    named(5, "biomarkers", Kind.TEST,
          "analyte: anti-dsdna, c3, c4; follow-up: mon.sle.serology; topic: genetic and blood markers"),
    named(5, "genetic profiling", Kind.TEST, _GENES),
    named(6, "early recognition of treatment failure", Kind.SIGNAL,
          f"{_ACTIVITY}, sle.multi-line; topic: knowing the early signs"),
    named(6, "close monitoring", Kind.MONITORING,
          "follow-up: mon.sle.activity, mon.sle.blood, mon.sle.serology; topic: blood and urine tests"),
    named(6, "adaptive treatment strategies", Kind.PLAN, "topic: a shared treatment plan"),
    named(6, "combining conventional and emerging therapies", Kind.PLAN,
          "topic: doses and combinations of treatments"),
    named(6, "multidisciplinary approach", Kind.SPECIALTY, "topic: several specialists together"),
    named(6, "targeted treatments", Kind.RESEARCH, "topic: new and targeted therapies"),
    named(6, "research advances", Kind.RESEARCH, "topic: research progress"),
)
# fmt: on

ENTITIES = tuple(Entity(LUPUS_CASES, *line) for line in _NAMED)
