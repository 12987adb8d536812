"""Apache Kafka with TLS, logins and rights: who comes in, what is told, what is never told.

``COPYDESK_TEST_SECURITY=full`` (make test-security) tries each door by the command itself, and takes
away each right of each command.
"""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.topics import TOPICS
from service import kafka
from service.errors import ConfigError
from service.kafka.greeting import greet
from service.settings import Settings, load
from service.transport import Message
from tests.running import Running
from tests.security.cases import CASES, Case
from tests.security.doors import KEY_PASSWORD, PASSWORD, SECRETS, USER, WRONG, Doors, Right, opened
from tests.security.rights import NEEDED

pytestmark = pytest.mark.integration

FULL = os.environ.get("COPYDESK_TEST_SECURITY") == "full"
CANARY = "canarybird"
OTHERS = ("check", "topics", "feed examples/articles", "dead list", "replay --go")
ONLY_FULL = pytest.mark.skipif(not FULL, reason="make test-security")
GOOD = (
    f'{{"title": "{CANARY}", "text": "{CANARY} sang.\\n\\nIt sang for a long time, {CANARY} did."}}'
)
BAD = (
    f'{{"text": "{CANARY}',
    f'{{"text": ["{CANARY}"], "published_at": {{"{CANARY}": 1}}}}',
    f'{{"html": "<title>{CANARY}</title><p>{CANARY}"}}',
    f'["{CANARY}"]',
)


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with opened(tmp_path_factory.mktemp("secured")) as found:
        plain = Settings(bootstrap_servers=found.node.bootstrap_servers)
        kafka.create_topics(plain, {topic.name: topic.configs for topic in TOPICS}, 1)
        yield found


@pytest.fixture
def settings(doors: Doors, request: pytest.FixtureRequest) -> Settings:
    """Topics and a group of the test's own, as the super user sees them."""
    name = f"{abs(hash(request.node.name)) % 10**8:08d}"
    made = Settings(
        bootstrap_servers=doors.node.bootstrap_servers,
        input_topic=f"raw-{name}",
        output_topic=f"enriched-{name}",
        dead_letter_topic=f"dead-{name}",
        group_id=f"group-{name}",
        instance_id="one",
        session_timeout_ms=6_000,
    )
    names = (made.input_topic, made.output_topic, made.dead_letter_topic)
    kafka.create_topics(
        made, {name: topic.configs for name, topic in zip(names, TOPICS, strict=True)}, 1
    )
    return made


def environment(doors: Doors, case: Case) -> dict[str, str]:
    given = {f"COPYDESK_{name}": str(value) for name, value in case.given(doors).items()}
    return given | {"COPYDESK_BOOTSTRAP_SERVERS": address(doors, case)}


def address(doors: Doors, case: Case) -> str:
    plain = case.listener == "PLAINTEXT"
    return doors.node.bootstrap_servers if plain else doors.node.address(case.listener)


def login(doors: Doors) -> dict[str, str]:
    """As the user whose rights are granted, his password in a file."""
    return {
        "COPYDESK_BOOTSTRAP_SERVERS": doors.node.address("LOGIN"),
        "COPYDESK_SECURITY_PROTOCOL": "SASL_SSL",
        "COPYDESK_SSL_CAFILE": str(doors.files.ca),
        "COPYDESK_SASL_MECHANISM": "SCRAM-SHA-512",
        "COPYDESK_SASL_USERNAME": USER,
        "COPYDESK_SASL_PASSWORD_FILE": str(doors.written("password", f"{PASSWORD}\n")),
    }


