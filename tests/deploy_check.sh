#!/usr/bin/env bash
# `manage.py check --deploy` with settings as a production server has them. Usage: deploy_check.sh PYTHON
set -eu
secret=$("$1" -c 'import secrets; print(secrets.token_urlsafe(64))')
env -u DEMO -u DEBUG SECRET_KEY="$secret" ALLOWED_HOSTS=journey.example SITE_URL=https://journey.example \
  DATABASE_URL=postgres://tracker:unused@127.0.0.1/tracker BROKER_URL=redis://:unused@127.0.0.1:6379/0 \
  EMAIL_URL=smtp+tls://tracker:unused@mail.example:587 DEFAULT_FROM_EMAIL=journey@journey.example \
  "$1" manage.py check --deploy --fail-level WARNING
