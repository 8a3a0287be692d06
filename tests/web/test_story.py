"""The main job, told by people in a real browser against the whole system."""

import io
import re

import pytest
from cloak_local.system import System
from PIL import Image
from playwright.async_api import expect

from tests.web.browsing import Visitor
from tests.web.conftest import Visit
from tests.web.doing import (
    JOB_MS,
    PASSPHRASE,
    befriend,
    composer,
    download,
    finish_hiding,
    give,
    hide_text,
    kept_by_the_browser,
    look_into,
    painted_over,
    photograph,
    write_to,
)

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
SECRET = "Meet at nine · نلتقي في التاسعة · 🙂"


async def test_a_hidden_text_is_sent_seen_to_arrive_and_read_exactly(
    ada: Visitor, ben: Visitor
) -> None:
    await befriend(ada, ben)
    await write_to(ben, ada)
    stego = await hide_text(ada, SECRET)
    await write_to(ada, ben)
    await composer(ada.page).fill("look at this harbour")
    await give(ada.page, "harbour.png", stego)
    await ada.page.get_by_role("button", name="Send", exact=True).click()

    # Ben's page was open all the time, and is not loaded again.
    await expect(ben.page.get_by_text("look at this harbour").first).to_be_visible()
    await ben.page.get_by_role("link", name="Reveal what is hidden").click()
    await ben.page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE, timeout=JOB_MS)
    await ben.page.get_by_role("button", name="Open the message").click()
    await expect(ben.page.get_by_text(SECRET)).to_be_visible()
    assert await kept_by_the_browser(ben.page) == {"cloak.signed-in": "1", "cloak.welcomed": "1"}


async def test_a_wrong_passphrase_is_told_and_the_right_one_still_opens(ada: Visitor) -> None:
    stego = await hide_text(ada, SECRET)
    await look_into(ada, stego)
    passphrase = ada.page.get_by_label("Passphrase", exact=True)
    await passphrase.fill("not the right one", timeout=JOB_MS)
    await ada.page.get_by_role("button", name="Open the message").click()
    await expect(ada.page.get_by_text("That passphrase does not open it")).to_be_visible()
    await passphrase.fill(PASSPHRASE)
    await ada.page.get_by_role("button", name="Try again").click()
    await expect(ada.page.get_by_text(SECRET)).to_be_visible()


async def test_what_is_locked_for_a_contact_opens_by_their_own_key_alone(
    ada: Visitor, ben: Visitor, visit: Visit
) -> None:
    await befriend(ada, ben)
    await ada.page.goto("/hide")
    await give(ada.page, "harbour.png", photograph())
    await ada.page.get_by_label("Your message").fill(SECRET)
    await ada.page.get_by_role("radio", name=re.compile("People I choose")).click()
    await ada.page.get_by_role("checkbox", name=re.compile(ben.username)).check()
    stego = await finish_hiding(ada.page)

    await look_into(ben, stego)
    await ben.page.get_by_label("Your account's password").fill(ben.password, timeout=JOB_MS)
    await ben.page.get_by_role("button", name="Unlock").click()
    await expect(ben.page.get_by_text(SECRET)).to_be_visible()

    eve = await visit("eve")
    await eve.sign_up()
    await look_into(eve, stego)
    await eve.page.get_by_label("Your account's password").fill(eve.password, timeout=JOB_MS)
    await eve.page.get_by_role("button", name="Unlock").click()
    await expect(eve.page.get_by_text("This message is locked for other people")).to_be_visible()


async def test_a_photograph_without_a_message_says_so(ada: Visitor) -> None:
    await look_into(ada, photograph())
    await expect(ada.page.get_by_text("No hidden message was found")).to_be_visible(timeout=JOB_MS)


