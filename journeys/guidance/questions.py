"""What a clinical reviewer is asked before signing: about single rules, and about every rule (clinical.md 9)."""

from __future__ import annotations

from collections.abc import Mapping

FOR_ALL = (
    "Is every number of the rule the one that you would use, for adults, in your country?",
    "Would you want to be told this about a patient of yours, and at this time?",
    "Is anything in the sentence, or in the words for the patient, wrong, frightening or blaming?",
)

_TAKAYASU_TRIAL = (
    "A conventional drug is judged after 182 days at the usual dose; some centres judge after 91 to 120. Which?",
)
_NEPHROTIC = (
    "A start at 3 g/g or more counts as context while it falls: is that right, and is 0.5 or 0.7 g/g the goal?",
)
_ORIGINAL_MURRELL = (
    "The definitions of failure, relapse and minimal therapy were read second hand: please compare with Murrell 2008.",
)

ABOUT: Mapping[str, tuple[str, ...]] = {
    "tak.persistent-activity": (
        *_TAKAYASU_TRIAL,
        "Where the laboratory gave no limit, CRP is raised above 10 mg/L: or above 5?",
    ),
    "tak.nih-active": ("The wording of the four items wasn't compared with Kerr 1994: please do.",),
    "tak.itas-persistent": ("Is there any licence to observe for storing the total alone?",),
    "tak.apr-persistent": ("Where the laboratory gave no limit, CRP is raised above 10 mg/L: or above 5?",),
    "tak.csdmard-failure": _TAKAYASU_TRIAL,
    "tak.biologic-failure": ("Is half a year the time after which a biologic is judged?",),
    "sle.persistent-activity": ("Is there any licence to observe for storing SLEDAI-2K totals alone?",),
    "sle.lldas-not-met": ("Is there any licence to observe for storing SLEDAI-2K totals alone?",),
    "sle.biologic-nonresponse": ("Four points after 24 weeks stand for belimumab: do they for the other drugs?",),
    "ln.upcr-25pct-3mo": ("Was the first step (25 % by 3 months) read rightly from the EULAR/ERA guideline?",),
    "ln.upcr-50pct-6mo": _NEPHROTIC,
    "ln.crr-12mo": _NEPHROTIC,
    "ln.no-kidney-response": ("KDIGO 2024 was read second hand: is unsatisfactory response defined so?",),
    "np.persistent": ("28 days rest on no publication: should only a clinician's own judgement count?",),
    "np.recurrent": ("Two events in two years rest on no publication: is it the right time?",),
    "pv.no-control-3wk": (
        *_ORIGINAL_MURRELL,
        "1.5 mg/kg is rarely given now, so that the rule is often held: should a clinician's “no control at our "
        "full dose” count instead?",
    ),
    "pv.adjuvant-failure": _ORIGINAL_MURRELL,
    "pv.relapse": _ORIGINAL_MURRELL,
    "pv.steroid-dependence": ("Compare the time of tapering with EADV 2020, please.", *_ORIGINAL_MURRELL),
    "pv.no-remission-12mo": _ORIGINAL_MURRELL,
    "pv.pdai-nonresponse": ("Is there any licence to observe for storing PDAI totals alone?",),
    "pv.extent-severe": ("Is there any licence to observe for storing PDAI and ABSIS totals alone?",),
    "cf.adherence": ("80 % and 200 ng/mL are common, not official: are they yours?",),
}
