"""cf.assay: the newest two results of a series can't be compared.

Definition: of anti-dsDNA, desmoglein 1 and 3, C3, C4 and troponin, the newest two results were made with different
assays, by different laboratories, in different units, or nobody recorded how. A laboratory without an assay is enough,
but for desmogleins.
Effect: none on rules as such; rules compare only results made the same way, and can't assess without them.
Document: pemphigus-vulgaris-treatment-resistance, paragraph 3 (antibody levels).
Publication: project choice (D); kits changed their scales in print (V, two laboratories' catalogues).
False positives to know: two laboratories with the same kit, recorded as two.
"""

from __future__ import annotations

from collections.abc import Iterator

from journeys.guidance.analytes import ANALYTES
from journeys.guidance.case import Case, cite, labs
from journeys.guidance.findings import Evidence, Role, Source
from journeys.guidance.journey import Lab
from journeys.guidance.markers import shown
from journeys.guidance.methods import COMPARED, method, same_method
from journeys.guidance.phrases import capital, day, listing
from journeys.guidance.rule import Rule, Verdict, fired, not_fired


def judge(case: Case) -> Verdict:
    pairs = list(_not_compared(case))
    if not pairs:
        return not_fired("No newest two results of a series are known to be made in different ways.")
    says = listing([_in_words(*pair) for pair in pairs])
    evidence = tuple(_shown(lab) for pair in pairs for lab in pair)
    return fired(f"{capital(says)}: these results aren't compared with each other.", evidence=evidence)


def _not_compared(case: Case) -> Iterator[tuple[Lab, Lab]]:
    """By series, the newest result and the one before it."""
    for analyte in COMPARED:
        newest = [lab for lab in labs(case, analyte) if lab.canonical_value is not None][-2:]
        if len(newest) > 1 and not same_method(*newest):
            yield newest[0], newest[1]


def _in_words(before: Lab, newest: Lab) -> str:
    how = "made in different ways" if same_method(before, newest) is False else "with no recorded assay in common"
    days = f"{day(before.collected_on)} and {day(newest.collected_on)}"
    return f"{ANALYTES[newest.analyte].label} of {days}, {how} ({method(before)}; {method(newest)})"


def _shown(lab: Lab) -> Evidence:
    says = f"{ANALYTES[lab.analyte].label} {shown(lab)} on {day(lab.collected_on)}: {method(lab)}"
    return cite("labs", lab, on=lab.collected_on, shows=says)


RULE = Rule(
    id="cf.assay",
    title="Results made in different ways",
    condition=None,
    role=Role.CONFOUNDER,
    family="cf.assay",
    kinds=("labs",),
    judge=judge,
    definition="The newest two results of a series were made with different or unknown assays.",
    sources=(Source(document="pemphigus-vulgaris-treatment-resistance", paragraph=3),),
    false_positives=("two laboratories with the same kit",),
)
