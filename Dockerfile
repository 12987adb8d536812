# Copydesk as an image: docs/deploying.md. Needs no BuildKit. Both stages stand on the same image, so
# that the interpreter which the environment was made with is where the second stage looks for it.
ARG BASE_IMAGE=python:3.11.14-slim-bookworm

FROM ${BASE_IMAGE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /build

# run, or tracing: with OpenTelemetry
ARG REQUIREMENTS=run

# Locked dependencies first: they change seldom. Their own tests and headers serve nobody who runs this.
COPY requirements/${REQUIREMENTS}.txt requirements/build.txt ./
RUN python3 -m venv --without-pip /opt/copydesk \
 && python3 -m pip --python /opt/copydesk/bin/python install \
      --quiet --no-compile --only-binary :all: --require-hashes -r ${REQUIREMENTS}.txt \
 && python3 -m venv tools \
 && tools/bin/python -m pip install --quiet --require-hashes -r build.txt \
 && find /opt/copydesk/lib -depth -type d \( -name tests -o -name include \) -exec rm -r {} + \
 && python3 -m compileall -q --invalidation-mode unchecked-hash /opt/copydesk/lib

# Copydesk itself, beside them: a new version is a small layer on the old dependencies.
COPY pyproject.toml README.md LICENSE ./
COPY schemas schemas
COPY localkafka localkafka
COPY service service
RUN tools/bin/hatchling build -t wheel -d wheel \
 && python3 -m pip --python /opt/copydesk/bin/python install \
      --quiet --no-compile --no-deps --no-index --prefix /build/copydesk wheel/*.whl \
 && python3 -m compileall -q --invalidation-mode unchecked-hash copydesk

FROM ${BASE_IMAGE}
COPY --from=build /opt/copydesk /opt/copydesk
COPY --from=build /build/copydesk /opt/copydesk

# Bytecode is there: nothing is written at run time but in /tmp, where the language model is unpacked
# at the start (70 MB) and deleted, and sockets are.
ENV PATH=/opt/copydesk/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    COPYDESK_HTTP_HOST=0.0.0.0
USER 10001:10001
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-ISc", \
  "import os, urllib.request as ask; ask.urlopen('http://127.0.0.1:' + os.environ.get('COPYDESK_HTTP_PORT', '8080') + '/live', timeout=4)"]
ENTRYPOINT ["copydesk"]
CMD ["run"]

ARG VERSION=0.1.0
ARG REVISION=
ARG CREATED=
LABEL org.opencontainers.image.title="Copydesk" \
      org.opencontainers.image.description="Raw scraped news articles in, clean, typed, enriched articles out, on Apache Kafka" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
