"""A node with a door of each kind, users, certificates right and wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import trustme
from cryptography.hazmat.primitives import serialization
from kafka import KafkaAdminClient
from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
)

from localkafka import Node

PASSWORD = "correct-horse-battery-staple"
KEY_PASSWORD = "open-sesame-of-the-key"
WRONG = "wrong-horse-of-a-stranger"
SECRETS = (PASSWORD, KEY_PASSWORD, WRONG)
"""Never to be found in anything that is printed or served."""
USER = "desk"
LISTENERS = {
    "TLS": "SSL",
    "EXPIRED": "SSL",
    "ELSEWHERE": "SSL",
    "MUTUAL": "SSL",
    "LOGIN": "SASL_SSL",
    "CLEAR": "SASL_PLAINTEXT",
}
_PLAIN = (
    f'org.apache.kafka.common.security.plain.PlainLoginModule required user_{USER}="{PASSWORD}";'
)
_SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required;"


class Certificates:
    """Two authorities and what they have signed, as files."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        ours, theirs = trustme.CA(), trustme.CA()
        past = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
        long_past = past - dt.timedelta(days=30)
        self.ca = self._authority("ca", ours)
        self.foreign_ca = self._authority("foreign-ca", theirs)
        self.broker = self._write("broker", ours.issue_cert("127.0.0.1"))
        self.expired = self._write(
            "expired", ours.issue_cert("127.0.0.1", not_before=long_past, not_after=past)
        )
        self.elsewhere = self._write("elsewhere", ours.issue_cert("elsewhere.example"))
        client = ours.issue_cert("desk.example", common_name=USER)
        self.client = self._write("client", client)
        self.foreign_client = self._write(
            "foreign", theirs.issue_cert("desk.example", common_name=USER)
        )
        self.expired_client = self._write(
            "late",
            ours.issue_cert("desk.example", common_name=USER, not_before=long_past, not_after=past),
        )
        self.locked_key = self._write("locked", client, KEY_PASSWORD)
        self.other_key = self._write("other", ours.issue_cert("other.example"))
        self.no_pem = folder / "no.pem"
        self.no_pem.write_text("no certificate\n", "utf-8")

    def _authority(self, name: str, ca: trustme.CA) -> Path:
        path = self._folder / f"{name}.pem"
        ca.cert_pem.write_to_path(path)
        return path

    def _write(self, name: str, leaf: trustme.LeafCert, password: str = "") -> Path:
        """Key (PKCS #8, which is what Kafka reads) and certificates in one file."""
        key = serialization.load_pem_private_key(leaf.private_key_pem.bytes(), None)
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(password.encode())
            if password
            else serialization.NoEncryption(),
        )
        path = self._folder / f"{name}.pem"
        path.write_bytes(pem + b"".join(blob.bytes() for blob in leaf.cert_chain_pems))
        return path


@dataclass(frozen=True)
class Doors:
    """The node, and how to come in."""

    node: Node
    files: Certificates
    folder: Path
    admin: KafkaAdminClient = field(repr=False)

    def written(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, "utf-8")
        return path

    def grant(self, *rights: Right) -> None:
        """Make these the only rights of the user; what he keeps he has all the while."""
        everything = ACLFilter(
            f"User:{USER}",
            "*",
            ACLOperation.ANY,
            ACLPermissionType.ANY,
            ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY),
        )
        wanted = {right.acl for right in rights}
        found = set(self.admin.describe_acls(everything)[0])
        if wanted - found:
            self.admin.create_acls(list(wanted - found))
        if found - wanted:
            self.admin.delete_acls(list(found - wanted))


@dataclass(frozen=True, order=True)
class Right:
    """One operation on one resource."""

    kind: str
    name: str
    operation: str

    @property
    def acl(self) -> ACL:
        return ACL(
            f"User:{USER}",
            "*",
            ACLOperation[self.operation],
            ACLPermissionType.ALLOW,
            ResourcePattern(ResourceType[self.kind], self.name),
        )

    def __str__(self) -> str:
        return f"{self.operation} {self.kind.lower()} {self.name}"


@contextmanager
def opened(folder: Path) -> Iterator[Doors]:
    """Start the node."""
    files = Certificates(folder / "certificates")
    scram = f"SCRAM-SHA-512=[name={USER},password={PASSWORD}]"
    with Node(folder / "node", config=_config(files), listeners=LISTENERS, scram=[scram]) as node:
        admin = KafkaAdminClient(bootstrap_servers=node.bootstrap_servers)
        try:
            yield Doors(node, files, folder, admin)
        finally:
            admin.close()


def _config(files: Certificates) -> dict[str, str]:
    brokers = {"EXPIRED": files.expired, "ELSEWHERE": files.elsewhere}
    config = {
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS",
        "ssl.principal.mapping.rules": "RULE:^.*CN=([a-z]+).*$/$1/,DEFAULT",
        "listener.name.mutual.ssl.client.auth": "required",
    }
    for name, protocol in LISTENERS.items():
        at = f"listener.name.{name.lower()}"
        if "SSL" in protocol:
            config |= {
                f"{at}.ssl.keystore.type": "PEM",
                f"{at}.ssl.keystore.location": str(brokers.get(name, files.broker)),
                f"{at}.ssl.truststore.type": "PEM",
                f"{at}.ssl.truststore.location": str(files.ca),
            }
        if "SASL" in protocol:
            config |= {
                f"{at}.sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-512",
                f"{at}.plain.sasl.jaas.config": _PLAIN,
                f"{at}.scram-sha-512.sasl.jaas.config": _SCRAM,
            }
    return config
