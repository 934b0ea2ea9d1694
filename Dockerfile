# Two images: `pipeline`, the official Airflow image with our requirements and code, which every
# Airflow service runs; and `database`, PostgreSQL with a script that makes the two databases.

FROM postgres:17.6-bookworm AS database

# Runs once, when the data volume is empty. Each database has a role of its own, so that who reads
# Airflow's metadata cannot read cases, and the other way round.
COPY --chmod=0755 <<'SCRIPT' /docker-entrypoint-initdb.d/10-databases.sh
#!/usr/bin/env bash
set -euo pipefail
psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 \
     --set airflow_password="${AIRFLOW_DB_PASSWORD:?}" \
     --set case_store_password="${CASE_STORE_PASSWORD:?}" <<'SQL'
CREATE ROLE airflow LOGIN PASSWORD :'airflow_password';
CREATE ROLE case_store LOGIN PASSWORD :'case_store_password';
CREATE DATABASE airflow OWNER airflow;
CREATE DATABASE case_store OWNER case_store;
REVOKE CONNECT ON DATABASE airflow, case_store FROM PUBLIC;
SQL
SCRIPT


FROM apache/airflow:3.3.2-python3.11 AS pipeline

# The folders that volumes are mounted on: a new volume takes over owner and mode from the image.
USER root
RUN install -d -o airflow -g root -m 0700 \
      /var/lib/authenticity /var/lib/authenticity-keys /opt/airflow/users
USER airflow

COPY requirements.txt /opt/airflow/requirements.txt
RUN pip install --no-cache-dir --requirement /opt/airflow/requirements.txt

# The package finds `include/` beside `plugins/`.
COPY --chown=airflow:root dags /opt/airflow/dags
COPY --chown=airflow:root plugins /opt/airflow/plugins
COPY --chown=airflow:root include /opt/airflow/include

ENV PYTHONPATH=/opt/airflow/plugins \
    GX_ANALYTICS_ENABLED=false
