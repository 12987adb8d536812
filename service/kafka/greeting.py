"""The first word with the brokers: who may not come in is told why, at the start and at once.

The client itself tries a refused login or certificate again until its time is up, and then only
says that it could not connect.
"""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

from kafka import errors as kafka_errors
from kafka.net.manager import KafkaConnectionManager
from kafka.net.selector import NetworkSelector

from service.errors import ConfigError
from service.kafka.client import configuration
from service.settings import Settings

_ANSWER_MS = 5_000
_SASL = (
    kafka_errors.SaslAuthenticationFailedError,
    kafka_errors.UnsupportedSaslMechanismError,
)
_CURES = {
    "CERTIFICATE HAS EXPIRED": "the broker's certificate has expired, or this machine's clock is "
    "wrong: renew it",
    "MISMATCH, CERTIFICATE IS NOT VALID FOR": "the broker's certificate is for another host: name "
    "it in COPYDESK_BOOTSTRAP_SERVERS as its certificate does",
    "CERTIFICATE_VERIFY_FAILED": "the broker's certificate is not signed by an authority in "
    "COPYDESK_SSL_CAFILE: name the file of the one that signed it",
    "ALERT_CERTIFICATE_REQUIRED": "the broker wants a certificate of ours: give "
    "COPYDESK_SSL_CERTFILE and COPYDESK_SSL_KEYFILE",
    "WRONG_VERSION_NUMBER": "this port does not speak TLS: look at COPYDESK_SECURITY_PROTOCOL",
} | dict.fromkeys(
    (
        "ALERT_CERTIFICATE_EXPIRED",
        "ALERT_UNKNOWN_CA",
        "ALERT_BAD_CERTIFICATE",
        "ALERT_CERTIFICATE_UNKNOWN",
    ),
    "the broker does not take our certificate (of an authority it does not know, expired, or none): "
    "look at COPYDESK_SSL_CERTFILE",
)
"""By words of OpenSSL's message, the more exact first."""


def greet(settings: Settings) -> None:
    """Connect once, encrypt, log in. A broker that is away is left to the client.

    Raises:
        ConfigError: The files of certificate or key are wrong, or every broker that answers
            refuses us; names the settings.
    """
    _require_files(settings)
    net = NetworkSelector()
    manager = _Greeter(net, **configuration(settings))
    faults = []
    try:
        for broker in manager.cluster.bootstrap_brokers():
            try:
                manager.run(_connected, manager, broker.node_id)
            except Exception as error:  # noqa: BLE001  the client raises what its parts raise
                faults += _told(error, f"{broker.host}:{broker.port}", settings)
            else:
                return
    finally:
        manager.close()
        net.close()
    if faults:
        raise ConfigError("\n".join(faults))


class _Greeter(KafkaConnectionManager):  # type: ignore[misc]  # the client ships no types
    """Hears a broker out: the client drops an answer that the end of the connection follows.

    A refused login is such an answer.
    """

    async def _build_transport(self, node: Any, timeout_at: float | None = None) -> Any:
        transport = await super()._build_transport(node, timeout_at=timeout_at)
        receive = transport._sock_recv  # noqa: SLF001  there is no other place to stand

        def answer_first() -> tuple[bytes, Exception | None]:
            answer, end = receive()
            return answer, None if answer else end

        transport._sock_recv = answer_first  # noqa: SLF001  as above
        return transport


async def _connected(manager: Any, node_id: Any) -> None:
    connection = manager.get_connection(
        node_id, timeout_ms=_ANSWER_MS, pop_on_close=False, refresh_metadata_on_err=False
    )
    await manager.wait_for(connection.init_future, _ANSWER_MS)


def _told(error: Exception, broker: str, settings: Settings) -> list[str]:
    """Say why a broker refuses us; nothing where it may only be away."""
    if isinstance(error, kafka_errors.IllegalSaslStateError):
        return [f"COPYDESK_SECURITY_PROTOCOL: {broker} wants no login"]
    if isinstance(error, _SASL):
        return [
            (
                f"COPYDESK_SASL_USERNAME, COPYDESK_SASL_PASSWORD: {broker} refuses user "
                f"{settings.sasl_username} by {settings.sasl_mechanism}: {error}"
            )
        ]
    words = str(error).upper()
    return [f"{broker}: {cure} ({error})" for sign, cure in _CURES.items() if sign in words][:1]


def _require_files(settings: Settings) -> None:
    """Load what the client will load, to name the setting that is wrong."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if settings.ssl_cafile:
        _load("COPYDESK_SSL_CAFILE", settings.ssl_cafile, context.load_verify_locations)
    if settings.ssl_certfile:
        password = settings.ssl_key_password
        # An empty password, or OpenSSL would ask for one on the terminal.
        secret = password.get_secret_value() if password else ""
        _load(
            "COPYDESK_SSL_CERTFILE, COPYDESK_SSL_KEYFILE, COPYDESK_SSL_KEY_PASSWORD",
            settings.ssl_certfile,
            lambda path: context.load_cert_chain(path, settings.ssl_keyfile, secret),
        )


def _load(named: str, path: Path, load: Any) -> None:
    try:
        load(path)
    except (OSError, ValueError) as error:  # an SSLError is an OSError
        raise ConfigError(f"{named}: {path} cannot be used: {error}") from error
