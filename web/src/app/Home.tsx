import { Navigate } from "react-router";

import { LoadingState } from "@/components/ui/States.tsx";
import { useSession } from "@/lib/session.ts";

/** The start: hiding for those who are signed in, the explanation for all others. */
export function Home() {
  const { status } = useSession();
  if (status === "unknown") return <LoadingState />;
  return <Navigate to={status === "signed-in" ? "/hide" : "/help"} replace />;
}
