"""The drugs of clinical.md 5.2 and the steroids of 5.4, line by line: only confirmed codes ship.

A RxNorm code that the table marks as unverified, or seen only in other projects, stands in `UNCONFIRMED`.
"""

from __future__ import annotations

import pytest

from journeys.guidance.drugs import DRUGS, by_atc, by_rxnorm

# name: ATC codes, the present one first; RxNorm ingredient, where confirmed
TABLE = {
    "prednisone": ("H02AB07", None),
    "prednisolone": ("H02AB06", None),
    "methylprednisolone": ("H02AB04", None),
    "dexamethasone": ("H02AB02", None),
    "betamethasone": ("H02AB01", None),
    "hydrocortisone": ("H02AB09", None),
    "cortisone": ("H02AB10", None),
    "triamcinolone": ("H02AB08", None),
    "deflazacort": ("H02AB13", None),
    "methotrexate": ("L04AX03 L01BA01", "6851"),
    "azathioprine": ("L04AX01", "1256"),
    "mycophenolate mofetil": ("L04AA06", None),
    "mycophenolic acid": ("L04AA06", "7145"),
    "cyclophosphamide": ("L01AA01", "3002"),
    "hydroxychloroquine": ("P01BA02", "5521"),
    "chloroquine": ("P01BA01", "2393"),
    "mepacrine": ("P01AX05", None),
    "tacrolimus": ("L04AD02", "42316"),
    "ciclosporin": ("L04AD01", "3008"),
    "voclosporin": ("L04AD03", None),
    "leflunomide": ("L04AK01", None),
    "dapsone": ("J04BA02", "3108"),
    "ivig": ("J06BA02", None),
    "aspirin": ("B01AC06", "1191"),
    "clopidogrel": ("B01AC04", None),
    "infliximab": ("L04AB02", None),
    "adalimumab": ("L04AB04", None),
    "etanercept": ("L04AB01", None),
    "golimumab": ("L04AB06", None),
    "certolizumab": ("L04AB05", None),
    "tocilizumab": ("L04AC07", None),
    "sarilumab": ("L04AC14", None),
    "satralizumab": ("L04AC19", None),
    "ustekinumab": ("L04AC05", None),
    "secukinumab": ("L04AC10", None),
    "rituximab": ("L01FA01", "121191"),
    "ofatumumab": ("L04AG12 L01FA02", None),
    "obinutuzumab": ("L01FA03", None),
    "belimumab": ("L04AG04 L04AA26", None),
    "anifrolumab": ("L04AG11", None),
    "abatacept": ("L04AA24", None),
    "tofacitinib": ("L04AF01", None),
    "baricitinib": ("L04AF02", None),
    "upadacitinib": ("L04AF03", None),
    "deucravacitinib": ("L04AF07", None),
    "efgartigimod": ("L04AL01", None),
    "daratumumab": ("L01FC01", None),
    "bortezomib": ("L01XG01", None),
    "eculizumab": ("L04AJ01", None),
}

UNCONFIRMED = """8640 8638 6902 3264 1514 5492 2878 10759 22396 68149
191831 327361 214555 612865 1092437"""

# mg of prednisone that 1 mg equals: 5 mg of prednisone over the dose that equals it
FACTORS = {
    "prednisone": 1,
    "prednisolone": 1,
    "methylprednisolone": 1.25,
    "triamcinolone": 1.25,
    "hydrocortisone": 0.25,
    "cortisone": 0.2,
    "dexamethasone": 6.67,
    "betamethasone": 8.33,
    "deflazacort": 0.83,
}


@pytest.mark.parametrize("name", TABLE)
def test_each_drug_has_the_codes_of_the_table(name: str) -> None:
    atc, rxnorm = TABLE[name]
    drug = DRUGS[name]
    assert drug.name == name
    assert drug.atc == tuple(atc.split())
    assert drug.rxnorm == ((rxnorm,) if rxnorm else ())


@pytest.mark.parametrize("name", TABLE)
def test_each_code_leads_back_to_its_drug(name: str) -> None:
    atc, rxnorm = TABLE[name]
    shared = "L04AA06"  # mofetil and sodium are dosed differently
    assert [by_atc(code) for code in atc.split()] == [None if code == shared else name for code in atc.split()]
    assert rxnorm is None or by_rxnorm(rxnorm) == name


def test_no_other_drug_bears_a_code() -> None:
    coded = {drug.name for drug in DRUGS.values() if drug.atc or drug.rxnorm}
    assert coded == set(TABLE)


@pytest.mark.parametrize("code", UNCONFIRMED.split())
def test_codes_that_are_not_confirmed_do_not_ship(code: str) -> None:
    assert by_rxnorm(code) is None
    assert not any(code in drug.rxnorm for drug in DRUGS.values())


def test_exactly_the_nine_systemic_steroids_have_a_factor() -> None:
    found = {drug.name: drug.prednisone_factor for drug in DRUGS.values() if drug.prednisone_factor is not None}
    assert found == FACTORS


@pytest.mark.parametrize("name", ["budesonide", "fluticasone", "beclometasone", "mometasone", "clobetasol"])
def test_steroids_that_act_where_they_are_given_are_left_out(name: str) -> None:
    assert DRUGS[name].classes == {"local-glucocorticoid"}
