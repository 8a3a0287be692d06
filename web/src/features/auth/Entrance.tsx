import type { ReactNode } from "react";
import { Link, Navigate, useLocation } from "react-router";

import { Button } from "@/components/ui/Button.tsx";
import { Notice } from "@/components/ui/Notice.tsx";
import { Card, Page } from "@/components/ui/Page.tsx";
import { sentenceOf } from "@/lib/api/problem.ts";
import { useSession } from "@/lib/session.ts";

interface EntranceProps {
  title: string;
  lead: string;
  submit: string;
  /** Where people go who were not on their way anywhere. */
  next: string;
  isBusy: boolean;
  error: unknown;
  onSubmit: () => void;
  other: { text: string; link: string; to: string };
  children: ReactNode;
}

/** The form that signing in and signing up share; whoever is signed in goes on to where they wanted to. */
export function Entrance({
  title,
  lead,
  submit,
  next,
  isBusy,
  error,
  onSubmit,
  other,
  children,
}: EntranceProps) {
  const session = useSession();
  const state: unknown = useLocation().state;
  if (session.status === "signed-in" && !isBusy) return <Navigate to={wanted(state, next)} replace />;
  return (
    <Page title={title} lead={lead} width="narrow">
      <Card>
        <form
          noValidate
          className="flex flex-col gap-5"
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
          }}
        >
          {error !== null && <Notice tone="danger" title={sentenceOf(error)} isUrgent />}
          {children}
          <Button type="submit" tone="primary" isBusy={isBusy}>
            {submit}
          </Button>
        </form>
      </Card>
      <p className="text-center text-muted">
        {other.text}{" "}
        <Link to={other.to} state={state} className="font-medium text-accent underline">
          {other.link}
        </Link>
      </p>
    </Page>
  );
}

/** Where they were going; only a path of this app counts. */
function wanted(state: unknown, otherwise: string): string {
  const from = typeof state === "object" && state !== null && "from" in state ? state.from : null;
  return typeof from === "string" && /^\/(?!\/)/.test(from) ? from : otherwise;
}
