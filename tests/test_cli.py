"""The ``consult`` command, run as people run it."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from consult import database
from consult.cli import main
from tests import factories

CONSULT = Path(sys.executable).parent / "consult"


class Shell:
    """Runs ``consult`` on an instance of its own."""

    def __init__(self, instance: Path) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("CONSULT_")}
        self.env = kept | {
            "CONSULT_INSTANCE": str(instance),
            "CONSULT_PASSWORD_MEMORY_KIB": "64",
            "PYTHONWARNINGS": "error",
        }

    def __call__(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the command in this process: starting another one takes longer than most commands."""
        cleared = {name: None for name in os.environ if name.startswith("CONSULT_")}
        done = CliRunner(env=cleared | self.env).invoke(main, words, prog_name="consult")
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)

    def process(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the command as people do."""
        command = [str(CONSULT), *words]
        return subprocess.run(command, env=self.env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def consult(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """An instance with the demonstration in it."""
    shell = Shell(tmp_path_factory.mktemp("instance"))
    done = shell.process("init", "--demo")
    assert done.returncode == 0, done.stderr
    shell.first = done.stdout
    return shell


def test_init_publishes_what_is_in_the_folder_and_prints_passwords_once(consult: Shell) -> None:
    assert "consultation anti-corruption published" in consult.first
    for name in ("citizen", "moderator", "analyst", "publisher", "admin"):
        assert f"{name}@example.org" in consult.first
    again = consult("init", "--demo")
    assert again.returncode == 0
    assert again.stdout.splitlines() == [
        "anti-corruption: nothing new",
        "anti-corruption-demo: nothing new",
    ]


def test_every_command_has_help_with_an_example(consult: Shell) -> None:
    listed = consult("--help").stdout.partition("Commands:")[2]
    names = [
        line.split()[0] for line in listed.splitlines() if line.startswith("  ") and line[2] != " "
    ]
    assert {"init", "serve", "publish", "import-comments", "close", "digest", "doctor"} <= set(
        names
    )
    for name in [*names, "account create"]:
        text = CliRunner().invoke(main, [*name.split(), "--help"]).output
        assert "Example: consult" in text or name == "account", name


def test_what_is_refused_is_one_sentence_and_status_2(consult: Shell, tmp_path: Path) -> None:
    for words, sentence in (
        (("publish", str(tmp_path)), "there is no consultation.toml in this folder"),
        (("digest", "nowhere", "--out", str(tmp_path)), "there is no consultation 'nowhere'"),
        (("close", "nowhere", "--by", "moderator@example.org"), "there is no consultation"),
        (("close", "anti-corruption", "--by", "x@example.org"), "there is no account"),
        (("close", "anti-corruption", "--by", "citizen@example.org"), "Only a moderator"),
        (("close", "anti-corruption-demo", "--by", "moderator@example.org"), "minimum term"),
    ):
        done = consult(*words)
        assert done.returncode == 2, words
        assert sentence in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_publish_names_file_and_line_of_every_problem(consult: Shell, tmp_path: Path) -> None:
    folder = factories.folder(tmp_path / "a")
    path = folder / "01-first.ru.md"
    path.write_text(path.read_text().replace(" {#art_1__para_1}", "").replace(" {#art_2}", ""))
    done = consult("publish", str(folder))
    assert done.returncode == 2
    assert [":12:" in done.stderr, ":18:" in done.stderr] == [True, True]


def test_comments_are_imported_with_rejects_and_status_1(consult: Shell, tmp_path: Path) -> None:
    path = tmp_path / "letters.csv"
    path.write_text(
        "external_id,proposal,clause,body,posted_at,mood\n"
        "1,special-status,art_1__para_1,Good,2020-07-05T10:00:00,x\n"
        "2,special-status,art_99,Bad,2020-07-05T10:00:00,x\n",
        encoding="utf-8",
    )
    done = consult("import-comments", "anti-corruption", str(path))
    assert done.returncode == 1
    assert "columns ignored: mood" in done.stdout
    assert "1 imported, 0 already there, 1 rejected" in done.stdout
    with (tmp_path / "letters.csv.rejected.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["line"], row["external_id"]) == ("3", "2")
    assert "art_99" in row["reason"]


def test_the_first_consultation_is_closed_and_digested(consult: Shell, tmp_path: Path) -> None:
    interim = consult("digest", "anti-corruption-demo", "--out", str(tmp_path / "i"))
    assert "interim digest" in interim.stdout
    assert {p.name for p in (tmp_path / "i").iterdir()} == {
        "comments.csv",
        "comments.jsonl",
        "digest.xlsx",
        "digest.html",
    }
    closed = consult("close", "anti-corruption", "--by", "moderator@example.org")
    assert closed.returncode == 0, closed.stderr
    final = consult("digest", "anti-corruption", "--out", str(tmp_path / "f"), "--format", "csv")
    assert "final digest of anti-corruption" in final.stdout
    assert [p.name for p in (tmp_path / "f").iterdir()] == ["comments.csv"]


def test_an_account_gets_its_role_in_the_only_agency(consult: Shell) -> None:
    done = consult("account", "create", "new@example.org", "--role", "analyst")
    assert done.returncode == 0, done.stderr
    assert "password: " in done.stdout
    assert consult("account", "create", "new@example.org", "--role", "analyst").returncode == 2


def test_serving_without_a_secret_key_is_refused(tmp_path: Path) -> None:
    done = Shell(tmp_path)("serve")
    assert done.returncode == 2
    assert "CONSULT_SECRET_KEY is not set" in done.stderr


def test_doctor_says_what_to_do(consult: Shell, tmp_path: Path) -> None:
    assert "nothing is wrong" in consult("doctor").stdout
    path = Path(consult.env["CONSULT_INSTANCE"]) / "consult.sqlite"
    connection = database.sqlite_module.connect(str(path), isolation_level=None)
    many = connection.execute("UPDATE comment SET stems = ''").rowcount
    connection.close()
    unfound = consult("doctor")
    assert unfound.returncode == 2
    assert f"{many} texts cannot be found by their words: run consult init" in unfound.stdout
    assert f"{many} texts can be found by their words now" in consult("init").stdout
    assert "nothing is wrong" in consult("doctor").stdout
    empty = Shell(tmp_path)("doctor")
    assert empty.returncode == 2
    assert "run consult init" in empty.stdout
