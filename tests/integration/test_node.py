"""The local Kafka node: its data outlive a kill, it does not outlive its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from localkafka import Node
from localkafka.node import NodeError, answers
from service import kafka
from service.settings import Settings
from service.transport import Message
from tests.running import await_that

pytestmark = pytest.mark.integration

PARENT = """\
import sys, time
from pathlib import Path
from localkafka import Node
node = Node(Path(sys.argv[1])).start()
print(node.pid, flush=True)
time.sleep(600)
"""


def test_data_and_address_outlive_a_kill(tmp_path: Path) -> None:
    node = Node(tmp_path / "node")
    with node:
        address = node.bootstrap_servers
        settings = Settings.model_validate({"bootstrap_servers": address})
        kafka.create_topics(settings, {"t": {}}, 1)
        kafka.write_topic(settings, "t", [Message(b"k", b"before", ())])
        node.kill()
        assert not node.running
        assert not answers(int(address.rpartition(":")[2]))
        node.start()
        kafka.write_topic(settings, "t", [Message(b"k", b"after", ())])
        assert [r.value for r in kafka.read_topic(settings, "t")] == [b"before", b"after"]
        assert node.bootstrap_servers == address
    assert not node.running


def test_a_node_dies_with_its_parent_even_by_kill_9(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path / "node")], stdout=subprocess.PIPE
    )
    assert parent.stdout
    with parent.stdout as told:
        pid = int(told.readline())
        os.kill(pid, 0)
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    await_that(lambda: not Path(f"/proc/{pid}").exists(), "the node's end", 10)


def test_a_node_that_cannot_start_shows_the_end_of_its_log(tmp_path: Path) -> None:
    node = Node(tmp_path / "node", config={"node.id": "none"})
    with pytest.raises(NodeError, match="Invalid value none"):
        node.start()
