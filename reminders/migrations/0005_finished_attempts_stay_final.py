"""SQLite makes a table anew to change it, and forgets its triggers: this one is put back."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = """
CREATE TRIGGER IF NOT EXISTS reminders_deliveryattempt_final BEFORE UPDATE ON reminders_deliveryattempt
WHEN OLD.finished_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a finished delivery attempt is never changed'); END
"""


def create(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(SQLITE)


class Migration(migrations.Migration):
    dependencies = [("reminders", "0004_occurrence_has_recipient_and_day")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
