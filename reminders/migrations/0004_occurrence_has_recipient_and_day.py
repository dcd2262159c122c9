import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reminders", "0003_readers_digests_caps_relay")]
    operations = [
        migrations.AlterField(
            model_name="occurrence",
            name="due_on",
            field=models.DateField(),
        ),
        migrations.AlterField(
            model_name="occurrence",
            name="priority",
            field=models.PositiveSmallIntegerField(),
        ),
        migrations.AlterField(
            model_name="occurrence",
            name="recipient",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminder_occurrences', to=settings.AUTH_USER_MODEL),
        ),
    ]
