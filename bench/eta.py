"""The usual way with Celery, to compare with: a task with an ETA for each reminder. Settings are Celery's own."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

app = Celery("eta", broker=os.environ["BROKER_URL"], include=["bench.eta_tasks"])
app.conf.update(task_ignore_result=True, broker_connection_retry_on_startup=True, worker_hijack_root_logger=False)
