import { Navigate, Outlet, useLocation } from "react-router";

import { LoadingState } from "@/components/ui/States.tsx";
import { useSession } from "@/lib/session.ts";

import { NotFound } from "./NotFound.tsx";

/** Pages for people who are signed in, or for one role alone: to others an admin's pages do not exist. */
export function Guarded({ role }: { role?: "admin" }) {
  const session = useSession();
  const { pathname, search } = useLocation();
  if (session.status === "unknown") return <LoadingState />;
  if (session.status === "anonymous") {
    return <Navigate to="/sign-in" replace state={{ from: pathname + search }} />;
  }
  if (role && session.user.role !== role) return <NotFound />;
  return <Outlet />;
}
