import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/ui/Button.tsx";
import { Choices } from "@/components/ui/Choices.tsx";
import { DropZone } from "@/components/ui/DropZone.tsx";
import { PasswordField, TextArea } from "@/components/ui/Field.tsx";
import { Icon } from "@/components/ui/Icon.tsx";
import { Notice } from "@/components/ui/Notice.tsx";
import { Card } from "@/components/ui/Page.tsx";
import { StrengthMeter } from "@/components/ui/StrengthMeter.tsx";
import { formatBytes } from "@/lib/format.ts";
import { Secret } from "@/lib/secret.ts";

import { JOURNEYS, type Journey, type Wish } from "./request.ts";

const SHORTEST_PASSPHRASE = 8;
const FEWEST_COVERS = 2;

interface BatchFormProps {
  covers: number;
  onBegin: (wish: Wish) => void;
}

/** What to hide in all pictures, how they will travel, and who may read it. */
export function BatchForm({ covers, onBegin }: BatchFormProps) {
  const { t } = useTranslation("jobs");
  const [kind, setKind] = useState<"text" | "file">("text");
  const [text, setText] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const [journey, setJourney] = useState<Journey>("chat");
  const [lock, setLock] = useState<"passphrase" | "none">("passphrase");
  const [passphrase, setPassphrase] = useState("");

  const payload = kind === "text" ? (text === "" ? null : { text }) : file && { file };
  const isLocked = lock === "none" || Array.from(passphrase).length >= SHORTEST_PASSPHRASE;
  const lack =
    covers < FEWEST_COVERS ? "covers" : payload === null ? "payload" : isLocked ? null : ("lock" as const);

  return (
    <form
      className="flex flex-col gap-6"
      onSubmit={(event) => {
        event.preventDefault();
        if (lack !== null || payload === null) return;
        onBegin({ payload, journey, secret: lock === "none" ? null : new Secret(passphrase) });
        setPassphrase("");
      }}
    >
      <Card title={t("batchOf.payload.title")}>
        <div className="flex flex-col gap-4">
          <Choices
            look="row"
            label={t("batchOf.payload.kind")}
            value={kind}
            onChange={setKind}
            options={[
              { value: "text", label: t("batchOf.payload.text"), icon: "text" },
              { value: "file", label: t("batchOf.payload.file"), icon: "file" },
            ]}
          />
          {kind === "text" ? (
            <TextArea
              label={t("batchOf.payload.message")}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          ) : (
            <PayloadFile file={file} onFile={setFile} />
          )}
        </div>
      </Card>

      <Card title={t("batchOf.journey.title")}>
        <Choices
          label={t("batchOf.journey.title")}
          value={journey}
          onChange={setJourney}
          options={JOURNEYS.map((value) => ({
            value,
            label: t(`batchOf.journey.${value}.label`),
            hint: t(`batchOf.journey.${value}.hint`),
            icon: value === "file" ? "file" : value === "chat" ? "messages" : "globe",
          }))}
        />
      </Card>

      <Card title={t("batchOf.lock.title")}>
        <div className="flex flex-col gap-4">
          <Choices
            look="row"
            label={t("batchOf.lock.title")}
            value={lock}
            onChange={setLock}
            options={[
              { value: "passphrase", label: t("batchOf.lock.passphrase"), icon: "lock" },
              { value: "none", label: t("batchOf.lock.none"), icon: "globe" },
            ]}
          />
          {lock === "passphrase" ? (
            <div className="flex max-w-md flex-col gap-2">
              <PasswordField
                label={t("batchOf.lock.label")}
                hint={t("batchOf.lock.hint")}
                value={passphrase}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                onChange={(event) => setPassphrase(event.target.value)}
              />
              <StrengthMeter text={passphrase} />
            </div>
          ) : (
            <Notice tone="warn">{t("batchOf.lock.open")}</Notice>
          )}
        </div>
      </Card>

      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" tone="primary" disabled={lack !== null}>
          <Icon name="hide" className="size-4" />
          {t("batchOf.begin", { count: covers })}
        </Button>
        {lack && <p className="text-sm text-muted">{t(`batchOf.lack.${lack}`)}</p>}
      </div>
    </form>
  );
}

function PayloadFile({ file, onFile }: { file: File | null; onFile: (file: File | null) => void }) {
  const { t } = useTranslation("jobs");
  if (!file) {
    return <DropZone label={t("batchOf.payload.choose")} onFiles={([chosen]) => onFile(chosen ?? null)} />;
  }
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-xl bg-sunken p-4">
      <Icon name="file" className="size-6 text-muted" />
      <p className="min-w-0 flex-1 break-words" dir="auto">
        {file.name}
      </p>
      <span className="text-sm text-muted">{formatBytes(file.size)}</span>
      <Button size="small" onClick={() => onFile(null)}>
        {t("batchOf.payload.another")}
      </Button>
    </div>
  );
}
