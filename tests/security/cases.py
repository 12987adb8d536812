"""Who knocks at which door, and what he is told. docs/security.md has it as a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.security.doors import KEY_PASSWORD, PASSWORD, USER, WRONG, Doors

Given = Callable[[Doors], Mapping[str, object]]


@dataclass(frozen=True)
class Case:
    """One way to come in, or not to."""

    name: str
    listener: str
    given: Given
    exit_code: int
    tells: str
    """In what is said; ``%`` stands for the broker's address, ``…`` for anything."""

    def heard(self, told: str, broker: str) -> bool:
        """Whether it was said."""
        pattern = re.escape(self.tells.replace("%", broker)).replace("…", ".*")
        return re.search(pattern, told) is not None


def _tls(doors: Doors, **more: object) -> Mapping[str, object]:
    return {"SECURITY_PROTOCOL": "SSL", "SSL_CAFILE": doors.files.ca} | more


def _login(doors: Doors, mechanism: str, **more: object) -> Mapping[str, object]:
    given = {
        "SECURITY_PROTOCOL": "SASL_SSL",
        "SSL_CAFILE": doors.files.ca,
        "SASL_MECHANISM": mechanism,
        "SASL_USERNAME": USER,
        "SASL_PASSWORD": PASSWORD,
    } | more
    return {name: value for name, value in given.items() if value is not None}


def _file(doors: Doors) -> Mapping[str, object]:
    path = doors.written("password", f"{PASSWORD}\n")
    return _login(doors, "SCRAM-SHA-512", SASL_PASSWORD=None, SASL_PASSWORD_FILE=path)


def _locked(doors: Doors, password: str) -> Mapping[str, object]:
    return _tls(doors, SSL_CERTFILE=doors.files.locked_key, SSL_KEY_PASSWORD=password)


