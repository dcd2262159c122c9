"""Evaluates a thousand invented journeys with the whole catalogue, beside what reading the same journeys takes."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Sequence
from statistics import median, quantiles
from typing import Any

from bench.cohort import LAST, document
from journeys.guidance.catalogue import PUBLISHED
from journeys.guidance.document import parse
from journeys.guidance.engine import evaluate
from journeys.guidance.journey import LISTS, Journey


def run(*, count: int, repeat: int) -> None:
    """`count` journeys, each `repeat` times: the fastest counts."""
    texts = [json.dumps(document(number)) for number in range(count)]
    journeys = [parse(json.loads(text)) for text in texts]
    gc.freeze()  # a thousand records in memory are the bench's own; a site holds one batch
    reading = _times(texts, json.loads, repeat=repeat)
    parsing = _times(texts, lambda text: parse(json.loads(text)), repeat=1)
    evaluating = _times(journeys, _evaluate, repeat=repeat)
    facts = median(_facts(journey) for journey in journeys)
    out = sys.stdout.write
    out(f"{count} journeys of {facts:.0f} entries (median), {len(PUBLISHED.rules)} rules and rule-outs, ")
    out(f"{len(PUBLISHED.follow_ups)} follow-ups, none raised an exception\n")
    for name, times in (("json.loads", reading), ("read and check", parsing), ("evaluate", evaluating)):
        out(f"{name:<16}{_ms(times)}   {median(times) / median(reading):6.1f} x json.loads\n")


def _evaluate(journey: Journey) -> object:
    return evaluate(journey, LAST)


def _times(items: Sequence[Any], work: Callable[[Any], object], *, repeat: int) -> list[float]:
    """Seconds of each item: the fastest of ``repeat`` rounds over all of them."""
    rounds = [[_time(work, item) for item in items] for _ in range(repeat)]
    return [min(each) for each in zip(*rounds, strict=True)]


def _time(work: Callable[[Any], object], item: Any) -> float:
    began = time.process_time()
    work(item)
    return time.process_time() - began


def _ms(times: Sequence[float]) -> str:
    late = quantiles(times, n=20)[-1]
    return f"median {median(times) * 1000:7.3f} ms   95 % within {late * 1000:7.3f} ms"


def _facts(journey: Journey) -> int:
    return sum(len(getattr(journey, name)) for name in LISTS)
