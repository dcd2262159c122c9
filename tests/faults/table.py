"""The table of faults, one line a row: what its tests said, on both databases, and how long they took."""

import re
from collections import defaultdict

import pytest

ROWS = {
    1: "kill -9 before the mail is sent",
    2: "kill -9 after the server accepted, before the commit",
    3: "kill -9 at random, again and again",
    4: "SIGTERM, as a deploy does it",
    5: "worker frozen for longer than its lease",
    6: "SMTP 421, 450, 451",
    7: "SMTP 550, 554",
    8: "550 for one of two people",
    9: "connection dropped before 354",
    10: "connection dropped or silent after the final dot",
    11: "mail server away for 48 hours",
    12: "mail server that never answers",
    13: "Redis emptied, restarted, down, full, another password",
    14: "Redis gone while a page is asked for",
    15: "Celery worker connected but deaf",
    16: "PostgreSQL restarted as after a power cut",
    17: "PostgreSQL down, read-only, out of connections",
    18: "SQLite locked; disk full",
    19: "a machine's clock is wrong",
    20: "the database's clock jumps back",
    21: "two beats, two planners, two loops",
    22: "the same task ten times",
    23: "clock changes in eight zones",
    24: "a zone's rules change",
    25: "schedule changed, stopped or erased while leased",
    26: "check-in done just before sending",
    27: "backlog after two days",
    28: "poison: unwritable, deadly, huge",
    29: "webhook twice, out of order, forged, unknown",
    30: "bounces, complaint, auto-reply",
    31: "one-click: POST, GET, HEAD, replay, altered",
    32: "an older backup is played back",
    33: "half-migrated deploy",
    34: "Unicode and line breaks in names and addresses",
}
# Quick and telling: these run in `make test`, the others in `make faults` only.
QUICK = frozenset({1, 2, 4, 5, 6, 7, 8, 9, 10, 14, 16, 22, 25, 26, 29, 30, 31, 34})
NAMED = re.compile(r"::test_f(\d\d)_")


def add_option(parser: pytest.Parser) -> None:
    parser.addoption("--fault-table", action="store_true", help="print what became of each row of the fault table")


def leave_slow_ones(items: list[pytest.Item]) -> None:
    for item in items:
        if (found := NAMED.search(item.nodeid)) and int(found[1]) not in QUICK:
            item.add_marker("slow_fault")


def write(reporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not config.getoption("--fault-table"):
        return
    outcomes: dict[int, list[str]] = defaultdict(list)
    seconds: dict[int, float] = defaultdict(float)
    tests: dict[int, set[str]] = defaultdict(set)
    for outcome in ("passed", "failed", "error", "skipped"):
        for report in reporter.stats.get(outcome, []):
            if found := NAMED.search(report.nodeid):
                outcomes[int(found[1])].append(outcome)
                tests[int(found[1])].add(report.nodeid)
                seconds[int(found[1])] += report.duration
    reporter.section("fault table")
    for number, words in ROWS.items():
        found_outcomes = set(outcomes[number])
        result = "no test" if not found_outcomes else "passed" if found_outcomes == {"passed"} else "FAILED"
        reporter.write_line(f"F{number:<3} {result:8} {len(tests[number]):3} tests {seconds[number]:7.1f} s  {words}")
