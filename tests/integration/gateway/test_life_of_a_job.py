"""From an upload to an opened message, with a worker that is played by the test."""

import cloak_codec as codec
import pytest

from tests.integration.gateway.house import House, photo

pytestmark = pytest.mark.integration


async def test_a_text_goes_all_the_way(house: House) -> None:
    ada = await house.person()
    cover = await ada.upload()
    job = await ada.embed(cover, "Принеси карту", passphrase="correct horse")
    assert (await ada.job(job))["status"] == "queued"
    await house.progressed(job, fraction=0.4)
    running = await ada.until(job, "running")
    assert running["progress"] == {"stage": "predict", "fraction": 0.4}
    stego = photo(seed=7)
    await house.embedded(job, ada.id, stego)
    done = await ada.until(job, "succeeded")
    assert done["report"]["psnr_db"] == 41.5
    assert done["timings"]["predict"] == 0.25
    assert done["timings"]["queue"] >= 0
    result = await ada.http.get(f"/api/jobs/{job}/result")
    assert result.content == stego
    assert "sea%20side.png" in result.headers["content-disposition"]

    found = await ada.extract(f"{job}.stego")
    sealed = house.shelf.contents[f"{job}.sealed"]
    await house.extracted(found, ada.id, sealed)
    assert (await ada.until(found, "succeeded"))["answer"] == "payload"
    opened = await ada.http.post(f"/api/jobs/{found}/open", json={"passphrase": "correct horse"})
    assert opened.json() == {"kind": "text", "text": "Принеси карту"}
    assert codec.unseal(sealed, "correct horse") == codec.Text("Принеси карту")
