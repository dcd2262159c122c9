"""F13 to F15: what befalls Redis and Celery. The database is the truth; they only ring the bell."""

import socket
import time
import urllib.request
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import redis
from celery import Celery
from django.test import Client

from accounts.models import User
from journeys.models import CheckIn, Patient
from tests.faults.oracle import assert_each_got_one, settled, states
from tests.faults.people import MONDAY, people
from tests.faults.site import Site
from tests.servers import Redis, until

pytestmark = pytest.mark.broker
TOKEN = "a" * 32


class Phone:
    """A patient who is signed in and checks in again and again."""

    def __init__(self, root: str, patient: Patient) -> None:
        client = Client()
        client.force_login(User.objects.get(patient=patient))
        self.page = f"{root}/check-in/{patient.pk}/"
        self.cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={TOKEN}"

    def check_in(self) -> float:
        """Seconds from the tap to the page that says it is saved."""
        answers = {"csrfmiddlewaretoken": TOKEN, "client_id": str(uuid4()), "overall": "mild"}
        request = urllib.request.Request(self.page, urlencode(answers).encode(), {"Cookie": self.cookies})
        begun = time.monotonic()
        with urllib.request.urlopen(request, timeout=30) as page:
            assert page.status == 200
            assert "Saved" in page.read().decode()
        return time.monotonic() - begun


def emptied(broker: Redis) -> None:
    _client(broker).flushall()


def restarted(broker: Redis) -> None:
    broker.stop()
    broker.start()


def down(broker: Redis) -> None:
    broker.stop()


def full(broker: Redis) -> None:
    _client(broker).config_set("maxmemory", "1")  # with its noeviction, it refuses


def locked(broker: Redis) -> None:
    client = _client(broker)
    client.config_set("requirepass", "another")
    client.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")


def _client(broker: Redis) -> redis.Redis:
    return redis.Redis(port=broker.port, single_connection_client=True)


@pytest.mark.slow_fault
@pytest.mark.parametrize("befalls", [emptied, restarted, down, full, locked])
def test_f13_whatever_befalls_redis_pages_answer_and_mails_leave(
    site: Site, broker: Redis, befalls: Callable[[Redis], None]
) -> None:
    patients = people(100)
    owner = people(1, name="ada")[0]
    CheckIn.objects.create(patient=owner, ref="1", on=MONDAY.date(), by="patient", received_at=MONDAY)  # owed nothing
    site.env["BROKER_URL"] = broker.url
    site.mail.slow(0.05)
    worker = site.worker(wait=False)
    site.beat()
    phone = Phone(site.web()[1], owner)
    worker.says(" ready.")
    site.loop()
    until(lambda: len(site.mail.taken()) > 5, "mails are leaving")
    befalls(broker)
    assert phone.check_in() < 5
    until(lambda: len(states()) >= 100 and settled(), "all have theirs", seconds=90)
    assert phone.check_in() < 5
    assert_each_got_one(site, len(patients))


@pytest.mark.slow_fault
@pytest.mark.parametrize("befalls", [restarted, down])
def test_f13_a_worker_hears_the_bell_again_within_two_minutes(
    site: Site, broker: Redis, befalls: Callable[[Redis], None]
) -> None:
    people(1)
    site.env["BROKER_URL"] = broker.url
    worker = site.worker()
    befalls(broker)
    time.sleep(3)
    if befalls is down:
        broker.start()
    ring(broker)
    worker.says("succeeded", seconds=120)
    assert_each_got_one(site, 1)


def test_f13_without_redis_the_loop_sends(site: Site, broker: Redis) -> None:
    people(5)
    site.env["BROKER_URL"] = broker.url
    site.worker()
    broker.stop()
    site.loop()
    until(settled, "all have theirs")
    assert_each_got_one(site, 5)


def ring(broker: Redis) -> None:
    with Celery(broker=broker.url) as app:
        app.send_task("reminders.tasks.tick")


def test_f14_a_redis_that_swallows_everything_slows_no_page(site: Site, broker: Redis) -> None:
    (ada,) = people(1)
    with socket.socket() as blackhole:
        blackhole.bind(("127.0.0.1", 0))
        blackhole.listen(1)  # a connection is made, and nothing ever answers on it
        _, beside_it = site.web(BROKER_URL=f"redis://127.0.0.1:{blackhole.getsockname()[1]}/0")
        _, with_redis = site.web(BROKER_URL=broker.url)
        slowed, usual = Phone(beside_it, ada), Phone(with_redis, ada)
        slowed.check_in(), usual.check_in()  # the first request of a process reads templates
        pairs = [(slowed.check_in(), usual.check_in()) for _ in range(5)]
    assert median(one - other for one, other in pairs) < 0.2


@pytest.mark.slow_fault
def test_f15_a_deaf_worker_is_covered_by_the_loop_and_a_frozen_round_by_the_lease(site: Site, broker: Redis) -> None:
    people(10)
    site.env["BROKER_URL"] = broker.url
    worker = site.worker()
    site.mail.fail("data", "hold")
    ring(broker)
    site.mail.wait_for("hold")
    worker.freeze()
    ring(broker)
    site.pass_time(timedelta(minutes=5, seconds=10))
    watchdog = site.start("manage.py", "check_delivery")
    assert watchdog.popen.wait(60) == 1
    assert "no round" in watchdog.output
    site.loop()
    until(settled, "all have theirs")
    assert_each_got_one(site, 10)
