"""What the letters about accounts say. Each is a maker, as ``consult.letters`` describes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from consult.accounts import rules
from consult.accounts.models import Purpose
from consult.accounts.services import links
from consult.letters import Letter, Maker

# Letters that only say something, to whoever reads mail at the address.
_NOTES = ("no_account", "password_changed", "address_changed", "address_taken", "erased")


def with_link(data: Mapping[str, Any]) -> Letter:
    """A letter that brings a link: the token is made now, from what only the secret key opens."""
    purpose = Purpose(data["template"])
    minutes = int(rules.LINK_LASTS[purpose].total_seconds()) // 60
    values = {"token": links.token_of(data["number"]), "minutes": minutes, "hours": minutes // 60}
    return Letter(data["to"], data["lang"], purpose.value, values)


def note(data: Mapping[str, Any]) -> Letter:
    """A letter without a link."""
    return Letter(data["to"], data["lang"], data["template"])


MAKERS: dict[str, Maker] = {
    **{purpose.value: with_link for purpose in Purpose},
    **dict.fromkeys(_NOTES, note),
}
