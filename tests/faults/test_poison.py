"""F28 and F34: messages that can't be made, can't be sent, or try to be more than one."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from pytest_django import Settings

from accounts.models import User
from reminders.models import DeliveryAttempt, Occurrence
from tests.faults.conftest import Round
from tests.faults.oracle import attempts_of, judge, states
from tests.faults.people import people
from tests.faults.site import Site
from tests.servers import until

LEASE = timedelta(seconds=125)


def test_f28_a_letter_that_cannot_be_written_is_dead_and_the_others_leave(site: Site) -> None:
    people(12)
    for _ in range(3):
        site.injured("unwritable", "p5@example.org").popen.wait(60)
        site.pass_time(LEASE)
    assert len(site.mail.taken()) == 11
    assert states() == ["dead"] + ["sent"] * 11
    assert attempts_of("p5@example.org") == ["transient"] * 2, "it can't be written the third time either"


@pytest.mark.slow_fault
def test_f28_a_letter_that_kills_its_process_is_dead_after_three(site: Site) -> None:
    people(12)
    for _ in range(6):
        site.injured("deadly", "p5@example.org").popen.wait(60)
        site.pass_time(LEASE)
    assert len(site.mail.taken()) == 11
    assert states() == ["dead"] + ["sent"] * 11
    assert attempts_of("p5@example.org") == ["", "", ""]
    assert judge(site).extra == []


def test_f28_a_letter_that_is_too_big_is_dead_at_once(site: Site) -> None:
    people(3)
    site.injured("huge", "p1@example.org").popen.wait(60)
    assert len(site.mail.taken()) == 2
    assert states() == ["dead", "sent", "sent"]
    assert attempts_of("p1@example.org") == ["permanent"]


NAMES = [
    "Zoë Żółć-Åström",
    "مريم",
    "李\u202e小龙",
    "Ada\r\nBcc: everybody@example.org",
    "Ada\nSubject: another",
    'Ada" <other@example.org>, "',
    "x" * 150,
]


def test_f34_what_is_in_a_name_makes_no_header(site: Site, a_round: Round, settings: Settings) -> None:
    people(len(NAMES))
    for number, name in enumerate(NAMES):
        User.objects.filter(email=f"p{number}@example.org").update(name=name[:150])
    settings.SITE_NAME = "Zoë's “Journey”"
    a_round()
    taken = site.mail.taken()
    assert len(taken) == len(NAMES)
    for each in taken:
        assert each.parsed.get_all("To") == [each.to]
        assert each.parsed["Bcc"] is None
        assert len(each.parsed.get_all("Subject")) == 1
        assert "example.org>, " not in str(each.parsed["From"])


ADDRESSES = {
    "ada@münchen.example": "ada@xn--mnchen-3ya.example",
    "ada@example.org\r\nBcc: everybody@example.org": None,
    "ada@example.org\nX-Other: 1": None,
    "ada@example.org>\r\nRCPT TO:<everybody@example.org": None,
    "ada@exa mple.org": None,
    "no address at all": None,
}


@pytest.mark.parametrize("address", ADDRESSES, ids=range(len(ADDRESSES)))
def test_f34_an_address_is_written_as_one_or_refused(site: Site, a_round: Round, address: str) -> None:
    people(2)
    EmailAddress.objects.filter(user__email="p0@example.org").update(email=address)
    a_round()
    expected = ADDRESSES[address]
    assert sorted(mail.to for mail in site.mail.taken()) == sorted(filter(None, ["p1@example.org", expected]))
    if expected is None:
        assert states() == ["dead", "sent"]
        refused = DeliveryAttempt.objects.get(message__occurrences=Occurrence.objects.get(state="dead"))
        assert refused.outcome == "permanent"
    for each in site.mail.taken():
        assert each.parsed["X-Other"] is None
        assert each.parsed["Bcc"] is None


def test_f34_nothing_waits_for_a_refused_address(site: Site, a_round: Round) -> None:
    people(1)
    EmailAddress.objects.update(email="ada@exa\rmple.org")
    a_round()
    until(lambda: states() == ["dead"], "refused at once")