async def test_a_picture_hidden_in_a_picture_comes_out(ada: Visitor) -> None:
    page = ada.page
    await page.goto("/hide")
    await give(page, "cover.png", photograph())
    await page.get_by_role("radio", name="Picture", exact=True).click()
    await give(page, "secret.png", photograph(200), at=-1)
    await page.get_by_role("radio", name=re.compile("Sent as a file")).click()
    await page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    stego = await finish_hiding(page)
    await look_into(ada, stego)
    await page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE, timeout=JOB_MS)
    await page.get_by_role("button", name="Open the message").click()
    await expect(page.get_by_text("A picture was hidden in this picture")).to_be_visible()
    with Image.open(io.BytesIO(await download(page, "Save"))) as revealed:
        assert max(revealed.size) >= 64


async def test_an_altered_picture_is_shown_where_it_was_altered(ada: Visitor) -> None:
    stego = await hide_text(ada, SECRET)
    await ada.page.goto("/verify")
    await give(ada.page, "as-made.png", stego)
    await expect(ada.page.get_by_role("heading", name=re.compile("[Uu]nchanged"))).to_be_visible()
    await ada.page.goto("/verify")
    await give(ada.page, "painted.png", painted_over(stego))
    await expect(ada.page.get_by_role("heading", name=re.compile("[Aa]ltered"))).to_be_visible()


async def test_a_message_sent_while_the_server_is_away_arrives_once(
    ada: Visitor, ben: Visitor, system: System
) -> None:
    await befriend(ada, ben)
    await write_to(ben, ada)
    await write_to(ada, ben)
    await system.stop("gateway")
    try:
        await composer(ada.page).fill("said into the dark")
        await ada.page.keyboard.press("Enter")
        await expect(ada.page.get_by_text("said into the dark").first).to_be_visible()
    finally:
        await system.start("gateway")
    await expect(
        ben.page.get_by_role("group", name=re.compile("Messages with")).get_by_text(
            "said into the dark"
        )
    ).to_have_count(1, timeout=JOB_MS)
    await ben.page.reload()
    await expect(
        ben.page.get_by_role("group", name=re.compile("Messages with")).get_by_text(
            "said into the dark"
        )
    ).to_have_count(1)


async def test_somebody_who_has_never_seen_it_hides_and_reads_a_text_in_two_minutes(
    visit: Visit,
) -> None:
    newcomer = await visit("newcomer")
    page = newcomer.page
    # Step 1: the first page says what this is and leads to an account.
    await page.goto("/")
    await page.get_by_role("link", name="Create an account").first.click()
    await page.get_by_label("User name").fill(newcomer.username)
    await page.get_by_label("Password", exact=True).fill(newcomer.password)
    await page.get_by_role("button", name="Create the account").click()
    # Step 2: a picture that is there for trying, a message, a passphrase made by the page.
    await page.get_by_role("link", name="Try it with a sample picture").click()
    await page.get_by_label("Your message").fill("my first secret")
    await page.get_by_role("button", name="Make one of five words").click()
    entry = page.get_by_label("Passphrase", exact=True)
    await expect(entry).not_to_be_empty()  # the list of words is loaded when it is asked for
    passphrase = await entry.input_value()
    # Step 3: hide, and keep the picture.
    stego = await finish_hiding(page)
    # Step 4: give it to the page that reads.
    await page.get_by_role("link", name="Reveal").first.click()
    await give(page, "picture.png", stego)
    await page.get_by_label("Passphrase", exact=True).fill(passphrase, timeout=JOB_MS)
    await page.get_by_role("button", name="Open the message").click()
    await expect(page.get_by_text("my first secret")).to_be_visible()


async def test_an_admins_pages_do_not_exist_for_users(ada: Visitor) -> None:
    await ada.page.goto("/admin/users")
    await expect(ada.page.get_by_role("heading", name="There is no such page")).to_be_visible()
    refused = await ada.page.evaluate(
        """async () => {
          const session = await fetch("/api/auth/session/refresh", {method: "POST"});
          const token = (await session.json()).access_token;
          const admin = ["queues", "jobs", "dead-letters", "storage"].map((it) => "admin/" + it);
          const paths = [...admin, "auth/users"];
          const answers = paths.map((path) =>
            fetch("/api/" + path, {headers: {Authorization: "Bearer " + token}}));
          return (await Promise.all(answers)).map((answer) => answer.status);
        }"""
    )
    assert refused == [403] * 5