_IN = "Ready to run"
CASES = (
    Case("TLS", "TLS", _tls, 0, _IN),
    Case(
        "TLS, the broker's authority is not in the CA file",
        "TLS",
        lambda d: _tls(d, SSL_CAFILE=d.files.foreign_ca),
        2,
        "%: the broker's certificate is not signed by an authority in COPYDESK_SSL_CAFILE",
    ),
    Case(
        "TLS, the broker's certificate has expired",
        "EXPIRED",
        _tls,
        2,
        "%: the broker's certificate has expired, or this machine's clock is wrong",
    ),
    Case(
        "TLS, the broker's certificate is for another host",
        "ELSEWHERE",
        _tls,
        2,
        "%: the broker's certificate is for another host",
    ),
    Case(
        "TLS, the CA file holds no certificate",
        "TLS",
        lambda d: _tls(d, SSL_CAFILE=d.files.no_pem),
        2,
        "COPYDESK_SSL_CAFILE: … cannot be used: … no certificate",
    ),
    Case(
        "TLS, the CA file is not there",
        "TLS",
        lambda d: _tls(d, SSL_CAFILE=d.folder / "nowhere.pem"),
        2,
        "COPYDESK_SSL_CAFILE: there is no file",
    ),
    Case(
        "TLS at a port without",
        "PLAINTEXT",
        _tls,
        3,
        "connecting to % (SSL); if it is up, look at COPYDESK_BOOTSTRAP_SERVERS",
    ),
    Case(
        "no TLS at a port with",
        "TLS",
        lambda _: {},
        3,
        "connecting to % (PLAINTEXT); if it is up, look at COPYDESK_BOOTSTRAP_SERVERS",
    ),
    Case("mutual TLS", "MUTUAL", lambda d: _tls(d, SSL_CERTFILE=d.files.client), 0, _IN),
    Case(
        "mutual TLS, key encrypted, its password from a file",
        "MUTUAL",
        lambda d: _tls(
            d,
            SSL_CERTFILE=d.files.locked_key,
            SSL_KEY_PASSWORD_FILE=d.written("key-password", KEY_PASSWORD),
        ),
        0,
        _IN,
    ),
    Case(
        "mutual TLS, no certificate", "MUTUAL", _tls, 2, "%: the broker wants a certificate of ours"
    ),
    Case(
        "mutual TLS, a certificate of another authority",
        "MUTUAL",
        lambda d: _tls(d, SSL_CERTFILE=d.files.foreign_client),
        2,
        "%: the broker does not take our certificate",
    ),
    Case(
        "mutual TLS, our certificate has expired",
        "MUTUAL",
        lambda d: _tls(d, SSL_CERTFILE=d.files.expired_client),
        2,
        "%: the broker does not take our certificate",
    ),
    Case(
        "mutual TLS, wrong password of the key",
        "MUTUAL",
        lambda d: _locked(d, WRONG),
        2,
        "COPYDESK_SSL_KEY_PASSWORD: … cannot be used",
    ),
    Case(
        "mutual TLS, no password of an encrypted key",
        "MUTUAL",
        lambda d: _locked(d, ""),
        2,
        "COPYDESK_SSL_KEY_PASSWORD: … cannot be used",
    ),
    Case(
        "mutual TLS, the key of another certificate",
        "MUTUAL",
        lambda d: _tls(d, SSL_CERTFILE=d.files.client, SSL_KEYFILE=d.files.other_key),
        2,
        "COPYDESK_SSL_KEYFILE, … cannot be used: … key values mismatch",
    ),
    Case("SASL PLAIN over TLS", "LOGIN", lambda d: _login(d, "PLAIN"), 0, _IN),
    Case(
        "SASL PLAIN over TLS, wrong password",
        "LOGIN",
        lambda d: _login(d, "PLAIN", SASL_PASSWORD=WRONG),
        2,
        "% refuses user desk by PLAIN",
    ),
    Case(
        "SASL PLAIN over TLS, unknown user",
        "LOGIN",
        lambda d: _login(d, "PLAIN", SASL_USERNAME="nobody"),
        2,
        "% refuses user nobody by PLAIN",
    ),
    Case(
        "SASL PLAIN without TLS",
        "CLEAR",
        lambda d: _login(d, "PLAIN", SECURITY_PROTOCOL="SASL_PLAINTEXT", SSL_CAFILE=None),
        0,
        "the password and all articles go over the network in the clear",
    ),
    Case("SCRAM-SHA-512 over TLS", "LOGIN", lambda d: _login(d, "SCRAM-SHA-512"), 0, _IN),
    Case("SCRAM-SHA-512 over TLS, password from a file", "LOGIN", _file, 0, _IN),
    Case(
        "SCRAM-SHA-512 over TLS, wrong password",
        "LOGIN",
        lambda d: _login(d, "SCRAM-SHA-512", SASL_PASSWORD=WRONG),
        2,
        "% refuses user desk by SCRAM-SHA-512",
    ),
    Case(
        "SCRAM-SHA-512 over TLS, wrong CA",
        "LOGIN",
        lambda d: _login(d, "SCRAM-SHA-512", SSL_CAFILE=d.files.foreign_ca),
        2,
        "%: the broker's certificate is not signed by an authority in COPYDESK_SSL_CAFILE",
    ),
    Case(
        "a mechanism that the broker has not",
        "LOGIN",
        lambda d: _login(d, "SCRAM-SHA-256"),
        2,
        "% refuses user desk by SCRAM-SHA-256",
    ),
    Case(
        "SASL, no password",
        "LOGIN",
        lambda d: _login(d, "PLAIN", SASL_PASSWORD=None),
        2,
        "security_protocol SASL_SSL needs sasl_password",
    ),
    Case(
        "SASL at a port that wants none",
        "TLS",
        lambda d: _login(d, "PLAIN"),
        2,
        "COPYDESK_SECURITY_PROTOCOL: % wants no login",
    ),
    Case(
        "no SASL at a port that wants it",
        "LOGIN",
        _tls,
        3,
        "connecting to % (SSL); if it is up, look at COPYDESK_BOOTSTRAP_SERVERS",
    ),
)
