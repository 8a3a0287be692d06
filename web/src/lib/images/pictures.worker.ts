/** Decodes pictures away from the page: 40 megapixels take a second and 160 MB, and the page stays alive. */
import type { Picture, Question, Reply, Request } from "./messages.ts";

self.addEventListener("message", ({ data }: MessageEvent<Request>) => {
  answer(data.question).then(
    (found) => reply({ id: data.id, answer: found }),
    (error: unknown) => reply({ id: data.id, error: String(error) }),
  );
});

function reply(message: Reply): void {
  self.postMessage(message);
}

function answer(question: Question): Promise<Picture | Blob> {
  if (question.kind === "preview") return preview(question.picture, question.longSide);
  return difference(question.one, question.other, question.longSide, question.gain);
}

async function preview(picture: Blob, longSide: number): Promise<Picture> {
  const bitmap = await createImageBitmap(picture); // upright: EXIF orientation is applied
  const { width, height } = bitmap;
  const canvas = drawn(bitmap, longSide);
  return { preview: await canvas.convertToBlob({ type: "image/webp", quality: 0.85 }), width, height };
}

async function difference(one: Blob, other: Blob, longSide: number, gain: number): Promise<Blob> {
  const bitmaps = await Promise.all([createImageBitmap(one), createImageBitmap(other)]);
  const width = Math.min(...bitmaps.map((bitmap) => bitmap.width));
  const height = Math.min(...bitmaps.map((bitmap) => bitmap.height));
  const scale = Math.min(1, longSide / Math.max(width, height));
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(width * scale)),
    Math.max(1, Math.round(height * scale)),
  );
  // Pixels are compared as they are, not as they look smaller: scaling averages small changes away.
  const [first, second] = bitmaps.map((bitmap) => pixelsOf(bitmap, canvas.width, canvas.height, scale));
  const context = contextOf(canvas);
  const shown = context.createImageData(canvas.width, canvas.height);
  if (first && second) {
    for (let i = 0; i < shown.data.length; i += 4) {
      for (let c = 0; c < 3; c++) {
        shown.data[i + c] = 128 + gain * ((second[i + c] ?? 0) - (first[i + c] ?? 0));
      }
      shown.data[i + 3] = 255;
    }
  }
  context.putImageData(shown, 0, 0);
  return canvas.convertToBlob({ type: "image/png" });
}

function pixelsOf(bitmap: ImageBitmap, width: number, height: number, scale: number): Uint8ClampedArray {
  const context = contextOf(new OffscreenCanvas(width, height));
  context.imageSmoothingEnabled = false;
  context.drawImage(bitmap, 0, 0, width / scale, height / scale, 0, 0, width, height);
  bitmap.close();
  return context.getImageData(0, 0, width, height).data;
}

function drawn(bitmap: ImageBitmap, longSide: number): OffscreenCanvas {
  const scale = Math.min(1, longSide / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(bitmap.width * scale)),
    Math.max(1, Math.round(bitmap.height * scale)),
  );
  const context = contextOf(canvas);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas;
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  return context;
}
