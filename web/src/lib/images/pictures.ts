import type { Answer, Picture, Question, Reply } from "./messages.ts";

const DEADLINE_MS = 30_000;

interface Waiting {
  resolve: (answer: Picture | Blob) => void;
  reject: (error: Error) => void;
  timer: ReturnType<typeof setTimeout>;
}

const waiting = new Map<number, Waiting>();
let worker: Worker | null = null;
let asked = 0;

/** A small upright rendering of a picture and its size; rejects what is no picture that the browser knows. */
export function previewOf(picture: Blob, longSide = 1024): Promise<Picture> {
  return ask({ kind: "preview", picture, longSide });
}

/** The amplified difference of two pictures of one size, mid-grey where they are equal. */
export function differenceOf(one: Blob, other: Blob, gain = 24, longSide = 1024): Promise<Blob> {
  return ask({ kind: "difference", one, other, gain, longSide });
}

function ask<Q extends Question>(question: Q): Promise<Answer<Q>> {
  const id = ++asked;
  return new Promise<Picture | Blob>((resolve, reject) => {
    const timer = setTimeout(() => {
      waiting.delete(id);
      reject(new Error("the picture took too long"));
    }, DEADLINE_MS);
    waiting.set(id, { resolve, reject, timer });
    running().postMessage({ id, question });
  }) as Promise<Answer<Q>>;
}

function running(): Worker {
  if (worker) return worker;
  worker = new Worker(new URL("./pictures.worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
    const found = waiting.get(data.id);
    if (!found) return;
    waiting.delete(data.id);
    clearTimeout(found.timer);
    if ("error" in data) found.reject(new Error(data.error));
    else found.resolve(data.answer);
  });
  return worker;
}
