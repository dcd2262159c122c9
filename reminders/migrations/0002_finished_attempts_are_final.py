"""Holds the databases to it: a finished delivery attempt is never changed."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = """
CREATE TRIGGER reminders_deliveryattempt_final BEFORE UPDATE ON reminders_deliveryattempt
WHEN OLD.finished_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a finished delivery attempt is never changed'); END
"""
POSTGRESQL = """
CREATE FUNCTION reminders_deliveryattempt_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a finished delivery attempt is never changed' USING ERRCODE = 'integrity_constraint_violation'; END
$$;
CREATE TRIGGER reminders_deliveryattempt_final BEFORE UPDATE ON reminders_deliveryattempt
FOR EACH ROW WHEN (OLD.finished_at IS NOT NULL) EXECUTE FUNCTION reminders_deliveryattempt_final();
"""


def create(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute({"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor])


def drop(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER reminders_deliveryattempt_final ON reminders_deliveryattempt")
        schema_editor.execute("DROP FUNCTION reminders_deliveryattempt_final()")
    else:
        schema_editor.execute("DROP TRIGGER reminders_deliveryattempt_final")


class Migration(migrations.Migration):
    dependencies = [("reminders", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
