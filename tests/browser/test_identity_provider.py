"""Signing in through an identity provider, by hand: the cookie, the headers and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests import identity_provider
from tests.browser.people import Watch
from tests.browser.site import Site, free_address, served
from tests.identity_provider import CLIENT, SECRET, Provider

_AXE = Axe()

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """A provider under another name than the site's, so that it is another site to the browser."""
    found, end = identity_provider.serve(lambda: datetime.now(UTC))
    found.url = found.url.replace("127.0.0.1", "localhost")
    yield found
    end()


@pytest.fixture(scope="module")
def with_provider(
    site: Site, provider: Provider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The demonstration, served once more, with a provider."""
    environment = site.environment | {
        "CONSULT_BASE_URL": free_address(),
        "CONSULT_OIDC_ISSUER": provider.issuer,
        "CONSULT_OIDC_CLIENT_ID": CLIENT,
        "CONSULT_OIDC_CLIENT_SECRET": SECRET,
        "CONSULT_OIDC_NAME": "The Gate",
    }
    with served(environment, tmp_path_factory.mktemp("provider") / "server.log"):
        yield Site(environment["CONSULT_BASE_URL"], environment, {})


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(
    request: pytest.FixtureRequest, chromium: Browser, with_provider: Site, provider: Provider
) -> Iterator[Page]:
    """A window in which nothing may go wrong, and no other host but the provider be asked."""
    watch = Watch(urlsplit(with_provider.url).netloc)
    context = chromium.new_context(
        java_script_enabled=request.param, viewport={"width": 320, "height": 640}
    )
    context.set_default_timeout(8000)
    watch.over(context)
    yield context.new_page()
    context.close()
    elsewhere = f"asked another host: {provider.url}/authorize"
    assert [wrong for wrong in watch.wrong if not wrong.startswith(elsewhere)] == []


def test_one_signs_in_through_the_provider_chooses_a_name_and_comes_back(
    page: Page, with_provider: Site, provider: Provider, request: pytest.FixtureRequest
) -> None:
    subject = request.node.callspec.id.replace(" ", "-")
    address = f"{subject}@example.org"
    provider.person = {"sub": subject, "email": address, "email_verified": True, "name": "N. N."}
    page.goto(f"{with_provider.url}/en/sign-in?next=/en/notice")
    page.get_by_role("button", name="Sign in with The Gate").click()
    page.wait_for_url("**/en/sign-up/provided")
    page.get_by_label("Name shown with your comments").fill("A pseudonym")
    page.get_by_label("I have read the notice").check()
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/en/notice")
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{with_provider.url}/kk/sign-in")
    page.locator("form[action$='/sign-in/provider'] button").click()
    page.wait_for_url(f"{with_provider.url}/kk/")
    expect(page.get_by_role("link", name="A pseudonym")).to_be_visible()


def test_the_page_on_the_way_serves_where_browsers_do_not_go_on_by_themselves(
    page: Page, with_provider: Site, provider: Provider, request: pytest.FixtureRequest
) -> None:
    provider.person = {"sub": "a newcomer"}
    page.route(f"{provider.url}/**", lambda route: route.fulfill(status=204))  # stays where it is
    page.goto(f"{with_provider.url}/en/sign-in")
    with page.expect_request(f"{provider.url}/**"):
        page.get_by_role("button", name="Sign in with The Gate").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("On to The Gate")
    if request.node.callspec.params["page"]:  # axe is a script itself
        assert _AXE.run(page).response["violations"] == []
    page.unroute_all()
    page.get_by_role("link", name="Go on").click()
    page.wait_for_url("**/en/sign-up/provided")


def test_going_back_from_the_provider_leads_to_the_page_with_the_button(
    page: Page, with_provider: Site, provider: Provider
) -> None:
    provider.person = {"sub": "a newcomer"}
    page.goto(f"{with_provider.url}/en/sign-in")
    page.get_by_role("button", name="Sign in with The Gate").click()
    page.wait_for_url("**/en/sign-up/provided")
    page.go_back()
    expect(page.get_by_role("button", name="Sign in with The Gate")).to_be_visible()
