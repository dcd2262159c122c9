"""/healthz: can this process serve? Read by load balancers and containers, so it says nothing about people."""

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and knows every migration of this code, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        pending = _pending_migrations()
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    migrations = "pending" if pending else "applied"
    return JsonResponse({"database": "ok", "migrations": migrations}, status=503 if pending else 200)


def _pending_migrations() -> set[tuple[str, str]]:
    loader = MigrationLoader(connection)
    return set(loader.graph.leaf_nodes()) - set(loader.applied_migrations)
