"""`make mutants`: changes every function of the rules in one place at a time and asks the rule's own test file.

Prints the share that the tests noticed, by folder and rule; the changes that no test noticed are written as diffs to
mutants/survivors.txt. With names (`takayasu`, `lupus.crr_12mo`) only these run again, the rest stands as it was.
What isn't changed: texts and thresholds of the RULE declarations, the words inside f-strings, decorated functions.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code

RULES = Path("journeys/guidance/rules")
WORK = Path("mutants")
SURVIVORS = WORK / "survivors.txt"
STATS = WORK / "mutmut-stats.json"
GOAL = 85
NOTICED = {"killed", "timeout", "segfault"}
Results = dict[Path, dict[str, str]]
"""By the rule's file: the status of each mutant."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rules", nargs="*", type=_pattern, help="a folder or a rule of it: lupus, lupus.crr_12mo")
    patterns = parser.parse_args().rules
    if not patterns:
        shutil.rmtree(WORK, ignore_errors=True)
    STATS.unlink(missing_ok=True)  # mutmut wouldn't look again which tests run a function that is new
    return _mutate(patterns) or _report(_results())


def _pattern(name: str) -> str:
    path = RULES / name.replace(".", "/")
    if not (path.is_dir() or path.with_suffix(".py").is_file()):
        raise argparse.ArgumentTypeError(f"no rules are at {path}")
    return f"journeys.guidance.rules.{name}.*"


def _mutate(patterns: list[str]) -> int:
    """mutmut draws its progress; into a file it would be all there is to read."""
    quiet = None if sys.stdout.isatty() else subprocess.PIPE
    command = [Path(sys.executable).with_name("mutmut"), "run", *patterns]
    run = subprocess.run(command, stdout=quiet, stderr=quiet and subprocess.STDOUT, text=True, check=False)
    if run.returncode and run.stdout:
        print(run.stdout)
    return run.returncode


def _results() -> Results:
    found: Results = {}
    for meta in sorted((WORK / RULES).glob("*/*.py.meta")):
        codes = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
        tried = {mutant: status_by_exit_code[code] for mutant, code in codes.items() if code is not None}
        if tried:
            found[RULES / meta.parent.name / meta.stem] = tried
    return found


def _report(results: Results) -> int:
    folders: dict[str, Counter[bool]] = defaultdict(Counter)
    for path, statuses in results.items():
        noticed = Counter(status in NOTICED for status in statuses.values())
        folders[path.parent.name] += noticed
        print(_line(f"{path.parent.name}.{path.stem}", noticed))
    whole = sum(folders.values(), Counter())
    print(*("", *(_line(folder, noticed) for folder, noticed in folders.items()), _line("all", whole)), sep="\n")
    SURVIVORS.write_text("\n".join(_survivors(results)), encoding="utf-8")
    print(f"\n{whole[False]} changes that no test noticed: {SURVIVORS}")
    return 0 if whole[True] * 100 >= GOAL * whole.total() else 1


def _line(name: str, noticed: Counter[bool]) -> str:
    share = noticed[True] * 100 / noticed.total()
    verdict = "" if share >= GOAL else f"  below {GOAL} %"
    return f"{name:40} {noticed[True]:6} of {noticed.total():6}  {share:5.1f} %{verdict}"


def _survivors(results: Results) -> list[str]:
    return [
        f"# {mutant}: {status}\n{get_diff_for_mutant(mutant, path=path).rstrip()}\n"
        for path, statuses in results.items()
        for mutant, status in statuses.items()
        if status not in NOTICED
    ]


if __name__ == "__main__":
    sys.exit(main())
