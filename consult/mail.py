"""Mail: letters made into messages, and messages sent, or written to a folder.

``letters`` says what a letter is. What is sent is plain text in UTF-8; a letter that is sent twice,
because somebody cut the worker short, has the same Message-ID both times.
"""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from flask import current_app, g, render_template
from flask_babel import gettext, ngettext

from consult import web
from consult.errors import Hopeless
from consult.letters import Letter, Maker, one_line

if TYPE_CHECKING:
    from consult.config import Settings
    from consult.jobs.services import Task

_LONGEST_LINE = 900
_TIMEOUT = 20  # seconds for each answer of the server: a letter takes less than a job's lease
_HERE = {"localhost", "127.0.0.1", "::1"}
_SUBJECT = "Subject: "
_NOT_IN_ADDRESS = re.compile(r"[\s\x00-\x1f\x7f-\x9f@,;:<>()\[\]\\\"]")
_GAPS = re.compile(r"\n{3,}")
_BREAKS = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def deliver(makers: Mapping[str, Maker], task: Task) -> None:
    """Write the letter that ``task`` asks for, and send it, in the context of this job alone.

    Nothing is sent where its maker says that there is nobody to get it. Raises ``Hopeless`` where
    trying again is no use, and what sending raises otherwise.
    """
    settings: Settings = current_app.config["SETTINGS"]
    maker = makers.get(task.data["template"])
    if maker is None:
        raise Hopeless(f"there is no letter {task.data['template']!r}")
    g.lang = task.data["lang"]
    letter = maker(task.data)
    if letter is None:
        return
    message = compose(settings, letter, task)
    send(settings, message, f"{task.asked_at:%Y%m%dT%H%M%S}-{task.id}-{letter.template}")
    if letter.once_sent is not None:
        letter.once_sent()


def compose(settings: Settings, letter: Letter, task: Task) -> EmailMessage:
    """The message for a letter, rendered now; raises ``Hopeless`` for what is no address."""
    subject, text = _rendered(letter)
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = settings.mail_from
    message["To"] = _address(letter.to)
    message["Subject"] = subject
    message["Date"] = format_datetime(web.now())
    # The moment as well: a database that was made anew begins again at job 1.
    message["Message-ID"] = f"<{task.id}.{task.asked_at:%Y%m%d%H%M%S%f}@{_host(settings)}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe is not None:
        message["List-Unsubscribe"] = f"<{whole(letter.unsubscribe)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    # In a folder people read it as it is; on its way it must pass through servers of any age.
    in_folder = urlsplit(settings.mail_url).scheme == "file"
    plain = text.isascii() and max(map(len, text.splitlines()), default=0) < _LONGEST_LINE
    message.set_content(text, cte="8bit" if in_folder else "7bit" if plain else "base64")
    message["Content-Language"] = letter.lang
    return message


def whole(path: str) -> str:
    """The whole address of a path of this site."""
    settings: Settings = current_app.config["SETTINGS"]
    public = urlsplit(settings.base_url)
    return f"{public.scheme}://{public.netloc}{path}"


def _rendered(letter: Letter) -> tuple[str, str]:
    """Subject and text of a letter. It is no HTML: nothing is escaped."""
    text = render_template(
        f"mail/{letter.template}.txt",
        **letter.values,
        _=gettext,
        ngettext=ngettext,
        quoted=quoted,
        url=lambda endpoint, **values: whole(web.address(endpoint, **values)),
        site=current_app.config["SETTINGS"].base_url,
        unsubscribe=letter.unsubscribe and whole(letter.unsubscribe),
    )
    first, _, body = _GAPS.sub("\n\n", text.lstrip()).partition("\n")
    if not first.startswith(_SUBJECT):
        raise Hopeless(f"templates/mail/{letter.template}.txt does not begin with {_SUBJECT!r}")
    return one_line(first[len(_SUBJECT) :]), body.strip() + "\n"


def quoted(text: str) -> str:
    """``text`` as mail quotes it, so that nothing in it can pass for words of the letter."""
    return "\n".join(f"> {line}".rstrip() for line in _BREAKS.split(text))


def _address(text: str) -> Address:
    """The address that a letter goes to; letters of its host beyond ASCII as their IDNA."""
    name, _, host = text.rpartition("@")
    if not (name and host) or _NOT_IN_ADDRESS.search(name + host):
        raise Hopeless("this is no address that a letter can go to")
    try:
        return Address(
            username=name, domain=host if host.isascii() else host.encode("idna").decode()
        )
    except (ValueError, IndexError) as error:
        raise Hopeless(f"this is no address that a letter can go to: {error}") from error


def _host(settings: Settings) -> str:
    return urlsplit(settings.base_url).hostname or "localhost"


def send(settings: Settings, message: EmailMessage, name: str) -> None:
    """Send ``message`` as ``CONSULT_MAIL_URL`` says; in a folder it is called ``name``.

    Raises ``Hopeless`` where the server refuses it for good (5xx).
    """
    if urlsplit(settings.mail_url).scheme == "file":
        _write(folder(settings.mail_url), f"{name}.eml", message)
        return
    try:
        _post(settings.mail_url, message)
    except smtplib.SMTPAuthenticationError:
        raise  # it is the setting that is wrong, not the letter
    except smtplib.SMTPRecipientsRefused as error:
        ((code, words),) = list(error.recipients.values())[:1]
        _refused(error, code, words)
    except smtplib.SMTPResponseException as error:
        _refused(error, error.smtp_code, error.smtp_error)
    except smtplib.SMTPNotSupportedError as error:
        raise Hopeless(f"the mail server cannot take it: {error}") from error


def _refused(error: smtplib.SMTPException, code: int, words: bytes | str) -> None:
    """Raise ``error`` again, or ``Hopeless`` where the server's code says: never."""
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    if 500 <= code < 600:
        raise Hopeless(f"the mail server refuses it: {code} {one_line(said)}") from error
    raise error


def _post(url: str, message: EmailMessage) -> None:
    """Hand a message to the server, under TLS where it offers it; a password only then."""
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    context = ssl.create_default_context()
    if host in _HERE:  # it does not leave this machine, and certificates are for other names
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    server = _connected(parts.scheme, host, parts.port, context)
    try:
        server.ehlo()
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        elif parts.scheme == "smtp" and parts.username and host not in _HERE:
            raise smtplib.SMTPException("the server offers no TLS, so it gets no password")
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
        # It is taken: however the server says goodbye, the letter is not to be sent again.
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
    finally:
        server.close()


def _connected(scheme: str, host: str, port: int | None, context: ssl.SSLContext) -> smtplib.SMTP:
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or 465, timeout=_TIMEOUT, context=context)
    return smtplib.SMTP(host, port or 25, timeout=_TIMEOUT)


def folder(url: str) -> Path:
    """The folder that a ``file:///`` address names."""
    return Path(url2pathname(urlsplit(url).path))


def _write(place: Path, name: str, message: EmailMessage) -> None:
    """Write a message whole or not at all, for its owner's eyes only."""
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = place / f".{name}.{os.getpid()}"
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        beyond_ascii = not str(message["To"]).isascii()
        file.write(message.as_bytes(policy=policy.SMTP.clone(utf8=beyond_ascii)))
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(place / name)


def described(settings: Settings) -> str:
    """Where letters go, for an operator; without the password."""
    parts = urlsplit(settings.mail_url)
    if parts.scheme == "file":
        return f"letters are written to {folder(settings.mail_url)}"
    port = f":{parts.port}" if parts.port else ""
    return f"letters are sent by {parts.scheme}://{parts.hostname}{port} from {settings.mail_from}"
