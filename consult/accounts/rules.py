"""What an account must be like, and how long things hold. Plain functions."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from consult.accounts.models import OneUseLink, Person, Purpose, SignIn

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
LONGEST_NAME = 80
LONGEST_FULL_NAME = 120
LONGEST_ORGANISATION = 200
NOTICE = 1  # the newest version of the notice of publication
SIGN_IN_LASTS = timedelta(days=14)
KNOWN_BROWSER_LASTS = timedelta(days=180)
PROVIDER_LASTS = timedelta(hours=1)  # to be recognised there, and again to choose a name
LINK_LASTS = {
    Purpose.SIGN_UP: timedelta(hours=24),
    Purpose.SIGN_IN: timedelta(minutes=15),
    Purpose.RESET: timedelta(hours=1),
    Purpose.CHANGE_EMAIL: timedelta(hours=24),
}

_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f.]+(?:\.[^@\s\x00-\x1f.]+)+")


@dataclass(frozen=True)
class Limit:
    """At most ``most`` of something in ``span``."""

    name: str
    most: int
    span: timedelta


# Wrong passwords: one browser that has signed in to this account before, and everybody else.
# Strangers who use up their share cannot shut out the one whose account it is: a known browser
# has a share of its own, and a link by mail needs no password.
PASSWORDS_KNOWN = Limit("password-known", 10, timedelta(minutes=15))
PASSWORDS_STRANGER = Limit("password-stranger", 10, timedelta(minutes=15))
PASSWORDS_ACCOUNT = Limit("password-account", 100, timedelta(hours=1))
PASSWORDS_NETWORK = Limit("password-network", 60, timedelta(minutes=15))
LETTERS_ADDRESS = Limit("letters-address", 5, timedelta(hours=1))
LETTERS_NETWORK = Limit("letters-network", 60, timedelta(hours=1))


def normalised_email(text: str) -> str:
    """The address as it is stored and compared: outer spaces and the case of letters aside."""
    return text.strip().lower()


def one_line(text: str) -> str:
    """A text from elsewhere without anything that cannot be printed."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def is_email(text: str) -> bool:
    """Whether ``text`` has the shape of an address; only a letter sent there proves more."""
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None


def lasts(sign_in: SignIn, now: datetime) -> bool:
    """Whether a sign-in still holds at ``now``."""
    return sign_in.ended_at is None and now < sign_in.signed_in_at + SIGN_IN_LASTS


def is_fresh(at: int, now: datetime) -> bool:
    """Whether what a browser has kept since ``at`` (seconds since 1970) still counts."""
    return 0 <= now.timestamp() - at < PROVIDER_LASTS.total_seconds()


def works(link: OneUseLink, now: datetime) -> bool:
    """Whether a link that was sent may still be used at ``now``."""
    return link.used_at is None and now < link.made_at + LINK_LASTS[link.purpose]


def joins(link: OneUseLink, known_as: tuple[str, str] | None) -> bool:
    """Whether a link lets the identity provider's person in from now on: only in the browser that
    came from the provider, ``known_as`` (issuer and subject). Else whoever can write another's
    address into a form would be let into that account by the other's pressing a button.
    """
    identity = link.data.get("identity")
    return identity is not None and (identity["issuer"], identity["subject"]) == known_as


def name_shown(person: Person, *, pseudonyms: bool) -> str:
    """The name that a comment of ``person`` bears; empty where they must state one first.

    An organisation's name is always its own; a person's is the chosen one, or the full name where
    the consultation takes no pseudonyms.
    """
    if person.organisation:
        return person.organisation
    return person.display_name if pseudonyms else person.full_name


def network(address: str | None) -> str:
    """The network that a request came from: an IPv4 address, or the first 64 bits of an IPv6 one.

    A household has one of the former, and chooses freely among the rest of the latter.
    """
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))
