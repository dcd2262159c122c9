"""Signatures: only of rules that exist, of versions that exist, complete; a new version of a rule is unsigned."""

from __future__ import annotations

from dataclasses import replace

import pytest

from journeys.guidance.catalogue import PUBLISHED
from journeys.guidance.sign_off import UNSIGNED, committed, in_words, signatures, signed

RULE = PUBLISHED.by_id["tak.persistent-activity"]
ENTRY = (
    '[[signed]]\nrule = "tak.persistent-activity"\nversion = 1\nby = "Cem"\nrole = "rheumatologist"\non = 2027-01-31\n'
)


def test_the_committed_file_can_be_read_and_nobody_has_signed_yet() -> None:
    assert signatures(committed(), edition=PUBLISHED) == ()


def test_without_a_signature_the_page_says_so() -> None:
    assert in_words(signed(RULE, ())) == UNSIGNED == "Not yet clinically signed off."


def test_a_signature_counts_for_its_rule_and_version_alone() -> None:
    found = signatures(ENTRY, edition=PUBLISHED)
    assert in_words(signed(RULE, found)) == "Version 1 signed off by Cem (rheumatologist) on 31 January 2027."
    newer = replace(RULE, version=2, history=(*RULE.history, "another window"))
    assert signed(newer, found) is None
    assert signed(PUBLISHED.by_id["tak.imaging-progression"], found) is None


def test_of_two_signatures_the_newest_is_shown() -> None:
    found = signatures(ENTRY + ENTRY.replace("Cem", "Dee").replace("2027-01-31", "2027-02-01"), edition=PUBLISHED)
    newest = signed(RULE, found)
    assert newest is not None
    assert newest.by == "Dee"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("tak.persistent-activity", "tak.nonsense"),
        ("version = 1", "version = 2"),
        ("version = 1", "version = 0"),
        ("version = 1", "version = true"),
        ('by = "Cem"\n', ""),
        ('by = "Cem"', 'by = " "'),
        ("on = 2027-01-31", 'on = "soon"'),
        ("on = 2027-01-31", "on = 2027-01-31\nnote = 'x'"),
    ],
)
def test_what_cannot_be_signed_is_refused(old: str, new: str) -> None:
    with pytest.raises(ValueError, match=r"sign"):
        signatures(ENTRY.replace(old, new), edition=PUBLISHED)
