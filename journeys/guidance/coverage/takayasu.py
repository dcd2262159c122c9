"""What the Takayasu guide names, paragraph by paragraph."""

from __future__ import annotations

from journeys.guidance.coverage.entity import Entity, Kind, named
from journeys.guidance.source_documents import TAKAYASU_GUIDE

_STEROIDS = "drug: prednisone, prednisolone, methylprednisolone"
_SPECIALIST = "record: visits.kind=other, visits.note"

# fmt: off
_NAMED = (
    named(1, "takayasu arteritis", Kind.CONDITION,
          "record: conditions.condition=takayasu-arteritis; topic: about the disease"),
    named(1, "aorta", Kind.VESSEL, "territory: ascending-aorta, aortic-arch, descending-aorta, abdominal-aorta"),
    named(1, "major branches", Kind.VESSEL,
          "territory: brachiocephalic, left-common-carotid, right-common-carotid, left-subclavian, right-subclavian, "
          "left-vertebral, right-vertebral, coeliac, superior-mesenteric, left-renal, right-renal, left-iliac, "
          "right-iliac"),
    named(1, "granulomatous inflammation", Kind.SIGN,
          "record: imaging.activity=active, imaging.findings=wall-enhancement; topic: about the disease"),
    named(1, "arterial stenosis", Kind.COMPLICATION, "record: imaging.findings=stenosis; rule-out: cf.damage"),
    named(1, "occlusion", Kind.COMPLICATION, "record: imaging.findings=occlusion"),
    named(1, "aneurysm formation", Kind.COMPLICATION, "record: imaging.findings=aneurysm; complication: aneurysm"),
    named(1, "organ ischemia", Kind.COMPLICATION,
          "complication: ischaemic-event, stroke, myocardial-infarction; flare feature: ischaemia; "
          "rule: tak.major-relapse; topic: blood supply of organs and limbs"),
    named(2, "high-dose corticosteroids", Kind.DRUG_CLASS,
          f"{_STEROIDS}; rule: tak.gc-above-target-3mo; topic: glucocorticoid dose and its side effects"),
    named(2, "immunosuppressive agents", Kind.DRUG_CLASS,
          "rule: tak.csdmard-failure; topic: conventional immunosuppressants"),
    named(2, "methotrexate", Kind.DRUG, "drug: methotrexate; follow-up: mon.methotrexate.blood"),
    named(2, "azathioprine", Kind.DRUG, "drug: azathioprine; follow-up: mon.azathioprine.blood"),
    named(2, "mycophenolate mofetil", Kind.DRUG, "drug: mycophenolate mofetil; follow-up: mon.mycophenolate.blood"),
    named(2, "steroid dependence", Kind.SIGNAL, "rule: tak.steroid-dependence, tak.relapse-on-taper"),
    named(2, "persistent disease activity", Kind.SIGNAL, "rule: tak.persistent-activity"),
    named(2, "relapses", Kind.SIGNAL, "record: flares.kind=relapse; rule: tak.relapse-on-taper, tak.lost-response"),
    named(2, "inadequate drug doses", Kind.RULE_OUT, "record: therapies.doses; rule-out: cf.dose"),
    named(2, "individual variability in drug response", Kind.RULE_OUT,
          "record: therapies.outcome=partial-response, therapies.outcome=lack-of-effect"),
    named(2, "extent of vascular involvement", Kind.SIGN, "record: imaging.territories; instrument: itas2010"),
    named(3, "first-line therapies", Kind.PLAN, "record: therapies.intent=induction, therapies.intent=escalation"),
    named(3, "comprehensive reassessment", Kind.RULE_OUT,
          "checklist: alternative-diagnosis; rule-out: cf.alt-diagnosis; topic: comprehensive reassessment"),
    named(3, "magnetic resonance angiography (mra)", Kind.SCAN,
          "record: imaging.modality=MRA; follow-up: mon.tak.imaging; topic: imaging of the vessels"),
    named(3, "computed tomography angiography (cta)", Kind.SCAN,
          "record: imaging.modality=CTA; follow-up: mon.tak.imaging; topic: imaging of the vessels"),
    named(3, "positron emission tomography (pet)", Kind.SCAN,
          "record: imaging.modality=PET-CT, imaging.modality=PET-MR; follow-up: mon.tak.imaging; "
          "topic: imaging of the vessels"),
    named(3, "disease activity and progression", Kind.SIGNAL,
          "record: imaging.activity=active, imaging.change=progressed; rule: tak.imaging-progression"),
    named(3, "erythrocyte sedimentation rate (esr)", Kind.TEST,
          "analyte: esr; rule: tak.apr-persistent; follow-up: mon.tak.markers; topic: blood markers of inflammation"),
    named(3, "c-reactive protein (crp)", Kind.TEST,
          "analyte: crp; rule: tak.apr-persistent; follow-up: mon.tak.markers; topic: blood markers of inflammation"),
    named(3, "laboratory markers", Kind.TEST, "record: labs; rule-out: cf.unit"),
    named(3, "clinical assessment", Kind.MONITORING,
          "instrument: itas2010, nih-kerr; rule: tak.itas-persistent, tak.nih-active"),
    named(3, "not always definitive", Kind.RULE_OUT, "rule: tak.apr-imaging-discordance; rule-out: cf.il6"),
    named(3, "ongoing inflammation", Kind.RULE_OUT,
          "rule: tak.persistent-activity; rule-out: cf.infection, cf.damage"),
    named(3, "whether current treatments are sufficient", Kind.RULE_OUT,
          "rule-out: cf.dose, cf.duration, cf.interrupted"),
    named(4, "biologic therapies", Kind.DRUG_CLASS, "rule: tak.biologic-failure"),
    named(4, "tumor necrosis factor (tnf) inhibitors", Kind.DRUG_CLASS,
          "drug: etanercept, golimumab, certolizumab; topic: TNF inhibitors"),
    named(4, "infliximab", Kind.DRUG,
          "drug: infliximab; follow-up: mon.infliximab.before-start, mon.infliximab.blood; topic: TNF inhibitors"),
    named(4, "adalimumab", Kind.DRUG,
          "drug: adalimumab; follow-up: mon.adalimumab.before-start, mon.adalimumab.blood; topic: TNF inhibitors"),
    named(4, "interleukin-6 (il-6) receptor antagonists", Kind.DRUG_CLASS,
          "drug: sarilumab; rule-out: cf.il6; topic: IL-6 receptor blockers"),
    named(4, "tocilizumab", Kind.DRUG,
          "drug: tocilizumab; rule-out: cf.il6; follow-up: mon.tocilizumab.before-start, mon.tocilizumab.blood; "
          "topic: IL-6 receptor blockers"),
    named(4, "steroid-dependent disease", Kind.SIGNAL, "rule: tak.steroid-dependence"),
    named(4, "careful monitoring", Kind.MONITORING,
          "follow-up: mon.infliximab.blood, mon.adalimumab.blood, mon.tocilizumab.blood"),
    named(4, "adverse effects", Kind.COMPLICATION,
          "record: adverse_effects; topic: infections and side effects"),
    named(4, "infection risk", Kind.COMPLICATION,
          "record: infections; infection: pneumonia, tuberculosis, herpes-zoster, sepsis; analyte: procalcitonin; "
          "rule-out: cf.infection, cf.pct; "
          "topic: infections and side effects"),
    named(5, "cyclophosphamide", Kind.DRUG,
          "drug: cyclophosphamide; follow-up: mon.cyclophosphamide.blood; topic: alkylating agents"),
    named(5, "rituximab", Kind.DRUG, "drug: rituximab; follow-up: mon.rituximab.blood; topic: anti-CD20 antibodies"),
    named(5, "severe or progressive cases", Kind.SIGNAL, "rule: tak.imaging-progression, tak.major-relapse"),
    named(5, "life-threatening vascular involvement", Kind.COMPLICATION,
          "record: flares.severity=severe; complication: ischaemic-event, dissection, stroke, myocardial-infarction; "
          "symptom: tearing-pain, severe-chest-pain"),
    named(5, "failed multiple other therapies", Kind.SIGNAL, "rule: tak.csdmard-failure, tak.biologic-failure"),
    named(5, "angioplasty", Kind.PROCEDURE,
          "record: procedures.kind=angioplasty; rule: tak.restenosis; topic: angioplasty and stents"),
    named(5, "stenting", Kind.PROCEDURE,
          "record: procedures.kind=stent; rule: tak.restenosis; topic: angioplasty and stents"),
    named(5, "surgical bypass", Kind.PROCEDURE,
          "record: procedures.kind=bypass, life_events.kind=surgery; rule: tak.restenosis; topic: bypass surgery"),
    named(5, "critical stenoses", Kind.COMPLICATION,
          "record: imaging.findings=stenosis, imaging.findings=restenosis; rule: tak.restenosis"),
    named(5, "aneurysms", Kind.COMPLICATION, "record: imaging.findings=aneurysm; complication: aneurysm"),
    named(5, "organ viability", Kind.COMPLICATION,
          "complication: ischaemic-event; symptom: cold-painful-limb, one-sided-weakness, sudden-sight-loss; "
          "topic: blood supply of organs and limbs"),
    named(6, "multidisciplinary approach", Kind.SPECIALTY, "topic: several specialists together"),
    named(6, "rheumatologists", Kind.SPECIALTY, "record: visits.kind=clinic; topic: rheumatology"),
    named(6, "vascular surgeons", Kind.SPECIALTY, f"{_SPECIALIST}; topic: vascular surgery"),
    named(6, "radiologists", Kind.SPECIALTY, f"{_SPECIALIST}, imaging.source; topic: radiology"),
    named(6, "other specialists", Kind.SPECIALTY, f"{_SPECIALIST}; topic: several specialists together"),
    named(6, "patient education", Kind.EDUCATION, "topic: about the disease"),
    named(6, "disease monitoring", Kind.EDUCATION, "record: check_ins; follow-up: mon.tak.home-blood-pressure"),
    named(6, "adherence to therapy", Kind.RULE_OUT,
          "record: adherence, check_ins.taken_as_planned; rule-out: cf.adherence; topic: taking medicines as planned"),
    named(6, "early signs of relapse", Kind.SIGN,
          "symptom: arm-claudication, leg-claudication, neck-tenderness, dizziness, headache, blurred-vision, fever, "
          "night-sweats, weight-loss, tiredness; rule: tak.relapse-on-taper; topic: knowing the early signs"),
    named(6, "regular follow-up", Kind.MONITORING, "rule-out: cf.stale; follow-up: mon.tak.visit"),
    named(6, "imaging", Kind.MONITORING, "follow-up: mon.tak.imaging; topic: imaging of the vessels"),
    named(6, "subtle changes", Kind.SIGNAL, "record: imaging.change=progressed; rule: tak.imaging-progression"),
    named(7, "clinical trials", Kind.RESEARCH, "topic: clinical trials"),
    named(7, "new therapies", Kind.RESEARCH, "topic: new and targeted therapies"),
    named(7, "ongoing research", Kind.RESEARCH, "topic: research progress"),
    named(8, "comprehensive assessment", Kind.RULE_OUT,
          "rule-out: cf.alt-diagnosis; topic: comprehensive reassessment"),
    named(8, "advanced therapies", Kind.RESEARCH, "topic: new and targeted therapies"),
    named(8, "advances in immunology", Kind.RESEARCH, "topic: research progress"),
    named(8, "refractory disease", Kind.SIGNAL, "rule: tak.persistent-activity"),
)
# fmt: on

ENTITIES = tuple(Entity(TAKAYASU_GUIDE, *line) for line in _NAMED)
