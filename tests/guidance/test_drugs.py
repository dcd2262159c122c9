from __future__ import annotations

import re

import pytest

from journeys.guidance.drugs import DRUGS, NAMES, by_atc, by_name, by_rxnorm


@pytest.mark.parametrize(
    "text",
    ["", "creatinine", "neomycin", "medroxyprogesterone acetate", "tetanus immune globulin", "prednis", "xrituximab"],
)
def test_what_is_no_known_drug_is_not_taken_for_one(text: str) -> None:
    assert by_name(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("predniSONE 20 MG Oral Tablet", "prednisone"),
        ("methylprednisolone 4 MG Oral Tablet", "methylprednisolone"),
        ("Hydroxychloroquine Sulfate 200 MG Oral Tablet", "hydroxychloroquine"),
        ("chloroquine phosphate 250 MG", "chloroquine"),
        ("cyclosporine", "ciclosporin"),
        ("Cyclosporin", "ciclosporin"),
        ("MMF", "mycophenolate mofetil"),
        ("mycophenolate mofetil 500 MG Oral Tablet", "mycophenolate mofetil"),
        ("mycophenolate sodium 360 MG", "mycophenolic acid"),
        ("riTUXimab-abbs 10 MG/ML Injection", "rituximab"),
        ("hydrocortisone 10 MG", "hydrocortisone"),
        ("St. John’s Wort 300 mg", "st johns wort"),
        ("1 ML methotrexate 25 MG/ML Injection", "methotrexate"),
        ("rifampin 300 MG", "rifampicin"),
        ("intravenous immunoglobulin", "ivig"),
    ],
)
def test_a_product_text_leads_to_its_ingredient(text: str, name: str) -> None:
    assert by_name(text) == name


def test_every_name_and_alias_is_found_and_leads_to_one_drug() -> None:
    for name, drug in DRUGS.items():
        assert by_name(name) == drug.name
        assert DRUGS[drug.name] is drug


def test_names_are_listed_once_and_can_stand_in_a_document() -> None:
    assert len(NAMES) == len(set(NAMES))
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9 /-]*", name) for name in NAMES)


def test_codes_lead_to_their_drug() -> None:
    assert by_atc("L01FA01") == by_rxnorm("121191") == "rituximab"
    assert by_atc("L04AG04") == by_atc("L04AA26") == "belimumab"
    assert by_rxnorm("5521") == "hydroxychloroquine"


def test_a_code_for_two_drugs_of_different_doses_names_neither() -> None:
    assert by_atc("L04AA06") is None


def test_exactly_the_systemic_steroids_count_as_prednisone() -> None:
    counted = {drug.name for drug in DRUGS.values() if drug.prednisone_factor is not None}
    assert counted == {drug.name for drug in DRUGS.values() if "glucocorticoid" in drug.classes}
    assert "budesonide" not in counted


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("infliximab", {"tnf", "biologic"}),
        ("tocilizumab", {"il6", "biologic"}),
        ("rituximab", {"anti-cd20", "biologic"}),
        ("belimumab", {"blys"}),
        ("anifrolumab", {"ifnar"}),
        ("tofacitinib", {"jak"}),
        ("tacrolimus", {"cni"}),
        ("hydroxychloroquine", {"antimalarial"}),
        ("cyclophosphamide", {"alkylating", "csdmard"}),
        ("azathioprine", {"antimetabolite", "csdmard"}),
        ("ivig", {"ivig"}),
        ("carbamazepine", {"enzyme-inducer"}),
        ("omeprazole", {"acid-reducer"}),
        ("cholestyramine", {"bile-resin"}),
        ("allopurinol", {"xanthine-oxidase-inhibitor"}),
        ("ramipril", {"raas"}),
        ("dapagliflozin", {"sglt2"}),
        ("ibuprofen", {"nsaid"}),
        ("trimethoprim", {"raises-creatinine"}),
    ],
)
def test_rules_find_a_drug_by_its_class(name: str, classes: set[str]) -> None:
    assert classes <= DRUGS[name].classes


def test_an_antimalarial_is_no_immunosuppressant() -> None:
    assert "immunosuppressant" not in DRUGS["hydroxychloroquine"].classes
