import "./messages.ts";

import { LoadingState } from "@/components/ui/States.tsx";
import { useSession } from "@/lib/session.ts";

import { Landing } from "./Landing.tsx";
import { Modes } from "./Modes.tsx";
import { Protection } from "./Protection.tsx";
import { Questions } from "./Questions.tsx";
import { Shown } from "./Shown.tsx";
import { Steps } from "./Steps.tsx";
import { Welcome } from "./Welcome.tsx";

/** What this is, how it works and where its limits are: the start for strangers, the help for everybody. */
export function HelpPage() {
  const session = useSession();
  if (session.status === "unknown") return <LoadingState rows={6} />;
  return (
    <div className="mx-auto flex w-full max-w-6xl flex-col gap-8 sm:gap-12">
      {session.status === "signed-in" ? <Welcome user={session.user} /> : <Landing />}
      <Shown />
      <Steps />
      <Modes />
      <Protection />
      <Questions />
    </div>
  );
}
