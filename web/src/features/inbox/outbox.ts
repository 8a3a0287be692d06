import { problemOf, type Problem } from "@/lib/api/problem.ts";
import type { Schemas } from "@/lib/api/types.ts";
import type { Message } from "@/lib/people/thread.ts";
import { Store } from "@/lib/store.ts";

/** What somebody has written and sent off. */
export interface Draft {
  conversation: string;
  /** The recipient's user name. */
  to: string;
  text: string;
  picture: File | null;
}

/** A message on its way; it keeps its `clientId`, so however often it is tried it arrives once. */
export interface Outgoing extends Draft {
  clientId: string;
  state: "waiting" | "sending" | "failed";
  /** How much of the picture is uploaded, 0 to 1. */
  share: number;
  /** The picture once it is uploaded. */
  blob: string | null;
  problem: Problem | null;
  createdAt: string;
}

/** How messages get away. */
export interface Post {
  upload: (picture: File, onProgress: (share: number) => void, signal: AbortSignal) => Promise<string>;
  send: (message: Schemas["NewMessage"], signal: AbortSignal) => Promise<Message>;
  onSent: (message: Message) => void;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Messages that are not on the server yet, in memory alone. In each conversation one goes after the other. What a lost
 * connection stops is tried again by itself, what the server refuses when the person says so.
 */
export class Outbox {
  readonly entries = new Store<readonly Outgoing[]>([]);
  readonly #post: Post;
  readonly #running = new Set<string>();
  #leaving = new AbortController();
  #alarm: ReturnType<typeof setTimeout> | undefined;
  #pause = FIRST_PAUSE_MS;

  constructor(post: Post) {
    this.#post = post;
  }

  /** Takes a message in and sends it as soon as it can be. */
  add(draft: Draft): void {
    const entry: Outgoing = {
      ...draft,
      clientId: crypto.randomUUID(),
      state: "waiting",
      share: 0,
      blob: null,
      problem: null,
      createdAt: new Date().toISOString(),
    };
    this.entries.change([...this.entries.value, entry]);
    void this.#run(draft.conversation);
  }

  /** Tries a refused message again. */
  retry(clientId: string): void {
    const entry = this.#change(clientId, { state: "waiting", problem: null });
    if (entry) void this.#run(entry.conversation);
  }

  /** Forgets a message: it was given up, or it was heard of and so has arrived. */
  drop(clientId: string): void {
    const others = this.entries.value.filter((entry) => entry.clientId !== clientId);
    if (others.length < this.entries.value.length) this.entries.change(others);
  }

  /** Tries all that wait: there is a connection again. */
  wake(): void {
    clearTimeout(this.#alarm);
    for (const { conversation } of this.entries.value) void this.#run(conversation);
  }

  /** Forgets everything; what is on its way is given up. */
  clear(): void {
    clearTimeout(this.#alarm);
    this.#leaving.abort();
    this.#leaving = new AbortController();
    this.#pause = FIRST_PAUSE_MS;
    this.entries.change([]);
  }

  async #run(conversation: string): Promise<void> {
    if (this.#running.has(conversation)) return;
    this.#running.add(conversation);
    const { signal } = this.#leaving;
    let isStopped = false;
    while (!isStopped && !signal.aborted) {
      const next = this.entries.value.find(
        (entry) => entry.conversation === conversation && entry.state === "waiting",
      );
      if (!next) break;
      isStopped = !(await this.#attempt(next, signal));
    }
    this.#running.delete(conversation);
  }

  /** Tells whether the next message may be tried: this one is sent, or refused for good. */
  async #attempt(entry: Outgoing, signal: AbortSignal): Promise<boolean> {
    const { clientId } = entry;
    this.#change(clientId, { state: "sending" });
    try {
      const image = await this.#uploaded(entry, signal);
      const message = await this.#post.send(
        { to: entry.to, client_id: clientId, text: entry.text || null, image },
        signal,
      );
      this.#pause = FIRST_PAUSE_MS;
      this.#post.onSent(message);
      this.drop(clientId);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      const problem = problemOf(error);
      if (!problem.isPassing) {
        this.#change(clientId, { state: "failed", problem });
        return true;
      }
      this.#change(clientId, { state: "waiting", problem });
      this.#tryLater();
      return false;
    }
  }

  async #uploaded(entry: Outgoing, signal: AbortSignal): Promise<string | null> {
    if (!entry.picture || entry.blob) return entry.blob;
    const { clientId } = entry;
    const blob = await this.#post.upload(entry.picture, (share) => this.#change(clientId, { share }), signal);
    this.#change(clientId, { blob, share: 1 });
    return blob;
  }

  #tryLater(): void {
    clearTimeout(this.#alarm);
    this.#alarm = setTimeout(() => this.wake(), this.#pause);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
  }

  #change(clientId: string, facts: Partial<Outgoing>): Outgoing | undefined {
    let changed: Outgoing | undefined;
    const entries = this.entries.value.map((entry) => {
      if (entry.clientId !== clientId) return entry;
      changed = { ...entry, ...facts };
      return changed;
    });
    if (changed) this.entries.change(entries);
    return changed;
  }
}
