

import accounts.mail
import datetime
import django.db.models.deletion
import reminders.policy
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('journeys', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('local_date', models.DateField()),
                ('number', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminder_messages', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='DeliveryAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveSmallIntegerField()),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('stage', models.CharField(blank=True, choices=[('connect', 'connect'), ('sender', 'sender'), ('recipient', 'recipient'), ('data', 'data'), ('final-dot', 'final dot'), ('accepted', 'accepted')], max_length=12)),
                ('outcome', models.CharField(blank=True, choices=[('accepted', 'accepted'), ('transient', 'transient'), ('permanent', 'permanent'), ('ambiguous', 'ambiguous'), ('relay', 'relay')], max_length=12)),
                ('smtp_code', models.SmallIntegerField(blank=True, null=True)),
                ('reply', models.CharField(blank=True, max_length=200)),
                ('host', models.CharField(max_length=100)),
                ('pid', models.PositiveIntegerField()),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='reminders.message')),
            ],
        ),
        migrations.CreateModel(
            name='Occurrence',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(editable=False, max_length=200)),
                ('kind', models.CharField(choices=[('check-in', 'check in'), ('monitoring', 'monitoring')], max_length=20)),
                ('item', models.CharField(blank=True, max_length=100)),
                ('slot_no', models.PositiveIntegerField(default=0)),
                ('local_date', models.DateField()),
                ('local_time', models.TimeField()),
                ('tz', models.CharField(max_length=64)),
                ('keeps_days', models.PositiveSmallIntegerField()),
                ('due_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('due', 'Due'), ('leased', 'Leased'), ('sent', 'Sent'), ('suppressed', 'Suppressed'), ('expired', 'Expired'), ('cancelled', 'Cancelled'), ('dead', 'Dead')], default='planned', max_length=12)),
                ('reason', models.CharField(blank=True, help_text='Why it was not sent.', max_length=40)),
                ('next_at', models.DateTimeField()),
                ('lease_token', models.UUIDField(blank=True, null=True)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('claims', models.PositiveIntegerField(default=0)),
                ('fails', models.PositiveIntegerField(default=0)),
                ('crashes', models.PositiveIntegerField(default=0)),
                ('message', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='occurrences', to='reminders.message')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminder_occurrences', to='journeys.patient')),
            ],
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('patient', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='reminder_preference', serialize=False, to='journeys.patient')),
                ('rhythm', models.CharField(choices=[('daily', 'daily'), ('weekly', 'weekly'), ('two-weekly', 'two weekly')], default=reminders.policy.Rhythm['WEEKLY'], max_length=20)),
                ('weekday', models.PositiveSmallIntegerField(blank=True, help_text='0 is Monday.', null=True)),
                ('local_time', models.TimeField(default=datetime.time(9, 0))),
                ('paused_until', models.DateField(blank=True, help_text='The first day on which reminders come again.', null=True)),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('rhythm__in', [reminders.policy.Rhythm['DAILY'], reminders.policy.Rhythm['WEEKLY'], reminders.policy.Rhythm['TWO_WEEKLY']])), name='preference_rhythm_is_known'), models.CheckConstraint(condition=models.Q(('weekday__range', (0, 6))), name='preference_weekday_is_a_day'), models.CheckConstraint(condition=models.Q(('local_time__gte', datetime.time(8, 0)), ('local_time__lt', datetime.time(20, 0))), name='preference_time_in_allowed_hours')],
            },
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(fields=('recipient', 'local_date', 'number'), name='message_once_a_person_and_day'),
        ),
        migrations.AddConstraint(
            model_name='deliveryattempt',
            constraint=models.UniqueConstraint(fields=('message', 'n'), name='deliveryattempt_numbered_once'),
        ),
        migrations.AddConstraint(
            model_name='deliveryattempt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('finished_at', None), ('outcome', ''), ('reply', ''), ('smtp_code', None), ('stage', '')), models.Q(('finished_at__isnull', False), ('outcome__in', [accounts.mail.Outcome['ACCEPTED'], accounts.mail.Outcome['TRANSIENT'], accounts.mail.Outcome['PERMANENT'], accounts.mail.Outcome['AMBIGUOUS'], accounts.mail.Outcome['RELAY']]), ('stage__in', [accounts.mail.Stage['CONNECT'], accounts.mail.Stage['SENDER'], accounts.mail.Stage['RECIPIENT'], accounts.mail.Stage['DATA'], accounts.mail.Stage['FINAL_DOT'], accounts.mail.Stage['ACCEPTED']])), _connector='OR'), name='deliveryattempt_finished_has_outcome'),
        ),
        migrations.AddIndex(
            model_name='occurrence',
            index=models.Index(condition=models.Q(('state', 'due')), fields=['next_at'], name='occurrence_due'),
        ),
        migrations.AddIndex(
            model_name='occurrence',
            index=models.Index(condition=models.Q(('state', 'leased')), fields=['lease_until'], name='occurrence_leased'),
        ),
        migrations.AddIndex(
            model_name='occurrence',
            index=models.Index(condition=models.Q(('state', 'planned')), fields=['due_at'], name='occurrence_planned'),
        ),
        migrations.AddIndex(
            model_name='occurrence',
            index=models.Index(condition=models.Q(('state__in', ['planned', 'due'])), fields=['expires_at'], name='occurrence_waiting'),
        ),
        migrations.AddIndex(
            model_name='occurrence',
            index=models.Index(fields=['patient', 'local_date'], name='occurrence_patient'),
        ),
        migrations.AddConstraint(
            model_name='occurrence',
            constraint=models.UniqueConstraint(fields=('key',), name='occurrence_once_a_key'),
        ),
        migrations.AddConstraint(
            model_name='occurrence',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'due', 'leased', 'sent', 'suppressed', 'expired', 'cancelled', 'dead'])), name='occurrence_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='occurrence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('item', ''), ('kind', reminders.policy.Kind['CHECK_IN'])), models.Q(models.Q(('kind', reminders.policy.Kind['MONITORING'])), models.Q(('item', ''), _negated=True)), _connector='OR'), name='occurrence_names_its_item'),
        ),
        migrations.AddConstraint(
            model_name='occurrence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lease_token__isnull', False), ('lease_until__isnull', False), ('state', 'leased')), models.Q(models.Q(('state', 'leased'), _negated=True), ('lease_token', None), ('lease_until', None)), _connector='OR'), name='occurrence_leased_has_lease'),
        ),
        migrations.AddConstraint(
            model_name='occurrence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['suppressed', 'cancelled', 'dead']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='occurrence_unsent_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='occurrence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('message__isnull', False), _connector='OR'), name='occurrence_sent_has_message'),
        ),
    ]
