"""Settings: checked at start, every wrong one named, all documented."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from consult import config
from consult.config import Misconfigured, Settings, from_environment

SECRET = "s" * 32


def test_without_any_setting_only_the_secret_key_is_missing() -> None:
    with pytest.raises(Misconfigured) as refused:
        from_environment({})
    (problem,) = refused.value.problems
    assert problem.startswith("CONSULT_SECRET_KEY is not set")


def test_what_serves_no_pages_needs_no_key(tmp_path: Path) -> None:
    settings = from_environment({"CONSULT_INSTANCE": str(tmp_path)}, pages=False)
    assert settings.database_url == f"sqlite:///{tmp_path / 'consult.sqlite'}"


def test_every_wrong_setting_is_named_at_once() -> None:
    with pytest.raises(Misconfigured) as refused:
        from_environment(
            {
                "CONSULT_SECRET_KEY": "short",
                "CONSULT_BASE_URL": "example.org",
                "CONSULT_PAGE_SIZE": "many",
                "CONSULT_DATABASE_URL": "mysql://x",
                "CONSULT_COLOUR": "red",
                "CONSULT_REDIS_URL": "http://x",
                "CONSULT_MAIL_URL": "x",
                "CONSULT_MAIL_FROM": "nobody",
            }
        )
    named = {problem.split()[0] for problem in refused.value.problems}
    assert named == {
        "CONSULT_SECRET_KEY",
        "CONSULT_BASE_URL",
        "CONSULT_PAGE_SIZE",
        "CONSULT_DATABASE_URL",
        "CONSULT_COLOUR",
        "CONSULT_REDIS_URL",
        "CONSULT_MAIL_URL",
        "CONSULT_MAIL_FROM",
    }


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "nonsense"])
def test_a_database_that_workers_cannot_share_is_refused(url: str) -> None:
    with pytest.raises(Misconfigured, match="CONSULT_DATABASE_URL"):
        from_environment({"CONSULT_SECRET_KEY": SECRET, "CONSULT_DATABASE_URL": url})


def test_a_postgresql_address_is_given_its_driver() -> None:
    given = {"CONSULT_SECRET_KEY": SECRET, "CONSULT_DATABASE_URL": "postgresql://u:p@h/d"}
    assert from_environment(given).database_url == "postgresql+psycopg://u:p@h/d"


def test_a_demonstrations_key_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    settings = from_environment({"CONSULT_INSTANCE": str(tmp_path)}, pages=False)
    config.make_demonstration_key(settings)
    key = from_environment({"CONSULT_INSTANCE": str(tmp_path)}).secret_key
    config.make_demonstration_key(settings)
    assert from_environment({"CONSULT_INSTANCE": str(tmp_path)}).secret_key == key
    assert len(key) == 64
    assert (tmp_path / config.DEMONSTRATION_KEY).stat().st_mode & 0o077 == 0


def test_letters_go_to_a_folder_from_nobody_where_nothing_is_set(tmp_path: Path) -> None:
    given = {"CONSULT_INSTANCE": str(tmp_path), "CONSULT_BASE_URL": "https://consult.example"}
    settings = from_environment(given, pages=False)
    assert settings.mail_url == (tmp_path / "mail").as_uri()
    assert settings.mail_from == "Consult <no-reply@consult.example>"
    assert any("CONSULT_MAIL_URL is not set" in problem for problem in config.warnings(settings))
    sent = from_environment(given | {"CONSULT_MAIL_URL": "smtp://localhost"}, pages=False)
    assert not any("CONSULT_MAIL_URL" in problem for problem in config.warnings(sent))


@pytest.mark.parametrize("url", ["smtp://", "file://host/folder", "file:///"])
def test_mail_that_can_go_nowhere_is_refused(url: str) -> None:
    with pytest.raises(Misconfigured, match="CONSULT_MAIL_URL"):
        from_environment({"CONSULT_SECRET_KEY": SECRET, "CONSULT_MAIL_URL": url})


def test_cookies_are_secure_where_the_address_is() -> None:
    plain = config.flask_mapping(Settings(base_url="http://127.0.0.1:8000"))
    secure = config.flask_mapping(Settings(base_url="https://consult.example"))
    assert not plain["SESSION_COOKIE_SECURE"]
    assert secure["SESSION_COOKIE_SECURE"]
    assert secure["SESSION_COOKIE_NAME"] == "__Host-consult"


def test_the_readme_documents_every_setting_with_its_default() -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    table = [line for line in readme.splitlines() if line.startswith("| `CONSULT_")]
    rows = {line.split("|")[1].strip(" `"): line for line in table}
    assert set(rows) == {f"CONSULT_{item.name.upper()}" for item in fields(Settings)}
    for item in fields(Settings):
        if isinstance(item.default, int):
            assert f"`{item.default}`" in rows[f"CONSULT_{item.name.upper()}"]
