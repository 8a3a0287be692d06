import { Store } from "../store.ts";

/** Whether news arrives by itself. `lost` only after a moment: the stream is taken up anew now and then. */
export const connection = new Store<"live" | "lost">("live");

const GRACE_MS = 2_500;
// How often lists are asked for while nothing arrives by itself.
export const POLL_MS = 15_000;

let alarm: ReturnType<typeof setTimeout> | undefined;

/** Notes that the stream stands, or has broken. */
export function noteConnection(isConnected: boolean): void {
  clearTimeout(alarm);
  if (isConnected) connection.change("live");
  else alarm = setTimeout(() => connection.change("lost"), GRACE_MS);
}
