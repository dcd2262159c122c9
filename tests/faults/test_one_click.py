"""F31: a mail program's one-click unsubscribing, and everything else that asks for its address."""

import re
import urllib.error
import urllib.request
from datetime import timedelta
from urllib.parse import urlsplit

from tests.faults.conftest import Round
from tests.faults.oracle import states
from tests.faults.people import people
from tests.faults.site import Site

WEEK = timedelta(days=7)


def status(url: str, method: str, body: bytes | None = None) -> int:
    request = urllib.request.Request(url, body, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def one_click(site: Site, web: str) -> str:
    """The address in the header of the one mail that left, at this web process."""
    (mail,) = site.mail.taken()
    assert mail.parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = re.fullmatch(r"<(.+)>", str(mail.parsed["List-Unsubscribe"]))
    assert found
    return web + urlsplit(found[1]).path


def test_f31_only_a_post_to_the_very_address_stops_and_twice_is_once(site: Site, a_round: Round) -> None:
    people(1)
    a_round()
    _, web = site.web()
    address = one_click(site, web)
    posted = b"List-Unsubscribe=One-Click"
    token = address.rstrip("/").split("/")[-2]
    altered = address.replace(token, token[:-1] + ("a" if token[-1] != "a" else "b"))
    assert status(address, "GET") == 200
    assert status(address, "HEAD") == 200
    assert status(altered, "POST", posted) == 404
    assert status(altered, "GET") == 404
    site.pass_time(WEEK)
    a_round()
    assert len(site.mail.taken()) == 2, "nothing so far has stopped anything"
    assert [status(address, "POST", posted) for _ in range(2)] == [200, 200]
    site.pass_time(WEEK)
    a_round()
    assert len(site.mail.taken()) == 2
    assert "due" not in states()
