"""The Celery app and the whole clock.

The database is the truth; a queued task is only a doorbell. So no task carries more than ids, any task may run twice,
any task may get lost, and what should have rung expires instead of piling up. The broker may be emptied at any time.
Start the worker with REMAP_SIGTERM=SIGQUIT in its environment, so that a stop gives running tasks back.
"""

import os

from celery import Celery
from celery.schedules import crontab
from django.conf import settings

from tracker.eviction import RefuseEviction

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

# How long a task lost with its worker waits to be handed out again. Above the time limit of a task, or tasks run twice;
# the same for every process on the broker, and in all the places where Celery reads it.
VISIBILITY = {"visibility_timeout": 120, "unacked_restore_interval": 10, "unacked_restore_throttle": 1}

app = Celery("tracker")
app.conf.update(
    broker_url=settings.BROKER_URL,
    broker_connection_retry_on_startup=True,
    broker_transport_options=VISIBILITY,
    result_backend_transport_options=VISIBILITY,
    visibility_timeout=VISIBILITY["visibility_timeout"],
    accept_content=["json"],
    task_serializer="json",
    result_serializer="json",
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_soft_time_limit=60,
    task_time_limit=90,
    task_publish_retry_policy={"max_retries": 2, "interval_start": 0.2, "interval_step": 0.4, "interval_max": 0.8},
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=500,
    worker_max_memory_per_child=400_000,  # kB; a leak ends with its process
    worker_soft_shutdown_timeout=8,
    worker_enable_soft_shutdown_on_idle=True,
    worker_hijack_root_logger=False,  # tracker/logs.py keeps record contents out of the lines
    timezone="UTC",
    beat_schedule_filename=str(settings.VAR / "beat-schedule"),
    beat_schedule={
        "reminders": {"task": "reminders.tasks.tick", "schedule": 60.0, "options": {"expires": 55}},
        "reassess what is due": {
            "task": "journeys.tasks.reassess_due",
            "schedule": crontab(minute=7),
            "options": {"expires": 55 * 60},
        },
    },
)
app.autodiscover_tasks()
app.steps["worker"].add(RefuseEviction)
