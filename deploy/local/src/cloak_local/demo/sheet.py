"""The contact sheet: cover, stego, amplified difference, secret and revealed, side by side."""

import textwrap
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

from cloak_local.demo.pictures import Triple, opened

TILE_PX = 320
GAP_PX = 14
CAPTION_PX = 30
AMPLIFIED = 24
COLUMNS = ("cover", "stego", f"difference x {AMPLIFIED}", "hidden", "found")
FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")  # Latin, Greek and Cyrillic
PAPER, INK, FAINT = (250, 249, 246), (28, 32, 38), (226, 224, 218)


def write_sheet(rows: Sequence[Triple], path: Path) -> None:
    """Draw one row per hidden thing and save the sheet as a PNG."""
    row_px = TILE_PX + CAPTION_PX + GAP_PX
    width = GAP_PX + len(COLUMNS) * (TILE_PX + GAP_PX)
    sheet = Image.new("RGB", (width, GAP_PX + len(rows) * row_px), PAPER)
    for index, row in enumerate(rows):
        _draw_row(sheet, row, top=GAP_PX + index * row_px)
    sheet.save(path, "PNG")


def card(text: str) -> Image.Image:
    """A text as a tile of the sheet."""
    tile = Image.new("RGB", (TILE_PX, TILE_PX), (255, 255, 255))
    ImageDraw.Draw(tile).multiline_text(
        (18, 18), textwrap.fill(text, 30), fill=INK, font=_font(17), spacing=7
    )
    return tile


def _font(size_px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The installed font, or Pillow's own, which knows Latin letters alone."""
    if FONT.exists():
        return ImageFont.truetype(FONT, size_px)
    return ImageFont.load_default(size_px)


def _draw_row(sheet: Image.Image, row: Triple, *, top: int) -> None:
    cover, stego = opened(row.cover), opened(row.stego)
    tiles = (cover, stego, _difference(cover, stego), row.secret, row.revealed)
    painter = ImageDraw.Draw(sheet)
    font = _font(16)
    for column, (tile, name) in enumerate(zip(tiles, COLUMNS, strict=True)):
        left = GAP_PX + column * (TILE_PX + GAP_PX)
        caption = f"{row.title}: {name}" if column == 0 else name
        painter.text((left, top + 4), caption, fill=INK, font=font)
        box = (left, top + CAPTION_PX, left + TILE_PX, top + CAPTION_PX + TILE_PX)
        painter.rectangle(box, fill=FAINT)
        small = ImageOps.contain(tile, (TILE_PX, TILE_PX))
        offset = ((TILE_PX - small.width) // 2, (TILE_PX - small.height) // 2)
        sheet.paste(small, (box[0] + offset[0], box[1] + offset[1]))


def _difference(cover: Image.Image, stego: Image.Image) -> Image.Image:
    """How much each value changed: scaled down, changes up and down must not cancel out."""
    apart = np.abs(np.asarray(stego, np.int16) - np.asarray(cover, np.int16))
    return Image.fromarray(np.clip(AMPLIFIED * apart, 0, 255).astype(np.uint8))
