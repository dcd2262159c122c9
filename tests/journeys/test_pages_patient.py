"""One patient, one flag: what Ben and Cem read, and what they can do there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import AccessLog, CareTeam, User
from journeys.actions.flags import discuss, release_wording
from journeys.models import Flag, MonitoringState, Patient, Review, Therapy
from tests.conftest import SignIn
from tests.journeys.course import course, live, only_flag
from tests.journeys.pages import follow, hidden, html, title, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def ada(ada: Patient, team: CareTeam, now: datetime) -> Patient:
    return live(course(), team=team, now=now)


@pytest.fixture
def flag(ada: Patient) -> Flag:
    return only_flag(ada)


@pytest.fixture
def bens(sign_in: SignIn, ben: User) -> Client:
    return sign_in(ben)


@pytest.fixture
def cems(sign_in: SignIn, cem: User) -> Client:
    return sign_in(cem)


def page_of(flag: Flag) -> str:
    return reverse("flag", args=[flag.id])


def test_one_page_says_who_how_and_why(bens: Client, ada: Patient, flag: Flag) -> None:
    text = words(bens.get(reverse("patient", args=[ada.id])))
    for expected in ("born 1988", "No. ada-1", "Level 3 : Possible refractoriness", flag.title, flag.because):
        assert expected in text


def test_follow_ups_without_any_date_stand_apart_and_are_counted(bens: Client, ada: Patient) -> None:
    undated = MonitoringState.objects.filter(patient=ada, state="unknown")
    dated, apart = words(bens.get(reverse("patient", args=[ada.id]))).split("Without any date yet")
    assert apart.lstrip().startswith(f"({undated.count()})")
    assert all(state.title in apart for state in undated)
    assert "Imaging of the vessels" in dated


def test_no_link_to_a_row_says_what_somebody_has(bens: Client, ada: Patient, flag: Flag) -> None:
    """A sender's own ids do ("methotrexate"), and browsers keep addresses with their fragments."""
    links = re.findall(rf'href="/patients/{ada.id}/#([^"]+)"', html(bens.get(page_of(flag))))
    assert links
    assert all(re.fullmatch("row-[0-9a-f]{16}", link) for link in links)


def test_every_piece_of_evidence_leads_to_its_row(bens: Client, ada: Patient, flag: Flag) -> None:
    links = re.findall(rf'href="/patients/{ada.id}/#([^"]+)"', html(bens.get(page_of(flag))))
    rows = html(bens.get(reverse("patient", args=[ada.id])))
    assert links
    assert [link for link in links if f'id="{link}"' not in rows] == []


def test_the_flag_is_a_question_with_its_rule_its_limits_and_its_sources(bens: Client, flag: Flag) -> None:
    text = words(bens.get(page_of(flag)))
    assert "Could this treatment be working less well than hoped?" in text
    assert "Possible refractoriness, for discussion with the care team. This is not a diagnosis." in text
    assert "Do not start, stop or change any treatment because of this page." in text
    assert f"Rule {flag.rule} , version {flag.rule_version}" in text
    assert "Evidence" in text
    assert "Sources" in text


@pytest.mark.parametrize("name", ["zoe", "admin_ann", "ada_user", "dee_user"])
def test_for_everybody_else_neither_page_exists(
    name: str, request: pytest.FixtureRequest, sign_in: SignIn, ada: Patient, flag: Flag, ada_user: User
) -> None:
    Patient.objects.filter(pk=ada.pk).update(user=ada_user)
    browser = sign_in(request.getfixturevalue(name))
    for address in (reverse("patient", args=[ada.id]), page_of(flag)):
        assert browser.get(address).status_code == 404
    for verb in ("snooze", "dismiss", "discuss", "resolve", "release", "review"):
        assert browser.post(reverse(f"flag-{verb}", args=[flag.id])).status_code == 404
    flag.refresh_from_db()
    assert flag.state == "open"


def test_titles_keep_people_and_their_health_out_of_the_browsers_history(
    bens: Client, ada: Patient, flag: Flag
) -> None:
    addresses = [page_of(flag), reverse("work")]
    addresses += [reverse(name, args=[ada.id]) for name in ("patient", "patient-invite", "lab-add", "therapy-start")]
    addresses += re.findall(rf'href="(/patients/{ada.id}/[^"#]+)"', html(bens.get(reverse("patient", args=[ada.id]))))
    drugs = {therapy.drug for therapy in Therapy.objects.filter(patient=ada)}
    secrets = {str(ada), ada.ref, flag.title, "refractor", *drugs}
    pages = {address: page for address in addresses if "<title>" in html(page := bens.get(address))}
    assert len(pages) > 6
    for address, page in pages.items():
        assert not any(secret.lower() in title(page).lower() for secret in secrets), address


def test_reads_are_logged(bens: Client, ada: Patient, flag: Flag, ben: User) -> None:
    bens.get(reverse("patient", args=[ada.id]))
    bens.get(page_of(flag))
    assert set(AccessLog.objects.filter(actor=ben, action="read").values_list("what", flat=True)) == {"patient", "flag"}


def test_ben_snoozes_with_a_reason_and_cem_reads_it(bens: Client, cems: Client, flag: Flag) -> None:
    sent = {"snooze-until": "2026-03-20", "snooze-reason": "visit on 19 March", "snooze-version": flag.version}
    assert "Snoozed. It comes back by itself." in words(follow(bens, reverse("flag-snooze", args=[flag.id]), **sent))
    assert "Until 2026-03-20: visit on 19 March" in words(cems.get(page_of(flag)))


