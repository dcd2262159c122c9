"""The command line: ``python -m journeys.guidance JOURNEY.json --on DATE [--on DATE …] --format json|text``.

Reads one document, touches no database. Exit status 2, and one line per problem on standard error, for a document, a
file or a date that can't be taken.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

from journeys.guidance.answer import as_answer, as_text
from journeys.guidance.catalogue import PUBLISHED
from journeys.guidance.document import DocumentError, loads
from journeys.guidance.engine import evaluate
from journeys.guidance.findings import Assessment
from journeys.guidance.overrides import OverridesError, edition_of


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command line; the exit status."""
    asked = _parser().parse_args(arguments)
    try:
        journey = loads(Path(asked.journey).read_text(encoding="utf-8"))
        edition = edition_of(asked.overrides) if asked.overrides else PUBLISHED
    except (OSError, UnicodeDecodeError) as error:
        return _refuse([f"{asked.journey}: {_reason(error)}"])
    except DocumentError as error:
        return _refuse([f"{problem.path}: {problem.message}" for problem in error.problems])
    except OverridesError as error:
        return _refuse([f"{asked.overrides}: {problem}" for problem in error.problems])
    _show([evaluate(journey, on, edition=edition) for on in asked.on], as_format=asked.format)
    return 0


class _Parser(argparse.ArgumentParser):
    """One line a problem, as for a document; the usage is what ``--help`` is for."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m journeys.guidance", description="What the guidance says of a journey.")
    parser.add_argument("journey", metavar="JOURNEY.json", help="a journey document")
    parser.add_argument(
        "--on", metavar="DATE", type=_date, action="append", required=True, help="YYYY-MM-DD, repeatable"
    )
    parser.add_argument("--overrides", metavar="FILE.toml", help="the clinic's own values for thresholds")
    parser.add_argument("--format", choices=("json", "text"), default="text")
    return parser


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date (YYYY-MM-DD)") from None


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return (error.strerror or "cannot be read") if isinstance(error, OSError) else "is not UTF-8 text"


def _refuse(problems: Sequence[str]) -> int:
    for problem in problems:
        print(problem, file=sys.stderr)
    return 2


def _show(assessments: Sequence[Assessment], *, as_format: str) -> None:
    if as_format == "text":
        print("\n\n".join(as_text(assessment) for assessment in assessments))
        return
    answers = [as_answer(assessment) for assessment in assessments]
    print(json.dumps(answers[0] if len(answers) == 1 else answers, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    sys.exit(main())
