"""One way to leave a trace: called by whatever reads or writes a patient's data, in the same transaction."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from accounts.models import AccessLog, User


def record(
    *, actor: User | None, patient_ids: Collection[UUID], action: str, what: str, now: datetime, acting_as: str = ""
) -> None:
    """One row for each of `patient_ids`. `what` is a kind of fact or a route name; `actor` None is the system."""
    count = len(patient_ids)
    AccessLog.objects.bulk_create(
        AccessLog(
            at=now, actor=actor, acting_as=acting_as, patient_id=patient_id, action=action, what=what, count=count
        )
        for patient_id in patient_ids
    )
