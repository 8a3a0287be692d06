import { useUnread } from "@/lib/people/conversations.ts";

/** How many messages wait unread. */
export function UnreadCount() {
  const unread = useUnread();
  if (unread === 0) return null;
  return (
    <span className="absolute end-1 top-1 min-w-5 rounded-full bg-accent px-1 text-center text-xs font-bold text-on-accent md:static">
      {unread > 99 ? "99+" : unread}
    </span>
  );
}
