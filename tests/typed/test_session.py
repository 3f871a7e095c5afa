"""What a page that waits for a login asks: who acts now, and whose the page is to them."""

from __future__ import annotations

import pytest

from tests import factories
from tests.bad_input.world import World
from tests.typed.filled import logged_in

pytestmark = pytest.mark.django_db


def test_whose_the_page_is(world: World) -> None:
    client = world.client("owner")
    mark = client.get("/session/").json()["owner"]
    asked = {"HTTP_X_FORM_OWNER": mark}
    state = client.get("/session/", **asked).json()
    assert (state["is_theirs"], state["enterprise"]) == (True, world.owner.enterprise.name)
    # The same person, for another enterprise: theirs to go back to.
    second = factories.member(user=world.owner.user, enterprise=factories.enterprise(name="第二示例有限公司"))
    client.cookies["yzd_session"] = logged_in(world.owner.user, str(second.enterprise_id))
    state = client.get("/session/", **asked).json()
    assert (state["is_theirs"], state["enterprise"]) == (False, "第二示例有限公司")
    assert state["theirs"] == {
        "enterprise": str(world.owner.enterprise_id),
        "name": world.owner.enterprise.name,
        "choose": "/choose-enterprise/",
    }
    # Another person, and nobody: not a word about whose it is.
    stranger = factories.member()
    client.cookies["yzd_session"] = logged_in(stranger.user, str(stranger.enterprise_id))
    for _ in range(2):
        state = client.get("/session/", **asked).json()
        assert (state["is_theirs"], state["theirs"]) == (False, None)
        client.cookies.pop("yzd_session", None)


@pytest.mark.parametrize("url", ["/login/code/", "/app/login/code/", "/app/login/certificate/challenge/"])
def test_logging_in_over_a_page_is_not_that_pages_owner_s(world: World, url: str) -> None:
    mark = world.client("owner").get("/session/").json()["owner"]
    visitor = world.client("visitor")
    answer = visitor.post(
        url, {"phone": "13800138000"}, HTTP_X_FORM_OWNER=mark, HTTP_ACCEPT="application/json"
    )
    assert answer.status_code == 200, answer.content
