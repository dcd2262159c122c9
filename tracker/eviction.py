"""Refuses to work on a broker that throws away what it has no room for.

With any other policy than ``noeviction`` a full Redis drops queued work without a word, and nobody is the wiser.
"""

import logging

from celery import bootsteps
from django.core.exceptions import ImproperlyConfigured
from redis import RedisError

log = logging.getLogger(__name__)


class RefuseEviction(bootsteps.StartStopStep):
    """A step of the worker's start, before it takes the first task."""

    requires = ("celery.worker.components:Pool",)

    def start(self, worker: object) -> None:
        policy = eviction_policy(worker.app)  # type: ignore[attr-defined]  # Celery's worker has no types
        if policy is None:
            log.warning("The broker does not tell its maxmemory-policy: make sure that it is noeviction.")
        elif policy != "noeviction":
            raise ImproperlyConfigured(f"The broker's maxmemory-policy is {policy!r}; it must be 'noeviction'.")


def eviction_policy(app: object) -> str | None:
    """The broker's ``maxmemory-policy``; None where it may not be asked (managed servers forbid CONFIG)."""
    with app.connection_for_read() as connection:  # type: ignore[attr-defined]  # the same
        try:
            answer = connection.default_channel.client.config_get("maxmemory-policy")
        except RedisError:
            return None
    value = next(iter(answer.values()), None)
    return value.decode() if isinstance(value, bytes) else value
