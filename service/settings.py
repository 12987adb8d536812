"""The settings: read once, frozen, from environment, a TOML file, or their defaults."""

from __future__ import annotations

import difflib
import os
import socket
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.sources import TomlConfigSettingsSource

from schemas.topics import TOPICS
from service.errors import ConfigError

PREFIX = "COPYDESK_"
_NOT_OURS = ("COPYDESK_TEST_", "COPYDESK_CONFIG_FILE")
_INPUT, _OUTPUT, _DEAD = (topic.name for topic in TOPICS)


def _share(given: object) -> object:
    if given == "all":
        return 1
    if isinstance(given, str) and not given.replace(".", "", 1).isdigit():
        raise ValueError(f"{given}: give a number from 0 to 1, or all")
    return given


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise ValueError(f"there is no file {path}")
    return path


File = Annotated[Path, AfterValidator(_existing)]
_LIMITS_A_POLL = 6
"""A batch is cut at a third of the interval; a slow record then takes its limit twice."""
_SECRETS = ("sasl_password", "ssl_key_password")


def _secret(name: str, path: Path) -> str:
    """Read a secret as Kubernetes or Docker mounts it; a newline at its end is none of it."""
    try:
        secret = path.read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{name}_file: {path} cannot be read: {type(error).__name__}") from None
    if not secret:
        raise ValueError(f"{name}_file: {path} is empty")
    return secret


