"""cloak local on the real networks: hide, find, and each answer there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tests.integration.cli.conftest import cloak

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300)]

TEXT = "мир\r\n👩\u200d🚀\u2028\x1b[m"


@pytest.fixture(scope="session")
def stego(cover: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture with a text under a passphrase."""
    out = tmp_path_factory.mktemp("stego") / "stego.png"
    said = cloak(
        *("embed", cover, "-o", out, "--text", TEXT, "--passphrase-file", "-", "--json"),
        stdin="correct horse\n",
    )
    assert said.status == 0, said
    assert said.fact["report"]["psnr_db"] > 36
    assert (said.fact["kind"], said.fact["mode"]) == ("text", "robust")
    assert said.stderr == ""
    return out


def test_a_text_comes_back_exactly_with_its_passphrase(stego: Path) -> None:
    said = cloak("extract", stego, "--passphrase-file", "-", "--json", stdin="correct horse")

    assert (said.status, said.fact["answer"], said.fact["text"]) == (0, "payload", TEXT)
    assert said.fact["size"] == len(TEXT.encode())
    assert said.stderr == ""


def test_another_passphrase_is_a_wrong_key(stego: Path) -> None:
    said = cloak("extract", stego, "--passphrase-file", "-", "--json", stdin="wrong horse")

    assert (said.status, said.fact["answer"], said.fact["text"]) == (11, "wrong_key", None)


def test_a_picture_without_a_message_has_none(cover: Path) -> None:
    said = cloak("extract", cover, "--json")

    assert (said.status, said.fact["answer"]) == (10, "no_message")


def test_a_message_that_was_cut_away_is_damaged(stego: Path, cover: Path, tmp_path: Path) -> None:
    with Image.open(stego) as picture, Image.open(cover) as original:
        picture.paste(original.crop((0, 0, 224, 130)), (0, 0))
        picture.save(tmp_path / "damaged.png")

    said = cloak("extract", tmp_path / "damaged.png", "--json")

    assert (said.status, said.fact["answer"]) == (12, "damaged")


def test_a_picture_is_hidden_in_a_picture(
    cover: Path, secret_picture: Path, tmp_path: Path
) -> None:
    out = tmp_path / "stego.png"
    hidden = cloak("embed", cover, "-o", out, "--image", secret_picture, "--json")
    found = cloak("extract", out, "-o", tmp_path / "revealed.png", "--json")

    assert (hidden.status, hidden.fact["mode"]) == (0, "image")
    assert (found.status, found.fact["kind"]) == (0, "picture")
    with Image.open(tmp_path / "revealed.png") as revealed:
        assert revealed.size == (224, 224)


def test_a_payload_that_does_not_fit_says_how_much_would(cover: Path, tmp_path: Path) -> None:
    out = tmp_path / "stego.png"
    (much := tmp_path / "much.bin").write_bytes(bytes(range(256)) * 4)

    said = cloak("embed", cover, "-o", out, "--file", much, "--json")

    error = said.fact["error"]
    assert (said.status, error["code"]) == (20, "payload_too_large")
    assert 0 < error["capacity_bytes"] < error["wanted_bytes"]
    assert not out.exists()


def test_a_folder_without_models_is_told_apart_from_a_bad_picture(
    cover: Path, tmp_path: Path
) -> None:
    said = cloak("extract", cover, "--models", tmp_path, "--json")

    assert (said.status, said.fact["error"]["code"]) == (30, "model_unavailable")


def test_a_file_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    (path := tmp_path / "file").write_bytes(b"hello")

    said = cloak("capacity", path, "--json")

    assert (said.status, said.fact["error"]["code"]) == (20, "not_an_image")


def test_capacity_counts_what_fits_with_a_passphrase_and_without(cover: Path) -> None:
    sealed = cloak("capacity", cover, "--mode", "robust", "--json").fact["items"][0]
    open_to_all = cloak("capacity", cover, "--mode", "robust", "--unsealed", "--json").fact

    assert 0 < sealed["payload_bytes"] < open_to_all["items"][0]["payload_bytes"]


