"""The guidance catalogue as Ben and Cem read it: every rule, its limits, sources, sign-off, and use here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import CareTeam, User
from journeys.actions import flags
from journeys.guidance.catalogue import PUBLISHED
from journeys.guidance.rule import Rule
from journeys.models import Flag, Patient
from tests.conftest import SignIn
from tests.journeys.course import course, live, only_flag
from tests.journeys.pages import words

pytestmark = pytest.mark.django_db
CATALOGUE = reverse("catalogue")
ACTIVE = reverse("rule", args=["tak.persistent-activity"])
PROGRESSION = reverse("rule", args=["tak.imaging-progression"])


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def flag(ada: Patient, team: CareTeam, now: datetime) -> Flag:
    return only_flag(live(course(), team=team, now=now))


@pytest.fixture
def bens(sign_in: SignIn, ben: User) -> Client:
    return sign_in(ben)


def test_the_catalogue_lists_every_rule_and_follow_up(bens: Client) -> None:
    page = words(bens.get(CATALOGUE))
    assert PUBLISHED.version in page
    for rule in PUBLISHED.rules:
        assert rule.id in page
    for item in PUBLISHED.follow_ups:
        assert item.id in page


@pytest.mark.parametrize("rule", PUBLISHED.rules, ids=lambda rule: rule.id)
def test_a_rules_page_gives_its_definition_limits_sources_and_sign_off(sign_in: SignIn, cem: User, rule: Rule) -> None:
    page = words(sign_in(cem).get(reverse("rule", args=[rule.id])))
    assert rule.definition in page
    assert "Not yet clinically signed off." in page
    for threshold in rule.thresholds:
        assert threshold.means[1:] in page
    for source in rule.sources:
        assert (source.publication or f"paragraph {source.paragraph}") in page


def test_a_rules_page_counts_what_became_of_its_flags(bens: Client, cem: User, flag: Flag, now: datetime) -> None:
    assert "Flags it opened 1 Open now 1" in words(bens.get(PROGRESSION))
    flags.dismiss(flag=flag, reason="known-and-planned", comment="", version=flag.version, by=cem, now=now)
    page = words(bens.get(PROGRESSION))
    assert "Open now 0" in page
    assert "Dismissed 1 · Already known and planned for 1" in page


def test_flags_of_patients_of_another_team_are_not_counted(sign_in: SignIn, zoe: User, flag: Flag) -> None:
    assert "Flags it opened 0" in words(sign_in(zoe).get(PROGRESSION))


def test_patients_have_no_rules_to_read(sign_in: SignIn, ada_user: User) -> None:
    adas = sign_in(ada_user)
    assert [adas.get(page).status_code for page in (CATALOGUE, ACTIVE)] == [404, 404]


def test_a_rule_that_does_not_exist_is_no_page(bens: Client) -> None:
    assert bens.get(reverse("rule", args=["tak.nonsense"])).status_code == 404


def test_the_clinics_own_value_stands_beside_the_published_one(
    bens: Client, tmp_path: Path, settings: Settings
) -> None:
    file = tmp_path / "own.toml"
    file.write_text('reason = "agreed"\n["tak.persistent-activity"]\nsigns = 14\n[shared]\ncrp-limit = 5\n')
    settings.GUIDANCE_OVERRIDES = str(file)
    page = words(bens.get(ACTIVE))
    assert "14 d your clinic’s; published 28" in page
    assert "Your clinic uses values of its own here" in page
    assert page.count("your clinic’s; published") == 1
    assert "5 mg/L your clinic’s; published 10" in words(bens.get(CATALOGUE))


def test_a_flags_page_leads_to_its_rule(sign_in: SignIn, cem: User, flag: Flag) -> None:
    page = sign_in(cem).get(reverse("flag", args=[flag.pk]))
    assert PROGRESSION in page.content.decode()
    assert "version 1. Not yet clinically signed off." in words(page)
