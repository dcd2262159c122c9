"""What is a bounce, and of which kind: returned mails as servers of several makes write them."""

from pathlib import Path

import pytest

from reminders.reports import Verdict, enhanced, read, severity

RETURNED = Path(__file__).parent / "returned"
BOUNCE = "b+7d1c.0a@bounces.tracker.example.org"


def returned(name: str, bounce: str = BOUNCE) -> bytes:
    return (RETURNED / f"{name}.eml").read_text().replace("{bounce}", bounce).encode()


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("unknown_user", Verdict.HARD_BOUNCE),
        ("mailbox_full", Verdict.SOFT_BOUNCE),
        ("given_up_after_days", Verdict.SOFT_BOUNCE),
        ("only_a_relays_code", Verdict.SOFT_BOUNCE),
        ("still_trying", Verdict.OTHER),
        ("on_holiday", Verdict.OTHER),
        ("away_without_a_header", Verdict.OTHER),
        ("complaint", Verdict.COMPLAINT),
        ("complaint_with_the_mail_only", Verdict.COMPLAINT),
        ("not_junk_after_all", Verdict.OTHER),
    ],
)
def test_each_returned_mail_is_read_as_what_it_is(name: str, verdict: Verdict) -> None:
    report = read(returned(name))
    assert report.verdict is verdict
    assert any(BOUNCE in address for address in report.addresses)


def test_there_is_one_returned_mail_for_each_file() -> None:
    assert len(list(RETURNED.glob("*.eml"))) == 10


def test_line_ends_of_the_wire_change_nothing() -> None:
    wire = returned("unknown_user").replace(b"\n", b"\r\n")
    assert read(wire) == read(returned("unknown_user"))


def test_the_same_mail_has_the_same_id_and_another_one_another() -> None:
    one, other = returned("unknown_user"), returned("mailbox_full")
    assert read(one).id == read(one + b"\n").id != read(other).id
    assert len(read(one).id) == 64


def test_without_a_message_id_the_mail_itself_is_its_id() -> None:
    one = returned("on_holiday").replace(b"Message-ID: <away-77@mail.example.org>\n", b"")
    assert read(one).id == read(one).id != read(one + b"x").id


def test_a_report_quoted_in_an_answer_as_text_is_no_report() -> None:
    answer = b"Subject: Re: Undeliverable\n\nAction: failed\nStatus: 5.1.1\nContent-Type: message/delivery-status\n"
    assert read(answer).verdict is Verdict.OTHER


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe\x00", b"no header at all", b"Content-Type: multipart/report\n\n--x\n"])
def test_what_is_hardly_a_mail_is_nothing(raw: bytes) -> None:
    assert read(raw).verdict is Verdict.OTHER


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        *[(code, Verdict.HARD_BOUNCE) for code in ("5.1.1", "5.1.2", "5.4.4", "5.2.1", "5.0.0")],
        *[(code, Verdict.SOFT_BOUNCE) for code in ("4.2.2", "4.4.7", "5.2.2", "5.7.1", "5.7.26", "5.2.3", "")],
    ],
)
def test_how_bad_a_code_is(code: str, verdict: Verdict) -> None:
    assert severity(code) is verdict


def test_the_clearest_code_counts() -> None:
    assert enhanced("5.0.0", "smtp; 552 5.2.2 full") == "5.2.2"
    assert enhanced("5.1.1", "smtp; 550 5.7.1 no") == "5.1.1"
    assert enhanced("5.0.0", "nothing") == "5.0.0"
    assert enhanced("version 1.5.1.14", "from 5.1.1.7 and 15.1.1") == ""
    assert enhanced("refused (5.1.1).") == "5.1.1"
