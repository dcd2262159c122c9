"""/metrics: how reminders do, in the format that Prometheus reads. Counts and ages; nothing about people."""

import hmac
from collections.abc import Iterator
from ipaddress import ip_address

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from reminders import vitals
from reminders.tasks import database_now


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For this machine, and for whoever brings METRICS_TOKEN; for everybody else the page doesn't exist."""
    if not _may_read(request):
        raise Http404
    registry = CollectorRegistry()
    registry.register(_Reminders())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _may_read(request: HttpRequest) -> bool:
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and hmac.compare_digest(token.encode(), settings.METRICS_TOKEN.encode()):
        return True
    # Behind a proxy on this machine every request comes from here; a proxy says for whom it asks.
    is_direct = not {"X-Forwarded-For", "Forwarded"} & set(request.headers)
    try:
        return is_direct and ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:  # a unix socket has no address
        return False


class _Reminders(Collector):
    def collect(self) -> Iterator[Metric]:
        now = database_now()
        read = vitals.read(now)
        yield _by_label("reminders_by_state", "Reminders in each state.", "state", vitals.by_state())
        attempts = CounterMetricFamily("reminders_attempts", "Conversations with the mail server.", labels=["outcome"])
        for outcome, count in vitals.by_outcome().items():
            attempts.add_metric([outcome or "none"], count)
        yield attempts
        beats = {"planned": read.planned_at, "delivered": read.delivered_at, "processed": read.processed_at}
        ages = {name: (now - at).total_seconds() for name, at in beats.items() if at}
        yield _by_label("reminders_seconds_since", "Since something last happened.", "what", ages)
        yield GaugeMetricFamily(
            "reminders_queue_age_seconds", "How long the oldest that could leave has waited.",
            value=read.queue_age.total_seconds(),
        )  # fmt: skip
        yield GaugeMetricFamily("reminders_mail_server_away", "1: the breaker is open.", value=bool(read.away_since))
        yield GaugeMetricFamily("reminders_held", "1: held after a restore.", value=bool(read.hold))


def _by_label(name: str, words: str, label: str, values: dict[str, int] | dict[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, words, labels=[label])
    for word, value in values.items():
        family.add_metric([word], value)
    return family
