"""cf.upcr: a urine protein that says something else than the kidneys' state.

Definition: a UPCR sampled up to 14 days before or after a urinary infection, during menses, up to 3 days before or
after a fever, during pregnancy, or up to 56 days after an ACE inhibitor, sartan or SGLT2 inhibitor was lowered, stopped
or set to an unknown dose decides nothing and needs a repeat. From the day after such a drug was started or raised, for
56 days, a low value may be the drug's doing: it then tells only how high the protein is at least. A urinary infection
without a recorded end goes on, and its end is asked for. UPCR is compared only with UPCR,
never with a 24-hour collection. Effect: on the values themselves; it holds nothing.
Document: lupus-treatment-resistance-case-studies, paragraph 3 (urine protein is what the nephritis rules rest on).
Publication: none re-read (M); days D.
False positives to know: heavy exercise in the two days before, and an infection for which no urine was tested, are not
in the record. A drug of this kind without a recorded start counts as taken for long.
"""

from __future__ import annotations

from journeys.guidance.case import Case
from journeys.guidance.findings import Evidence, Role, Source, Threshold
from journeys.guidance.journey import Lab
from journeys.guidance.kidney import disturbed, ends_wanted, measured_upcr, upcr_evidence
from journeys.guidance.kidney_samples import FEVER, MENSES_DAYS, NEAR_FEVER, NEAR_INFECTION, SETTLING
from journeys.guidance.markers import shown
from journeys.guidance.phrases import count, day, listing
from journeys.guidance.rule import Rule, Verdict, fired, not_fired


def judge(case: Case) -> Verdict:
    found = measured_upcr(case)
    if not found:
        return not_fired("No UPCR is recorded.")
    left_out = [lab for lab in found if disturbed(case, lab)]
    if found[-1] not in left_out:
        others = f" {count(len(left_out), 'earlier value')} left out or counted as a least value." if left_out else ""
        return not_fired(f"{_when(found[-1])}: nothing else that changes it is recorded around it.{others}")
    windows = disturbed(case, found[-1])
    says = f"{_when(found[-1])}, {listing([window.name for window in windows])}"
    evidence: tuple[Evidence, ...] = tuple(dict.fromkeys(window.evidence for window in windows))
    ends = "".join(f" Or, to be recorded: {end}." for end in ends_wanted(case, *[found[-1].collected_on] * 2))
    return fired(f"{says}: it needs a repeat.{ends}", evidence=(upcr_evidence(found[-1], "newest"), *evidence))


def _when(lab: Lab) -> str:
    return f"UPCR {shown(lab)} on {day(lab.collected_on)}"


RULE = Rule(
    id="cf.upcr",
    title="Something else that changes urine protein",
    condition=None,
    role=Role.CONFOUNDER,
    family="cf.upcr",
    kinds=("labs", "infections", "life_events", "check_ins", "measurements", "therapies"),
    judge=judge,
    definition="The newest UPCR was sampled near an infection, menses, fever, pregnancy or a change of certain drugs.",
    thresholds=(
        Threshold(
            name="infection",
            means="days around a urinary infection in which urine protein decides nothing",
            value=NEAR_INFECTION,
            unit="d",
            mark="D",
        ),
        Threshold(name="menses", means="how long menses are taken to last", value=MENSES_DAYS, unit="d", mark="D"),
        Threshold(name="fever", means="temperature that is a fever", value=FEVER, unit="Cel", mark="D"),
        Threshold(
            name="fever-days",
            means="days around a fever in which urine protein decides nothing",
            value=NEAR_FEVER,
            unit="d",
            mark="D",
        ),
        Threshold(
            name="settling",
            means="days after a change of a kidney-active drug in which urine protein may move",
            value=SETTLING,
            unit="d",
            mark="D",
        ),
    ),
    sources=(Source(document="lupus-treatment-resistance-case-studies", paragraph=3),),
    false_positives=("heavy exercise in the two days before", "an infection for which no urine was tested"),
)
