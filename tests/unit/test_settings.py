from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from service.errors import ConfigError
from service.settings import load, sources_of


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in os.environ if n.startswith("COPYDESK_")]:
        monkeypatch.delenv(name)


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "copydesk.toml"
    file.write_text('group_id = "file"\noutput_topic = "file"\n', "utf-8")
    monkeypatch.setenv("COPYDESK_CONFIG_FILE", str(file))
    monkeypatch.setenv("COPYDESK_OUTPUT_TOPIC", "environment")
    settings = load()
    assert (settings.group_id, settings.output_topic) == ("file", "environment")
    sources = sources_of(settings)
    told = [sources[name] for name in ("group_id", "output_topic", "input_topic")]
    assert told == ["file", "environment", "default"]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        (
            "COPYDESK_GROUPID",
            "x",
            "COPYDESK_GROUPID: no such setting; did you mean COPYDESK_GROUP_ID",
        ),
        ("COPYDESK_ZZZ", "x", "see copydesk check --print"),
        ("COPYDESK_DELIVERY", "twice", "COPYDESK_DELIVERY: .*'exactly_once' or 'at_least_once'"),
        ("COPYDESK_HTTP_PORT", "99999", "COPYDESK_HTTP_PORT: .*65535"),
        ("COPYDESK_BATCH_MAX_RECORDS", "many", "COPYDESK_BATCH_MAX_RECORDS: .*integer"),
        (
            "COPYDESK_TRAFILATURA_SHARE",
            "10",
            "COPYDESK_TRAFILATURA_SHARE: .*less than or equal to 1",
        ),
        ("COPYDESK_TRAFILATURA_SHARE", "most", "most: give a number from 0 to 1, or all"),
        ("COPYDESK_OUTPUT_TOPIC", "articles.raw", "must differ"),
        ("COPYDESK_SECURITY_PROTOCOL", "SASL_SSL", "needs sasl_mechanism"),
    ],
)
def test_a_wrong_setting_is_named(
    name: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError, match=told):
        load()