class Settings(BaseSettings):
    """Every setting, with its unit in its name and the reason of its default."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        frozen=True,
        extra="forbid",
        env_ignore_empty=True,
        hide_input_in_errors=True,
    )

    bootstrap_servers: str = Field(
        "127.0.0.1:9092", description="Kafka brokers to ask first, host:port, separated by commas."
    )
    input_topic: str = Field(_INPUT, description="Raw articles are read from here.", min_length=1)
    output_topic: str = Field(_OUTPUT, description="Enriched articles go here.", min_length=1)
    dead_letter_topic: str = Field(_DEAD, description="Rejected records go here.", min_length=1)
    group_id: str = Field(
        "copydesk", description="The consumer group all replicas share.", min_length=1
    )
    instance_id: str = Field(
        default_factory=socket.gethostname,
        description="Names this instance, the same after a restart and different for each replica: "
        "a restarted instance ends the transaction its crashed self left open. "
        "The default is the host name.",
        min_length=1,
    )
    delivery: Literal["exactly_once", "at_least_once"] = Field(
        "exactly_once",
        description="exactly_once: outputs, dead letters and offsets of a batch in one Kafka "
        "transaction. at_least_once: outputs first, then offsets; a crash between doubles a batch.",
    )
    start_from: Literal["earliest", "latest"] = Field(
        "earliest",
        description="Where a new group starts; with `latest` what stood there before is not read.",
    )
    batch_max_records: int = Field(
        500,
        ge=1,
        le=100_000,
        description="Most records of a batch. Larger ones gain little: a transaction costs about "
        "10 ms, 500 records about 300.",
    )
    batch_max_bytes: int = Field(
        16_777_216,
        ge=65_536,
        description="Most bytes of a batch (one record is always taken); bounds memory.",
    )
    workers: int = Field(
        0,
        ge=0,
        le=256,
        description="Processes that clean and enrich; 0 works in the main process, where no record "
        "can be stopped. As many as cores gives most.",
    )
    time_limit_s: float = Field(
        20.0,
        ge=1,
        description="The longest one record may take in a worker; one that takes longer, twice, is "
        "rejected. The slowest page known takes 1.5.",
    )
    worker_max_bytes: int = Field(
        536_870_912,
        ge=134_217_728,
        description="Memory above which a worker is replaced between two chunks of work.",
    )
    poll_timeout_ms: int = Field(
        500, ge=1, le=10_000, description="How long a poll waits for records; bounds a clean stop."
    )
    session_timeout_ms: int = Field(
        15_000,
        ge=6_000,
        le=300_000,
        description="Silence after which the group gives this instance's partitions away. After "
        "a kill -9 its share waits this long; a pause of the machine must stay under it.",
    )
    max_poll_interval_ms: int = Field(
        300_000,
        ge=10_000,
        description="Silence between two batches for which the group expels this instance. A batch "
        "that takes a third of it is cut: what is done is committed, the rest read again. With workers "
        "at least 6 times `TIME_LIMIT_S`.",
    )
    transaction_timeout_ms: int = Field(
        30_000,
        ge=5_000,
        le=900_000,
        description="Age at which the broker aborts an open transaction: the longest that a "
        "crashed instance can hold readers of committed data back.",
    )
    outage_limit_s: float = Field(
        300.0,
        ge=1,
        description="How long the cluster may be away before the process gives up with exit 3.",
    )
    retry_max_s: float = Field(
        5.0, ge=0.1, le=60, description="The longest pause between two tries while it is away."
    )
    stop_timeout_s: float = Field(
        20.0,
        ge=1,
        description="A stop that has not finished the batch in hand by then ends the process; "
        "nothing is lost, the batch is read again.",
    )
    live_timeout_s: float = Field(
        60.0,
        ge=1,
        description="/live fails when the loop has not moved for so long, by one record at least, "
        "and the log tells once what every thread and worker is doing. Longer than `TIME_LIMIT_S`.",
    )
    http_host: str = Field(
        "127.0.0.1",
        description="Address for metrics, probes and the live page; the container image sets 0.0.0.0.",
    )
    http_port: int = Field(
        8080,
        ge=0,
        le=65_535,
        description="Port for metrics, probes and the live page; 0 takes a free one.",
    )
    live_page: Literal["auto", "on", "off"] = Field(
        "auto",
        description="The live page at /, read-only, which shows text of articles to whoever reaches "
        "the port. auto: only where `HTTP_HOST` is this machine's own loopback address, and only by "
        "its name.",
    )
    metrics_sources: int = Field(
        200,
        ge=0,
        le=10_000,
        description="How many publishers have series of their own in the metrics, the first of the "
        "registry that are heard of; all others are counted as `other`. Each costs up to five series "
        "an instance. A newsroom's feeds are seldom more than 200; an alert says when they are.",
    )
    max_page_bytes: int = Field(
        5_000_000, ge=1_024, description="The largest page or text taken; larger ones are rejected."
    )
    max_output_bytes: int = Field(
        10_485_760,
        ge=65_536,
        description="The largest article written, frame included. The output topic's "
        "max.message.bytes counts too: the smaller of both holds.",
    )
    trafilatura_share: Annotated[float, BeforeValidator(_share)] = Field(
        0.1,
        ge=0,
        le=1,
        description="Share of HTML pages, the least sure ones, whose body trafilatura finds instead "
        "of our own extractor, at three times the time: 0 never asks it, 1 or `all` always.",
    )
    breaker_window_records: int = Field(
        1_000,
        ge=0,
        le=100_000,
        description="Among so many latest records too large a share of rejects stops the stream "
        "(docs/operating.md); 0 never does. It bounds the dead letters of a flood, and is two full "
        "batches, so that one odd batch alone is not a flood to a stream that runs well.",
    )
    breaker_min_rejects: int = Field(
        200,
        ge=1,
        description="Fewer rejects in the window are no flood, whatever their share: one site's "
        "list pages or one bad crawl is seldom more.",
    )
    breaker_share: float = Field(
        0.5,
        ge=0.01,
        le=1,
        description="Share of rejects in the window that is a flood. A stream of unfiltered crawls "
        "has up to a third; when a scraper or Copydesk itself breaks, it is nearly all.",
    )
    sources_file: Path | None = Field(
        None,
        description="CSV of publishers of your own, added to those that Copydesk knows or laid over "
        "them (docs/operating.md has its columns); read again when it changes.",
    )
    compression: Literal["none", "gzip", "snappy", "lz4", "zstd"] = Field(
        "lz4", description="Of what is written; lz4 costs the least CPU a byte saved."
    )
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="How to speak to the brokers."
    )
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] | None = Field(
        None, description="How to log in, with a SASL protocol."
    )
    sasl_username: str | None = Field(None, description="The user to log in as.")
    sasl_password: SecretStr | None = Field(None, description="The user's password.")
    sasl_password_file: File | None = Field(
        None, description="File that holds it instead; read at the start."
    )
    ssl_cafile: File | None = Field(
        None,
        description="PEM file of the authorities that may have signed the brokers' certificates; "
        "none: those this machine trusts.",
    )
    ssl_certfile: File | None = Field(
        None, description="PEM file of our certificate, for brokers that ask for one (mutual TLS)."
    )
    ssl_keyfile: File | None = Field(
        None, description="PEM file of its key; none: the key stands in the certificate's file."
    )
    ssl_key_password: SecretStr | None = Field(
        None, description="The key's password, where it is encrypted."
    )
    ssl_key_password_file: File | None = Field(
        None, description="File that holds it instead; read at the start."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Article text is never logged above debug."
    )
    log_format: Literal["auto", "json", "console"] = Field(
        "auto", description="auto: console on a terminal, JSON lines elsewhere."
    )
    tracing: Literal["off", "otlp"] = Field(
        "off",
        description="otlp: spans of batches, and of records that come with a sampled `traceparent`, "
        "to the collector that `OTEL_EXPORTER_OTLP_ENDPOINT` names (docs/operating.md); wants the "
        "extra `tracing`.",
    )

    @model_validator(mode="before")
    @classmethod
    def _secrets_from_files(cls, given: dict[str, Any]) -> dict[str, Any]:
        for name in _SECRETS:
            path = given.get(f"{name}_file")
            if path is not None and given.get(name) is not None:
                raise ValueError(f"{name} and {name}_file are given: give one of them")
            if path is not None and Path(path).is_file():
                given = given | {name: _secret(name, Path(path))}
        return given

    @model_validator(mode="after")
    def _log_in_fits_together(self) -> Settings:
        login = ("sasl_mechanism", "sasl_username", "sasl_password")
        tls = ("ssl_cafile", "ssl_certfile", "ssl_keyfile", "ssl_key_password")
        protocol = self.security_protocol
        missing = [name for name in login if not getattr(self, name)]
        if protocol.startswith("SASL") and missing:
            raise ValueError(f"security_protocol {protocol} needs {', '.join(missing)}")
        for names, word in ((login, "SASL"), (tls, "SSL")):
            idle = [name for name in names if getattr(self, name)]
            if idle and word not in protocol:
                raise ValueError(
                    f"{', '.join(idle)}: not used with security_protocol {protocol}; set it to one "
                    f"with {word}"
                )
        if self.ssl_keyfile and not self.ssl_certfile:
            raise ValueError("ssl_keyfile needs ssl_certfile")
        return self

    @model_validator(mode="after")
    def _fits_together(self) -> Settings:
        topics = {self.input_topic, self.output_topic, self.dead_letter_topic}
        if len(topics) < len(TOPICS):
            raise ValueError("input_topic, output_topic and dead_letter_topic must differ")
        if self.workers and self.live_timeout_s <= self.time_limit_s:
            raise ValueError(
                f"live_timeout_s {self.live_timeout_s:g} must be longer than time_limit_s "
                f"{self.time_limit_s:g}, or a slow record looks like a loop that is stuck"
            )
        if 0 < self.breaker_window_records < self.breaker_min_rejects:
            raise ValueError(
                f"breaker_min_rejects {self.breaker_min_rejects} never fit into "
                f"breaker_window_records {self.breaker_window_records}; 0 switches the breaker off"
            )
        return self

    @property
    def risks(self) -> list[str]:
        """What is allowed, but should be known to whoever runs it."""
        found: list[str] = []
        if self.security_protocol == "SASL_PLAINTEXT":
            clear = "the password and " if self.sasl_mechanism == "PLAIN" else ""
            found.append(
                f"COPYDESK_SECURITY_PROTOCOL: with SASL_PLAINTEXT {clear}all articles go over the "
                "network in the clear; SASL_SSL encrypts them"
            )
        if self.workers and self.max_poll_interval_ms < _LIMITS_A_POLL * 1000 * self.time_limit_s:
            found.append(
                f"COPYDESK_MAX_POLL_INTERVAL_MS: raise it to {_LIMITS_A_POLL} times "
                "COPYDESK_TIME_LIMIT_S, or slow records may cost this instance its place in the "
                "group; nothing is lost by it"
            )
        return found

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment over file over default."""
        del dotenv_settings, file_secret_settings
        file = os.environ.get("COPYDESK_CONFIG_FILE")
        toml = (TomlConfigSettingsSource(settings_cls, Path(file)),) if file else ()
        return (init_settings, env_settings, *toml)


