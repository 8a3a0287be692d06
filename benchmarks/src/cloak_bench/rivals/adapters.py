"""Drives a Python tool from inside its own environment: requests and answers, a JSON line each.

Started as a script by that environment's interpreter, which may be as old as 3.6.

    {"do": "embed", "cover": PATH, "stego": PATH, "text": TEXT}   -> {"side": ..., "seconds": S}
    {"do": "extract", "stego": PATH, "side": ...}                  -> {"text": TEXT, "seconds": S}

What goes wrong inside a tool is an answer too: {"error": NAME, "seconds": S}. ``side`` is what the
tool's reader has to be told besides the picture.
"""

import importlib
import json
import os
import sys
import time
from typing import Any


class Stegano:
    """stegano: text in the lowest bits, one after the other."""

    def __init__(self) -> None:
        self.lsb = importlib.import_module("stegano").lsb

    def embed(self, cover: str, stego: str, text: str) -> Any:
        self.lsb.hide(cover, text).save(stego)

    def extract(self, stego: str, side: Any) -> Any:
        return self.lsb.reveal(stego)


class BlindWatermark:
    """blind-watermark: DWT, DCT and SVD of blocks; the reader must know the number of bits."""

    def __init__(self) -> None:
        module = importlib.import_module("blind_watermark")
        module.bw_notes.close()
        self.make = module.WaterMark

    def embed(self, cover: str, stego: str, text: str) -> Any:
        mark = self.make(password_img=1, password_wm=1)
        mark.read_img(cover)
        mark.read_wm(text, mode="str")
        mark.embed(stego)
        return len(mark.wm_bit)

    def extract(self, stego: str, side: Any) -> Any:
        mark = self.make(password_img=1, password_wm=1)
        return mark.extract(stego, wm_shape=side, mode="str")


class InvisibleWatermark:
    """invisible-watermark; the reader must know the number of bits."""

    def __init__(self, method: str) -> None:
        self.module = importlib.import_module("imwatermark")
        self.cv2 = importlib.import_module("cv2")
        self.method = method
        if method == "rivaGan":
            self.module.WatermarkEncoder.loadModel()

    def embed(self, cover: str, stego: str, text: str) -> Any:
        encoder = self.module.WatermarkEncoder()
        encoder.set_watermark("bytes", text.encode())
        self.cv2.imwrite(stego, encoder.encode(self.cv2.imread(cover), self.method))
        return 8 * len(text)

    def extract(self, stego: str, side: Any) -> Any:
        decoder = self.module.WatermarkDecoder("bytes", side)
        return decoder.decode(self.cv2.imread(stego), self.method).decode("ascii", "replace")


class SteganoGan:
    """SteganoGAN as its package ships it, with its own weights."""

    def __init__(self, architecture: str) -> None:
        module = importlib.import_module("steganogan")
        self.gan = module.SteganoGAN.load(architecture=architecture, cuda=False)

    def embed(self, cover: str, stego: str, text: str) -> Any:
        self.gan.encode(cover, stego, text)

    def extract(self, stego: str, side: Any) -> Any:
        return self.gan.decode(stego)


TOOLS: Any = {
    "stegano": Stegano,
    "blind-watermark": BlindWatermark,
    "invisible-watermark dwtDctSvd": lambda: InvisibleWatermark("dwtDctSvd"),
    "invisible-watermark rivaGan": lambda: InvisibleWatermark("rivaGan"),
    "SteganoGAN dense": lambda: SteganoGan("dense"),
    "SteganoGAN basic": lambda: SteganoGan("basic"),
}


def main() -> None:
    # Tools print as they please; the answers have a channel of their own.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    tool = TOOLS[sys.argv[1]]()
    answers.write(json.dumps({"ready": True}) + "\n")
    answers.flush()
    for line in sys.stdin:
        request = json.loads(line)
        begun = time.time()
        try:
            if request["do"] == "embed":
                side = tool.embed(request["cover"], request["stego"], request["text"])
                answer = {"side": side}
            else:
                answer = {"text": tool.extract(request["stego"], request["side"])}
        except Exception as failed:  # noqa: BLE001  # any failure of a tool is a result
            answer = {"error": type(failed).__name__}
        answer["seconds"] = time.time() - begun
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
