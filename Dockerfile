# One image for web, worker and beat.
FROM node:22-slim AS assets
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Of the fonts the papers need two weights.
RUN npm ci --no-fund --no-audit \
    && find node_modules/@expo-google-fonts -type f ! -path '*/400Regular/*.ttf' ! -path '*/600SemiBold/*.ttf' \
        ! -name 'LICENSE*' -delete

FROM python:3.13-slim
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 VAR_DIR=/var/lib/ruxue STATIC_ROOT=/var/lib/ruxue-static
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core flite \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --home-dir /home/ruxue ruxue \
    && mkdir -p /var/lib/ruxue /var/lib/ruxue-static \
    && chown ruxue /var/lib/ruxue /var/lib/ruxue-static
WORKDIR /app
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
COPY --from=assets /app/node_modules ./node_modules
# The settings make folders in VAR_DIR: while root builds, that is somewhere else.
RUN pybabel --quiet compile --directory locale --domain django \
    && SECRET_KEY=only-while-the-image-is-built VAR_DIR=/tmp/build \
        python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/build
USER ruxue
EXPOSE 8000
CMD ["gunicorn", "portal.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--no-control-socket"]
