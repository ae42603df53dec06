"""Consult: a state puts a draft law before its people, clause by clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from consult import config, database, paths, web

if TYPE_CHECKING:
    from consult.config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from ``settings``, or from the ``CONSULT_*`` environment.

    Raises ``config.Misconfigured``, which names every wrong setting, before anything is opened.
    """
    settings = settings or config.from_environment()
    app = Flask(
        __name__,
        template_folder=str(paths.folder("templates")),
        static_folder=None,  # web.py serves /static, compressed where it can
        instance_path=str(settings.instance),
    )
    app.jinja_environment = web.Templates
    app.config.from_mapping(config.flask_mapping(settings))
    database.attach(app)
    web.attach(app)
    _attach_features(app)
    return app


def _attach_features(app: Flask) -> None:
    """Register each feature's pages; the lower features first."""
    from consult.accounts.views import entering as accounts_pages
    from consult.accounts.views import mailed as links_pages
    from consult.accounts.views import own as account_pages
    from consult.accounts.views import provided as provider_pages
    from consult.comments import views as comments_pages
    from consult.digests import views as digests_pages
    from consult.moderation import views as moderation_pages
    from consult.personal import views as personal_pages
    from consult.proposals import views as proposals_pages
    from consult.publishing import views as publishing_pages
    from consult.search import views as search_pages
    from consult.subscriptions import views as subscriptions_pages
    from consult.versions import views as versions_pages

    accounts_pages.attach(app)
    for pages in (
        proposals_pages,
        versions_pages,
        accounts_pages,
        provider_pages,
        links_pages,
        account_pages,
        comments_pages,
        search_pages,
        publishing_pages,
        moderation_pages,
        digests_pages,
        personal_pages,
    ):
        app.register_blueprint(pages.blueprint)
    subscriptions_pages.attach(app)