def copydesk(given: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("COPYDESK_")}
    return subprocess.run(
        [sys.executable, "-m", "service", *arguments],
        env=clean | given,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


def as_environment(settings: Settings) -> dict[str, str]:
    given = settings.model_dump(exclude_unset=True).items()
    return {f"COPYDESK_{name.upper()}": str(value) for name, value in given}


def assert_no_secret(*told: str) -> None:
    for text in told:
        assert not [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_door_lets_in_or_says_why_not(
    doors: Doors, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    if case.exit_code == 3:
        pytest.skip("the client tries for ten seconds: make test-security")
    for name, value in environment(doors, case).items():
        monkeypatch.setenv(name, value)
    try:
        settings = load()
        greet(settings)
        told = "\n".join(("Ready to run", *settings.risks))
    except ConfigError as error:
        told = str(error)
    assert told.startswith("Ready to run") is (case.exit_code == 0)
    assert case.heard(told, address(doors, case)), told
    assert_no_secret(told)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@ONLY_FULL
def test_each_door_by_the_command(doors: Doors, case: Case) -> None:
    plain = Settings(bootstrap_servers=doors.node.bootstrap_servers)
    doors.grant(*NEEDED["check"](plain))
    done = copydesk(environment(doors, case), "check")
    assert done.returncode == case.exit_code, done.stderr
    assert case.heard(done.stderr, address(doors, case)), done.stderr
    assert "Traceback" not in done.stderr
    assert_no_secret(done.stdout, done.stderr)


@pytest.mark.parametrize(
    "command",
    ["run", *(pytest.param(c, marks=ONLY_FULL) for c in OTHERS)],
)
def test_a_wrong_password_ends_each_command_at_once(doors: Doors, command: str) -> None:
    given = login(doors) | {"COPYDESK_SASL_PASSWORD": WRONG, "COPYDESK_SASL_PASSWORD_FILE": ""}
    done = copydesk(given | {"COPYDESK_HTTP_PORT": "0"}, *command.split())
    assert done.returncode == 2, done.stderr
    assert "COPYDESK_SASL_PASSWORD" in done.stderr
    assert f"refuses user {USER} by SCRAM-SHA-512" in done.stderr
    assert "Traceback" not in done.stderr
    assert_no_secret(done.stdout, done.stderr)


def test_secrets_are_masked_wherever_they_come_from(doors: Doors) -> None:
    given = login(doors) | {
        "COPYDESK_SSL_CERTFILE": str(doors.files.client),
        "COPYDESK_SSL_KEY_PASSWORD": KEY_PASSWORD,
    }
    done = copydesk(given, "check", "--print")
    assert done.returncode == 0
    assert "COPYDESK_SASL_PASSWORD=**********  # COPYDESK_SASL_PASSWORD_FILE" in done.stdout
    assert "COPYDESK_SSL_KEY_PASSWORD=**********  # environment" in done.stdout
    assert_no_secret(done.stdout, done.stderr)


@pytest.mark.parametrize(
    "delivery",
    [
        "exactly_once",
        pytest.param("at_least_once", marks=ONLY_FULL),
    ],
)
def test_with_the_least_rights_articles_flow_and_nothing_leaks(
    doors: Doors, settings: Settings, tmp_path: Path, delivery: str
) -> None:
    doors.grant(*NEEDED[f"run, {delivery}"](settings))
    messages = [Message(None, text.encode(), ()) for text in (GOOD, *BAD)]
    kafka.write_topic(settings, settings.input_topic, messages)
    with Running(settings, tmp_path / "log", **login(doors), COPYDESK_DELIVERY=delivery) as service:
        service.await_that(lambda: service.consumed() == len(messages), "all read")
        page = urllib.request.urlopen(f"http://127.0.0.1:{service.port}/metrics", timeout=5)
        assert_no_secret(page.read().decode())
        assert service.terminate() == 0, service.log()
    assert len(kafka.read_topic(settings, settings.output_topic)) == 1
    assert len(kafka.read_topic(settings, settings.dead_letter_topic)) == len(BAD)
    assert_no_secret(service.log())
    assert CANARY not in service.log()


@pytest.mark.parametrize(
    "lost",
    [
        pytest.param(0, id="read input", marks=ONLY_FULL),
        pytest.param(1, id="write output"),
        pytest.param(3, id="group", marks=ONLY_FULL),
        pytest.param(4, id="transactional id"),
    ],
)
def test_run_without_one_of_its_rights_names_it(
    doors: Doors, settings: Settings, lost: int
) -> None:
    rights = NEEDED["run, exactly_once"](settings)
    refused_without(rights[lost], rights, doors, settings, "run")


@ONLY_FULL
@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("run, at_least_once", "run"),
        ("check", "check"),
        ("dead list, show, export; replay", "dead list"),
        ("replay --go", "replay --go --from-beginning"),
    ],
)
def test_each_command_needs_exactly_its_rights(
    doors: Doors, settings: Settings, name: str, command: str
) -> None:
    rights = NEEDED[name](settings)
    kafka.write_topic(settings, settings.input_topic, [Message(None, BAD[0].encode(), ())])
    make_a_letter(doors, settings)
    for right in rights:
        refused_without(right, rights, doors, settings, command, "at_least_once")
    doors.grant(*rights)
    if command != "run":
        done = copydesk(as_environment(settings) | login(doors), *command.split())
        assert done.returncode == 0, done.stderr
        assert_no_secret(done.stdout, done.stderr)


def make_a_letter(doors: Doors, settings: Settings) -> None:
    """As the super user: something must stand on the dead-letter topic."""
    del doors
    from tests.dead import letter

    made = letter(0, topic=settings.input_topic)
    kafka.write_topic(settings, settings.dead_letter_topic, [made])


def refused_without(
    lost: Right,
    rights: object,
    doors: Doors,
    settings: Settings,
    command: str,
    delivery: str = "exactly_once",
) -> None:
    assert isinstance(rights, tuple)
    doors.grant(*(right for right in rights if right != lost))
    given = as_environment(settings) | login(doors)
    given |= {"COPYDESK_HTTP_PORT": "0", "COPYDESK_DELIVERY": delivery}
    done = copydesk(given, *command.split())
    assert done.returncode == 2, f"{lost}: {done.stderr}"
    named = {
        "TOPIC": lost.name,
        "GROUP": "COPYDESK_GROUP_ID",
        "TRANSACTIONAL_ID": "transactional id",
    }
    assert named[lost.kind] in done.stderr, f"{lost}: {done.stderr}"
    assert lost.operation in done.stderr, f"{lost}: {done.stderr}"
    assert "Traceback" not in done.stderr
    assert_no_secret(done.stdout, done.stderr)


@ONLY_FULL
def test_a_right_revoked_while_running_stops_it_and_loses_nothing(
    doors: Doors, settings: Settings, tmp_path: Path
) -> None:
    rights = NEEDED["run, exactly_once"](settings)
    write_output = Right("TOPIC", settings.output_topic, "WRITE")
    article = [Message(None, GOOD.encode(), ())]
    doors.grant(*rights)
    kafka.write_topic(settings, settings.input_topic, article)
    log = tmp_path / "log"
    with Running(settings, log, **login(doors)) as service:
        service.await_that(lambda: service.consumed() == 1, "the first")
        doors.grant(*(right for right in rights if right != write_output))
        kafka.write_topic(settings, settings.input_topic, article)
        assert service.process.wait(60) == 2, service.log()
    assert "lacks READ on a topic it reads or WRITE on a topic it writes" in service.log()
    assert settings.output_topic in service.log().splitlines()[-1]
    assert not kafka.read_topic(settings, settings.dead_letter_topic)
    doors.grant(*rights)
    with Running(settings, log, **login(doors)) as service:
        service.await_that(lambda: service.consumed() == 1, "the second")
        assert service.terminate() == 0, service.log()
    assert len(kafka.read_topic(settings, settings.output_topic)) == 2
