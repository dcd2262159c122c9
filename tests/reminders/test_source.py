"""What must not be anywhere in the source: searched in the syntax tree, not in the text."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [path for part in ("tracker", "accounts", "journeys", "reminders") for path in (ROOT / part).rglob("*.py")]


def delayed(tree: ast.AST) -> Iterator[str]:
    """Ways of handing the broker something to remember."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in {"eta", "countdown"}:
            yield f"line {node.value.lineno}: {node.arg}="
        if isinstance(node, ast.Constant) and node.value in {"eta", "countdown"}:
            yield f"line {node.lineno}: {node.value!r}"


def publishing(tree: ast.AST) -> Iterator[str]:
    """Ways of ringing the broker: only its own clock does."""
    for node in ast.walk(tree):
        name = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None
        if name in {"delay", "apply_async", "send_task", "retry", "signature", "s", "si"}:
            yield f"line {node.lineno}: .{name}()"


def mailing(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        yield from (name for name in names if name.startswith(("django.core.mail", "smtplib")))


def test_no_task_is_given_to_the_broker_for_later() -> None:
    assert not {path.name: found for path in SOURCES if (found := list(delayed(ast.parse(path.read_text()))))}


def test_no_request_and_no_action_waits_for_the_broker() -> None:
    """It may be away or slow: whatever is stored is found by the clock. Commands are somebody's hand on the bell."""
    sources = [path for path in SOURCES if "commands" not in path.parts]
    assert not {path.name: found for path in sources if (found := list(publishing(ast.parse(path.read_text()))))}


@pytest.mark.parametrize("source", ["tick.delay()", "tick.apply_async()", "app.send_task('x')", "self.retry()"])
def test_the_search_finds_a_published_task(source: str) -> None:
    assert list(publishing(ast.parse(source)))


def test_only_the_transport_imports_what_sends_mail() -> None:
    senders = {str(path.relative_to(ROOT)) for path in SOURCES if list(mailing(ast.parse(path.read_text())))}
    assert senders == {"accounts/mail.py"}


@pytest.mark.parametrize(
    "source", ["task.apply_async(eta=soon)", "task.apply_async(**{'countdown': 9})", "raise self.retry(countdown=5)"]
)
def test_the_search_finds_a_delayed_task(source: str) -> None:
    assert list(delayed(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "from django.core import mail",
        "import django.core.mail",
        "from django.core.mail import send_mail",
        "import smtplib",
    ],
)
def test_the_search_finds_a_sender(source: str) -> None:
    assert list(mailing(ast.parse(source)))
