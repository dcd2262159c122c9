"""How stories read pages: the text that people see, the forms they send."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client


def html(answer: HttpResponse) -> str:
    return answer.content.decode()


def words(answer: HttpResponse) -> str:
    """The page as text, without markup, scripts and runs of white space."""
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", html(answer), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def title(answer: HttpResponse) -> str:
    found = re.search(r"<title>(.*?)</title>", html(answer), flags=re.DOTALL)
    assert found is not None
    return unescape(found[1])


def hidden(answer: HttpResponse, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', html(answer))
    assert found is not None, f"no field {name}"
    return unescape(found[1])


def follow(browser: Client, address: str, **sent: Any) -> HttpResponse:
    """Post a form and go where it leads."""
    return browser.post(address, sent, follow=True)
