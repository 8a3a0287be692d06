/** What the page asks its picture worker, and what that answers. */
export type Question =
  | { kind: "preview"; picture: Blob; longSide: number }
  | { kind: "difference"; one: Blob; other: Blob; longSide: number; gain: number };

export interface Picture {
  /** A small rendering, upright, ready to be shown. */
  preview: Blob;
  /** The picture's own size in pixels, upright. */
  width: number;
  height: number;
}

export type Answer<Q extends Question> = Q extends { kind: "preview" } ? Picture : Blob;

export interface Request {
  id: number;
  question: Question;
}

export type Reply = { id: number; answer: Picture | Blob } | { id: number; error: string };