def test_survival_of_a_longer_message_is_no_likelier(cover: Path) -> None:
    short = cloak("survival", cover, "--bytes", "1", "--channel", "chat", "--json").fact["items"]
    long = cloak("survival", cover, "--bytes", "40", "--channel", "chat", "--json").fact["items"]

    exact = {one["journey"]: one["exact"] / one["tried"] for one in short}
    assert {"jpeg:50", "jpeg:30"} <= exact.keys()
    assert all(one["low"] <= one["exact"] / one["tried"] <= one["high"] for one in short)
    assert all(one["exact"] / one["tried"] <= exact[one["journey"]] for one in long)


def test_survival_of_what_does_not_fit_says_how_much_would(cover: Path) -> None:
    said = cloak("survival", cover, "--bytes", "1000000", "--json")

    assert (said.status, said.fact["error"]["code"]) == (20, "payload_too_large")


def test_a_covert_message_shows_to_its_passphrase_alone(cover: Path, tmp_path: Path) -> None:
    out = tmp_path / "stego.png"
    hidden = cloak(
        *("embed", cover, "-o", out, "--text", TEXT, "--mode", "covert", "--rate", "0.1"),
        *("--passphrase-file", "-", "--json"),
        stdin="correct horse",
    )
    found = cloak("extract", out, "--passphrase-file", "-", "--json", stdin="correct horse")
    other = cloak("extract", out, "--passphrase-file", "-", "--json", stdin="another horse")
    without = cloak("extract", out, "--json")

    assert (hidden.status, hidden.fact["mode"]) == (0, "covert"), hidden
    assert hidden.fact["report"]["psnr_db"] > 50
    assert (found.status, found.fact["mode"], found.fact["text"]) == (0, "covert", TEXT)
    assert (other.status, other.fact["answer"]) == (10, "no_message")
    assert (without.status, without.fact["reason"]) == (10, "no_passphrase")


def test_a_picture_is_hidden_as_a_file_where_nothing_is_lost(
    cover: Path, secret_picture: Path, tmp_path: Path
) -> None:
    out, folder = tmp_path / "stego.png", tmp_path / "found"
    folder.mkdir()
    hide = ("embed", cover, "-o", out, "--image", secret_picture, "--channel", "lossless")
    hidden = cloak(*hide, "--passphrase-file", "-", "--json", stdin="correct horse")
    found = cloak(
        *("extract", out, "-o", folder, "--passphrase-file", "-", "--json"), stdin="correct horse"
    )

    assert hidden.status == 0, hidden
    assert (found.status, found.fact["kind"]) == (0, "picture")
    assert found.fact["saved"] == str(folder / "secret.png")
    with Image.open(folder / "secret.png") as revealed:
        assert (revealed.format, revealed.width / revealed.height) == ("PNG", 1.0)


def test_a_jpeg_gives_a_jpeg_unless_the_name_says_other(cover: Path, tmp_path: Path) -> None:
    with Image.open(cover) as picture:
        picture.save(tmp_path / "cover.jpg", quality=90)
    for name, media_type in (("stego", "image/jpeg"), ("stego.png", "image/png")):
        said = cloak(
            "embed", tmp_path / "cover.jpg", "-o", tmp_path / name, "--text", "hi", "--json"
        )
        assert (said.status, said.fact["media_type"]) == (0, media_type), said


def test_capacity_goes_by_the_very_cover(cover: Path, tmp_path: Path) -> None:
    with Image.open(cover) as picture:
        half = picture.convert("RGB")
        half.paste((255, 255, 255), (0, 0, 224, 112))
        half.save(tmp_path / "half.png")

    def room(path: Path) -> int:
        fact = cloak("capacity", path, "--mode", "covert", "--rate", "0.1", "--json").fact
        return int(fact["items"][0]["payload_bytes"])

    assert 0 < room(tmp_path / "half.png") < room(cover)
