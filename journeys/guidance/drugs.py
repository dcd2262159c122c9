"""Reference table of drugs: classes, codes, prednisone factors, other names.

Sources: clinical.md 5.2 (codes), 3.1 and 3.2 (classes that rules and rule-outs ask for), 5.4 (prednisone factors, M),
and the drugs that the four source documents name. Only codes confirmed there are here: ATC of the WHO list of
2026-04-25, the present code first; RxNorm ingredients. What has no code is known by name. Other names: M.

Budesonide and other steroids that act where they are given bear `local-glucocorticoid`, not `glucocorticoid`: recorded,
and left out of the prednisone-equivalent. Which dose is adequate is not here: see `adequacy`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Drug:
    """A drug by its generic name. ``prednisone_factor``: mg of prednisone that 1 mg by mouth equals; None: none."""

    name: str
    classes: frozenset[str]
    atc: tuple[str, ...] = ()
    rxnorm: tuple[str, ...] = ()
    prednisone_factor: float | None = None
    aliases: tuple[str, ...] = ()


def _drug(
    name: str, classes: str, *, atc: str = "", rxnorm: str = "", factor: float | None = None, aka: str = ""
) -> Drug:
    return Drug(
        name=name,
        classes=frozenset(classes.split()),
        atc=tuple(atc.split()),
        rxnorm=tuple(rxnorm.split()),
        prednisone_factor=factor,
        aliases=tuple(part.strip() for part in aka.split(",") if part.strip()),
    )


_CONVENTIONAL = "immunosuppressant csdmard"
_BIOLOGIC = "immunosuppressant biologic"
_MONOCLONAL_B = f"{_BIOLOGIC} anti-cd20"
_ANTI_TNF = f"{_BIOLOGIC} tnf"
_JANUS = "immunosuppressant jak"

# fmt: off
_TREATMENTS = (
    _drug("prednisone", "glucocorticoid", atc="H02AB07", factor=1, aka="deltasone, rayos"),
    _drug("prednisolone", "glucocorticoid", atc="H02AB06", factor=1),
    _drug("methylprednisolone", "glucocorticoid", atc="H02AB04", factor=1.25, aka="medrol, solu-medrol, solumedrol"),
    _drug("triamcinolone", "glucocorticoid", atc="H02AB08", factor=1.25),
    _drug("hydrocortisone", "glucocorticoid", atc="H02AB09", factor=0.25, aka="cortisol"),
    _drug("cortisone", "glucocorticoid", atc="H02AB10", factor=0.2),
    _drug("dexamethasone", "glucocorticoid", atc="H02AB02", factor=6.67),
    _drug("betamethasone", "glucocorticoid", atc="H02AB01", factor=8.33),
    _drug("deflazacort", "glucocorticoid", atc="H02AB13", factor=0.83),
    _drug("methotrexate", f"{_CONVENTIONAL} antimetabolite", atc="L04AX03 L01BA01", rxnorm="6851", aka="mtx"),
    _drug("azathioprine", f"{_CONVENTIONAL} antimetabolite", atc="L04AX01", rxnorm="1256", aka="aza, imuran, imurel"),
    _drug("mycophenolate mofetil", f"{_CONVENTIONAL} antimetabolite mycophenolate", atc="L04AA06",
          aka="mmf, cellcept, mycophenolate"),
    _drug("mycophenolic acid", f"{_CONVENTIONAL} antimetabolite mycophenolate", atc="L04AA06", rxnorm="7145",
          aka="mycophenolate sodium, myfortic"),
    _drug("leflunomide", f"{_CONVENTIONAL} antimetabolite", atc="L04AK01", aka="arava"),
    _drug("cyclophosphamide", f"{_CONVENTIONAL} alkylating", atc="L01AA01", rxnorm="3002", aka="cytoxan"),
    _drug("tacrolimus", f"{_CONVENTIONAL} cni", atc="L04AD02", rxnorm="42316", aka="prograf, fk506"),
    _drug("ciclosporin", f"{_CONVENTIONAL} cni", atc="L04AD01", rxnorm="3008",
          aka="cyclosporine, cyclosporin, ciclosporine, cyclosporin a, neoral, sandimmun, sandimmune"),
    _drug("voclosporin", f"{_CONVENTIONAL} cni", atc="L04AD03", aka="lupkynis"),
    _drug("hydroxychloroquine", "antimalarial", atc="P01BA02", rxnorm="5521",
          aka="hydroxychloroquine sulfate, hydroxychloroquine sulphate, hcq, plaquenil"),
    _drug("chloroquine", "antimalarial", atc="P01BA01", rxnorm="2393"),
    _drug("mepacrine", "antimalarial", atc="P01AX05", aka="quinacrine"),
    _drug("dapsone", "sulfone", atc="J04BA02", rxnorm="3108"),
    _drug("infliximab", _ANTI_TNF, atc="L04AB02", aka="remicade"),
    _drug("adalimumab", _ANTI_TNF, atc="L04AB04", aka="humira"),
    _drug("etanercept", _ANTI_TNF, atc="L04AB01", aka="enbrel"),
    _drug("golimumab", _ANTI_TNF, atc="L04AB06", aka="simponi"),
    _drug("certolizumab", _ANTI_TNF, atc="L04AB05", aka="certolizumab pegol, cimzia"),
    _drug("tocilizumab", f"{_BIOLOGIC} il6", atc="L04AC07", aka="actemra, roactemra"),
    _drug("sarilumab", f"{_BIOLOGIC} il6", atc="L04AC14", aka="kevzara"),
    _drug("satralizumab", f"{_BIOLOGIC} il6", atc="L04AC19", aka="enspryng"),
    _drug("ustekinumab", f"{_BIOLOGIC} il12-23", atc="L04AC05", aka="stelara"),
    _drug("secukinumab", f"{_BIOLOGIC} il17", atc="L04AC10", aka="cosentyx"),
    _drug("rituximab", _MONOCLONAL_B, atc="L01FA01", rxnorm="121191", aka="rituxan, mabthera, rtx"),
    _drug("ofatumumab", _MONOCLONAL_B, atc="L04AG12 L01FA02", aka="kesimpta, arzerra"),
    _drug("obinutuzumab", _MONOCLONAL_B, atc="L01FA03", aka="gazyva, gazyvaro"),
    _drug("belimumab", f"{_BIOLOGIC} blys", atc="L04AG04 L04AA26", aka="benlysta"),
    _drug("anifrolumab", f"{_BIOLOGIC} ifnar", atc="L04AG11", aka="saphnelo"),
    _drug("abatacept", f"{_BIOLOGIC} ctla4", atc="L04AA24", aka="orencia"),
    _drug("eculizumab", f"{_BIOLOGIC} complement", atc="L04AJ01", aka="soliris"),
    _drug("efgartigimod", f"{_BIOLOGIC} fcrn", atc="L04AL01", aka="efgartigimod alfa, vyvgart"),
    _drug("daratumumab", f"{_BIOLOGIC} anti-cd38", atc="L01FC01", aka="darzalex"),
    _drug("tofacitinib", _JANUS, atc="L04AF01", aka="xeljanz"),
    _drug("baricitinib", _JANUS, atc="L04AF02", aka="olumiant"),
    _drug("upadacitinib", _JANUS, atc="L04AF03", aka="rinvoq"),
    _drug("deucravacitinib", "immunosuppressant tyk2", atc="L04AF07", aka="sotyktu"),
    _drug("bortezomib", "immunosuppressant proteasome-inhibitor", atc="L01XG01", aka="velcade"),
    _drug("ivig", "ivig", atc="J06BA02",
          aka="intravenous immunoglobulin, intravenous immune globulin, immunoglobulin g human"),
    _drug("car-t cells", "cell-therapy", aka="car-t, car-t cell therapy"),
    _drug("stem-cell transplantation", "cell-therapy", aka="hsct, autologous stem-cell transplantation"),
    _drug("gene therapy", "gene-therapy"),
    _drug("aspirin", "antiplatelet", atc="B01AC06", rxnorm="1191", aka="acetylsalicylic acid"),
    _drug("clopidogrel", "antiplatelet", atc="B01AC04"),
    _drug("budesonide", "local-glucocorticoid"),
    _drug("fluticasone", "local-glucocorticoid"),
    _drug("beclometasone", "local-glucocorticoid", aka="beclomethasone"),
    _drug("mometasone", "local-glucocorticoid"),
    _drug("clobetasol", "local-glucocorticoid"),
)

# What rule-outs ask about (3.1): another drug that changes a level, a result or a risk. Known by name alone.
_OTHERS = (
    _drug("rifampicin", "enzyme-inducer anti-infective tuberculosis", aka="rifampin"),
    _drug("phenytoin", "enzyme-inducer", aka="fosphenytoin"),
    _drug("carbamazepine", "enzyme-inducer", aka="tegretol"),
    _drug("phenobarbital", "enzyme-inducer", aka="phenobarbitone"),
    _drug("st johns wort", "enzyme-inducer", aka="st john's wort, st. john's wort, st john s wort, hypericum"),
    _drug("antacid", "acid-reducer", aka="antacids, aluminium hydroxide, aluminum hydroxide, magnesium hydroxide"),
    _drug("cholestyramine", "bile-resin", aka="colestyramine"),
    _drug("trimethoprim", "anti-infective antibiotic raises-creatinine"),
    _drug("trimethoprim-sulfamethoxazole", "anti-infective antibiotic raises-creatinine",
          aka="co-trimoxazole, cotrimoxazole, sulfamethoxazole, trimethoprim/sulfamethoxazole"),
    _drug("creatine", "raises-creatinine"),
    _drug("penicillamine", "pemphigus-trigger", aka="d-penicillamine"),
    _drug("tamoxifen", "retina-risk"),
    _drug("indometacin", "nsaid", aka="indomethacin"),
    _drug("aciclovir", "anti-infective antiviral", aka="acyclovir"),
    _drug("valaciclovir", "anti-infective antiviral", aka="valacyclovir"),
    _drug("amoxicillin-clavulanate", "anti-infective antibiotic", aka="co-amoxiclav, amoxicillin/clavulanate"),
    _drug("cefalexin", "anti-infective antibiotic", aka="cephalexin"),
)
# fmt: on

_BY_CLASS = {
    "acid-reducer": "omeprazole esomeprazole lansoprazole dexlansoprazole pantoprazole rabeprazole",
    "xanthine-oxidase-inhibitor": "allopurinol febuxostat",
    "nsaid": "ibuprofen naproxen diclofenac ketoprofen ketorolac piroxicam meloxicam celecoxib etoricoxib",
    "raas pemphigus-trigger": "captopril enalapril lisinopril ramipril perindopril quinapril benazepril fosinopril "
    "trandolapril",
    "raas": "losartan valsartan irbesartan candesartan olmesartan telmisartan azilsartan",
    "sglt2": "dapagliflozin empagliflozin canagliflozin ertugliflozin",
    "anti-infective antibiotic": "amoxicillin doxycycline ciprofloxacin levofloxacin moxifloxacin azithromycin "
    "clarithromycin ceftriaxone cefuroxime nitrofurantoin fosfomycin flucloxacillin piperacillin meropenem "
    "vancomycin clindamycin metronidazole linezolid",
    "anti-infective antiviral": "ganciclovir valganciclovir famciclovir oseltamivir remdesivir nirmatrelvir entecavir "
    "tenofovir",
    "anti-infective antifungal": "fluconazole itraconazole voriconazole posaconazole nystatin terbinafine amphotericin",
    "anti-infective tuberculosis": "isoniazid pyrazinamide ethambutol",
}

_ALL = (*_TREATMENTS, *_OTHERS, *(_drug(name, kind) for kind, names in _BY_CLASS.items() for name in names.split()))

NAMES: tuple[str, ...] = tuple(drug.name for drug in _ALL)
"""The generic names, once each, for pick-lists."""

DRUGS: Mapping[str, Drug] = {name: drug for drug in _ALL for name in (drug.name, *drug.aliases)}
"""By generic name and by every other name of it: ``DRUGS["cyclosporine"].name == "ciclosporin"``."""

_BY_RXNORM = {code: drug.name for drug in _ALL for code in drug.rxnorm}
# One code for mofetil and sodium alike tells no dose: it names neither.
_SHARED_ATC = {"L04AA06"}
_BY_ATC = {code: drug.name for drug in _ALL for code in drug.atc if code not in _SHARED_ATC}
# Longest first: of "mycophenolate sodium" and "mycophenolate" the longer decides. No letter may touch either end.
_ANY_NAME = re.compile(
    r"(?<![a-z])(" + "|".join(re.escape(name) for name in sorted(DRUGS, key=len, reverse=True)) + r")(?![a-z])"
)


def by_rxnorm(code: str) -> str | None:
    """The generic name of a confirmed RxNorm ingredient code."""
    return _BY_RXNORM.get(code)


def by_atc(code: str) -> str | None:
    """The generic name of a confirmed ATC code; None too where one code covers two drugs dosed differently."""
    return _BY_ATC.get(code)


@lru_cache(maxsize=4096)
def known_drug(name: str) -> Drug | None:
    """The drug that is recorded under this name, whatever its capitals; asked some hundred times in an evaluation."""
    return DRUGS.get(name.casefold())


def by_name(text: str) -> str | None:
    """The generic name found in a product's text: ``"predniSONE 20 MG Oral Tablet"`` gives ``"prednisone"``.

    The first known name in the text counts, the longest one where several begin there.
    """
    found = _ANY_NAME.search(" ".join(text.casefold().replace("’", "'").split()))
    return DRUGS[found[1]].name if found else None
