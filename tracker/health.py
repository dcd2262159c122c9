"""Can this process serve, and do reminders leave? Read by load balancers and monitors: nothing about people."""

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from reminders import vitals
from reminders.tasks import database_now
from reminders.vitals import Vitals


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and knows every migration of this code, else 503. How reminders do is told, and
    changes nothing: a process that serves pages mustn't be stopped because a mail server is away."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if _pending_migrations():
            return JsonResponse({"database": "ok", "migrations": "pending"}, status=503)
        part = _of_reminders(vitals.read(database_now()))
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    return JsonResponse({"database": "ok", "migrations": "applied", "reminders": part})


@require_safe
def healthz_reminders(request: HttpRequest) -> JsonResponse:
    """503 when nobody went through the reminders for five minutes, one that could leave waits for a quarter of an hour,
    or the mail server is away for more than five minutes."""
    try:
        read = vitals.read(database_now())
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    return JsonResponse(_of_reminders(read), status=503 if read.troubles else 200)


def _of_reminders(read: Vitals) -> dict[str, object]:
    """Ages in whole seconds; None: there was no round yet."""
    return {
        "last_round_s": None if read.round_age is None else round(read.round_age.total_seconds()),
        "queue_age_s": round(read.queue_age.total_seconds()),
        "breaker": f"open since {read.away_since.isoformat(timespec='seconds')}" if read.away_since else "closed",
        "held": read.hold is not None,
        "troubles": read.troubles,
    }


def _pending_migrations() -> set[tuple[str, str]]:
    loader = MigrationLoader(connection)
    return set(loader.graph.leaf_nodes()) - set(loader.applied_migrations)