def load(**overrides: Any) -> Settings:
    """Read the settings.

    Args:
        overrides: By field name; they win over environment and file.

    Returns:
        Valid settings.

    Raises:
        ConfigError: Names every setting that is wrong, and what is wrong with it.
    """
    _refuse_unknown(os.environ)
    file = os.environ.get("COPYDESK_CONFIG_FILE")
    if file and not Path(file).is_file():
        raise ConfigError(f"COPYDESK_CONFIG_FILE: there is no file {file}")
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise ConfigError("\n".join(_faults(error))) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"COPYDESK_CONFIG_FILE: {file} is not TOML: {error}") from error


def sources_of(settings: Settings) -> dict[str, str]:
    """Say where each setting comes from: ``environment``, ``file``, ``default``, its own file."""
    file = os.environ.get("COPYDESK_CONFIG_FILE")
    in_file = tomllib.loads(Path(file).read_text("utf-8")) if file else {}
    upper = {name.upper() for name, value in os.environ.items() if value}
    from_files = {name for name in _SECRETS if getattr(settings, f"{name}_file")}
    return {
        name: f"{PREFIX}{name.upper()}_FILE"
        if name in from_files
        else "environment"
        if PREFIX + name.upper() in upper
        else "file"
        if name in in_file
        else "default"
        for name in type(settings).model_fields
    }


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    for name in environ:
        if not name.startswith(PREFIX) or name.startswith(_NOT_OURS) or name in known:
            continue
        near = difflib.get_close_matches(
            name.removeprefix(PREFIX).lower(), Settings.model_fields, 1
        )
        hint = f"did you mean {PREFIX}{near[0].upper()}?" if near else "see copydesk check --print"
        raise ConfigError(f"{name}: no such setting; {hint}")


def _faults(error: ValidationError) -> list[str]:
    faults = []
    for fault in error.errors(include_url=False, include_context=False, include_input=False):
        name = PREFIX + str(fault["loc"][0]).upper() if fault["loc"] else "settings"
        message = fault["msg"].removeprefix("Value error, ")
        if fault["type"] == "extra_forbidden":
            message = "no such setting (in the TOML file names are lower case, without prefix)"
        faults.append(f"{name}: {message}")
    return faults