@pytest.mark.parametrize(("given", "share"), [("0", 0.0), ("0.05", 0.05), ("all", 1.0), ("1", 1.0)])
def test_a_share_is_a_number_or_all(
    given: str, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COPYDESK_TRAFILATURA_SHARE", given)
    assert load().trafilatura_share == share


def test_all_wrong_settings_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_HTTP_PORT", "-1")
    monkeypatch.setenv("COPYDESK_LOG_LEVEL", "shout")
    with pytest.raises(ConfigError) as caught:
        load()
    assert "COPYDESK_HTTP_PORT" in str(caught.value)
    assert "COPYDESK_LOG_LEVEL" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("group_id = ", "is not TOML"),
        ("COPYDESK_GROUP_ID = 'x'", "names are lower case"),
        (None, "there is no file"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(
    text: str | None, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "copydesk.toml"
    if text is not None:
        file.write_text(text, "utf-8")
    monkeypatch.setenv("COPYDESK_CONFIG_FILE", str(file))
    with pytest.raises(ConfigError, match=told):
        load()


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_GROUP_ID", "")
    assert load().group_id == "copydesk"


def test_a_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, **LOGIN, COPYDESK_SASL_PASSWORD="hush")  # noqa: S106  it opens nothing
    assert "hush" not in repr(load())


LOGIN = {
    "COPYDESK_SECURITY_PROTOCOL": "SASL_SSL",
    "COPYDESK_SASL_MECHANISM": "PLAIN",
    "COPYDESK_SASL_USERNAME": "desk",
}


def given(monkeypatch: pytest.MonkeyPatch, **more: str) -> None:
    for name, value in more.items():
        monkeypatch.setenv(name, value)


def test_a_secret_is_read_from_its_file_and_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "password"
    file.write_text("hush hush \r\n", "utf-8")
    given(monkeypatch, **LOGIN, COPYDESK_SASL_PASSWORD_FILE=str(file))
    settings = load()
    assert settings.sasl_password
    assert settings.sasl_password.get_secret_value() == "hush hush "
    assert "hush" not in repr(settings)
    assert sources_of(settings)["sasl_password"] == "COPYDESK_SASL_PASSWORD_FILE"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, "security_protocol SASL_SSL needs sasl_password$"),
        ({"COPYDESK_SASL_PASSWORD_FILE": "/nowhere"}, "PASSWORD_FILE: there is no file /nowhere"),
        ({"COPYDESK_SASL_PASSWORD_FILE": "{empty}"}, "sasl_password_file: .* is empty"),
        ({"COPYDESK_SASL_PASSWORD_FILE": "{binary}"}, "cannot be read: UnicodeDecodeError"),
        (
            {"COPYDESK_SASL_PASSWORD_FILE": "{empty}", "COPYDESK_SASL_PASSWORD": "hush"},
            "sasl_password and sasl_password_file are given",
        ),
        ({"COPYDESK_SSL_CAFILE": "/nowhere"}, "COPYDESK_SSL_CAFILE: there is no file /nowhere"),
        (
            {"COPYDESK_SASL_PASSWORD": "hush", "COPYDESK_SSL_KEYFILE": "{empty}"},
            "ssl_keyfile needs ssl_certfile",
        ),
        (
            {"COPYDESK_SASL_PASSWORD": "hush", "COPYDESK_SECURITY_PROTOCOL": "SSL"},
            "sasl_mechanism, sasl_username, sasl_password: not used with security_protocol SSL",
        ),
        (
            {
                "COPYDESK_SASL_PASSWORD": "hush",
                "COPYDESK_SECURITY_PROTOCOL": "SASL_PLAINTEXT",
                "COPYDESK_SSL_CAFILE": "{empty}",
            },
            "ssl_cafile: not used with security_protocol SASL_PLAINTEXT",
        ),
    ],
)
def test_a_login_that_does_not_fit_together_is_named_without_its_secret(
    more: dict[str, str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"empty": tmp_path / "empty", "binary": tmp_path / "binary"}
    files["empty"].write_text("\n", "utf-8")
    files["binary"].write_bytes(b"\xff\xfe")
    given(monkeypatch, **LOGIN | {name: value.format(**files) for name, value in more.items()})
    with pytest.raises(ConfigError, match=told) as caught:
        load()
    assert "hush" not in str(caught.value)
    assert "hush" not in str(caught.value.__cause__)


@pytest.mark.parametrize(
    ("protocol", "mechanism", "risk"),
    [
        ("SASL_PLAINTEXT", "PLAIN", "the password and all articles"),
        ("SASL_PLAINTEXT", "SCRAM-SHA-512", "SASL_PLAINTEXT all articles"),
        ("SASL_SSL", "PLAIN", ""),
    ],
)
def test_what_goes_in_the_clear_is_warned_of(
    protocol: str, mechanism: str, risk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(monkeypatch, **LOGIN, COPYDESK_SASL_PASSWORD="hush")  # noqa: S106  it opens nothing
    given(monkeypatch, COPYDESK_SECURITY_PROTOCOL=protocol, COPYDESK_SASL_MECHANISM=mechanism)
    risks = load().risks
    assert bool(risks) is bool(risk)
    assert risk in "".join(risks)


@pytest.mark.parametrize(
    ("more", "risk"),
    [
        ({}, ""),
        ({"COPYDESK_WORKERS": "2"}, ""),
        ({"COPYDESK_WORKERS": "2", "COPYDESK_MAX_POLL_INTERVAL_MS": "119000"}, "MAX_POLL_INTERVAL"),
        ({"COPYDESK_WORKERS": "2", "COPYDESK_MAX_POLL_INTERVAL_MS": "120000"}, ""),
        ({"COPYDESK_MAX_POLL_INTERVAL_MS": "119000"}, ""),
    ],
)
def test_times_that_do_not_fit_together_are_warned_of(
    more: dict[str, str], risk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(monkeypatch, **more)
    risks = load().risks
    assert bool(risks) is bool(risk)
    assert risk in "".join(risks)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"breaker_window_records": 100, "breaker_min_rejects": 101}, "never fit into"),
        ({"workers": 1, "live_timeout_s": 20, "time_limit_s": 20}, "longer than time_limit_s 20"),
    ],
)
def test_limits_that_do_not_fit_together_are_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        load(**given)


def test_the_breaker_is_switched_off_by_a_window_of_none() -> None:
    assert load(breaker_window_records=0).breaker_min_rejects > 0
