import accounts.models
import datetime
import django.db.models.deletion
import reminders.models.preference
import reminders.policy
from django.conf import settings
from django.db import migrations, models


def fill(apps, schema_editor):
    """What stands already: the patient's own, due on the day of its first reminder. What had not left yet is planned
    again within minutes, so it goes."""
    occurrences = apps.get_model("reminders", "Occurrence").objects
    occurrences.filter(state__in=["planned", "due", "leased"]).delete()
    for each in occurrences.select_related("patient", "message").iterator():
        each.recipient_id = each.message.recipient_id if each.message else each.patient.user_id
        repeats = each.slot_no * 14 if each.kind == "monitoring" else 0
        each.due_on = each.local_date - datetime.timedelta(days=repeats)
        each.priority = list(reminders.policy.Kind).index(each.kind)
        if each.recipient_id:
            each.save(update_fields=["recipient", "due_on", "priority"])
        else:
            each.delete()


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_cache_table'),
        ('journeys', '0002_work_items_follow_ups_care_ended'),
        ('reminders', '0002_finished_attempts_are_final'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DeliveryEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event_id', models.CharField(max_length=200, unique=True)),
                ('type', models.CharField(choices=[('delivered', 'delivered'), ('hard-bounce', 'came back for good'), ('soft-bounce', 'came back for now'), ('complaint', 'reported as unwanted'), ('other', 'other')], max_length=12)),
                ('at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('name', models.CharField(choices=[('planned', 'the planner went through'), ('delivered', 'a round of delivery went through'), ('processed', 'a reminder was decided: sent or not')], max_length=20, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('lost_from', models.DateTimeField(null=True)),
                ('lost_until', models.DateTimeField(null=True)),
                ('why', models.CharField(max_length=200)),
                ('released_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='PutOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('visit', 'visit'), ('drug-cycle', 'drug cycle'), ('follow-up', 'follow up'), ('monitoring', 'monitoring'), ('check-in', 'check in'), ('team-digest', 'team digest')], max_length=20)),
                ('item', models.CharField(blank=True, max_length=100)),
                ('due_on', models.DateField()),
                ('until', models.DateField()),
                ('is_done', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'put off',
            },
        ),
        migrations.CreateModel(
            name='Recipient',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='mail_recipient', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('token', models.CharField(default=reminders.models.preference._token, editable=False, max_length=64, unique=True)),
                ('calendar_token', models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True)),
                ('local_time', models.TimeField(blank=True, null=True)),
                ('away_zone', models.CharField(blank=True, max_length=64, validators=[accounts.models.validate_time_zone])),
                ('away_from', models.DateField(blank=True, null=True)),
                ('away_until', models.DateField(blank=True, help_text='The first day at home again.', null=True)),
                ('paused_until', models.DateField(blank=True, null=True)),
                ('as_carer_since', models.DateTimeField(blank=True, null=True)),
                ('team_digest_since', models.DateTimeField(blank=True, null=True)),
                ('check_ins_stopped_at', models.DateTimeField(blank=True, null=True)),
                ('tests_and_visits_stopped_at', models.DateTimeField(blank=True, null=True)),
                ('last_answer_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Relay',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('down_since', models.DateTimeField(null=True)),
                ('rests_until', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_hash', models.CharField(max_length=64)),
                ('reason', models.CharField(choices=[('hard-bounce', 'mails came back'), ('soft-bounces', 'mails came back again and again'), ('complaint', 'mails were reported as unwanted')], max_length=20)),
                ('since', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='occurrence',
            name='occurrence_names_its_item',
        ),
        migrations.RemoveIndex(
            model_name='occurrence',
            name='occurrence_due',
        ),
        migrations.AddField(
            model_name='deliveryattempt',
            name='provider_id',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='message',
            name='is_nudge',
            field=models.BooleanField(default=True, help_text='Asks for what can be done any day: counts for the caps.'),
        ),
        migrations.AddField(
            model_name='occurrence',
            name='due_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='occurrence',
            name='is_carers',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='occurrence',
            name='priority',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='occurrence',
            name='recipient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminder_occurrences', to=settings.AUTH_USER_MODEL, null=True),
        ),
        migrations.AddField(
            model_name='occurrence',
            name='revision',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='occurrence',
            name='unwritable',
            field=models.PositiveIntegerField(default=0, help_text='How often the text could not be put together.'),
        ),
        migrations.AddField(
            model_name='preference',
            name='pause_reason',
            field=models.CharField(blank=True, choices=[('hospital', 'In hospital'), ('holiday', 'On holiday'), ('other', 'Another reason')], max_length=10),
        ),
        migrations.AlterField(
            model_name='occurrence',
            name='key',
            field=models.CharField(editable=False, max_length=240),
        ),
        migrations.AlterField(
            model_name='occurrence',
            name='kind',
            field=models.CharField(choices=[('visit', 'visit'), ('drug-cycle', 'drug cycle'), ('follow-up', 'follow up'), ('monitoring', 'monitoring'), ('check-in', 'check in'), ('team-digest', 'team digest')], max_length=20),
        ),
        migrations.AlterField(
            model_name='occurrence',
            name='patient',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reminder_occurrences', to='journeys.patient'),
        ),
        migrations.AddIndex(
            model_name='deliveryattempt',
            index=models.Index(condition=models.Q(('provider_id', ''), _negated=True), fields=['provider_id'], name='deliveryattempt_provider'),
        ),
        migrations.AddIndex(
            model_name='occurrence',
            index=models.Index(condition=models.Q(('state', 'due')), fields=['priority', 'next_at'], name='occurrence_due'),
        ),
        migrations.AddIndex(
            model_name='occurrence',
            index=models.Index(condition=models.Q(('state__in', ['planned', 'due'])), fields=['recipient'], name='occurrence_recipient'),
        ),
        migrations.AddConstraint(
            model_name='occurrence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('item', ''), ('kind__in', [reminders.policy.Kind['CHECK_IN'], reminders.policy.Kind['TEAM_DIGEST']])), models.Q(models.Q(('kind__in', [reminders.policy.Kind['VISIT'], reminders.policy.Kind['DRUG_CYCLE'], reminders.policy.Kind['FOLLOW_UP'], reminders.policy.Kind['MONITORING']])), models.Q(('item', ''), _negated=True)), _connector='OR'), name='occurrence_names_its_item'),
        ),
        migrations.AddConstraint(
            model_name='occurrence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', reminders.policy.Kind['TEAM_DIGEST']), ('patient', None)), models.Q(models.Q(('kind', reminders.policy.Kind['TEAM_DIGEST']), _negated=True), ('patient__isnull', False)), _connector='OR'), name='occurrence_has_patient_unless_digest'),
        ),
        migrations.AddField(
            model_name='deliveryevent',
            name='message',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='reminders.message'),
        ),
        migrations.AddField(
            model_name='hold',
            name='released_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='putoff',
            name='patient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders_put_off', to='journeys.patient'),
        ),
        migrations.AddField(
            model_name='putoff',
            name='recipient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='recipient',
            constraint=models.CheckConstraint(condition=models.Q(('local_time', None), models.Q(('local_time__gte', datetime.time(8, 0)), ('local_time__lt', datetime.time(20, 0))), _connector='OR'), name='recipient_time_in_allowed_hours'),
        ),
        migrations.AddConstraint(
            model_name='recipient',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('away_from', None), ('away_until', None), ('away_zone', '')), models.Q(models.Q(('away_zone', ''), _negated=True), ('away_from__isnull', False), ('away_until__gt', models.F('away_from'))), _connector='OR'), name='recipient_away_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='relay',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='relay_is_one'),
        ),
        migrations.AddField(
            model_name='suppression',
            name='lifted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='deliveryevent',
            index=models.Index(fields=['message', 'type', 'at'], name='deliveryevent_message'),
        ),
        migrations.AddConstraint(
            model_name='deliveryevent',
            constraint=models.CheckConstraint(condition=models.Q(('type__in', ['delivered', 'hard-bounce', 'soft-bounce', 'complaint', 'other'])), name='deliveryevent_type_is_known'),
        ),
        migrations.AddConstraint(
            model_name='hold',
            constraint=models.UniqueConstraint(models.Value(1), condition=models.Q(('released_at', None)), name='hold_one_standing'),
        ),
        migrations.AddIndex(
            model_name='putoff',
            index=models.Index(fields=['until'], name='putoff_until'),
        ),
        migrations.AddConstraint(
            model_name='putoff',
            constraint=models.UniqueConstraint(fields=('patient', 'recipient', 'kind', 'item', 'due_on'), name='putoff_one_answer_a_thing'),
        ),
        migrations.AddConstraint(
            model_name='suppression',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('address_hash',), name='suppression_one_standing_an_address'),
        ),
        migrations.AddConstraint(
            model_name='suppression',
            constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['hard-bounce', 'soft-bounces', 'complaint'])), name='suppression_reason_is_known'),
        ),
        migrations.AddConstraint(
            model_name='suppression',
            constraint=models.CheckConstraint(condition=models.Q(('lifted_at__isnull', False), ('lifted_by', None), _connector='OR'), name='suppression_lifted_has_time'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
