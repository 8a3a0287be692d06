import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useReducer, useRef } from "react";

import { api } from "@/lib/api/client.ts";
import type { Page } from "@/lib/api/types.ts";
import { isFinished, JOBS, type Job } from "@/lib/jobs/job.ts";
import { uploadPicture } from "@/lib/jobs/uploads.ts";

import { after, NOTHING, standingOf, toSend, type Item } from "./batch.ts";
import { embed, patiently, type Wish } from "./request.ts";

const LOOK_MS = 1_500;
const NONE: ReadonlyMap<string, Job> = new Map();

/**
 * Hides the same in many pictures: sends a few at once, follows all jobs by asking for the list, and lets go of
 * everything when the page is left. Jobs that have begun go on without the page.
 */
export function useBatch() {
  const queryClient = useQueryClient();
  const [batch, step] = useReducer(after, NOTHING);
  const files = useRef(new Map<number, File>());
  const wish = useRef<Wish>(null);
  const running = useRef(new AbortController());

  const ids = batch.items.flatMap(({ job }) => (job === null ? [] : [job]));
  const { data: jobs = NONE } = useQuery({
    queryKey: [...JOBS, "batch"],
    queryFn: async ({ signal }) => {
      const params = { kind: "embed", limit: 200 };
      const { items } = (await api.get<Page<Job>>("/jobs", { params, signal })).data;
      return new Map(items.map((job) => [job.id, job]));
    },
    enabled: ids.length > 0,
    gcTime: 0,
    refetchInterval: ({ state }) => {
      const isOver = ids.every((id) => {
        const job = state.data?.get(id);
        return job !== undefined && isFinished(job);
      });
      return isOver ? false : LOOK_MS;
    },
  });

  const send = useCallback(
    async (item: Item, wanted: Wish, file: File, signal: AbortSignal) => {
      const { id } = item;
      const key = crypto.randomUUID();
      step({ type: "sending", id });
      try {
        const onProgress = (share: number) => step({ type: "sent", id, share });
        const blob =
          item.blob ?? (await patiently(() => uploadPicture(file, { onProgress, signal }), signal)).id;
        step({ type: "uploaded", id, blob });
        const job = await patiently(() => embed(queryClient, wanted, blob, key, signal), signal);
        step({ type: "accepted", id, job: job.id });
      } catch (error) {
        step({ type: "refused", id, error });
      }
    },
    [queryClient],
  );

  useEffect(() => {
    for (const id of toSend(batch)) {
      const item = batch.items.find((one) => one.id === id);
      const file = files.current.get(id);
      if (item && file && wish.current) void send(item, wish.current, file, running.current.signal);
    }
  }, [batch, send]);

  useEffect(() => {
    running.current = new AbortController();
    return () => {
      running.current.abort();
      wish.current?.secret?.forget();
    };
  }, []);

  const add = (added: File[]) => {
    for (const [i, file] of added.entries()) files.current.set(batch.next + i, file);
    step({ type: "added", files: added });
  };
  const begin = (wanted: Wish) => {
    wish.current = wanted;
    step({ type: "begun" });
  };
  const stop = () => {
    running.current.abort();
    running.current = new AbortController();
    step({ type: "stopped" });
    for (const id of ids) {
      const job = jobs.get(id);
      // One that has ended meanwhile stays as it is.
      if (!job || !isFinished(job)) void api.delete(`/jobs/${id}`).catch(() => undefined);
    }
  };
  const tryAgain = () => {
    const failed = batch.items.filter((item) =>
      ["failed", "cancelled"].includes(standingOf(item, jobOf(item, jobs))),
    );
    step({ type: "again", ids: failed.map(({ id }) => id) });
  };
  const remove = (id: number) => {
    files.current.delete(id);
    step({ type: "removed", id });
  };
  const fileOf = (id: number) => files.current.get(id) ?? null;
  return { items: batch.items, jobs, add, remove, begin, stop, tryAgain, fileOf };
}

/** The job of an item as the server last told it. */
export function jobOf({ job }: Item, jobs: ReadonlyMap<string, Job>): Job | undefined {
  return job === null ? undefined : jobs.get(job);
}