def test_a_snooze_without_a_reason_is_explained_where_it_is_missing(bens: Client, flag: Flag) -> None:
    sent = {"snooze-until": "2026-03-20", "snooze-version": flag.version}
    again = bens.post(reverse("flag-snooze", args=[flag.id]), sent)
    assert title(again).startswith("Error:")
    assert 'href="#id_snooze-reason"' in html(again)
    flag.refresh_from_db()
    assert flag.snoozed_until is None


def test_a_flag_for_discussion_is_dismissed_by_a_clinician_only(bens: Client, cems: Client, flag: Flag) -> None:
    sent = {"dismiss-reason": "known-and-planned", "dismiss-version": flag.version}
    dismiss = reverse("flag-dismiss", args=[flag.id])
    assert "Only a clinician can dismiss a flag of tier B." in words(bens.get(page_of(flag)))
    assert bens.post(dismiss, sent).status_code == 404
    assert "Dismissed, with your reason in the history." in words(follow(cems, dismiss, **sent))
    flag.refresh_from_db()
    assert (flag.state, flag.dismissed_reason) == ("dismissed", "known-and-planned")


def test_the_reason_other_needs_a_comment(cems: Client, flag: Flag) -> None:
    sent = {"dismiss-reason": "other", "dismiss-version": flag.version}
    assert "Say which other reason." in words(cems.post(reverse("flag-dismiss", args=[flag.id]), sent))


@pytest.mark.parametrize("verb", ["discuss", "resolve"])
def test_cem_closes_the_flag(verb: str, cems: Client, bens: Client, flag: Flag) -> None:
    address = reverse(f"flag-{verb}", args=[flag.id])
    sent = {"close-comment": "talked it over", "close-version": flag.version}
    assert bens.post(address, sent).status_code == 404
    assert "talked it over" in words(follow(cems, address, **sent))
    flag.refresh_from_db()
    assert flag.state == {"discuss": "discussed", "resolve": "resolved"}[verb]


def test_whoever_comes_second_sees_both_and_loses_nothing(cems: Client, ben: User, flag: Flag, now: datetime) -> None:
    opened = flag.version
    discuss(flag=flag, by=ben, now=now, version=opened, comment="on the phone")
    sent = {"snooze-until": "2026-03-20", "snooze-reason": "visit on 19 March", "snooze-version": opened}
    both = cems.post(reverse("flag-snooze", args=[flag.id]), sent)
    assert both.status_code == 409
    assert "on the phone" in words(both)
    assert "visit on 19 March" in words(both)


def test_cem_releases_the_words_for_the_patient(cems: Client, bens: Client, flag: Flag) -> None:
    address = reverse("flag-release", args=[flag.id])
    assert "A clinician decides." in words(bens.get(page_of(flag)))
    assert bens.post(address, {"release-version": flag.version}).status_code == 404
    released = follow(cems, address, **{"release-version": hidden(cems.get(page_of(flag)), "release-version")})
    assert "Released by Cem on 2 Mar 2026" in words(released)


def test_a_closed_flag_offers_nothing_to_do(cems: Client, cem: User, flag: Flag, now: datetime) -> None:
    flag = release_wording(flag=flag, by=cem, now=now, version=flag.version)
    discuss(flag=flag, by=cem, now=now, version=flag.version)
    page = words(cems.get(page_of(flag)))
    assert "What now?" not in page
    assert "by Cem" in page


@pytest.fixture
def held(ada_user: User, team: CareTeam, now: datetime) -> Flag:
    """The same course, with nobody having looked at other causes yet."""
    return only_flag(live(course(reviews=[]), team=team, now=now))


def test_cem_answers_the_checklist_where_it_is_asked_for(cems: Client, bens: Client, held: Flag) -> None:
    address = reverse("flag-review", args=[held.id])
    assert "Held: to check first" in words(cems.get(page_of(held)))
    assert "A clinician answers the checklist of other causes." in words(bens.get(page_of(held)))
    assert bens.post(address, {"review-complete": "on"}).status_code == 404
    saved = follow(cems, address, **{"review-infection": "excluded", "review-complete": "on"})
    assert "Saved. Guidance has looked at the record again." in words(saved)
    review = Review.objects.get()
    assert (review.complete, review.items["infection"]) == (True, "excluded")
    assert "The pattern is there" in words(saved)


def test_an_empty_checklist_is_not_saved(cems: Client, held: Flag) -> None:
    answer = cems.post(reverse("flag-review", args=[held.id]), {})
    assert "Answer at least one, or say that the checklist is complete." in words(answer)
    assert not Review.objects.exists()


def test_topics_are_listed_by_group_the_same_for_everyone(sign_in: SignIn, ben: User, ada: Patient) -> None:
    page = words(sign_in(ben).get(reverse("patient", args=[ada.pk])))
    assert "The same list for everyone with this condition" in page
    assert page.index("Drug classes") < page.index("Alkylating agents") < page.index("Procedures")


def test_what_is_checked_first_stands_apart_from_what_is_in_order(
    sign_in: SignIn, ben: User, team: CareTeam, now: datetime
) -> None:
    eve = live(course("eve", reviews=[]), team=team, now=now)
    page = words(sign_in(ben).get(reverse("patient", args=[eve.pk])))
    first, rest = page.split("Rule-outs in order")
    assert "Alternative explanations" in first.split("To check first")[1]
    assert "Alternative explanations" not in rest
    assert "Infection" in rest
