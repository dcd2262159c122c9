"""pytest plugin: tests marked `shared` read files that no clone has. Where they are absent, that is said aloud."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "shared"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    reading = [item for item in items if item.get_closest_marker("shared")]
    if reading and not FOLDER.is_dir():
        config.hook.pytest_deselected(items=reading)
        items[:] = [item for item in items if item not in reading]
        report = config.pluginmanager.get_plugin("terminalreporter")
        if report:
            report.write_line(
                f"{len(reading)} tests deselected: they read {FOLDER.name}/ beside the clone, which isn't there"
            )
