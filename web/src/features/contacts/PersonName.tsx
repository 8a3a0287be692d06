import type { ReactNode } from "react";

import { Avatar } from "@/components/ui/Avatar.tsx";
import type { Person } from "@/lib/people/standing.ts";

/** Who somebody is: the name they gave themselves, the one they sign in with, and a note. */
export function PersonName({ person, note }: { person: Person; note?: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-1 basis-48 items-center gap-3">
      <Avatar name={person.display_name} />
      <div className="min-w-0">
        <p className="truncate font-semibold">
          <bdi>{person.display_name}</bdi>
        </p>
        <p className="truncate text-sm text-muted">@{person.username}</p>
        {note && <p className="text-sm text-muted">{note}</p>}
      </div>
    </div>
  );
}
