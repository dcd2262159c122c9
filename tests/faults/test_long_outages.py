"""F11 and F27: two days without a mail server, and what has piled up after two days without anything."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import Settings

from journeys.models import MonitoringState, Patient, Visit
from reminders import vitals
from reminders.models import DeliveryAttempt, Occurrence, Preference, Relay
from tests.faults.conftest import Round
from tests.faults.oracle import assert_each_got_one, settled, states
from tests.faults.people import MONDAY, people
from tests.faults.site import Site


@pytest.mark.parametrize(
    "how",
    [
        "nobody listens",
        pytest.param("wrong password", marks=pytest.mark.slow_fault),
        pytest.param("no TLS there", marks=pytest.mark.slow_fault),
    ],
)
def test_f11_two_days_without_a_mail_server_burn_nothing_and_it_recovers_unaided(
    site: Site, a_round: Round, settings: Settings, how: str
) -> None:
    people(20)
    begun = site.now()
    break_down(site, settings, how)
    for _ in range(6):
        a_round()
        site.pass_time(timedelta(minutes=1))
    assert "mail server away for 5 minutes" in vitals.read(site.now() - timedelta(seconds=30)).troubles
    while site.now() < begun + timedelta(hours=48):
        a_round()
        site.pass_time(timedelta(hours=2))
    relay = Relay.objects.get()
    assert relay.failures >= 5
    assert relay.down_since is not None
    assert relay.down_since < begun + timedelta(minutes=1)
    assert states() == ["due"] * 20
    assert not Occurrence.objects.exclude(fails=0, crashes=0).exists()
    assert DeliveryAttempt.objects.count() < 12 + 24, "one mail to see, not all of them"
    repair(site, settings)
    a_round()
    assert_each_got_one(site, 20)
    assert Relay.objects.get().failures == 0


def break_down(site: Site, settings: Settings, how: str) -> None:
    if how == "nobody listens":
        site.mail.stop()
    elif how == "wrong password":
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "tracker", "wrong"
    else:
        settings.EMAIL_USE_SSL = True


def repair(site: Site, settings: Settings) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_USE_SSL = "", False
    if not site.mail.is_running:
        site.mail.start()


URGENT = 40  # so many have a visit coming near


def backlog(number: int) -> None:
    """People of four kinds, each with five things owed for two days; a quarter where it is night."""
    patients = people(number)
    MonitoringState.objects.bulk_create(
        [
            MonitoringState(patient=each, item=item, title=item, state="overdue", due_on=date(2026, 3, 2))
            for each in patients
            for item in ("mon.tak.imaging", "mon.sle.urine-protein", "mon.one", "mon.two")
        ],
        batch_size=5000,
    )
    ids = [each.pk for each in patients]
    Patient.objects.filter(pk__in=ids[: number // 4]).update(time_zone="Pacific/Auckland")
    daily = [Preference(patient_id=pk, rhythm="daily") for pk in ids[number // 4 : number // 2]]
    Preference.objects.bulk_create(daily, batch_size=5000)
    soon = {"on": date(2026, 3, 5), "kind": "clinic", "received_at": MONDAY}
    Visit.objects.bulk_create([Visit(patient_id=pk, ref="soon", **soon) for pk in ids[-URGENT:]])


SIZES = [
    pytest.param("sqlite", 200),
    pytest.param("postgresql", 200, marks=pytest.mark.cluster),
    pytest.param("postgresql", 20_000, marks=[pytest.mark.cluster, pytest.mark.slow_fault]),
]


@pytest.mark.parametrize(("database", "number"), SIZES, indirect=["database"])
def test_f27_after_two_days_everybody_gets_one_mail_and_nobody_at_night(
    site: Site, a_round: Round, number: int
) -> None:
    backlog(number)
    site.set_clock(MONDAY - timedelta(days=1))
    site.mail.stop()
    assert a_round()["planned"] >= number
    site.set_clock(MONDAY + timedelta(days=2))  # two days later, nothing has run; midnight in Auckland
    site.mail.start()
    while a_round()["sent"]:
        pass
    copies = Counter(mail.to for mail in site.mail.taken())
    assert len(copies) == number - number // 4
    assert set(copies.values()) == {1}
    urgent = {f"p{n}@example.org" for n in range(number - URGENT, number)}
    assert {mail.to for mail in site.mail.taken()[:URGENT]} == urgent, "what can't wait leaves first"
    assert Occurrence.objects.filter(state="expired").count() >= number // 4
    assert not Occurrence.objects.filter(state="due", next_at__lte=site.now()).exists()
    assert DeliveryAttempt.objects.filter(outcome="accepted").count() == len(copies)
    site.set_clock(datetime(2026, 3, 4, 19, 1, tzinfo=UTC))  # eight o'clock in Auckland, and in Vienna it is evening
    while a_round()["sent"]:
        pass
    copies = Counter(mail.to for mail in site.mail.taken())
    assert len(copies) == number
    assert set(copies.values()) == {1}
    assert settled() or set(states()) <= {"planned", "due", "sent", "expired", "cancelled"}
