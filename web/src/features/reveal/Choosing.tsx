import { useState } from "react";
import { useTranslation } from "react-i18next";

import { DropZone } from "@/components/ui/DropZone.tsx";
import { PasswordField } from "@/components/ui/Field.tsx";
import { ErrorState } from "@/components/ui/States.tsx";
import { Secret } from "@/lib/secret.ts";

import { usePicturesFromAnywhere } from "./anywhere.ts";

interface ChoosingProps {
  /** Why the picture chosen before could not be taken. */
  error: unknown;
  onPicture: (file: File, secret: Secret | null) => void;
}

/** Takes a picture from anywhere, and a passphrase from who has one. */
export function Choosing({ error, onPicture }: ChoosingProps) {
  const { t } = useTranslation("reveal");
  const [passphrase, setPassphrase] = useState("");
  const take = (file: File) => onPicture(file, passphrase === "" ? null : new Secret(passphrase));
  usePicturesFromAnywhere({ takesPaste: false, onPicture: take }); // the place for it takes what is pasted

  return (
    <div className="flex flex-col gap-4">
      {error !== null && <ErrorState error={error} />}
      <DropZone
        label={t("drop.label")}
        hint={t("drop.hint")}
        accept="image/*"
        takesPaste
        onFiles={([file]) => {
          if (file) take(file);
        }}
      />
      <details className="rounded-xl border border-line bg-surface">
        <summary className="min-h-11 cursor-pointer rounded-xl px-4 py-2.5 font-medium">
          {t("passphrase.summary")}
        </summary>
        <div className="max-w-md px-4 pb-4">
          <PasswordField
            label={t("passphrase.label")}
            hint={t("passphrase.hint")}
            value={passphrase}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            onChange={(event) => setPassphrase(event.target.value)}
          />
        </div>
      </details>
    </div>
  );
}
