import "./messages.ts";

import { useEffect, useRef, type ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, Navigate, useParams } from "react-router";

import { Page } from "@/components/ui/Page.tsx";

import { DeadLetters } from "./DeadLetters.tsx";
import { Jobs } from "./Jobs.tsx";
import { Queues } from "./Queues.tsx";
import { Storage } from "./Storage.tsx";
import { Users } from "./Users.tsx";

const SECTIONS = [
  { path: "users", name: "users", Section: Users },
  { path: "queues", name: "queues", Section: Queues },
  { path: "jobs", name: "jobs", Section: Jobs },
  { path: "dead-letters", name: "deadLetters", Section: DeadLetters },
  { path: "storage", name: "storage", Section: Storage },
] as const satisfies readonly { path: string; name: string; Section: ComponentType }[];

/** What administrators look after: people, queues, jobs and storage. */
export function AdminPage() {
  const { t } = useTranslation("admin");
  const { section } = useParams();
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a small screen the links scroll: the present one is in sight.
    nav.current?.querySelector("[aria-current=page]")?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [section]);
  const shown = SECTIONS.find(({ path }) => path === section);
  if (!shown) return <Navigate to="/admin/users" replace />;
  return (
    <Page title={`${t("title")}: ${t(`sections.${shown.name}`)}`} width="wide">
      <nav ref={nav} aria-label={t("sections.label")} className="-mx-4 overflow-x-auto px-4">
        <ul className="flex w-max min-w-full gap-1 border-b border-line">
          {SECTIONS.map(({ path, name }) => (
            <li key={path}>
              <NavLink
                to={`/admin/${path}`}
                className="-mb-px inline-flex min-h-11 items-center border-b-2 border-transparent px-4 font-medium text-muted outline-offset-[-3px] hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-accent"
              >
                {t(`sections.${name}`)}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <shown.Section />
    </Page>
  );
}
