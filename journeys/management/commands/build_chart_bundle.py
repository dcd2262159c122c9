"""Make the chart's browser bundle: at set-up and when the image is built, before static files are collected."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from journeys.charts import bundle


class Command(BaseCommand):
    help = "Make static/journeys/built/chart.js, which turns the chart's drawing into an interactive one."

    def handle(self, *args: Any, **options: Any) -> None:
        size = bundle.build()
        self.stdout.write(f"{bundle.BUILT.name}: {size // 1000} kB")
