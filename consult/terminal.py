"""What every command shares: the application around it, and refusals in one plain sentence."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import ParamSpec

import click
from flask import g
from sqlalchemy.exc import OperationalError, ProgrammingError

from consult import config, wording
from consult.errors import ConsultError
from consult.permission import RefusedByRule, RefusedToPerson

WITH_DIFFERENCES = 1
REFUSED = 2

_P = ParamSpec("_P")


def in_application(command: Callable[_P, None]) -> Callable[_P, None]:
    """Run ``command`` inside the application; a refusal becomes a sentence and exit status 2.

    The root command's context object is the application's factory.
    """

    @functools.wraps(command)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            settings = config.from_environment(pages=False)
            app = click.get_current_context().find_root().obj(settings)
            with app.test_request_context(base_url=settings.base_url):
                g.lang, g.person = "en", None
                command(*args, **kwargs)
        except config.Misconfigured as error:
            refuse(str(error))
        except (RefusedByRule, RefusedToPerson) as error:
            refuse(str(wording.REFUSALS[error.reason]))
        except ConsultError as error:
            refuse(str(error))
        except (OperationalError, ProgrammingError) as error:
            refuse(
                f"the database refused ({error.orig}); is it at the newest version? consult init"
            )

    return run


def refuse(sentence: str) -> None:
    """Say why nothing was done, and end with exit status 2."""
    for line in sentence.splitlines():
        click.echo(f"consult: {line}", err=True)
    sys.exit(REFUSED)
