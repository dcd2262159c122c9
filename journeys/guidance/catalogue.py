"""The catalogue: every rule, written out by hand in reading order, and its version.

Adding a rule is its file, its test, and a line here. The order is that of pages and answers.
"""

from __future__ import annotations

from collections.abc import Mapping

from journeys.guidance.edition import Edition
from journeys.guidance.rule import Rule
from journeys.guidance.rules.confounders import (
    adherence,
    alternative_diagnosis,
    assay,
    crp_lupus,
    damage,
    dose,
    duration,
    il6,
    infection,
    interaction,
    interrupted,
    kidney_function,
    procalcitonin,
    stale,
    unit,
    urine_protein,
)
from journeys.guidance.rules.lupus import (
    biologic_nonresponse,
    crr_12mo,
    egfr_decline,
    flare_recurrent,
    lldas_not_met,
    neuropsychiatric_persistent,
    neuropsychiatric_recurrent,
    no_kidney_response,
    proteinuric_flare,
    serology_persistent,
    severe_flare,
    upcr_25pct_3mo,
    upcr_50pct_6mo,
)
from journeys.guidance.rules.lupus import multi_line as sle_multi_line
from journeys.guidance.rules.lupus import persistent_activity as sle_persistent_activity
from journeys.guidance.rules.lupus import steroid_dependence as sle_steroid_dependence
from journeys.guidance.rules.monitoring import (
    anifrolumab,
    anti_cd20,
    belimumab,
    cyclophosphamide,
    dmards,
    everyone,
    glucocorticoids,
    hydroxychloroquine,
    immunoglobulins,
    jak,
    lupus,
    nephritis,
    neuropsychiatric,
    pemphigus,
    takayasu,
    tnf,
)
from journeys.guidance.rules.monitoring import il6 as mon_il6
from journeys.guidance.rules.pemphigus import (
    adjuvant_failure,
    dsg_rise,
    extent_severe,
    multi_line,
    no_control_3wk,
    no_remission_12mo,
    pdai_nonresponse,
    relapse,
    relapse_recurrent,
    rtx_dsg_risk,
    rtx_nonresponse,
    secondary_loss,
)
from journeys.guidance.rules.pemphigus import steroid_dependence as pv_steroid_dependence
from journeys.guidance.rules.takayasu import (
    apr_imaging_discordance,
    apr_persistent,
    biologic_failure,
    csdmard_failure,
    gc_above_target_3mo,
    imaging_progression,
    itas_persistent,
    lost_response,
    major_relapse,
    nih_active,
    persistent_activity,
    relapse_on_taper,
    restenosis,
)
from journeys.guidance.rules.takayasu import steroid_dependence as tak_steroid_dependence
from journeys.guidance.schedule import FollowUp
from journeys.guidance.shared_thresholds import SHARED

CATALOGUE_VERSION = "2026.2"

RULES: tuple[Rule, ...] = (
    persistent_activity.RULE,
    nih_active.RULE,
    itas_persistent.RULE,
    gc_above_target_3mo.RULE,
    tak_steroid_dependence.RULE,
    relapse_on_taper.RULE,
    major_relapse.RULE,
    imaging_progression.RULE,
    apr_persistent.RULE,
    apr_imaging_discordance.RULE,
    csdmard_failure.RULE,
    biologic_failure.RULE,
    restenosis.RULE,
    lost_response.RULE,
    lldas_not_met.RULE,
    sle_persistent_activity.RULE,
    biologic_nonresponse.RULE,
    flare_recurrent.RULE,
    severe_flare.RULE,
    sle_steroid_dependence.RULE,
    serology_persistent.RULE,
    sle_multi_line.RULE,
    upcr_25pct_3mo.RULE,
    upcr_50pct_6mo.RULE,
    crr_12mo.RULE,
    no_kidney_response.RULE,
    egfr_decline.RULE,
    proteinuric_flare.RULE,
    neuropsychiatric_persistent.RULE,
    neuropsychiatric_recurrent.RULE,
    no_control_3wk.RULE,
    adjuvant_failure.RULE,
    relapse.RULE,
    relapse_recurrent.RULE,
    pv_steroid_dependence.RULE,
    pdai_nonresponse.RULE,
    extent_severe.RULE,
    no_remission_12mo.RULE,
    rtx_nonresponse.RULE,
    rtx_dsg_risk.RULE,
    dsg_rise.RULE,
    secondary_loss.RULE,
    multi_line.RULE,
    adherence.RULE,
    dose.RULE,
    duration.RULE,
    interrupted.RULE,
    infection.RULE,
    crp_lupus.RULE,
    procalcitonin.RULE,
    il6.RULE,
    urine_protein.RULE,
    kidney_function.RULE,
    damage.RULE,
    interaction.RULE,
    alternative_diagnosis.RULE,
    stale.RULE,
    assay.RULE,
    unit.RULE,
)

FOLLOW_UPS: tuple[FollowUp, ...] = (
    *takayasu.ITEMS,
    *lupus.ITEMS,
    *nephritis.ITEMS,
    *neuropsychiatric.ITEMS,
    *pemphigus.ITEMS,
    *everyone.ITEMS,
    *dmards.ITEMS,
    *hydroxychloroquine.ITEMS,
    *cyclophosphamide.ITEMS,
    *mon_il6.ITEMS,
    *tnf.ITEMS,
    *anti_cd20.ITEMS,
    *belimumab.ITEMS,
    *anifrolumab.ITEMS,
    *jak.ITEMS,
    *immunoglobulins.ITEMS,
    *glucocorticoids.ITEMS,
)

UNREMINDED = frozenset(item.id for item in FOLLOW_UPS if not item.reminded)
"""What a patient can't see to alone, or what no record can tell to be done: on the team's list, never in the mail."""


PUBLISHED = Edition(version=CATALOGUE_VERSION, rules=RULES, follow_ups=FOLLOW_UPS, shared=SHARED)

RULES_BY_ID: Mapping[str, Rule] = PUBLISHED.by_id
