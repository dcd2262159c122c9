"""The clock: what it rings, and the settings that a lost worker or broker must not get past."""

from django.conf import settings

from tracker.celery import app


def test_the_clock_rings_every_minute_and_every_hour() -> None:
    rings = {entry["task"]: entry["schedule"] for entry in app.conf.beat_schedule.values()}
    assert rings["reminders.tasks.tick"] == 60.0
    assert rings["journeys.tasks.reassess_due"].hour == set(range(24))
    assert len(rings["journeys.tasks.reassess_due"].minute) == 1
    assert len(rings) == 2


def test_what_the_clock_rings_is_there() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_rings_that_nobody_heard_do_not_pile_up() -> None:
    assert all(entry["options"]["expires"] > 0 for entry in app.conf.beat_schedule.values())


def test_a_task_that_dies_with_its_worker_comes_back_and_no_task_outlives_that() -> None:
    conf = app.conf
    assert (conf.task_acks_late, conf.task_reject_on_worker_lost, conf.worker_prefetch_multiplier) == (True, True, 1)
    seen = {
        conf.visibility_timeout,
        conf.broker_transport_options["visibility_timeout"],
        conf.result_backend_transport_options["visibility_timeout"],
    }
    assert seen == {120}
    assert conf.task_soft_time_limit < conf.task_time_limit < 120


def test_only_json_without_results_travels() -> None:
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_ignore_result is True
    assert app.conf.result_backend is None


def test_beats_schedule_lies_with_the_other_files_of_the_running_site() -> None:
    assert app.conf.beat_schedule_filename == str(settings.VAR / "beat-schedule")
