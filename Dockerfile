# One image for web, worker, beat and migrations; docker-compose.yml says which command each runs.
FROM python:3.11-slim-bookworm AS build
ENV SETUP_FOR=production
WORKDIR /app
COPY .ci/setup .ci/env .ci/
COPY requirements.txt requirements-uv.txt requirements-node.txt ./
RUN .ci/setup python
COPY package.json package-lock.json ./
COPY static static
RUN .ci/setup front
COPY . .
RUN mkdir -p var/files \
    && .venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && chmod -R a+rX var/static \
    && .venv/bin/python -m compileall -q psp partnerships procurement evaluation \
    && rm -rf .venv/tools node_modules requirements*.txt \
    && find var -mindepth 1 -maxdepth 1 ! -name static ! -name files -exec rm -rf {} +

FROM python:3.11-slim-bookworm
LABEL org.opencontainers.image.title="Manage public social partnerships" \
      org.opencontainers.image.licenses="MIT"
WORKDIR /app
COPY .ci/setup .ci/env .ci/
COPY requirements.txt ./
RUN .ci/setup system \
    && rm -rf /var/lib/apt/lists/* var \
    && useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin psp
COPY --from=build /app /app
# The code belongs to root; the product writes only uploads and reports, and those only here.
RUN chown -R psp:psp var/files
USER 10001
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PSP_ENV=production \
    XDG_CACHE_HOME=/tmp \
    HOST=0.0.0.0 \
    PORT=8000
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["python", ".ci/healthy.py"]
CMD ["gunicorn", "--config", "python:psp.web_server", "psp.wsgi"]
